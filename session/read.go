// This file reads sessions, in the format of today and in earlier ones.

package session

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Unmarshal reads what Marshal of this or of an earlier release wrote, does it again, and
// goes to the position at which it was saved. The name is that of the file, for errors.
// What can't be done again is left out, from the first command on that can't.
func Unmarshal(name string, data []byte) (h *history.History, warning Warning, err error) {
	return unmarshal(name, data, always)
}

func unmarshal(name string, data []byte, pause Pause) (h *history.History, warning Warning, err error) {
	top, err := strictyaml.ParseUpTo(name, data, MaxBytes)
	if err != nil {
		return nil, warning, err
	}
	f := file{name: strictyaml.Quote(name), data: data, top: top}
	if f.format, err = formatOf(top); err != nil {
		return nil, warning, err
	}
	f.recording.placed = f.part
	f.bytes = len(sum{})
	if f.format < Format {
		err = f.readEarlier()
	} else {
		err = f.read()
	}
	if err != nil {
		return nil, warning, err
	}
	h, warning, err = f.replay(pause)
	if errors.Is(err, ErrStopped) {
		return nil, Warning{}, err
	}
	if err != nil {
		return nil, Warning{}, f.fields["cluster"].Errorf("can't be: %v", err)
	}
	return h, warning, nil
}

// formatOf looks at the version before anything else: what a newer one has
// in it nobody here can know.
func formatOf(top strictyaml.Value) (int, error) {
	pairs, err := top.Pairs()
	if err != nil {
		return 0, err
	}
	for _, p := range pairs {
		if p.Name != "format" {
			continue
		}
		n, err := p.Value.Int(math.MinInt64, math.MaxInt64)
		switch {
		case err == nil && n > Format:
			return 0, p.Value.Errorf("%d is of a newer release; this program reads formats 1 to %d", n, Format)
		case err != nil || n < 1:
			return 0, p.Value.Errorf("is none; this program reads formats 1 to %d", Format)
		}
		return int(n), nil
	}
	return 0, top.Errorf("the field format is missing; this program reads formats 1 to %d", Format)
}

// file is a session that is being read.
type file struct {
	name   string // as errors show it
	data   []byte
	top    strictyaml.Value
	fields map[string]strictyaml.Value
	format int
	parts  []map[string]strictyaml.Value // the fields of each branch
	chain  *chain
	recording
}

// read reads the format of today.
func (f *file) read() (err error) {
	if err := f.readTop("engine", "cluster", "branches", "current", "whole"); err != nil {
		return err
	}
	number, err := f.fields["engine"].Int(1, math.MaxInt32)
	if err != nil {
		return err
	}
	f.engine = int(number)
	f.chain.add(strconv.Itoa(f.engine))
	items, err := f.fields["branches"].List()
	if err != nil {
		return err
	}
	for i, item := range items {
		if err := f.readBranch(i, item); err != nil {
			return err
		}
	}
	return f.readEnd()
}

// readTop reads the fields of the file, and what the cluster is made from.
func (f *file) readTop(names ...string) (err error) {
	if f.fields, err = uncut(f.top, append(names, "format")...); err != nil {
		return err
	}
	if f.cfg, f.doubts, err = readCluster(f.fields["cluster"]); err != nil {
		return err
	}
	_, head, _ := bytes.Cut(f.data, []byte("\ncluster:"))
	for _, next := range []string{"\nbranches:", "\ncommands:"} { // of format 1
		head, _, _ = bytes.Cut(head, []byte(next))
	}
	f.chain = newChain(head)
	return nil
}

// uncut is complete for what is missing only when the file was cut off.
func uncut(v strictyaml.Value, names ...string) (map[string]strictyaml.Value, error) {
	return present(v, names, ": the file was cut off")
}

// readEnd reads what stands after the branches.
func (f *file) readEnd() error {
	current, err := f.fields["current"].Int(1, max(int64(len(f.courses)), 1))
	if err != nil {
		return err
	}
	f.current = int(current)
	return f.readWhole(strconv.Itoa(f.current))
}

// readWhole holds the file against the checksum of all of it.
func (f *file) readWhole(last string) error {
	whole, err := f.fields["whole"].Text()
	if err == nil && whole != f.chain.add(last) {
		return f.doubted(f.fields["whole"].Errorf("the checksum is wrong: the file was changed or cut off"))
	}
	return err
}

// doubted returns what this program doubts of a file whose checksums show that it was
// changed: that says more.
func (f *file) doubted(err error) error {
	if len(f.doubts) > 0 {
		return f.doubts[0]
	}
	return err
}

// part makes an error of what is wrong with a part of a branch.
func (f *file) part(branch int, part string, line int, what string) error {
	if part == "result" && f.format < Format {
		part = "trace"
	}
	at := f.parts[branch][part]
	if part == "commands" || part == "answers" {
		return &strictyaml.Error{File: f.name, Line: at.Line() + 1 + line, Path: at.Path(), What: what}
	}
	return at.Errorf("%s", what)
}

// readBranch reads one branch, and holds each line against the checksum that goes with it.
func (f *file) readBranch(i int, item strictyaml.Value) error {
	fields, err := uncut(item, "from", "commands", "end", "left", "answers", "result")
	if err != nil {
		return err
	}
	f.parts = append(f.parts, fields)
	var c history.Course
	if c.Parent, c.From, err = readFrom(fields["from"], "commands, turn and time, as in 1 3 7 1.5s", readDone); err != nil {
		return err
	}
	f.addText(fields, "from")
	err = f.readCommands(i, &c, func(line string) (history.Place, string, error) {
		p, rest, err := readWhen(line)
		p.Done = c.From.Done + len(c.Commands)
		return p, rest, err
	})
	if err != nil {
		return err
	}
	if c.End, err = readPlace(fields["end"], "turn and time, as in 7 1.5s", readWhen); err != nil {
		return err
	}
	c.End.Done = c.From.Done + len(c.Commands)
	if c.Left, err = readPlace(fields["left"], "commands, turn and time, as in 3 7 1.5s", readDone); err != nil {
		return err
	}
	f.addText(fields, "end", "left")
	f.addCourse(c)
	return f.readOutcome(fields)
}

// addText adds what fields say to the checksum, as a line.
func (f *file) addText(fields map[string]strictyaml.Value, names ...string) {
	var texts []string
	for _, name := range names {
		text, _ := fields[name].Text() // which has been read
		texts = append(texts, text)
	}
	f.chain.add(strings.Join(texts, " "))
}

// addCourse adds a branch, up to the command that this program does not know, if there
// is one.
func (f *file) addCourse(c history.Course) {
	if gone := &f.cuts[len(f.cuts)-1]; gone.why != nil {
		c.End = gone.place
	}
	f.courses = append(f.courses, c)
}

// readCommands reads the commands of a branch. The first that this program does not know
// ends it: another release may have.
func (f *file) readCommands(i int, c *history.Course, at func(line string) (history.Place, string, error)) error {
	text, err := f.parts[i]["commands"].Text()
	if err != nil {
		return err
	}
	n := -1
	var gone cut
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSuffix(line, "\n")
		p, rest, err := at(line)
		if err != nil {
			return f.part(i, "commands", n, err.Error())
		}
		sum, said, ok := strings.Cut(rest, " ")
		if !ok {
			return f.part(i, "commands", n, "no command: the line was cut off")
		}
		cmd, why := script.Parse(said)
		if why == nil && (cmd.Verb == 0 || cmd.Verb.MovesTime()) {
			why = errors.New("not a command that changes a cluster")
		}
		if sum != f.chain.add(strings.TrimSuffix(line, rest)+said) {
			if why == nil {
				why = errors.New("the checksum is wrong: this line was changed, or something before it")
			}
			return f.doubted(f.part(i, "commands", n, why.Error()))
		}
		switch {
		case gone.why != nil:
			gone.after++
		case why != nil:
			gone = cut{why: unknown(said, why), at: n, place: p}
		default:
			c.Commands = append(c.Commands, history.Placed{At: p, Command: cmd})
		}
	}
	f.cuts = append(f.cuts, gone)
	return nil
}

// readOutcome reads what came of a branch.
func (f *file) readOutcome(fields map[string]strictyaml.Value) error {
	var o outcome
	text, err := fields["answers"].Text()
	if err != nil {
		return err
	}
	i := len(f.came)
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		f.chain.add(line)
		a, err := readAnswer(line)
		if err != nil {
			return f.part(i, "answers", len(o.answers), err.Error())
		}
		o.answers = append(o.answers, a)
	}
	if text, err = fields["result"].Text(); err != nil {
		return err
	}
	f.chain.add(text)
	var ok bool
	if o.sums, ok = readSums(text); !ok {
		return fields["result"].Errorf("%s is not the checksums of the answers, and of what nodes hold, believe and have sent", strconv.Quote(clip(text)))
	}
	f.came = append(f.came, o)
	return nil
}

// readFrom reads which branch another one leaves, and where.
func readFrom[P any](v strictyaml.Value, form string, read func(string) (P, string, error)) (parent int, from P, err error) {
	text, err := v.Text()
	if err != nil {
		return 0, from, err
	}
	first, rest, _ := strings.Cut(text, " ")
	n, bad := strconv.ParseUint(first, 10, 31)
	from, more, err := read(rest)
	if bad != nil || err != nil || more != "" {
		return 0, from, v.Errorf("%s is not where a branch begins: the branch that it leaves, %s", strconv.Quote(clip(text)), form)
	}
	return int(n), from, nil
}

// readPlace reads a field that is a place.
func readPlace[P any](v strictyaml.Value, form string, read func(string) (P, string, error)) (p P, err error) {
	text, err := v.Text()
	if err != nil {
		return p, err
	}
	p, rest, err := read(text)
	if err != nil || rest != "" {
		return p, v.Errorf("%s is not a moment: %s", strconv.Quote(clip(text)), form)
	}
	return p, nil
}

// readDone reads commands, turn and time at the beginning of a line.
func readDone(line string) (p history.Place, rest string, err error) {
	first, rest, _ := strings.Cut(line, " ")
	done, err := strconv.ParseUint(first, 10, 31)
	if err != nil {
		return p, "", fmt.Errorf("%s is not a moment: commands, turn and time", strconv.Quote(clip(line)))
	}
	p, rest, err = readWhen(rest)
	p.Done = int(done)
	return p, rest, err
}

// readWhen reads turn and time at the beginning of a line.
func readWhen(line string) (p history.Place, rest string, err error) {
	first, rest, _ := strings.Cut(line, " ")
	second, rest, _ := strings.Cut(rest, " ")
	if second == "" {
		return p, "", errors.New("no moment: the line was cut off")
	}
	turn, err1 := strconv.ParseUint(first, 10, strconv.IntSize-1)
	now, err2 := time.ParseDuration(second)
	if errors.Join(err1, err2) != nil || now < 0 || now > engine.MaxTime {
		return p, "", fmt.Errorf("%s is not a moment: turn and time", strconv.Quote(clip(first+" "+second)))
	}
	return history.Place{Turn: int(turn), Now: now}, rest, nil
}
