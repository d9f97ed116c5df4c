// Tests of sessions that end in the middle of something, and of clients that stop
// reading.

package classroom_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
)

// dial connects a client that has no terminal.
func (c *class) dial(name string, w, h int) (*gossh.Client, *gossh.Session, io.WriteCloser, io.Reader) {
	c.t.Helper()
	client, err := gossh.Dial("tcp", c.addr.String(), &gossh.ClientConfig{
		User: name, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: longestWait,
		Auth: []gossh.AuthMethod{gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	s, in, out := shell(c.t, client, w, h)
	return client, s, in, out
}

// shell opens a terminal over a connection. Its input stays open: a session with nothing
// to read from tells the server at once that its terminal is gone.
func shell(t *testing.T, client *gossh.Client, w, h int) (*gossh.Session, io.WriteCloser, io.Reader) {
	t.Helper()
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm-256color", h, w, nil); err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	return s, in, out
}

// until reads until a text appears.
func until(t *testing.T, r io.Reader, text string) {
	t.Helper()
	buf := make([]byte, 1<<15)
	for seen := ""; !strings.Contains(seen, text); {
		n, err := r.Read(buf)
		if err != nil {
			t.Fatalf("waiting for %q: %v, after %q", text, err, seen)
		}
		seen += string(buf[:n])
	}
}

// TestNothingIsLeftBehind: people come and go with keys in flight, half an escape
// sequence, an open paste, or a dropped connection, and leave nothing running.
func TestNothingIsLeftBehind(t *testing.T) {
	c := open(t, func(c *classroom.Config) { c.MaxSessions = 500 })
	_, _, in, out := c.dial("warm-up", 120, 36)
	until(t, out, "nobody drives")
	_ = in
	before := runtime.NumGoroutine()
	for i := range 60 {
		client, s, in, out := c.dial(fmt.Sprint("s", i), 120, 36)
		until(t, out, "\x1b")
		write := func(text string) { _, _ = io.WriteString(in, text) } // the server may close first
		switch i % 6 {
		case 0:
			write(strings.Repeat("\t", 500) + "qq" + strings.Repeat("k", 500))
		case 1:
			write("\x1b")
		case 2:
			write("\x1b[200~" + strings.Repeat("x", 1<<16))
		case 3:
			write("\x1b]11;rgb:")
		case 4:
			write("Bqq\x1b[")
			_ = s.Close()
		}
		_ = client.Close()
	}
	look, late := time.NewTicker(10*time.Millisecond), time.After(longestWait)
	defer look.Stop()
	for runtime.NumGoroutine() > before+5 {
		select {
		case <-look.C:
		case <-late:
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, and %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}

// TestWhoDoesNotRead: a client that stops reading is disconnected, and the others see
// what happens meanwhile.
func TestWhoDoesNotRead(t *testing.T) {
	c := open(t, func(c *classroom.Config) { c.Limits.Stall = 3 * time.Second })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	client, window, _, out := c.dial("stalled", 400, 150)
	until(t, out, "\x1b")
	ann.types("@")
	ann.sees("2 here", "stalled")
	ann.types("@")
	gone := make(chan struct{})
	go func() { _ = client.Wait(); close(gone) }()
	for i := 0; ; i++ { // the output is not read any more: writes fill the buffers
		_ = window.WindowChange(150-i%2, 400-i%2) // each frame is a full redraw; the session may be gone
		ann.line("put key%d %s", i%50, strings.Repeat("value", 10))
		select {
		case <-gone:
			ann.sees("told OK")
			return
		case <-c.ctx.Done():
			t.Fatal("who does not read is still there")
		default:
			ann.sees(fmt.Sprintf("put key%d ", i%50))
		}
	}
}
