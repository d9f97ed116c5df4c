// A test of people who stop waiting for a busy room: they are told nothing, and take no
// seat.

package room

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"ringside/engine"
)

// TestGoneBeforeTheAnswer: somebody leaves while the room works out their standing, or
// gives them a seat. Nothing is written where they could still read it, and the seat is
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
			for _, s := range r.seats {
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
