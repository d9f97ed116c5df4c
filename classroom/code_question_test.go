// A test of the question for the code: who is told how fast.

package classroom

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"charm.land/ssh"

	"ringside/classroom/room"
)

// calm is a connection that never ends.
type calm struct{ ssh.Context }

func (calm) Done() <-chan struct{} { return nil }

// TestARightCodeIsNoFaster: during an attack a right code is answered as late as a wrong one,
// so that a guesser learns nothing from an answer that is still out; and soon enough for
// a student who has it. A client that the room knows by its key does not wait for others' guesses.
func TestARightCodeIsNoFaster(t *testing.T) {
	answered := func(answer string, known bool) (waits time.Duration, err error) {
		now := time.Unix(0, 0)
		g := &guesses{now: func() time.Time { return now }}
		g.after = func(d time.Duration) <-chan time.Time {
			waits += d
			now = now.Add(d)
			done := make(chan time.Time, 1)
			done <- now
			return done
		}
		for range 1000 {
			g.tried(false, 0)
		}
		v := &visit{auth: &auth{guesses: g, log: slog.New(slog.NewTextHandler(io.Discard, nil))}, ctx: calm{}, wrong: guessesEach - 1}
		ask := func(string, string, []string, []bool) ([]string, error) { return []string{answer}, nil }
		err = v.question(room.Identity{Name: "eve"}, ask, "", "The code: ", known, func(answer string) (right, counts bool) { return answer == "right", true })
		return waits, err
	}
	right, err := answered("right", false)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := answered("wrong", false)
	if err == nil {
		t.Fatal("a wrong code is let in")
	}
	const most = 30*time.Second + 2*time.Second // as the README says, and for two wrong codes before
	if right != wrong || right != most {
		t.Errorf("a right code is answered after %v, a wrong one after %v, want both after %v", right, wrong, most)
	}
	if waits, err := answered("right", true); err != nil || waits != 0 {
		t.Errorf("a client that is known by its key waits %v, %v", waits, err)
	}
	if waits, err := answered("wrong", true); err == nil || waits != most {
		t.Errorf("a wrong code under a known key is answered after %v, %v", waits, err)
	}
}
