// Tests that whatever a class is asked is covered everywhere until its answer is shown.

package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/participant"
	"ringside/tui/theme"
)

// busyRing is a cluster in which every fact has something to tell.
func busyRing(t *testing.T) *history.History {
	t.Helper()
	h, err := history.New(preset(t, "lecture-ring-1"))
	if err != nil {
		t.Fatal(err)
	}
	runner := script.NewRunner(h)
	for _, line := range []string{"set quorum sloppy", "put cart:42 zebra", "run 50ms", "crash 3", "put cart:42 zebra2", "run 2s", "get cart:42", "run 1s", "wipe 1", "put melon zebra3", "run 1ms"} {
		cmd, err := script.Parse(line)
		if err == nil {
			err = runner.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = runner.Advance(1000)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return h
}

// written writes a fact with arguments that this cluster has.
func written(f script.FactInfo) string {
	var args []string
	for i, a := range f.Args {
		switch {
		case a.Optional:
		case a.Name == "KEY":
			args = append(args, "cart:42")
		case a.Kind == script.Outcome:
			args = append(args, "ok")
		case a.Kind == script.Cargo:
			args = append(args, "data")
		default:
			args = append(args, fmt.Sprint(1+2*i))
		}
	}
	if len(args) == 0 {
		return f.Name
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")"
}

// TestWhatTheClassIsAskedIsCovered asks for every fact there is, and looks for it on
// the class's cluster, around it, in a copy of one's own, before and after an answer:
// what tells it is covered, no line prints it, and all of it is there when the answer
// is shown.
func TestWhatTheClassIsAskedIsCovered(t *testing.T) {
	searched := make(map[string]bool)
	for _, f := range steady.First(script.Facts(), 1) {
		t.Run(f.Name, func(t *testing.T) {
			fact := written(f)
			q, err := presets.AskForFact("What is it?", fact)
			if err != nil {
				t.Fatal(err)
			}
			c := &chair{}
			r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
			shared := busyRing(t)
			c.shown = &looked{shared}
			poll := &class.Poll{Number: 1, Question: "What is it?", Covered: q.Covers(nil)}
			c.room.Poll = poll
			kind := strings.Join(presets.PartNames(poll.Covered), " ") // what is covered alike is searched once
			for _, answer := range []string{"", "something"} {
				c.mine.Answer = answer
				r.send(newsMsg{})
				if searched[kind] {
					r.send(participant.ReplyMsg{Reply: class.Reply{Own: shared.Fork()}})
					typeLines(t, r, poll, fact, "in a copy")
					r.press("D")
					continue
				}
				searchScreens(t, r, poll, fact, "in the class")
				r.press("D")
				searchScreens(t, r, poll, fact, "looking around")
				r.press("D")
				r.send(participant.ReplyMsg{Reply: class.Reply{Own: shared.Fork()}})
				searchScreens(t, r, poll, fact, "in a copy")
				r.press("D")
			}
			searched[kind] = true
			told := *poll
			told.Revealed, told.Covered = true, nil
			c.room.Poll = &told
			r.send(newsMsg{})
			r.press("D")
			r.m.GoTo(layout.Walk)
			r.send(newsMsg{})
			if !strings.Contains(r.screen(), "zebra") || strings.Contains(r.screen(), "covered") {
				t.Errorf("the covers are still there after the answer was shown:\n%s", r.screen())
			}
		})
	}
}

// searchScreens looks at everything from where the explorer is.
func searchScreens(t *testing.T, r *rig, p *class.Poll, fact, where string) {
	t.Helper()
	look := func(at string) {
		t.Helper()
		if bad := askedIsTold(r, p); bad != "" {
			t.Errorf("%s, %s: %s\n%s", where, at, bad, r.screen())
		}
	}
	for pane := range layout.Lesson {
		r.m.GoTo(pane)
		r.send(newsMsg{})
		look(pane.String())
		for _, page := range []string{"enter", "F", "L"} {
			r.press(page)
			look(pane.String() + " " + page)
			r.m.Pages.Clear()
		}
		r.press("o", "O", ",", ";", "x", "N", "R", "W", "y", "n")
		look(pane.String() + ", moving about")
	}
	if r.m.Local != nil {
		typeLines(t, r, p, fact, where)
	}
}

// typeLines types and pastes lines that print what is asked.
func typeLines(t *testing.T, r *rig, p *class.Poll, fact, where string) {
	t.Helper()
	for _, line := range []string{"expect " + fact + " == " + fact, "until not " + fact + " == " + fact, "code"} {
		r.press(":")
		r.write(line)
		r.press("enter")
		r.wait(time.Second)
		if !strings.Contains(r.screen(), "your copy stands still until the answer is shown") && line != "code" ||
			line == "code" && !strings.Contains(r.screen(), "that would give the class's answer away") {
			t.Errorf("%s, %s is carried out:\n%s", where, line, r.screen())
		}
		if bad := askedIsTold(r, p); bad != "" {
			t.Errorf("%s, %s: %s\n%s", where, line, bad, r.screen())
		}
	}
	r.press(":")
	r.send(tea.PasteMsg{Content: "put other zebra4\nexpect " + fact + " != " + fact + "\n"})
	r.wait(time.Second)
	if !strings.Contains(r.screen(), "your copy stands still until the answer is shown") || strings.Contains(r.screen(), " "+fact+" is ") {
		t.Errorf("%s, pasted:\n%s", where, r.screen())
	}
	r.press("esc")
	if r.copied != "" && strings.Contains(r.copied, "zebra") {
		t.Errorf("%s: copied %q", where, r.copied)
	}
}

// askedIsTold says what on the screen tells what is covered; "" if nothing does.
func askedIsTold(r *rig, p *class.Poll) string {
	m, lines := r.m, strings.Split(r.screen(), "\n")
	covered := map[layout.Pane]presets.Part{
		layout.Nodes: presets.PartNodes, layout.Operation: presets.PartOperation, layout.Log: presets.PartLog,
		layout.Ring: presets.PartMembers, layout.Walk: presets.PartSettings,
	}
	for pane, name := range covered {
		if slices.Contains(p.Covered, name) && !blankUnder(lines, m, pane) {
			return "there is something under the cover of " + string(name)
		}
	}
	if m.book.Covered() && !blankUnderCover(lines, m.Screen.Page, m.Screen.Shape) {
		return "the page is open"
	}
	screen := strings.Join(lines, "\n")
	words := []string{"zebra\"", "told OK", "lost", "at risk", "stale", "R+W"}
	if slices.Contains(p.Covered, presets.PartNodes) {
		words = append(words, "up  ")
	}
	for _, word := range words {
		if strings.Contains(screen, word) {
			return "the screen says " + word
		}
	}
	header := map[presets.Part]string{presets.PartSettings: "R 2", presets.PartClock: " s ", presets.PartMembers: "/4 up"}
	for name, word := range header {
		if slices.Contains(p.Covered, name) && strings.Contains(lines[0], word) {
			return "the header says " + word
		}
	}
	return ""
}

func blankUnder(lines []string, m *Model, p layout.Pane) bool {
	return m.Screen.Panes[p].Empty() || blankUnderCover(lines, m.Screen.Panes[p], m.Screen.Shape)
}
