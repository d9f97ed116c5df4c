// This file reads what earlier releases wrote: formats 1 and 2, which tell places by steps
// and have a checksum of the trace as it was written then.

package session

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/history"
	"ringside/internal/strictyaml"
)

// stepped is a place with the step at which it was, by the events of that release.
type stepped struct {
	step int
	history.Place
}

// lineage has the steps of a branch's commands.
type lineage struct {
	parent int // counted from 1; 0: none
	before int // how many commands it has in common with that one
	own    []int
}

// earlier returns how many commands of a branch come before a step. A command leaves the
// event of the step after the one at which it is applied.
func earlier(all []lineage, branch, step int) int {
	most := math.MaxInt
	for branch > 0 && branch <= len(all) {
		l := &all[branch-1]
		if n, _ := slices.BinarySearch(l.own, step); n > 0 {
			return min(l.before+n, most)
		}
		branch, most = l.parent, min(most, l.before)
	}
	return 0
}

// readEarlier reads formats 1 and 2.
func (f *file) readEarlier() error {
	if f.format == 1 {
		return f.readFirst()
	}
	if err := f.readTop("cluster", "branches", "current", "whole"); err != nil {
		return err
	}
	items, err := f.fields["branches"].List()
	if err != nil {
		return err
	}
	var all []lineage
	for i, item := range items {
		if all, err = f.readStepped(i, item, all); err != nil {
			return err
		}
	}
	return f.readEnd()
}

// readFirst reads format 1, which has one branch.
func (f *file) readFirst() error {
	if err := f.readTop("cluster", "commands", "end", "position", "trace", "whole"); err != nil {
		return err
	}
	f.parts, f.current = append(f.parts, f.fields), 1
	c, _, err := f.readSteppedCourse(0, history.Course{}, nil, "position")
	if err != nil {
		return err
	}
	f.addCourse(c)
	end, _ := f.fields["end"].Text() // both have been read
	position, _ := f.fields["position"].Text()
	return f.readWhole(end + " " + position)
}

// readStepped reads a branch of format 2, and returns all branches with it.
func (f *file) readStepped(i int, item strictyaml.Value, all []lineage) ([]lineage, error) {
	fields, err := uncut(item, "from", "commands", "end", "left", "trace")
	if err != nil {
		return nil, err
	}
	f.parts = append(f.parts, fields)
	var c history.Course
	var from stepped
	if c.Parent, from, err = readFrom(fields["from"], "step, turn and time, as in 1 12 7 1.5s", readStep); err != nil {
		return nil, err
	}
	c.From = from.Place
	if c.Parent <= i {
		c.From.Done = earlier(all, c.Parent, from.step)
	}
	f.addText(fields, "from")
	if c, all, err = f.readSteppedCourse(i, c, all, "left"); err != nil {
		return nil, err
	}
	f.addText(fields, "end", "left")
	f.addCourse(c)
	return all, nil
}

// readSteppedCourse reads the commands of a branch and where it ends and stands, and returns
// all branches with it.
func (f *file) readSteppedCourse(i int, c history.Course, all []lineage, left string) (history.Course, []lineage, error) {
	fail := func(err error) (history.Course, []lineage, error) { return c, nil, err }
	l := lineage{parent: c.Parent, before: c.From.Done}
	err := f.readCommands(i, &c, func(line string) (history.Place, string, error) {
		s, rest, err := readStep(line)
		l.own = append(l.own, s.step)
		s.Done = c.From.Done + len(c.Commands)
		return s.Place, rest, err
	})
	if err != nil {
		return fail(err)
	}
	const form = "step, turn and time, as in 12 7 1.5s"
	ends, err := readPlace(f.parts[i]["end"], form, readStep)
	if err != nil {
		return fail(err)
	}
	stands, err := readPlace(f.parts[i][left], form, readStep)
	if err != nil {
		return fail(err)
	}
	all = append(all, l)
	c.End, c.Left = ends.Place, stands.Place
	c.End.Done, c.Left.Done = c.From.Done+len(c.Commands), earlier(all, i+1, stands.step)
	sum, err := f.parts[i]["trace"].Text()
	f.traces = append(f.traces, sum)
	return c, all, err
}

// readStep reads step, turn and time at the beginning of a line.
func readStep(line string) (s stepped, rest string, err error) {
	first, after, _ := strings.Cut(line, " ")
	step, err := strconv.ParseUint(first, 10, 31)
	if err != nil {
		return s, "", fmt.Errorf("%s is not a moment: step, turn and time", strconv.Quote(clip(line)))
	}
	s.step = int(step)
	s.Place, rest, err = readWhen(after)
	return s, rest, err
}
