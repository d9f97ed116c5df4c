// A test of a copy that is too large to be saved with the class.

package room

import (
	"context"
	"encoding/json"
	"testing"

	"ringside/engine"
	"ringside/session"
	"ringside/tui/class"
)

// TestACopyTooLargeIsSetAside: a copy that would be refused when the class reopens is
// left out of its file, and the file opens.
func TestACopyTooLargeIsSetAside(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := New(ctx, Config{Name: "monday", Cluster: engine.Default()})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bob", "carol"} {
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
	texts := Texts{k.copies[0].done: make([]byte, session.MaxBytes+1)} // as long as what Marshal would make of it
	data, aside, err := k.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(aside) != 1 || aside[0].What != "the copy of bob" || len(aside[0].Data) != session.MaxBytes+1 {
		t.Errorf("%d are set aside", len(aside))
	}
	st, aside := Restore(data)
	if len(aside) > 0 || st.copies[0] != nil || st.copies[1] == nil || len(st.saved.Seats) != 2 {
		t.Errorf("it opens with %d seats, bob's copy %v, carol's %v; aside %v", len(st.saved.Seats), st.copies[0] != nil, st.copies[1] != nil, aside)
	}
	if !json.Valid(data) {
		t.Error("the file is broken")
	}
}
