// Tests of rooms that panic or have too much to do.

package room

import (
	"context"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/tui/class"
)

// TestPanicEndsOneRoom: a panic in a room ends that room, tells its members, and does not
// affect another room.
func TestPanicEndsOneRoom(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var rooms [2]*Room
	var members [2]*Member
	for i, name := range []string{"monday", "tuesday"} {
		var err error
		if rooms[i], err = New(ctx, Config{Name: name, Cluster: engine.Default()}); err != nil {
			t.Fatal(err)
		}
		if members[i], err = rooms[i].Join(ctx, Identity{Name: "ann", Instructor: true}); err != nil {
			t.Fatal(err)
		}
	}
	rooms[0].post(func() { panic("ouch") })
	<-rooms[0].Done()
	<-members[0].Gone()
	if why := members[0].Why(); !strings.Contains(why, "failed") {
		t.Errorf("those who sat there are told %q", why)
	}
	if _, err := rooms[0].Join(ctx, Identity{Name: "bob"}); err == nil || !strings.Contains(err.Error(), "failed") {
		t.Errorf("who comes is told %v", err)
	}
	members[0].Leave()
	if r := <-members[0].Ask(class.ParseRequest("raise")); r.Err == nil {
		t.Error("the room that has failed answers")
	}
	if _, err := rooms[1].Join(ctx, Identity{Name: "bob"}); err != nil {
		t.Errorf("the room beside it is closed too: %v", err)
	}
	if r := <-members[1].Ask(class.ParseRequest("message hello")); r.Err != nil {
		t.Errorf("nothing can be said in the room beside it: %v", r.Err)
	}
}

// busyRoom returns a room with one instructor, which does nothing until free is closed.
func busyRoom(t *testing.T) (r *Room, m *Member, free chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := New(ctx, Config{Name: "monday", Cluster: engine.Default()})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = r.Join(ctx, Identity{Name: "ann", Instructor: true}); err != nil {
		t.Fatal(err)
	}
	busy, free := make(chan struct{}), make(chan struct{})
	r.post(func() { close(busy); <-free })
	<-busy
	return r, m, free
}

// TestPanicLeavesNobodyWaiting: what was asked in the same moment as the room panics is
// answered.
func TestPanicLeavesNobodyWaiting(t *testing.T) {
	r, m, free := busyRoom(t)
	reply := m.Ask(class.ParseRequest("message hello"))
	r.post(func() { panic("ouch") })
	close(free)
	<-r.Done()
	select {
	case <-reply:
	default:
		t.Error("who asked before the panic waits for ever")
	}
}

// TestSlowRoom: a room that has too much to do says so, and nobody waits.
func TestSlowRoom(t *testing.T) {
	r, m, free := busyRoom(t)
	refused := 0
	for range 2 * cap(r.inbox) {
		select {
		case reply := <-m.Ask(class.ParseRequest("raise")):
			if reply.Err != nil {
				refused++
			}
		default: // it waits its turn
		}
	}
	if refused < cap(r.inbox) {
		t.Errorf("%d were refused", refused)
	}
	close(free)
}
