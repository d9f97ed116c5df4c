// Tests that play every lesson in the explorer, watch it, and leave its path.

package tui

import (
	"image"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

// TestEveryLessonIsPlayed plays every lesson from start to end with no more than the
// keys that the screen names, at every size, with right answers and with wrong ones.
func TestEveryLessonIsPlayed(t *testing.T) {
	sizes := []image.Point{{80, 24}, {120, 36}, {40, 12}}
	sizes = sizes[:steady.Rounds(len(sizes), 1, 1)]
	for _, name := range steady.First(presets.Lessons(), 1) {
		t.Run(name, func(t *testing.T) {
			for _, size := range sizes {
				r := open(t, preset(t, "default"), Options{Learn: loaded(t, name), Look: theme.Dark}, size.X, size.Y)
				for moves := 0; !r.m.Lesson.Finished() || r.m.Lesson.Watching(); moves++ {
					if moves > 20*len(r.m.Lesson.Preset().Steps) {
						t.Fatalf("%v: it does not come to its end:\n%s", size, r.screen())
					}
					r.namesAndAsks(name)
					r.doAsToldWith(truthOrNothing(t, r))
				}
				shown := 0 // what was to be tried
				for _, step := range r.m.Lesson.Preset().Steps {
					if step.Try != nil {
						shown++
					}
				}
				if right, asked := r.m.Lesson.Score(); right != asked-shown {
					t.Errorf("%v: %d of %d right, with the right answers typed and %d shown", size, right, asked, shown)
				}
			}
		})
	}
}

// namesAndAsks fails the test unless the header names the lesson, where a screen is wide and no
// levels by name take the room, and an open question has at least its beginning in view. Enter before anything is chosen shows the
// answers to choose from.
func (r *rig) namesAndAsks(name string) {
	r.t.Helper()
	if header, _, _ := strings.Cut(r.screen(), "\n"); r.m.Screen.Shape != layout.Narrow && !strings.Contains(header, "quorum") && !strings.Contains(header, name) {
		r.t.Fatalf("the lesson is not named in %q", header)
	}
	q := r.m.Lesson.Asking()
	if q == nil || !r.m.InView(layout.Lesson) {
		return
	}
	seen := func(what string) {
		r.t.Helper()
		if !strings.Contains(r.paneText(layout.Lesson), what) {
			r.t.Fatalf("%q is not in view:\n%s", what, r.screen())
		}
	}
	words := strings.Fields(r.m.Theme.Spell(q.Text))
	seen(strings.Join(words[:min(2, len(words))], " "))
	if q.Kind == presets.AskChoice && !r.m.Lesson.Watching() {
		r.press("enter")
		seen(" " + string(rune('a'+len(q.Choices)-1)) + "  ")
	}
}

func truthOrNothing(t *testing.T, r *rig) string {
	if r.m.Lesson.Asking() == nil {
		return ""
	}
	return truthOf(t, r).Truth
}

// doAsToldWith presses what the lesson says is to be pressed next, and answers with
// the truth.
func (r *rig) doAsToldWith(truth string) {
	r.t.Helper()
	told := r.m.Lesson.Hints(r.m.LessonDesk())[0]
	if words := told.Key + " " + told.What; !strings.Contains(r.screen(), words) {
		r.t.Fatalf("%q is not on the screen:\n%s", words, r.screen())
	}
	if r.m.Lesson.Trying() != nil && !r.m.Lesson.Watching() {
		r.press("V")
		return
	}
	step, _ := r.m.Lesson.Step()
	switch told.What {
	case "choose":
		for i, c := range step.Ask.Choices {
			if c.Text == truth {
				r.press(string(rune('a'+i)), "enter")
			}
		}
	case "answer":
		if r.press(told.Key); r.m.Prompt != nil { // else there is something to choose from
			r.write(truth)
			r.press("enter")
		}
	case "your answer": // each letter of it, whatever else that is a key for
		r.write(truth)
		r.press("enter")
	case "watch it":
		r.press(told.Key)
		for range 200 {
			if r.wait(100 * time.Millisecond); !r.m.Lesson.Watching() {
				return
			}
		}
	default:
		r.press(told.Key)
	}
}

// TestWatching: what a step plays is watched to its end by itself, and takes no
// longer than somebody likes to watch, in every lesson.
func TestWatching(t *testing.T) {
	const longest = 15 * time.Second
	for _, name := range steady.First(presets.Lessons(), 1) {
		t.Run(name, func(t *testing.T) {
			r := open(t, preset(t, "default"), Options{Learn: loaded(t, name), Look: theme.Dark}, 120, 36)
			for {
				if r.m.Lesson.Open() {
					r.notYet()
					r.press("V")
				}
				began := r.now
				for r.m.Lesson.Watching() && r.now.Sub(began) < longest {
					r.wait(50 * time.Millisecond)
				}
				step, _ := r.m.Lesson.Step()
				if r.m.Lesson.Watching() {
					t.Errorf("step %q is watched for %v and more", step.Title, longest)
					r.m.Lesson.EndWatch(r.m.LessonDesk())
				}
				if where := r.m.Lesson.Where(); where != presets.OnCourse {
					t.Errorf("step %q: after it was watched the cluster is %d", step.Title, where)
				}
				if r.m.Lesson.Finished() {
					return
				}
				r.press("G")
			}
		})
	}
}

// TestAnsweredWhileWatched: what is chosen is answered at once, also while the step still plays.
func TestAnsweredWhileWatched(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "how-many-nodes-may-die"), Look: theme.Dark}, 120, 36)
	if !r.m.Lesson.Watching() || !r.m.Lesson.Open() {
		t.Fatalf("nothing is watched and asked:\n%s", r.screen())
	}
	r.press("a")
	r.names("enter answer")
	r.press("enter")
	if told, ok := r.m.Lesson.Result(); !ok || !told.Right {
		t.Errorf("answered: %+v %v\n%s", told, ok, r.screen())
	}
}

// TestOffThePath: whatever the reader does, one key comes back to where the lesson
// is, and the next step begins where the one before ended.
func TestOffThePath(t *testing.T) {
	for _, keys := range steady.First([]string{
		"w enter", "c", ": h e a l space a l l enter", ", , ,", ", w enter . .", "N +", "space", ". . .", "U U c Y", "k x enter w enter n", "Z C",
	}, 2) {
		t.Run(keys, func(t *testing.T) {
			r := open(t, preset(t, "default"), Options{Learn: loaded(t, "token-ring"), Look: theme.Dark}, 120, 36)
			for range 3 {
				r.press("enter")
				r.notYet()
				r.press("V")
			}
			r.m.Lesson.EndWatch(r.m.LessonDesk())
			at := r.m.Lesson.History().Position()
			r.m.GoTo(layout.Nodes)
			r.press(strings.Fields(keys)...)
			r.wait(30 * time.Millisecond)
			if r.m.Lesson == nil { // it was left, and is taken up again
				return
			}
			if r.m.Prompt != nil {
				r.press("esc")
			}
			r.press("J")
			if got := r.m.Lesson.History().Position(); got != at {
				t.Errorf("back at %v, left at %v:\n%s", got, at, r.screen())
			}
			r.press("G")
			if _, n := r.m.Lesson.Step(); n != 5 || r.m.Note.Bad {
				t.Errorf("step %d:\n%s", n, r.screen())
			}
		})
	}
}

// TestAnswersInTheMiddle: an answer can be given while something is being watched,
// while time runs as fast as it can, and from far off the path; what can't be
// understood leaves the question open, with what was typed.
func TestAnswersInTheMiddle(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "one-more-copy"), Look: theme.Dark}, 120, 36)
	r.press("enter")
	r.notYet()
	r.press(":")
	r.write("run 1h")
	r.press("enter", "l")
	r.write("4 9")
	r.press("enter")
	if !r.m.Lesson.Open() || r.m.Prompt == nil || r.m.Prompt.Text() != "4 9" || !r.m.Note.Bad {
		t.Fatalf("after what can't be understood:\n%s", r.screen())
	}
	r.press("ctrl+u")
	r.write("4 2 3")
	r.press("enter")
	if told, ok := r.m.Lesson.Result(); !ok || !told.Right || r.m.Job != nil {
		t.Errorf("answered in the middle of a run: %v %v\n%s", told, ok, r.screen())
	}
	r.press("G", "tab", "c", "w", "enter")
	r.send(tea.MouseWheelMsg{X: 100, Y: 20, Button: tea.MouseWheelDown})
	r.press("V")
	if r.m.Lesson.Open() || r.m.Note.Bad {
		t.Errorf("from off the path:\n%s", r.screen())
	}
}

// TestADigitBeginsTheAnswer: a question that wants typing takes what is typed, and
// not its commas and blanks for keys.
func TestADigitBeginsTheAnswer(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "token-ring"), Look: theme.Dark}, 120, 36)
	r.press("enter", "2")
	if r.m.Prompt != nil || r.m.Lesson.Chosen != 1 || !r.m.Focus.Teaches() {
		t.Errorf("a choice is typed, or not chosen by its number:\n%s", r.screen())
	}
	r.press("d", "enter", "enter")
	r.write("4, 2")
	r.press("enter")
	if got, ok := r.m.Lesson.Result(); !ok || !got.Right {
		t.Errorf("4, 2 is %+v:\n%s", got, r.screen())
	}
}
