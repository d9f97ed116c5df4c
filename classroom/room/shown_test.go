// The test that answers come after the picture that shows what they are about.

package room

import (
	"context"
	"testing"
	"testing/synctest"

	"ringside/engine"
)

// TestWhatIsAnsweredIsShown: a room shows what waited in its inbox together as one
// picture. Who has been answered sees what they did, however much waited behind them.
func TestWhatIsAnsweredIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, err := New(ctx, Config{Name: "monday", Cluster: engine.Default()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			cancel()
			<-r.Done()
		}()
		amy, err := r.Join(ctx, Identity{Name: "amy"})
		if err != nil {
			t.Fatal(err)
		}
		here := func() bool { return r.state.Load().room.People[0].Here }
		if !here() {
			t.Error("amy has joined, and nobody can see it")
		}
		hold := func() (release func()) {
			c := make(chan struct{})
			r.post(func() { <-c })
			return func() { close(c) }
		}
		before := hold()
		synctest.Wait()
		left := make(chan bool, 1)
		go func() {
			amy.Leave()
			left <- here()
		}()
		synctest.Wait()
		behind := hold()
		before()
		synctest.Wait() // amy is gone, and what waited behind that is under way
		behind()
		if <-left {
			t.Error("amy was told that she has left before anybody could see it")
		}
	})
}
