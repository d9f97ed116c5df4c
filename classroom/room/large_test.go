// Tests of copies that can't be saved with the class.

package room

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/class"
)

// withCopies returns a room whose students each have a copy of their own.
func withCopies(t *testing.T, names ...string) *Kept {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := New(ctx, Config{Name: "monday", Cluster: engine.Default()})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		m, err := r.Join(ctx, Identity{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		<-m.Ask(class.ParseRequest("fork"))
	}
	k, err := r.Keep(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// write has large values written.
func write(t *testing.T, h *history.History, values, bytes int) {
	t.Helper()
	h.Bound(history.SessionBounds())
	for i := range values {
		c, err := script.Parse(fmt.Sprintf("put k%d %s", i, strings.Repeat("v", bytes)))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Apply(c); err != nil {
			t.Fatal(err)
		}
	}
}

// opens checks whose copies open again, of a room that was saved.
func opens(t *testing.T, data []byte, want ...bool) {
	t.Helper()
	st, aside := Restore(data)
	if len(aside) > 0 || len(st.saved.Participants) != len(want) {
		t.Fatalf("it opens with %d participants; aside %v", len(st.saved.Participants), aside)
	}
	for i, h := range st.copies {
		if (h != nil) != want[i] {
			t.Errorf("the copy of %s opens: %t", st.saved.Participants[i].Name, h != nil)
		}
	}
}

// TestOneCopyKeepsNobodyFromBeingSaved: a copy that can't be written is left out, with the
// reason, and the class is saved.
func TestOneCopyKeepsNobodyFromBeingSaved(t *testing.T) {
	k := withCopies(t, "bob", "carol")
	broken := engine.Default()
	broken.Nodes[0].Name = "\xff"
	var err error
	if k.copies[0].history, err = history.New(broken); err != nil {
		t.Fatal(err)
	}
	data, aside, err := k.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(aside) != 1 || aside[0].What != "the copy of bob" || aside[0].Data != nil || !strings.Contains(aside[0].Why.Error(), "not text") {
		t.Errorf("set aside: %+v", aside)
	}
	opens(t, data, false, true)
}

// TestTheLargestCopiesAreLeftOut: of copies that are too large together, the largest are
// left out, no more than have to be, and the class is saved.
func TestTheLargestCopiesAreLeftOut(t *testing.T) {
	k := withCopies(t, "bob", "carol", "dave", "erin")
	for i, n := range []int{3, 9, 1, 8} {
		write(t, k.copies[i].history, n, 10_000)
	}
	full, _, err := k.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		over int
		out  string
		open []bool
	}{
		{0, "", []bool{true, true, true, true}},
		{1, "carol", []bool{true, false, true, true}},
		{100_000, "carol erin", []bool{true, false, true, false}},
		{200_000, "carol erin bob", []bool{false, false, true, false}},
	} {
		var s saved
		if err := json.Unmarshal(full, &s); err != nil {
			t.Fatal(err)
		}
		most := len(full) - c.over
		data, aside, err := s.fit(most)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, a := range aside {
			out = append(out, strings.TrimPrefix(a.What, "the copy of "))
			if len(a.Data) < 10_000 || !a.Saved {
				t.Errorf("%s: %d bytes are set aside", a.What, len(a.Data))
			}
		}
		if got := strings.Join(out, " "); got != c.out || len(data) > most {
			t.Errorf("%d bytes too many: %q are left out of %d bytes, and %d remain", c.over, got, len(full), len(data))
		}
		opens(t, data, c.open...)
	}
	s := k.saved
	if _, _, err := s.fit(100); err == nil || !strings.Contains(err.Error(), "at most 100 are kept") {
		t.Errorf("a room that is too large without copies: %v", err)
	}
}
