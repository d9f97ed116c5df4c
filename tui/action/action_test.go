// Tests of the table of intents.

package action

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/tui/drive"
	"ringside/tui/lesson"
	"ringside/tui/page"
	"ringside/tui/panel"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// quiet is an explorer of which only a driver is there.
type quiet struct {
	lacking
	*drive.Driver
}

// lacking is all of an explorer that a test does not ask for.
type lacking struct{ lesson.Host }

func (q quiet) Key(a keymaps.Action) (string, bool) { return q.KeyOf(a) }
func (q quiet) Playback() *source.Playback          { return &q.Driver.Playback }
func (q quiet) Off(keymaps.Action) string           { return "" }
func (q quiet) Told()                               {}
func (q quiet) Learns(string) bool                  { return false }
func (q quiet) Learn(string, bool) tea.Cmd          { return nil }

// at returns what the keys work with, on a cluster in which nothing has happened.
func at(t *testing.T) (Desk, *history.History) {
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
	d := &drive.Driver{Subject: drive.Look(stage, h, "test"), Gate: drive.Free{}, Clock: source.SystemClock{}, Keys: keys}
	d.Host = quiet{Driver: d}
	d.Playback.Playing = false
	d.View = h.View(engine.Watch{})
	panels := panel.New()
	return Desk{Driver: d, Panels: &panels, Book: page.NewBook(page.Desk{Workspace: &d.Workspace, Host: d.Host})}, h
}

// do carries out an intent, and fetches the View.
func do(t *testing.T, d Desk, of Intents, a keymaps.Action) {
	t.Helper()
	in, ok := of[a]
	if !ok {
		t.Fatalf("%s is not among them", a)
	}
	if in.Off != nil && in.Off() != "" {
		t.Fatalf("%s: %s", a, in.Off())
	}
	in.Do()
	d.View = d.Cluster.View(engine.Watch{})
}

// TestFaults: a key breaks the chosen node, and another one heals it; a link is cut by
// picking its other end.
func TestFaults(t *testing.T) {
	d, _ := at(t)
	of := d.Faults()
	health := func() engine.Health { return d.View.Nodes[d.Node].Health }
	d.Node = 2
	if why := of[keymaps.HealAll].Off(); why != "there are no faults" {
		t.Errorf("all is well, and healing says %q", why)
	}
	if do(t, d, of, keymaps.Crash); health() != engine.Crashed {
		t.Errorf("the node is %v", health())
	}
	if do(t, d, of, keymaps.Heal); health() != engine.Up {
		t.Errorf("the node is %v", health())
	}
	for _, want := range []int64{slowFactor, usualFactor} {
		if do(t, d, of, keymaps.Slow); d.View.Nodes[2].Slow != want {
			t.Errorf("it takes %d thousandths of its time, want %d", d.View.Nodes[2].Slow, want)
		}
	}
	do(t, d, of, keymaps.Cut)
	if got := d.PickLine(); !d.Picking || !strings.HasPrefix(got, "cut n3 ") || !strings.HasSuffix(got, " n4") {
		t.Errorf("picking says %q", got)
	}
	for _, key := range []string{"down", "enter"} {
		if !d.PickKey(key) {
			t.Errorf("%s picks nothing", key)
		}
	}
	d.View = d.Cluster.View(engine.Watch{})
	if len(d.View.Faults) != 1 || d.Picking || d.Node != 2 {
		t.Errorf("%d faults, picking %v, node %d", len(d.View.Faults), d.Picking, d.Node)
	}
	if do(t, d, of, keymaps.HealAll); len(d.View.Faults) != 0 {
		t.Errorf("%d faults are left", len(d.View.Faults))
	}
}

// TestTune: what is chosen is raised and lowered, as far as the cluster lets it.
func TestTune(t *testing.T) {
	d, _ := at(t)
	of := d.Tune()
	do(t, d, of, keymaps.ChooseR)
	do(t, d, of, keymaps.Raise)
	if s := d.View.Settings; s.R != engine.Answers(3) || s.W != engine.Answers(2) {
		t.Errorf("R is %v, W %v, and it says %q", s.R, s.W, d.Note.Text)
	}
	if why := of[keymaps.Raise].Off(); why != "R 4: is more than N, which is 3 (allowed: 1 to 3)" {
		t.Errorf("of R 3 of 3, it says %q", why)
	}
	if do(t, d, of, keymaps.Lower); d.View.Settings.R != engine.Answers(2) || d.Note.Text != "R is 2" {
		t.Errorf("R is %v, and it says %q", d.View.Settings.R, d.Note.Text)
	}
	was := d.View.Settings.Conflict
	if do(t, d, of, keymaps.Conflict); d.View.Settings.Conflict == was {
		t.Errorf("conflicts are still settled by %s", was)
	}
}

// TestTime: a step is taken, undone, and done again.
func TestTime(t *testing.T) {
	d, h := at(t)
	of := d.Time()
	for _, a := range []keymaps.Action{keymaps.Back, keymaps.Undo, keymaps.Forward, keymaps.Redo, keymaps.StepReply} {
		if of[a].Off() == "" {
			t.Errorf("%s can be done where nothing has happened", a)
		}
	}
	d.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	do(t, d, of, keymaps.Step)
	length := h.Trace().Len()
	if do(t, d, of, keymaps.Back); h.Trace().Len() >= length {
		t.Errorf("a step back leads from %d to %d", length, h.Trace().Len())
	}
	d.Ahead = source.Ahead(d.Cluster)
	if do(t, d, of, keymaps.Forward); h.Trace().Len() != length {
		t.Errorf("a step forward leads to %d, want %d", h.Trace().Len(), length)
	}
	for range 2 {
		playing := d.Playback.Playing
		if do(t, d, of, keymaps.Play); d.Playback.Playing == playing {
			t.Errorf("playing is still %v", playing)
		}
	}
}

// TestSections: the page of bindings has every intent that a key stands for, with the
// line that does the same and why it can't be done, here or anywhere.
func TestSections(t *testing.T) {
	d, _ := at(t)
	class := Group{Title: "In the classroom", Of: Intents{keymaps.RaiseHand: Plain(func() {})}}
	faults := NewGroup("Faults", d.Book, d.Faults())
	faults.Typed = []page.Row{{Keys: ":typed"}}
	table := NewTable(faults, class)
	shown := Shown{
		Keys: d.Keys, Labels: d.KeyLabels, Off: func(keymaps.Action) string { return "not now" },
	}
	titles := func(all []page.Section) (names []string) {
		for _, s := range all {
			names = append(names, s.Title)
		}
		return names
	}
	all := table.Sections(shown)
	if got, want := titles(all), []string{"Faults", "In the classroom", "While typing", "While something is asked"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	rows := all[0].Rows
	if last := rows[len(rows)-1]; last.Keys != ":typed" {
		t.Errorf("the last row is %+v", last)
	}
	lines := 0
	for _, r := range rows[:len(rows)-1] {
		if r.Line == "crash NODE" || r.Line == "heal all" {
			lines++
		}
		if r.Off != "not now" || r.Action == "" {
			t.Errorf("%+v: an action that can't be done does not say so", r)
		}
	}
	if lines != 2 || len(rows) != len(faults.Of)+1 {
		t.Errorf("%d rows of %d intents, %d with a line of two", len(rows), len(faults.Of), lines)
	}
}
