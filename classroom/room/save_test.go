package room_test

import (
	"context"
	"strings"
	"testing"

	"ringside/classroom/room"
)

// TestBadState: what is no room that was saved, or was tampered with, is refused
// by name; names in it are made safe like all others.
func TestBadState(t *testing.T) {
	s := open(t, nil)
	if _, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true}); err != nil {
		t.Fatal(err)
	}
	good, err := s.room.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ data, says string }{
		{"", "not a room that was saved"},
		{"[]", "not a room that was saved"},
		{`{"format": 99}`, "format 99; this program reads 1"},
		{strings.Replace(string(good), `"seats":[{`, `"seats":[{"copy":"nonsense",`, 1), "the copy of ann"},
	} {
		if _, err := room.Restore("class.room.json", []byte(bad.data)); err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%.40q: %v, want %q", bad.data, err, bad.says)
		}
	}
	st, err := room.Restore("class.room.json", []byte(strings.Replace(string(good), `"name":"ann"`, `"name":"\u001b[2Jann"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	again := open(t, st)
	m, err := again.join(room.Identity{Name: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Room().People {
		if strings.Contains(p.Name, "\x1b") {
			t.Errorf("somebody is called %q", p.Name)
		}
	}
}
