// The course of a lesson or challenge: what its file did to the cluster, and how to get
// back to it.

package presets

import (
	"errors"
	"fmt"

	"ringside/engine/history"
	"ringside/engine/script"
)

// MostEvents is how many events may happen in one step of a walkthrough: enough for an
// hour of a busy cluster, and soon reached by a script without an end. A cluster of more
// than fewNodes takes longer to look at, so its limit is lower in proportion.
const (
	MostEvents = 100_000
	fewNodes   = 20
)

// course is a cluster that a file has driven, and to which a reader may then do anything:
// what the file did can be returned to.
type course struct {
	history *history.History
	runner  *script.Runner
	done    []history.Recorded // all commands of the file so far
}

// mark is a place on a course: a moment, and how many commands come before it.
type mark struct {
	moment   history.Moment
	commands int
}

func newCourse(p *Preset) (course, error) {
	h, err := history.New(p.Config())
	if err != nil {
		return course{}, err
	}
	h.Pausing(p.pause)
	return course{history: h, runner: script.NewRunner(h)}, nil
}

// History returns the cluster. It is always the same one.
func (c *course) History() *history.History { return c.history }

func (c *course) here() mark { return mark{c.history.Position(), c.history.Applied()} }

// play carries out lines to their end, and returns where that is. The error names the
// line; then the cluster is back where it was.
func (c *course) play(lines []Line) (mark, error) {
	from := c.here()
	if err := c.history.Part(); err != nil { // else earlier results of these lines would happen again among them
		return from, err
	}
	for left, i := c.most(), 0; i < len(lines); i++ {
		var err error
		if left, err = c.line(&lines[i], left); err != nil {
			c.runner.Cancel()
			return from, errors.Join(lines[i].place.Errorf("%v", err), c.returnTo(from))
		}
	}
	end := c.here()
	c.done = c.history.Commands()[:end.commands]
	return end, nil
}

// most returns how many events may happen in one step.
func (c *course) most() int {
	return MostEvents * fewNodes / max(fewNodes, len(c.history.Config().Nodes))
}

// line carries out one line, and returns how many events are left.
func (c *course) line(line *Line, left int) (int, error) {
	const slice = 1000
	err := c.runner.Exec(line.Command)
	for done := false; err == nil && !done; {
		if left <= 0 {
			return 0, fmt.Errorf("%s: no end after %d events; a step has no more", line.Command, c.most())
		}
		if !c.history.Pause() {
			return 0, errors.New("stopped")
		}
		before := c.history.Position().Turn
		done, err = c.runner.Advance(min(slice, left))
		left -= max(1, c.history.Position().Turn-before)
	}
	return left, err
}

// on returns the same course on a fork of its history.
func (c *course) on(fork *history.History) course {
	return course{history: fork, runner: script.NewRunner(fork), done: c.done}
}

// keeps reports whether the first n commands are the file's.
func (c *course) keeps(n int) bool { return n <= len(c.done) && c.history.Begins(c.done[:n]) }

// returnTo goes to a place of the course, on whatever branch it is recorded.
func (c *course) returnTo(to mark) error {
	c.runner.Cancel()
	if to.commands <= len(c.done) {
		if there, err := c.history.Reach(to.moment, c.done[:to.commands]); there || err != nil {
			return err
		}
	}
	return errors.New("the way back is lost; begin again")
}
