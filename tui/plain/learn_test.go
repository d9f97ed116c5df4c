// Tests of lessons and challenges in the plain form.

package plain

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/internal/steady"
	"ringside/presets"
)

// toldOf is the first line of what led to an operation's answer.
var toldOf = regexp.MustCompile(`(?m)^ *[0-9.]+ s +the client of op (\d+) was told`)

// TestEveryLessonInPlainLines: every lesson can be taken to its end without a screen, and none
// of it tells what is asked before the answer has been given, or what led to an answer of a step before.
func TestEveryLessonInPlainLines(t *testing.T) {
	for _, name := range steady.First(presets.Lessons(), 1) {
		l, err := presets.LoadLesson(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := history.New(preset(t, "default"))
		if err != nil {
			t.Fatal(err)
		}
		in, out := &reader{lesson: l}, &strings.Builder{}
		in.out = out
		if err := Run(t.Context(), Options{Cluster: c, Learn: l, In: in, Out: out}); err != nil {
			t.Errorf("%s ends with: %v\n%s", name, err, out)
		}
		if !strings.Contains(out.String(), "\nthat was the last step") {
			t.Errorf("%s does not come to its end:\n%s", name, out)
		}
		for i := range l.Steps {
			if !strings.Contains(out.String(), ": "+l.Steps[i].Title+"\n") {
				t.Errorf("%s: step %d is not printed", name, i+1)
			}
		}
		for i, step := range strings.Split(out.String(), "\nstep ") {
			for _, m := range toldOf.FindAllStringSubmatch(step, -1) {
				if !strings.Contains(step, "\nwhy op "+m[1]+": ") {
					t.Errorf("%s: step %d says what led to op %s, which is of a step before:\n%s", name, i, m[1], step)
				}
			}
		}
	}
}

// reader takes a lesson as somebody would who knows nothing: it has each answer shown, and
// goes on.
type reader struct {
	lesson *presets.Preset
	out    *strings.Builder
	at     int // in what is printed
	steps  int
}

// Read gives the next line.
func (r *reader) Read(b []byte) (int, error) {
	said := r.out.String()[r.at:]
	r.at = r.out.Len()
	switch {
	case strings.Contains(said, "reveal shows the answer\n"), strings.Contains(said, "reveal shows a way\n"):
		return copy(b, "reveal\n"), nil
	case r.steps == len(r.lesson.Steps)-1:
		return 0, io.EOF
	}
	r.steps++
	return copy(b, "next\n"), nil
}

// TestRightAnswersInPlainLines: the right answer, alone on a line, is judged right, whatever
// command it could be.
func TestRightAnswersInPlainLines(t *testing.T) {
	for _, name := range steady.First(presets.Lessons(), 1) {
		l, err := presets.LoadLesson(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := history.New(preset(t, "default"))
		if err != nil {
			t.Fatal(err)
		}
		run, err := presets.NewWalkthroughRun(l)
		if err != nil {
			t.Fatal(err)
		}
		var lines strings.Builder
		for {
			ask := run.Asking()
			told := presets.Result{Truth: "reveal"}
			if run.Open() {
				if told, err = run.Reveal(); err != nil {
					t.Fatal(err)
				}
				if ask == nil {
					told.Truth = "reveal"
				}
				lines.WriteString(told.Truth + "\n")
			}
			if run.Finished() {
				break
			}
			lines.WriteString("next\n")
			if err := run.Next(); err != nil {
				t.Fatal(err)
			}
		}
		asked := 0
		for _, step := range l.Steps {
			if step.Ask != nil {
				asked++
			}
		}
		out := &strings.Builder{}
		if err := Run(t.Context(), Options{Cluster: c, Learn: l, In: strings.NewReader(lines.String()), Out: out}); err != nil {
			t.Errorf("%s ends with: %v\n%s", name, err, out)
		}
		if got := strings.Count(out.String(), "\nright: "); got != asked {
			t.Errorf("%s: %d of %d right\n%s", name, got, asked, out)
		}
	}
}

// tries plays lines at the step to try of the lesson one-more-copy, and returns all that is printed.
func tries(t *testing.T, lines string) string {
	t.Helper()
	l, err := presets.LoadLesson("one-more-copy")
	if err != nil {
		t.Fatal(err)
	}
	c, err := history.New(preset(t, "default"))
	if err != nil {
		t.Fatal(err)
	}
	in := "next\n" + strings.Repeat("reveal\nnext\n", 3) + lines
	var out strings.Builder
	if err := Run(t.Context(), Options{Cluster: c, Learn: l, In: strings.NewReader(in), Out: &out}); err != nil {
		t.Log(err)
	}
	return out.String()
}

// TestNotYetInPlainLines: an attempt at the goal of a step to try that does not reach it is told in a
// sentence what it lacks, once.
func TestNotYetInPlainLines(t *testing.T) {
	out := tries(t, "crash 4\nget row-1\nuntil quiet\ncrash 2\nget row-1\nuntil quiet\n")
	const said = "not yet: 3 nodes are up; the goal is 2. You have read and written nothing yet.\n"
	if strings.Count(out, said) != 1 || !strings.Contains(out, "done: ") {
		t.Errorf("it is not said once, or it is not done:\n%s", out)
	}
}

// TestOutOfReachInPlainLines: a reader who makes the goal of a step to try unreachable is told so,
// and how to begin the step again, which works.
func TestOutOfReachInPlainLines(t *testing.T) {
	out := tries(t, "wipe 1\nwipe 2\nwipe 3\nwipe 4\nreturn\nreveal\n")
	const said = "from here no way that we know leads there; undo takes back your last command, return begins the step again\n"
	if strings.Count(out, said) != 1 || !strings.Contains(out[strings.Index(out, said):], "done: ") {
		t.Errorf("it is not said once, or the step can't be done after it:\n%s", out)
	}
}
