// Tests of how what is looked at is driven, alone and past a gate.

package drive

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/lesson"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// frozen is a clock that stands.
type frozen struct{}

func (frozen) Now() time.Time                       { return time.Unix(1000, 0) }
func (frozen) After(time.Duration, tea.Msg) tea.Cmd { return nil }

// on returns a driver of a cluster in which nothing has happened, and time stands.
func on(t *testing.T) (*Driver, *history.History) {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	stage := &workspace.Stage{Theme: theme.New(theme.Options{Dark: true})}
	d := &Driver{Subject: Look(stage, h, "test"), Gate: Free{}, Clock: frozen{}, Keys: keys}
	d.Host = struct{ lesson.Host }{}
	d.Playback.Playing = false
	d.View = h.View(engine.Watch{})
	return d, h
}

// pasted remembers what is typed, and knows one line that is its own.
type pasted struct{ lines []string }

func (p *pasted) Remember(line string) { p.lines = append(p.lines, line) }
func (p *pasted) Own(line string) bool { return line == "own" }

// TestRunLines carries lines out up to the first that can't be, and says which it was.
func TestRunLines(t *testing.T) {
	d, h := on(t)
	p := &pasted{}
	d.RunLines([]string{"put cart milk", "own", "run 1s", "crash n2", "crash n9", "crash n3"}, p)
	if d.Job != nil || !d.Note.Bad || !strings.HasPrefix(d.Note.Text, "line 5, ") {
		t.Errorf("it says %q", d.Note.Text)
	}
	v := h.View(engine.Watch{})
	if v.Now != time.Second || v.Nodes[1].Health != engine.Crashed || v.Nodes[2].Health != engine.Up {
		t.Errorf("at %v, n2 is %v and n3 %v", v.Now, v.Nodes[1].Health, v.Nodes[2].Health)
	}
	if len(p.lines) != 5 || d.Key != "cart" {
		t.Errorf("remembered are %q, in hand is %q", p.lines, d.Key)
	}
}

// TestJobGoesOn: what takes long goes on from frame to frame, nothing else is begun
// meanwhile, and it ends where it is stopped; what is over says so at once.
func TestJobGoesOn(t *testing.T) {
	d, h := on(t)
	slices := 0
	d.Start(source.Job{Name: "run 1000h", Slice: func(int) (bool, error) { slices++; return false, nil }})
	was := slices
	if d.GoOn(); d.Job == nil || was == 0 || slices <= was {
		t.Fatalf("after a frame %d slices were done, after two %d", was, slices)
	}
	d.Run(engine.Command{Verb: engine.Run, For: time.Second})
	if d.Note.Text != "run 1000h is running; esc stops it" || h.Now() != 0 {
		t.Errorf("at %v it says %q", h.Now(), d.Note.Text)
	}
	was = slices
	d.EndJob()
	if d.GoOn(); d.Job != nil || slices != was {
		t.Error("it is stopped, and goes on")
	}
	d.Run(engine.Command{Verb: engine.Run, For: time.Second})
	if d.Job != nil || h.Now() != time.Second {
		t.Errorf("a second later it is %v", h.Now())
	}
	d.Run(engine.Command{Verb: engine.Expect, Expr: "nodes == 4"})
	if !d.Note.Bad {
		t.Errorf("what does not hold says %q", d.Note.Text)
	}
}

// TestTravel: back in time the screen forgets what has not happened yet, doing something
// else there begins a branch, and that is said once.
func TestTravel(t *testing.T) {
	d, h := on(t)
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	h.Advance(time.Second, 100_000)
	d.View = h.View(engine.Watch{})
	d.Op, d.Told = 1, 1
	d.Run(engine.Command{Verb: engine.Undo})
	if d.Op != 0 || d.Told != 0 || !strings.HasPrefix(d.Note.Text, "undone: put cart milk; ") {
		t.Errorf("operation %d, told %d, and it says %q", d.Op, d.Told, d.Note.Text)
	}
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "eggs"})
	d.TellBranch()
	if !strings.HasPrefix(d.Note.Text, "branch 2 begins here; ") {
		t.Errorf("it says %q", d.Note.Text)
	}
	d.Say("something else")
	if d.TellBranch(); d.Note.Text != "something else" {
		t.Errorf("it says again %q", d.Note.Text)
	}
}

// asked is the gate of a class that is asked something.
type asked struct {
	Free
	covered []presets.Part
	roams   bool
}

func (a *asked) Class() *class.Snapshot {
	poll := &class.Poll{Number: 1, Covered: a.covered}
	return &class.Snapshot{Room: &class.Room{Poll: poll}, Mine: &class.Mine{}}
}

func (a *asked) Withheld() string {
	if len(a.covered) == 0 {
		return ""
	}
	return "the class is asked something"
}

func (a *asked) Roams() bool { return a.roams }

// far is a cluster that lives elsewhere, and notes what it is asked for. It answers when
// the test does.
type far struct {
	source.Shown
	can     string // why it can do nothing; "" if it can
	did     []string
	replies []chan source.Reply
	gone    chan struct{}
}

func (f *far) News() <-chan struct{}                        { return nil }
func (f *far) Gone() <-chan struct{}                        { return f.gone }
func (f *far) Can(source.Ability) string                    { return f.can }
func (f *far) Do(c engine.Command) <-chan source.Reply      { return f.owe(c.String()) }
func (f *far) Control(c source.Control) <-chan source.Reply { return f.owe(string(c)) }

func (f *far) owe(what string) <-chan source.Reply {
	f.did = append(f.did, what)
	f.replies = append(f.replies, make(chan source.Reply, 1))
	return f.replies[len(f.replies)-1]
}

// TestFarAway: a cluster that lives elsewhere is asked for commands and for its clock; what
// it can't do it is not asked for, and its replies are shown in the order of the questions.
func TestFarAway(t *testing.T) {
	d, h := on(t)
	f := &far{Shown: struct{ source.Shown }{h}, gone: make(chan struct{})}
	if d.LookAt(f, nil); d.Remote != source.Source(f) || d.Local != nil {
		t.Fatal("it is driven from here")
	}
	d.Run(engine.Command{Verb: engine.Crash, Node: "n1"})
	d.StepOnce()
	d.PlayPause()
	d.Faster(1)
	if got := strings.Join(f.did, "; "); got != "crash n1; step; play; faster" {
		t.Errorf("asked for %s", got)
	}
	f.replies[1] <- source.Reply{Said: "the second"}
	f.replies[0] <- source.Reply{Err: errors.New("the first")}
	for _, want := range []string{"the first", "the second"} {
		msg, ok := d.Answers()().(DoneMsg)
		if d.Done(msg); !ok || d.Note.Text != want {
			t.Errorf("it says %q, want %q", d.Note.Text, want)
		}
	}
	wait := d.Answers()
	close(f.gone)
	if msg := wait(); msg != nil {
		t.Errorf("%v comes from what is gone", msg)
	}
	f.can, f.did = "only ann drives", nil
	d.Run(engine.Command{Verb: engine.Crash, Node: "n1"})
	if d.PlayPause(); d.Note.Text != f.can || len(f.did) > 0 {
		t.Errorf("it says %q, and asks for %q", d.Note.Text, f.did)
	}
	if d.LookAt(struct{ source.Shown }{h}, nil); d.Remote != nil {
		t.Error("what can only be looked at can be asked")
	}
}

// TestGate: while the class is asked, what is one's own stands still and takes no line;
// who drives the class's cluster may only let time pass; and what would print what is
// covered is refused.
func TestGate(t *testing.T) {
	d, h := on(t)
	g, f := &asked{covered: []presets.Part{presets.PartNodes}}, &far{Shown: struct{ source.Shown }{h}}
	d.Gate = g
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	if !d.Note.Refused || len(h.View(engine.Watch{}).Ops) > 0 {
		t.Errorf("a copy takes a command, and says %q", d.Note.Text)
	}
	d.Job = &source.Job{Name: "run 1h", Slice: func(int) (bool, error) { t.Error("it goes on"); return true, nil }}
	if d.GoOn(); !d.Stands() {
		t.Error("a copy does not stand")
	}
	if d.StopAsked(); d.Job != nil || d.Note.Text != "stopped: the class is asked something" {
		t.Errorf("it says %q", d.Note.Text)
	}
	if !d.Covers(presets.PartNodes) || !d.Covers() || d.Covers(presets.PartLog) || d.CoverWords() != "covered until the answer is shown" {
		t.Error("the question covers something else")
	}
	d.LookAt(f, nil)
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	d.Run(engine.Command{Verb: engine.Run, For: time.Second})
	if len(f.did) != 1 || f.did[0] != "run 1s" {
		t.Errorf("the room is asked for %q", f.did)
	}
	g.covered = nil
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	if len(f.did) != 2 || d.Key != "cart" {
		t.Errorf("nothing is covered, and the room is asked for %q", f.did)
	}
}

// teaches is the gate of somebody who teaches: nothing is withheld from them.
type teaches struct{ asked }

func (*teaches) Withheld() string { return "" }

// TestWhatJudgesIsStopped: lines that may print what a question covers are stopped when it is
// asked, also of those from whom nothing is withheld; a run goes on.
func TestWhatJudgesIsStopped(t *testing.T) {
	d, _ := on(t)
	for _, judges := range []bool{false, true} {
		for _, covered := range [][]presets.Part{nil, {presets.PartNodes}} {
			d.Gate = &teaches{asked{covered: covered}}
			d.Job = &source.Job{Name: "3 lines", Judges: judges, Slice: func(int) (bool, error) { return false, nil }}
			d.StopAsked()
			if stopped := d.Job == nil; stopped != (judges && covered != nil) {
				t.Errorf("what judges is %v, covered is %v: it is stopped: %v", judges, covered, stopped)
			}
		}
	}
	if want := "stopped: that would give the class's answer away; wait until it is shown"; d.Note.Text != want {
		t.Errorf("it says %q, want %q", d.Note.Text, want)
	}
}

// TestClockCovered: where the clock is covered, the header tells neither that a run has
// ended nor that nothing is left to happen.
func TestClockCovered(t *testing.T) {
	d, _ := on(t)
	d.Gate = &asked{covered: []presets.Part{presets.PartClock}}
	if d.MotionShown() != engine.Moving {
		t.Errorf("it tells %v", d.MotionShown())
	}
	d.Job = &source.Job{}
	if d.Runs() {
		t.Error("it tells that a run goes on")
	}
	d.Gate = Free{}
	if d.MotionShown() != engine.Quiet || !d.Runs() {
		t.Errorf("nothing is covered, and it tells %v", d.MotionShown())
	}
}

// TestSubjects: while a lesson is looked at the explorer's own waits, as it was left; what
// is unsaved is asked of it.
func TestSubjects(t *testing.T) {
	d, h := on(t)
	d.Run(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	p, err := presets.Load(presets.Lessons()[0])
	if err != nil {
		t.Fatal(err)
	}
	l, err := presets.NewWalkthroughRun(p)
	if err != nil {
		t.Fatal(err)
	}
	s := Look(d.Stage, l.History(), p.Name)
	s.Lesson = lesson.New(l)
	if d.Enter(s); d.Home == nil || d.Cluster == source.Shown(h) || !d.Learning() || !d.Learns(p.Name) || !d.Unsaved() {
		t.Error("the lesson is not looked at, or what was done is taken for saved")
	}
	if d.GoHome(); d.Home != nil || d.Cluster != source.Shown(h) || d.Key != "cart" || d.Learning() {
		t.Error("it is not as it was left")
	}
}

// TestWarningBesideGreeting: a doubt that comes up at the start stands beside what was said then, is taken
// back without that, and does not come back when something else has been said.
func TestWarningBesideGreeting(t *testing.T) {
	var d Driver
	d.Greet("kept")
	for _, step := range [][2]string{{"amber is faint", "kept; amber is faint"}, {"blue is faint", "kept; blue is faint"}, {"", "kept"}, {"amber is faint", "kept; amber is faint"}} {
		if d.Warn(step[0]); d.Note.Text != step[1] {
			t.Errorf("after the warning %q it says %q, want %q", step[0], d.Note.Text, step[1])
		}
	}
	d.Say("saved")
	if d.Warn("blue is faint"); d.Note.Text != "saved" {
		t.Errorf("it says %q", d.Note.Text)
	}
}
