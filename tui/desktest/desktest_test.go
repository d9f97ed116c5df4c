// Tests of the explorer without a screen that other tests work with: it is one on which
// nothing has happened, in which time stands, and it answers as a real one would.

package desktest

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/tui/layout"
)

// TestNew: a new desk has the default cluster, time stands in it, and two have nothing in
// common.
func TestNew(t *testing.T) {
	a, h := New(t)
	b, _ := New(t)
	if h.Trace().Len() != 0 || a.Playing() || a.View.Now != 0 {
		t.Errorf("at %v with %d events, playing %v", a.View.Now, h.Trace().Len(), a.Playing())
	}
	if got, want := len(a.View.Nodes), len(engine.Default().Nodes); got != want {
		t.Errorf("%d nodes, want %d", got, want)
	}
	at := a.Now()
	a.Run(engine.Command{Verb: engine.Crash, Node: "n1"})
	if a.Now() != at {
		t.Error("the clock of a desk goes")
	}
	if h.Trace().Len() == 0 || len(b.View.Faults) != 0 {
		t.Errorf("%d events; the other has faults %v", h.Trace().Len(), b.View.Faults)
	}
}

// TestRefresh: what happened to the cluster is looked at when it is asked for.
func TestRefresh(t *testing.T) {
	d, h := New(t)
	if err := h.Apply(engine.Command{Verb: engine.Crash, Node: "n2"}); err != nil {
		t.Fatal(err)
	}
	if len(d.View.Faults) != 0 {
		t.Error("it is looked at before it is asked for")
	}
	Refresh(d)
	if len(d.View.Faults) != 1 || !strings.Contains(d.View.Faults[0].Text, "n2") {
		t.Errorf("faults are %v", d.View.Faults)
	}
}

// TestHost: what a page asks of its explorer reaches the one driver, as a note, a page or a
// line.
func TestHost(t *testing.T) {
	d, _ := New(t)
	on := d.Host.(*host)
	for _, c := range []struct {
		do   func()
		want string
		bad  bool
	}{
		{func() { on.Say("said") }, "said", false},
		{func() { on.Fail("failed") }, "failed", true},
		{func() { on.Do("help") }, "does help", false},
		{func() { on.Type("put a b") }, "types put a b", false},
	} {
		c.do()
		if d.Note.Text != c.want || d.Note.Bad != c.bad {
			t.Errorf("the note is %+v, want %q, bad %v", d.Note, c.want, c.bad)
		}
	}
	on.Run(engine.Command{Verb: engine.Crash, Node: "n3"})
	Refresh(d)
	if len(d.View.Faults) != 1 {
		t.Errorf("a command does not run: %+v, %v", d.Note, d.View.Faults)
	}
	on.Show("faults")
	if !d.Pages.Shows("faults") {
		t.Errorf("the page is %v", d.Book.Top())
	}
	on.GoTo(layout.Nodes)
	if d.Focus != layout.Nodes {
		t.Errorf("the focus is %v", d.Focus)
	}
}
