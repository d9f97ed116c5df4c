// Tests of the metrics: their format, and the numbers of sessions and of work.

package classroom_test

import (
	"strings"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/classroom/room"
	"ringside/engine"
	"ringside/engine/history"
	contract "ringside/tui/class"
)

// TestMetrics: the metrics are in Prometheus's format, and complete.
func TestMetrics(t *testing.T) {
	c := open(t, nil)
	body := c.metrics()
	for _, want := range []string{"\nringside_sessions 0\n", "\nringside_room_members{room=", "\ngo_goroutines "} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	for line := range strings.Lines(body) {
		if fields := strings.Fields(line); len(fields) < 2 || !strings.HasPrefix(line, "# ") && len(fields) != 2 {
			t.Errorf("a line that Prometheus can't read: %q", line)
		}
	}
}

// TestMetricsOfWork: work done for participants, and requests refused because a budget was used
// up, are counted, and those of drivers separately.
func TestMetricsOfWork(t *testing.T) {
	c := open(t, func(c *classroom.Config) {
		c.Now = func() time.Time { return time.Date(2026, 11, 28, 10, 30, 0, 0, time.UTC) } // budgets are never refilled
	})
	sit := func(who room.Identity) *room.Member {
		m, err := c.server.Rooms()[0].Join(c.ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	ann, bob := sit(room.Identity{Name: "ann", Serves: true}), sit(room.Identity{Name: "bob"})
	c.measures("ringside_work_total{for=\"participants\"} 0", "ringside_work_refused_total{for=\"participants\"} 0", "ringside_work_budgets_spent{for=\"participants\"} 0",
		"ringside_work_total{for=\"drivers\"} 0", "ringside_work_refused_total{for=\"drivers\"} 0", "ringside_work_budgets_spent{for=\"drivers\"} 0")
	lease, ok := ann.Lease()
	if !ok {
		t.Fatal("ann does not drive")
	}
	if r := <-lease.Do(engine.Command{Verb: engine.Crash, Node: "1"}); r.Err != nil {
		t.Fatal(r.Err)
	}
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.Toil(contract.ParticipantEffort)
	own := bob.Own(h)
	c.measures("ringside_work_total{for=\"participants\"} 2000000", "ringside_work_budgets_spent{for=\"participants\"} 1", "ringside_work_budgets_spent{for=\"drivers\"} 0")
	if strings.Contains(c.metrics(), "ringside_work_total{for=\"drivers\"} 0\n") {
		t.Error("what the driver did is not counted")
	}
	for range 3 {
		if err := own.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: "v"}); err == nil {
			t.Fatal("it is not refused")
		}
	}
	c.measures("ringside_work_refused_total{for=\"participants\"} 3", "ringside_work_refused_total{for=\"drivers\"} 0")
}

// measures fails the test unless the metrics have all these lines.
func (c *class) measures(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if body := c.metrics(); !strings.Contains(body, "\n"+line+"\n") {
			c.t.Errorf("no %s in\n%s", line, body)
		}
	}
}
