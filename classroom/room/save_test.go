// Tests of saving and restoring a room: damage, names, copies in use, and question
// numbers.

package room_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"ringside/classroom/room"
	"ringside/engine"
	"ringside/session"
	"ringside/tui/class"
	"ringside/tui/source"
)

// savedClass returns a saved class with a copy and an open question.
func savedClass(t *testing.T) []byte {
	t.Helper()
	s := open(t, nil)
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	bob, err := s.join(room.Identity{Name: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	s.does("bob", "fork")
	s.does("bob", "mine 1")
	w, _ := ann.Lease()
	s.drive(w, "crash 2")
	s.reply(ann.Ask(class.ParseRequest(`ask choice "Shall we go on?" yes no`)))
	s.reply(bob.Ask(class.ParseRequest("answer yes")))
	bob.Leave()
	data, err := s.room.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestWhatCannotBeReadBack: a class opens again whatever its file contains. The part that
// can't be read is set aside completely, and the rest is restored.
func TestWhatCannotBeReadBack(t *testing.T) {
	good := string(savedClass(t))
	with := func(field string, value any) string {
		t.Helper()
		var all map[string]any
		if err := json.Unmarshal([]byte(good), &all); err != nil {
			t.Fatal(err)
		}
		if field == "copy" {
			all["seats"].([]any)[1].(map[string]any)["copy"] = value
		} else {
			all[field] = value
		}
		data, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	huge := "#" + strings.Repeat("x", session.MaxBytes)
	for _, c := range []struct {
		name, data, what, why string
		up                    int // nodes up in the class afterwards
	}{
		{"whole", good, "", "", 3},
		{"empty", "", "the whole class", "not a room that was saved", 4},
		{"cut off", good[:len(good)/2], "the whole class", "not a room that was saved", 4},
		{"newer", with("format", 99), "the whole class", "format 99; this program reads 1", 4},
		{"copy", with("copy", "nonsense"), "the copy of bob", "", 3},
		{"huge copy", with("copy", huge), "the copy of bob", "at most 67108864", 3},
		{"cluster", with("cluster", "format: 2\nnonsense"), "the class's cluster", "", 4},
		{"lesson", with("lesson", map[string]any{"name": "no such lesson"}), "the lesson that the class was in", "none called", 3},
		{"question", with("poll", map[string]any{"text": "?", "fact": "nonsense("}), "the question that was open", "", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, aside := room.Restore([]byte(c.data))
			again := open(t, st)
			if st != nil {
				aside = again.room.Aside()
			}
			switch {
			case c.what == "" && len(aside) > 0:
				t.Errorf("set aside: %v", aside)
			case c.what != "" && (len(aside) != 1 || aside[0].What != c.what || !strings.Contains(aside[0].Why.Error(), c.why)):
				t.Fatalf("set aside: %+.300v, want %s: %s", aside, c.what, c.why)
			case c.what != "" && len(aside[0].Data) < len("nonsense") && c.data != "":
				t.Errorf("what is set aside is lost: %q", aside[0].Data)
			}
			bob, err := again.join(room.Identity{Name: "bob"})
			if err != nil {
				t.Fatal(err)
			}
			up := 0
			for _, n := range bob.Snapshot().View(engine.Watch{}).Nodes {
				if n.Health == engine.Up {
					up++
				}
			}
			if up != c.up {
				t.Errorf("%d nodes are up, want %d", up, c.up)
			}
			if st != nil && len(bob.Room().People) != 2 {
				t.Errorf("the participants are gone: %+v", bob.Room().People)
			}
			if hasCopy := c.what != "the copy of bob" && st != nil; strings.Contains(again.does("bob", "fork"), "as you left it") != hasCopy {
				t.Errorf("bob has his copy back: %v", !hasCopy)
			}
		})
	}
}

// TestNamesOfASavedRoom: names in a saved room are made safe like all others.
func TestNamesOfASavedRoom(t *testing.T) {
	data := strings.Replace(string(savedClass(t)), `"name":"ann"`, `"name":"\u001b[2Jann"`, 1)
	st, aside := room.Restore([]byte(data))
	if len(aside) > 0 {
		t.Fatal(aside)
	}
	m, err := open(t, st).join(room.Identity{Name: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Room().People {
		if strings.Contains(p.Name, "\x1b") {
			t.Errorf("somebody is called %q", p.Name)
		}
	}
}

// TestCopyInHandIsKept: a copy in use is saved, and one that was not touched is not
// written again.
func TestCopyInHandIsKept(t *testing.T) {
	s := open(t, nil)
	if _, err := s.join(room.Identity{Name: "bob"}); err != nil {
		t.Fatal(err)
	}
	s.does("bob", "fork")
	ctx := context.Background()
	first, err := s.room.Keep(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.room.Keep(ctx, first); err != nil || again != first {
		t.Errorf("nothing was done, and it is kept anew: %v", err)
	}
	s.does("bob", "mine 1")
	s.members["bob"].Keep(s.copies["bob"].(source.Keeper).Fork())
	second, err := s.room.Keep(ctx, first)
	if err != nil || second == first {
		t.Fatalf("something was done, and it is not kept: %v", err)
	}
	data, aside, err := second.Marshal(nil)
	if err != nil || len(aside) > 0 {
		t.Fatal(err, aside)
	}
	st, aside := room.Restore(data)
	if len(aside) > 0 {
		t.Fatal(aside)
	}
	again := open(t, st)
	if _, err := again.join(room.Identity{Name: "bob"}); err != nil {
		t.Fatal(err)
	}
	if got := again.does("bob", "fork"); got != "a copy at step 2 your own copy, as you left it; :fork takes a new one" {
		t.Errorf("bob has back: %s", got)
	}
}

// TestCopyOfASlowExplorer: who comes back while they are still here has their copy as the room knows it, even if
// the explorer that had it ends only later; and that changes nothing of it any more.
func TestCopyOfASlowExplorer(t *testing.T) {
	s := open(t, nil)
	bob := room.Identity{Name: "bob", Key: "b"}
	old, err := s.join(bob)
	if err != nil {
		t.Fatal(err)
	}
	s.does("bob", "fork")
	s.does("bob", "mine 1")
	old.Keep(s.copies["bob"].(source.Keeper).Fork())
	const back = "a copy at step 2 your own copy, as you left it; :fork takes a new one"
	if _, err := s.join(bob); err != nil {
		t.Fatal(err)
	}
	if got := s.does("bob", "fork"); got != back {
		t.Errorf("while the old explorer has not ended, bob has back: %s", got)
	}
	s.does("bob", "mine 2")
	old.Leave()
	s.members["bob"].Leave()
	if _, err := s.join(bob); err != nil {
		t.Fatal(err)
	}
	if got, want := s.does("bob", "fork"), strings.Replace(back, "step 2", "step 4", 1); got != want {
		t.Errorf("after the old explorer has ended, bob has back: %s, want: %s", got, want)
	}
}

// TestNumbersOfQuestions: numbers go on after those in the results, also when the class
// was saved earlier.
func TestNumbersOfQuestions(t *testing.T) {
	s := open(t, nil)
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.room.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.reply(ann.Ask(class.ParseRequest(`ask choice "One?" yes no`)))
	s.reply(ann.Ask(class.ParseRequest("close")))
	s.reply(ann.Ask(class.ParseRequest(`ask choice "Two?" yes no`)))
	s.stop() // what was asked after the room was saved is known from the results alone
	st, _ := room.Restore(data)
	again := openWith(t, st, s.kept)
	if ann, err = again.join(room.Identity{Name: "ann", Key: "a", Instructor: true}); err != nil {
		t.Fatal(err)
	}
	again.reply(ann.Ask(class.ParseRequest(`ask choice "Three?" yes no`)))
	if n := ann.Room().Poll.Number; n != 3 {
		t.Errorf("the third question is number %d", n)
	}
}
