// Tests of what waits in a busy room: people who stop waiting are told nothing, and take no
// place; and what has come together is shown together.

package room

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"ringside/engine"
	"ringside/tui/source"
)

// TestGoneBeforeTheAnswer: somebody leaves while the room works out their standing, or
// lets them in. Nothing is written where they could still read it, and the name is
// free again.
func TestGoneBeforeTheAnswer(t *testing.T) {
	r, err := New(t.Context(), Config{Name: "monday", Cluster: engine.Default()})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		busy, begun := make(chan struct{}), make(chan struct{})
		go func() {
			_ = r.call(context.Background(), func() {
				close(begun)
				<-busy
			})
		}()
		<-begun
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan error, 2)
		go func() {
			m, err := r.Join(ctx, Identity{Name: fmt.Sprint("amy", i)})
			if err == nil {
				m.Leave() // it was quicker
			}
			asked <- err
		}()
		go func() {
			_, err := r.Standing(ctx, Identity{Name: "bob"})
			asked <- err
		}()
		for len(r.inbox) < 2 {
			if ctx.Err() != nil {
				t.Fatal("nobody asks")
			}
		}
		if i%2 == 0 {
			cancel()
			close(busy)
		} else {
			close(busy)
			cancel()
		}
		for range 2 {
			if err := <-asked; err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
	}
	for sits := 1; sits > 0; { // until those who came too late have left again
		if sits, err = ask(t.Context(), r, func() (n int) {
			for _, s := range r.participants {
				if s.member != nil {
					n++
				}
			}
			return n
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOnePictureOfAllThatWaits: a paste of a hundred lines is shown when it is done, not
// after each line, and answered when it can be seen.
func TestOnePictureOfAllThatWaits(t *testing.T) {
	l := newLab(t, nil)
	ann := l.join(Identity{Name: "ann", Instructor: true})
	lease, ok := ann.Lease()
	if !ok {
		t.Fatal("ann does not drive")
	}
	busy := make(chan struct{})
	l.room.post(func() { <-busy })
	pictures := make(map[*picture]bool)
	var last <-chan source.Reply
	for i := range 100 {
		last = lease.Do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("k", i), Value: "v"})
		l.room.post(func() { pictures[l.room.state.Load()] = true })
	}
	close(busy)
	if r := <-last; r.Err != nil {
		t.Fatal(r.Err)
	}
	if ops := ann.Snapshot().View(engine.Watch{}).Ops; len(ops) == 0 || ops[len(ops)-1].Key != "k99" {
		t.Errorf("the last line is answered, and its put can't be seen among %d", len(ops))
	}
	l.inside(func(*Room) {
		if len(pictures) != 1 {
			t.Errorf("a hundred lines that waited together made %d pictures", len(pictures))
		}
	})
}
