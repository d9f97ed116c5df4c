// Tests of the load test: its flags, how it reads a session's frames and pauses its reads,
// its table, and a small class of a real server.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringside/internal/freeport"
	"ringside/internal/screen"
)

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		change func(*plan)
		want   string
	}{
		{func(*plan) {}, ""},
		{func(p *plan) { p.few = 0 }, "-sessions: 0 is not allowed (allowed: 1 to 1000)"},
		{func(p *plan) { p.few, p.many = 1001, 1001 }, "-sessions: 1001 is not allowed (allowed: 1 to 1000)"},
		{func(p *plan) { p.many = 99 }, "-more: 99 is not allowed (allowed: 100 to 1000)"},
		{func(p *plan) { p.stalled = 100 }, "-stalled: 100 is not allowed (allowed: 0 to 99)"}, // somebody must go on reading
		{func(p *plan) { p.stalled = -1 }, "-stalled: -1 is not allowed (allowed: 0 to 99)"},
		{func(p *plan) { p.churn = 5001 }, "-churn: 5001 is not allowed (allowed: 0 to 5000)"},
		{func(p *plan) { p.churn, p.stalled, p.few, p.many = 0, 0, 1, 1000 }, ""},
		{func(p *plan) { p.lasts = time.Millisecond }, "-for: 1ms is not allowed (allowed: 1s to 1m)"},
		{func(p *plan) { p.lasts = time.Hour }, "-for: 1h is not allowed (allowed: 1s to 1m)"},
	} {
		p := plan{few: 100, many: 300, stalled: 10, churn: 500, lasts: 10 * time.Second}
		c.change(&p)
		got := ""
		if err := p.check(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", p, got, c.want)
		}
	}
}

// frame is one that leaves the cursor in a column; 0: hidden.
func frame(column int) string {
	if column == 0 {
		return "\x1b[?2026hab" + cursorOff + frameEnd
	}
	return fmt.Sprintf("\x1b[?2026hab\x1b[40;%dH", column) + cursorForm + cursorOn + frameEnd
}

// TestFrames: however the bytes of frames are cut into reads, each frame is counted once,
// all bytes are, and the cursor is where the last whole frame leaves it.
func TestFrames(t *testing.T) {
	stream := frame(3) + frame(0) + frame(12) + frame(12) + "\x1b[?2026hnot whole" + cursorOff
	for size := 1; size <= len(stream); size++ {
		c := &client{changed: make(chan struct{}, 1)}
		for rest := stream; rest != ""; {
			n := min(size, len(rest))
			c.see([]byte(rest[:n]), time.Unix(int64(len(stream)-len(rest)), 0))
			rest = rest[n:]
		}
		bytes, frames := c.seen()
		column, _ := c.cursor()
		if int(bytes) != len(stream) || frames != 4 || column != 12 {
			t.Fatalf("in reads of %d bytes: %d of %d bytes, %d frames, column %d", size, bytes, len(stream), frames, column)
		}
	}
}

// TestCursor: a frame may leave the cursor anywhere, hide it, or show it and hide it again.
func TestCursor(t *testing.T) {
	for text, want := range map[string]int{
		"":                                     0,
		cursorOff:                              0,
		"\x1b[40;7H" + cursorOn:                7,
		"\x1b[40;118H" + cursorForm + cursorOn: 118,
		"\x1b[1;1H" + cursorOn + "\x1b[2;35H" + cursorOn: 35,
		"x" + cursorOn: 0, // nowhere that is known
	} {
		if got := cursorIn([]byte(text)); got != want {
			t.Errorf("%q leaves the cursor in column %d, want %d", text, got, want)
		}
	}
}

// TestFrameTime: a key is answered when the cursor has moved, by the frame that moves it and
// not by a later one that leaves it where it is.
func TestFrameTime(t *testing.T) {
	c := &client{changed: make(chan struct{}, 1)}
	first, second, third := time.Unix(1, 0), time.Unix(2, 0), time.Unix(3, 0)
	c.see([]byte(frame(4)), first)
	c.see([]byte(frame(5)), second)
	c.see([]byte(frame(5)), third)
	if column, at := c.cursor(); column != 5 || at != second {
		t.Errorf("in column %d at %v, want 5 at %v", column, at, second)
	}
}

// TestUntil: waiting ends with what is hoped for, with the session, or with the time.
func TestUntil(t *testing.T) {
	c := &client{changed: make(chan struct{}, 1), done: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	go c.see([]byte(frame(1)), time.Now())
	if err := c.firstFrame(ctx); err != nil {
		t.Errorf("a frame comes, and: %v", err)
	}
	never := func() bool { return false }
	stop()
	if err := c.until(ctx, never); !errors.Is(err, context.Canceled) {
		t.Errorf("the time is over, and: %v", err)
	}
	close(c.done)
	if err := c.until(t.Context(), never); !errors.Is(err, errEnded) {
		t.Errorf("the session has ended, and: %v", err)
	}
}

// TestValve: a paused connection hands out nothing until reads are resumed, and closing it
// ends a read that waits.
func TestValve(t *testing.T) {
	open := func() (*valve, net.Conn) {
		here, there := net.Pipe()
		t.Cleanup(func() { _ = there.Close() })
		return &valve{Conn: here, gone: make(chan struct{})}, there
	}
	v, there := open()
	v.stop()
	var passed atomic.Bool
	read := make(chan byte)
	go func() {
		b := make([]byte, 1)
		_, _ = v.Read(b)
		passed.Store(true)
		read <- b[0]
	}()
	wrote := make(chan struct{})
	go func() { _, _ = there.Write([]byte("x")); close(wrote) }()
	select {
	case <-wrote:
		t.Error("a paused connection reads")
	case <-time.After(20 * time.Millisecond):
	}
	if passed.Load() {
		t.Error("a read of a paused connection returns")
	}
	v.open()
	if b := <-read; b != 'x' {
		t.Errorf("%q is read", b)
	}
	v, _ = open()
	v.stop()
	ended := make(chan error)
	go func() { _, err := v.Read(make([]byte, 1)); ended <- err }()
	if err := errors.Join(v.Close(), <-ended, v.Close()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a closed connection reads with: %v", err)
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	newTable(&b).row("key", "≤ 3 ms", milliseconds(1250*time.Microsecond))
	const want = "| 120×40, one shared cluster, server and load on this machine | wanted | measured |\n| --- | --- | --- |\n| key | ≤ 3 ms | 1.2 ms |\n"
	if b.String() != want {
		t.Errorf("the table is\n%s\nwant\n%s", &b, want)
	}
	if got := mebibytes(3 << 19); got != "1.50 MiB" {
		t.Errorf("3·2^19 bytes are %s", got)
	}
}

func TestPercentile(t *testing.T) {
	var all []time.Duration
	for i := range 200 {
		all = append(all, time.Duration(200-i)) // the largest first
	}
	for hundredths, want := range map[int]time.Duration{0: 1, 50: 101, 99: 199, 100: 200} {
		if got := percentile(all, hundredths); got != want {
			t.Errorf("p%d is %d, want %d", hundredths, got, want)
		}
	}
	if all[0] != 200 || percentile(nil, 50) != 0 || percentile(all[:1], 99) != 200 {
		t.Error("the values are sorted in place, or few have no percentile")
	}
}

// TestGoroutines: the number is read off the server's metrics, and waited for until it no
// longer falls to what is enough.
func TestGoroutines(t *testing.T) {
	var asked atomic.Int64
	on := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/none" {
			_, _ = io.WriteString(w, "go_threads 4\n")
			return
		}
		fmt.Fprintf(w, "# TYPE go_goroutines gauge\ngo_goroutines_x 1\ngo_goroutines %d\ngo_threads 4\n", max(10-asked.Add(1), 7))
	}))
	defer on.Close()
	s := &server{metrics: on.URL}
	if n, err := s.goroutines(t.Context()); n != 9 || err != nil {
		t.Errorf("%d goroutines, %v; want 9", n, err)
	}
	if n, err := s.settled(t.Context(), 8); n != 8 || err != nil {
		t.Errorf("it settles at %d, %v; want 8", n, err)
	}
	s.metrics = on.URL + "/none"
	if _, err := s.goroutines(t.Context()); err == nil || !strings.Contains(err.Error(), "does not tell of goroutines") {
		t.Errorf("metrics without them are read with: %v", err)
	}
}

// TestSmallClass runs the measurements that take no long pauses on a class of a real server:
// participants come in, type, change the size of their terminals and leave.
func TestSmallClass(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	folder := t.TempDir()
	binary, err := screen.Build(folder)
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{binary: binary, few: 2, many: 3, lasts: time.Second} // in less, a busy machine draws no frame
	port, err := freeport.Find()
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(ctx, binary, folder, p.many, "--metrics", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	s.metrics = fmt.Sprintf("http://127.0.0.1:%d/metrics", port)
	var b strings.Builder
	c := &class{plan: p, server: s, table: newTable(&b)}
	for _, measure := range []func(context.Context) error{
		c.begin, c.logins, c.oneKey, c.inMotion, c.sizes,
		c.keys,
		func(context.Context) error { return c.perSession(0) },
		func(ctx context.Context) error { return comeAndGo(ctx, s, 6) },
	} {
		if err := measure(ctx); err != nil {
			t.Fatalf("%v\n%s\n%s", err, &b, s.errors)
		}
	}
	if n, err := s.goroutines(ctx); n < 5 || err != nil {
		t.Errorf("the server has %d goroutines: %v", n, err)
	}
	c.leave()
	if err := s.close(); err != nil {
		t.Errorf("the server ends with %v: %s", err, s.errors)
	}
	if rows := strings.Count(b.String(), "\n"); rows != 2+7 {
		t.Errorf("%d rows:\n%s", rows, &b)
	}
	for _, zero := range []string{"| 0 B", "| 0.00 MiB", "(0 keys)", "(0.0 frames"} {
		if strings.Contains(b.String(), zero) {
			t.Errorf("nothing is measured: %s in\n%s", zero, &b)
		}
	}
	t.Log("\n" + b.String())
}

// TestNoServer: a program that is no server is said so, with what it prints.
func TestNoServer(t *testing.T) {
	_, err := open(t.Context(), "/bin/false", t.TempDir(), 1)
	if err == nil || !strings.Contains(err.Error(), "did not open: exit status 1") {
		t.Errorf("it opens with: %v", err)
	}
}
