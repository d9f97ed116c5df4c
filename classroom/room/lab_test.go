// A room with a clock of its own for tests, and the lines that its participants are given.

package room

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
)

// clock is a real-time clock that the test advances.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// lab is a room whose clock stands still.
type lab struct {
	t     *testing.T
	room  *Room
	clock *clock
}

func newLab(t *testing.T, st *State) *lab {
	t.Helper()
	c := &clock{now: time.Unix(1_000_000, 0)}
	return newLabAt(t, c, c.Now, st)
}

// newLabAt is newLab with a separate clock for the room; the budgets use c.
func newLabAt(t *testing.T, c *clock, now func() time.Time, st *State) *lab {
	t.Helper()
	p, err := presets.Load("lecture-ring-1")
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, clock: c}
	ctx, cancel := context.WithCancel(context.Background())
	l.room, err = New(ctx, Config{Name: "class", Cluster: p.Config(), Now: now, State: st, Processor: NewProcessor(l.clock.Now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); <-l.room.Done() })
	return l
}

func (l *lab) join(who Identity) *Member {
	l.t.Helper()
	m, err := l.room.Join(context.Background(), who)
	if err != nil {
		l.t.Fatal(err)
	}
	return m
}

// fork takes a copy.
func (l *lab) fork(m *Member) source.Cluster {
	l.t.Helper()
	r := <-m.Ask(class.ParseRequest("fork"))
	if r.Err != nil {
		l.t.Fatal(r.Err)
	}
	return r.Own
}

// line carries out a line as an explorer does.
func line(c source.Cluster, text string) error {
	cmd, err := script.Parse(text)
	if err != nil {
		return err
	}
	if _, ok := c.(source.Departer); ok && cmd.Verb.Travels() {
		return travel(c, cmd)
	}
	r := script.NewRunner(c)
	err = r.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.Advance(100)
	}
	return err
}

// travel goes to another moment as an explorer does.
func travel(c source.Shown, cmd engine.Command) error {
	trip, err := source.Depart(c, cmd)
	for done := false; err == nil && !done; {
		done, err = trip.Advance()
	}
	return err
}

// lines carries out lines one after the other.
func lines(c source.Cluster, texts ...string) error {
	for _, text := range texts {
		if err := line(c, text); err != nil {
			return err
		}
	}
	return nil
}

// fill runs a copy for so many turns.
func fill(t *testing.T, c source.Cluster, turns int) {
	t.Helper()
	h := c.(*Copy).History
	for i := 0; h.Position().Turn < turns; i++ {
		if err := lines(c, fmt.Sprintf("put key%d v", i%50), "until quiet"); err != nil {
			t.Fatal(err)
		}
	}
}

// command parses a line of the language.
func command(t *testing.T, line string) engine.Command {
	t.Helper()
	cmd, err := script.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}
