// Tests of the page of branches: in a class, and with more branches than there is room for.

package tui

import (
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/page"
	"ringside/tui/workspace"
)

// branchy returns a history of n branches, each begun at the end of the one before.
func branchy(t *testing.T, n int) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprintf("k%d", i), Value: "v"}); err != nil {
			t.Fatal(err)
		}
		if i < n-1 {
			if err := h.Split(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return h
}

// TestBranchesInClass: the driver's page lists the branches of the class's cluster, goes to
// one by asking the room, and is seen by those who follow; they have no key for it, and while
// a question is open nobody sees it, nor on which branch the class is.
func TestBranchesInClass(t *testing.T) {
	h := branchy(t, 3)
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	c.room.Branches, c.room.Branch, c.room.BranchList = h.Branches(), 3, 1
	r.send(newsMsg{})
	if !strings.Contains(r.screen(), "branch 3/3") {
		t.Fatalf("the header names no branch:\n%s", r.screen())
	}
	if r.press("P"); r.m.book.Top() != nil || !strings.Contains(r.screen(), "look around") {
		t.Errorf("one who follows opens a page over that of the driver:\n%s", r.screen())
	}
	r.press(":")
	r.write("branches")
	if r.press("enter"); r.m.book.Top() != nil {
		t.Errorf("one who follows opens it by its command:\n%s", r.screen())
	}
	c.room.Place.Pages.Push(workspace.Open{Kind: page.Branches, Cursor: 1, Row: "2"})
	r.send(newsMsg{})
	if got := r.screen(); !strings.Contains(got, "╰─ 2 put k1 v") || !strings.Contains(got, "▸") {
		t.Errorf("one who follows does not see the driver's page:\n%s", got)
	}
	helm := &helm{}
	c.room.Place.Pages.Clear()
	r.send(newsMsg{})
	c.lease = helm
	r.send(newsMsg{})
	r.press("P", "home", "enter")
	if got := fmt.Sprint(helm.lines); !strings.Contains(got, "switch 1") {
		t.Errorf("enter asks the room for %s, want switch 1:\n%s", got, r.screen())
	}
	c.room.Branch, c.room.BranchList = 1, 2
	c.room.Poll = &class.Poll{Number: 1, Question: "Which?", Key: "k1", Covered: presets.AllCovers()}
	r.send(newsMsg{})
	if got := r.screen(); strings.Contains(got, "put k1") || strings.Contains(got, "branch 1") {
		t.Errorf("the branches are told while a question is open:\n%s", got)
	}
}

// TestManyBranches: however deep the tree is, in every size the chosen branch is in view with
// its number, and the same one stays chosen when another is taken up.
func TestManyBranches(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}, {20, 6}, {1, 1}} {
		r := openOn(t, branchy(t, 60), Options{}, size[0], size[1])
		r.press("P")
		for _, to := range []struct {
			keys []string
			want string
		}{{nil, "60 "}, {[]string{"home"}, "1 "}, {[]string{"down", "down"}, "3 "}, {[]string{"right"}, "4 "}, {[]string{"left", "left"}, "2 "}} {
			r.press(to.keys...)
			if got := r.screen(); size[0] > 1 && !strings.Contains(got, to.want+"put") {
				t.Errorf("%dx%d: after %q branch %sis not in view:\n%s", size[0], size[1], to.keys, to.want, got)
			}
		}
		r.press("enter")
		if on, _ := r.m.Cluster.(*history.History).Branch(); on != 2 {
			t.Errorf("%dx%d: enter on branch 2 goes to %d", size[0], size[1], on)
		}
		if top := r.m.Pages.Top(); top == nil || top.Row != "2" {
			t.Errorf("%dx%d: branch 2 is chosen no more", size[0], size[1])
		}
	}
}
