// The measurements of the load test: logins, one key, a class in motion, mixed terminal
// sizes, stalled readers, the largest class, and what leaving participants leave behind.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"ringside/internal/freeport"
)

// class is a server with its participants.
type class struct {
	*plan
	server   *server
	table    *table
	teacher  *client
	students []*client
	n        int // how many have ever joined
}

// changesPerSecond is how often the shared cluster changes.
const changesPerSecond = 10

// class runs the measurements of a class whose participants stay.
func (p *plan) class(ctx context.Context, folder string, t *table) (err error) {
	s, err := open(ctx, p.binary, folder, p.many)
	if err != nil {
		return err
	}
	c := &class{plan: p, server: s, table: t}
	defer func() {
		c.leave()
		err = errors.Join(err, s.close())
	}()
	empty, err := s.memory()
	if err != nil {
		return err
	}
	if err := c.begin(ctx); err != nil {
		return err
	}
	if err := c.logins(ctx); err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{
		c.atRest, c.oneKey, c.inMotion, func(context.Context) error { return c.perSession(empty) }, c.keys, c.sizes, c.stalls, c.crowd,
	} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// begin logs the instructor in and pauses time.
func (c *class) begin(ctx context.Context) (err error) {
	if c.teacher, err = join(ctx, c.server.addr, "teacher", c.server.teacher); err != nil {
		return err
	}
	if err := c.teacher.firstFrame(ctx); err != nil {
		return err
	}
	return c.teacher.types(" ")
}

// leave disconnects everybody.
func (c *class) leave() {
	for _, s := range c.students {
		s.leave()
	}
	if c.teacher != nil {
		c.teacher.leave()
	}
}

// come logs n more students in at once, and waits until each has a screen.
func (c *class) come(ctx context.Context, n int) error {
	come := make([]*client, n)
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range come {
		c.n++
		name := fmt.Sprintf("student%d", c.n)
		all.Go(func() {
			if come[i], errs[i] = join(ctx, c.server.addr, name, nil); errs[i] == nil {
				errs[i] = come[i].firstFrame(ctx)
			}
		})
	}
	all.Wait()
	for _, s := range come {
		if s != nil {
			c.students = append(c.students, s)
		}
	}
	return errors.Join(errs...)
}

func (c *class) logins(ctx context.Context) error {
	began := time.Now()
	if err := c.come(ctx, c.few); err != nil {
		return err
	}
	c.table.row(fmt.Sprintf("%d logins, to the last first screen", c.few), "≤ 1 s", fmt.Sprintf("%.2f s", time.Since(began).Seconds()))
	return nil
}

// use returns the share of a core that the server uses over a short while.
func (c *class) use(ctx context.Context) (float64, error) {
	before, err := c.server.cpu()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := pause(ctx, c.lasts); err != nil {
		return 0, err
	}
	after, err := c.server.cpu()
	return 100 * (after - before).Seconds() / time.Since(began).Seconds(), err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *class) atRest(ctx context.Context) error {
	if err := pause(ctx, 2*time.Second); err != nil { // what the logins still have to do
		return err
	}
	share, err := c.use(ctx)
	c.table.row(fmt.Sprintf("CPU at %d sessions, nothing changing", c.few), "≤ 1.5% of a core", fmt.Sprintf("%.1f%%", share))
	return err
}

// oneKey measures how much one key alone writes, while nothing else changes.
func (c *class) oneKey(ctx context.Context) error {
	s := c.students[0]
	if err := openPrompt(ctx, s); err != nil {
		return err
	}
	const keys = 40
	bytes, most := int64(0), int64(0)
	for range keys {
		_, n, err := s.press(ctx, "x")
		if err != nil {
			return err
		}
		bytes, most = bytes+n, max(most, n)
	}
	c.table.row("bytes a frame after a key only", "≤ 400 B", fmt.Sprintf("%d B, at most %d", bytes/keys, most))
	return closePrompt(ctx, s, keys)
}

// drive changes the shared cluster until ctx ends, and returns how many changes it made.
func (c *class) drive(ctx context.Context) int {
	tick := time.NewTicker(time.Second / changesPerSecond)
	defer tick.Stop()
	n := 0
	for {
		select {
		case <-ctx.Done():
			return n
		case <-tick.C:
		}
		keys := "."
		if n%8 == 0 { // after seven steps a write is finished
			keys = fmt.Sprintf(":put cart:%d milk%d\r", n%7, n)
		}
		if c.teacher.types(keys) != nil {
			return n
		}
		n++
	}
}

// while runs do while the cluster changes, and returns how many changes there were.
func (c *class) while(ctx context.Context, do func(context.Context) error) (changes int, err error) {
	driving, stop := context.WithCancel(ctx)
	done := make(chan int)
	go func() { done <- c.drive(driving) }()
	err = pause(ctx, time.Second)
	if err == nil {
		err = do(ctx)
	}
	stop()
	return <-done, err
}

func (c *class) inMotion(ctx context.Context) error {
	var share, frames, bytes float64
	_, err := c.while(ctx, func(ctx context.Context) (err error) {
		count := c.count(c.students)
		began := time.Now()
		share, err = c.use(ctx)
		b, f := count()
		frames = float64(f) / float64(len(c.students)) / time.Since(began).Seconds()
		bytes = float64(b) / float64(max(f, 1))
		return err
	})
	c.table.row(fmt.Sprintf("CPU at %d sessions, %d changes a second", c.few, changesPerSecond), "≤ 25% of a core", fmt.Sprintf("%.1f%%", share))
	c.table.row("bytes a frame, all panes moving", "≤ 3 kB", fmt.Sprintf("%.0f B (%.1f frames a second)", bytes, frames))
	return err
}

// count returns a function that reports how many bytes and frames the sessions have
// received since.
func (c *class) count(students []*client) func() (bytes, frames int64) {
	sum := func() (bytes, frames int64) {
		for _, s := range students {
			b, f := s.seen()
			bytes, frames = bytes+b, frames+f
		}
		return bytes, frames
	}
	b0, f0 := sum()
	return func() (int64, int64) {
		b, f := sum()
		return b - b0, f - f0
	}
}

func (c *class) perSession(empty int64) error {
	now, err := c.server.memory()
	c.table.row("memory a session, active", "≤ 0.8 MiB", mebibytes((now-empty)/int64(len(c.students)+1)))
	return err
}

// openPrompt opens the command line of a session.
func openPrompt(ctx context.Context, s *client) error {
	if err := s.types(":"); err != nil {
		return err
	}
	return s.until(ctx, func() bool { column, _ := s.cursor(); return column > 0 })
}

// closePrompt deletes that many characters and closes the prompt.
func closePrompt(ctx context.Context, s *client, characters int) error {
	for range characters + 1 {
		if err := s.types("\x7f"); err != nil {
			return err
		}
	}
	return s.until(ctx, func() bool { column, _ := s.cursor(); return column == 0 })
}

// keys measures the time from a key to the first byte of its frame, while the cluster
// changes and every student types one character per second.
func (c *class) keys(ctx context.Context) error {
	var mu sync.Mutex
	var all []time.Duration
	rounds := int(c.lasts / time.Second)
	_, err := c.while(ctx, func(ctx context.Context) error {
		return each(c.students, func(i int, s *client) error {
			if err := openPrompt(ctx, s); err != nil {
				return err
			}
			if err := pause(ctx, time.Duration(i)*time.Second/time.Duration(len(c.students))); err != nil {
				return err
			}
			for range rounds {
				took, _, err := s.press(ctx, "x")
				if err != nil {
					return err
				}
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
				if err := pause(ctx, time.Second-min(took, time.Second)); err != nil {
					return err
				}
			}
			return closePrompt(ctx, s, rounds)
		})
	})
	c.table.row(fmt.Sprintf("key to the first byte of its frame at %d sessions, p50, p99", c.few), "≤ 3 ms, ≤ 25 ms",
		fmt.Sprintf("%s, %s (%d keys)", milliseconds(percentile(all, 50)), milliseconds(percentile(all, 99)), len(all)))
	return err
}

// each calls do for all students at once.
func each(students []*client, do func(int, *client) error) error {
	errs := make([]error, len(students))
	var all sync.WaitGroup
	for i, s := range students {
		all.Go(func() { errs[i] = do(i, s) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// sizes measures a class in which no two terminals have the same size, so that no rendered
// frame can be shared.
func (c *class) sizes(ctx context.Context) error {
	for i, s := range c.students {
		if err := s.on.WindowChange(height-i%8, width-i/8); err != nil {
			return err
		}
	}
	var share float64
	_, err := c.while(ctx, func(ctx context.Context) (err error) {
		share, err = c.use(ctx)
		return err
	})
	c.table.row(fmt.Sprintf("CPU at %d sessions of as many sizes, %d changes a second", len(c.students), changesPerSecond), "–", fmt.Sprintf("%.1f%%", share))
	for _, s := range c.students {
		err = errors.Join(err, s.on.WindowChange(height, width))
	}
	return err
}

// stalls measures how many frames the others receive while some have stopped reading,
// after enough large screens to fill every buffer on the way. In the end the server must
// have disconnected the stalled ones.
func (c *class) stalls(ctx context.Context) error {
	if c.stalled == 0 {
		return nil
	}
	others := c.students[c.stalled:]
	var before, during int64
	_, err := c.while(ctx, func(ctx context.Context) error {
		count := c.count(others)
		if err := pause(ctx, c.lasts); err != nil {
			return err
		}
		_, before = count()
		err := each(c.students[:c.stalled], func(_ int, s *client) error {
			s.held.stop()
			return s.stuff(ctx)
		})
		if err != nil {
			return err
		}
		count = c.count(others)
		err = pause(ctx, c.lasts)
		_, during = count()
		return err
	})
	const timeout = 12 * time.Second // longer than the server waits
	if err := errors.Join(err, pause(ctx, max(timeout-c.lasts, 0))); err != nil {
		return err
	}
	away := 0
	for _, s := range c.students[:c.stalled] {
		s.held.open()
		select {
		case <-s.done:
			away++
		case <-time.After(2 * time.Second):
		}
		s.leave()
	}
	c.students = others
	c.table.row(fmt.Sprintf("others' frame rate while %d have stopped reading", c.stalled), "≥ 99%",
		fmt.Sprintf("%.1f%% (%d sent away)", 100*float64(during)/float64(max(before, 1)), away))
	return err
}

// stuff makes the server write more to a terminal than the buffers on the way can hold.
func (c *client) stuff(ctx context.Context) error {
	for i := range 100 {
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		if err := c.on.WindowChange(150-i%2, 400-i%3); err != nil {
			return err
		}
	}
	return nil
}

// crowd measures the largest class that the plan asks for.
func (c *class) crowd(ctx context.Context) error {
	if err := c.come(ctx, c.many-len(c.students)); err != nil {
		return err
	}
	var share float64
	_, err := c.while(ctx, func(ctx context.Context) (err error) {
		share, err = c.use(ctx)
		return err
	})
	c.table.row(fmt.Sprintf("CPU at %d sessions, %d changes a second", len(c.students), changesPerSecond), "≤ 60% of a core", fmt.Sprintf("%.1f%%", share))
	return err
}

// comingAndGoing measures what the server keeps of participants that join, type and
// disconnect with keys in flight.
func (p *plan) comingAndGoing(ctx context.Context, folder string, t *table) (err error) {
	if p.churn == 0 {
		return nil
	}
	port, err := freeport.Find()
	if err != nil {
		return err
	}
	s, err := open(ctx, p.binary, folder, p.few, "--metrics", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	s.metrics = fmt.Sprintf("http://127.0.0.1:%d/metrics", port)
	defer func() { err = errors.Join(err, s.close()) }()
	if err := comeAndGo(ctx, s, 20); err != nil { // what is allocated once and kept
		return err
	}
	before, err := s.settled(ctx, 0)
	if err != nil {
		return err
	}
	if err := comeAndGo(ctx, s, p.churn); err != nil {
		return err
	}
	after, err := s.settled(ctx, before+5)
	t.row(fmt.Sprintf("goroutines after %d have come and gone with keys in flight", p.churn), "back to the start ± 5",
		fmt.Sprintf("%d, %d before", after, before))
	return err
}

// comeAndGo logs n participants in, a few at a time; each types and disconnects.
func comeAndGo(ctx context.Context, s *server, n int) error {
	const atOnce = 10
	work := make(chan int)
	errs := make([]error, atOnce)
	var all sync.WaitGroup
	for w := range atOnce {
		all.Go(func() {
			for i := range work {
				if errs[w] == nil {
					errs[w] = comesAndGoes(ctx, s, i)
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
	return errors.Join(errs...)
}

func comesAndGoes(ctx context.Context, s *server, i int) error {
	c, err := join(ctx, s.addr, fmt.Sprintf("guest%d", i), nil)
	if err != nil {
		return err
	}
	defer c.leave()
	if i%2 == 0 { // the others leave before they see anything
		if err := c.firstFrame(ctx); err != nil {
			return err
		}
	}
	endings := []string{"::x\x1b[", "????", "\x1b", "\x1b[200~ls", "\x1b[A\x1b[B\x1b]11;", "jjjjkkkk"}
	if err := c.types(endings[i%len(endings)]); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// settled waits until at most enough goroutines are left, or until their number no longer
// falls, and returns how many there are.
func (s *server) settled(ctx context.Context, enough int) (int, error) {
	last, same := -1, 0
	for {
		n, err := s.goroutines(ctx)
		if err != nil || n <= enough {
			return n, err
		}
		if same++; n != last {
			last, same = n, 0
		}
		if same >= 30 {
			return n, nil
		}
		if err := pause(ctx, 500*time.Millisecond); err != nil {
			return n, err
		}
	}
}
