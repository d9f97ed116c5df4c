// Load measures what a class costs: it starts `ringside serve` as a process of
// its own, sends students to it over SSH on the loopback interface, and prints a
// table of what was wanted and what was measured.
//
//	load ──▶ ringside serve (its own process: /proc says what it used)
//	  ├── the instructor: drives the shared cluster, ten changes a second
//	  ├── 100 students, then 300: count bytes and frames, type keys now and then
//	  ├── 10 who stop reading
//	  └── 500 who come and go with keys in flight
//
// It stops by itself, and talks to nobody but its own server:
//
//	go run ./cmd/classload
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"ringside/internal/screen"
	"ringside/internal/timespan"
)

// plan is how much load there is to be.
type plan struct {
	binary  string
	few     int // sessions
	many    int
	stalled int
	churn   int
	lasts   time.Duration // of each measurement
}

// The bounds of what may be asked for: it must end, and leave the machine whole.
const (
	mostSessions = 1000
	mostChurn    = 5000
	longest      = time.Minute
	lifetime     = 10 * time.Minute
)

func main() {
	var p plan
	flag.StringVar(&p.binary, "binary", "", "the program to measure; built now if nothing is said")
	flag.IntVar(&p.few, "sessions", 100, "how many students")
	flag.IntVar(&p.many, "more", 300, "how many at the most")
	flag.IntVar(&p.stalled, "stalled", 10, "how many stop reading")
	flag.IntVar(&p.churn, "churn", 500, "how many come and go")
	flag.DurationVar(&p.lasts, "for", 10*time.Second, "how long each measurement lasts")
	flag.Parse()
	if err := p.check(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	err := p.run(ctx)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func (p *plan) check() error {
	for _, n := range []struct {
		name            string
		is, least, most int
	}{
		{"sessions", p.few, 1, mostSessions}, {"more", p.many, p.few, mostSessions},
		{"stalled", p.stalled, 0, p.few - 1}, {"churn", p.churn, 0, mostChurn},
	} {
		if n.is < n.least || n.is > n.most {
			return fmt.Errorf("-%s: %d is not allowed (allowed: %d to %d)", n.name, n.is, n.least, n.most)
		}
	}
	if p.lasts < time.Second || p.lasts > longest {
		return fmt.Errorf("-for: %s is not allowed (allowed: 1s to %s)", timespan.Text(p.lasts), timespan.Text(longest))
	}
	return nil
}

// run does it all and prints the table as it comes.
func (p *plan) run(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "ringside-load")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if p.binary == "" {
		if p.binary, err = screen.Build(folder); err != nil {
			return err
		}
	}
	t := newTable(os.Stdout)
	if err := p.class(ctx, folder, t); err != nil {
		return err
	}
	return p.comingAndGoing(ctx, folder, t)
}
