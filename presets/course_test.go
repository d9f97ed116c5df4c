// A test that a reader can't make a lesson lose its course.

package presets

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/history"
	_ "ringside/internal/steady"
)

// TestTheLessonIsNeverLost: whatever a reader does, in whatever order, each step reaches
// the same two moments, before its answer and after it.
func TestTheLessonIsNeverLost(t *testing.T) {
	names := Lessons()
	known := make(map[string][][2]history.Moment)
	for _, name := range names {
		known[name] = moments(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "lesson")
		p := loaded(t, name)
		l, err := NewWalkthroughRun(p)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			what := rapid.SampledFrom([]string{"next", "next", "answer", "back", "again", "return", "resume", "restart", "stray", "stray", "stray", "stray"}).Draw(t, "move")
			if what == "stray" {
				_ = own(l.History(), stray(t, p)) // a command that fails does no harm
				continue
			}
			if err := step(&l, what); err != nil {
				t.Fatalf("%s: %s: %v", name, what, err)
			}
			_, n := l.Step()
			after := 1
			if l.Open() {
				after = 0
			}
			got, want := l.History().Position(), known[name][n-1][after]
			if p.Steps[n-1].Try != nil && got != want {
				want = known[name][n-1][0] // once it is left: what was tried stays in its branch
			}
			if got != want {
				t.Fatalf("%s: after %s step %d is at %v; by itself it is at %v", name, what, n, got, want)
			}
			if w := l.Where(); w != OnCourse {
				t.Fatalf("%s: after %s it is %d, off the course", name, what, w)
			}
		}
	})
}

// moments returns the moments of each step of a lesson, before its answer and after it.
func moments(t *testing.T, name string) (all [][2]history.Moment) {
	t.Helper()
	p := loaded(t, name)
	l, err := NewWalkthroughRun(p)
	for err == nil {
		asked := l.History().Position()
		if l.Open() {
			if _, err = l.Reveal(); err != nil {
				break
			}
		}
		all = append(all, [2]history.Moment{asked, l.History().Position()})
		if l.Finished() {
			return all
		}
		err = l.Next()
	}
	t.Fatalf("%s: %v", name, err)
	return nil
}

// step makes a move of the lesson that is possible now.
func step(l **WalkthroughRun, what string) (err error) {
	switch what {
	case "next", "answer":
		switch {
		case (*l).Open():
			_, err = (*l).Reveal()
		case !(*l).Finished():
			err = (*l).Next()
		default:
			err = (*l).Return()
		}
	case "back":
		var gone bool
		if gone, err = (*l).Back(); !gone && err == nil {
			err = (*l).Return()
		}
	case "again":
		err = (*l).Again()
	case "return":
		err = (*l).Return()
	case "restart":
		err = (*l).Restart()
	case "resume":
		*l, err = Resume((*l).Preset(), (*l).Progress())
	}
	return err
}

// stray returns a command that a reader may give.
func stray(t *rapid.T, p *Preset) string {
	node := rapid.SampledFrom(nodeNames(&p.cfg)).Draw(t, "node")
	n := rapid.IntRange(1, 9).Draw(t, "n")
	return rapid.SampledFrom([]string{
		"crash " + node, "heal all", "put cart x via " + node, "put x y blind", "get cart", "set r 1", "isolate " + node,
		fmt.Sprintf("run %dms", n), fmt.Sprintf("run %ds", n), fmt.Sprintf("back %d", n), fmt.Sprintf("step %d", n),
		fmt.Sprintf("forward %d", n), "undo", "redo", fmt.Sprintf("switch %d", n), "until quiet", "back 1000000", "forward 1000000",
	}).Draw(t, "stray")
}
