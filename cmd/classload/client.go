// One client of the load test: an SSH session at a 120×40 terminal that types keys and
// reads the screen.

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// client is one participant at a 120×40 terminal, who reads what a session writes.
type client struct {
	conn *ssh.Client
	on   *ssh.Session
	keys io.WriteCloser
	held *valve

	mu      sync.Mutex
	bytes   int64
	frames  int64
	column  int       // of the cursor, 0 while it is hidden
	at      time.Time // when the last frame arrived
	rest    []byte    // what may be the beginning of a frame
	changed chan struct{}
	done    chan struct{}
}

const width, height = 120, 40

// valve is a connection whose reads can be paused.
type valve struct {
	net.Conn
	mu    sync.Mutex
	shut  chan struct{} // nil: open
	gone  chan struct{}
	close sync.Once
}

func (v *valve) Read(p []byte) (int, error) {
	v.mu.Lock()
	shut := v.shut
	v.mu.Unlock()
	if shut != nil {
		select {
		case <-shut:
		case <-v.gone:
		}
	}
	return v.Conn.Read(p)
}

func (v *valve) Close() error {
	v.close.Do(func() { close(v.gone) })
	return v.Conn.Close()
}

// stop pauses reads.
func (v *valve) stop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shut = make(chan struct{})
}

// open resumes reads.
func (v *valve) open() {
	v.mu.Lock()
	defer v.mu.Unlock()
	close(v.shut)
	v.shut = nil
}

// join logs a participant in and opens their session.
func join(ctx context.Context, addr, name string, key ssh.Signer) (*client, error) {
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{held: &valve{Conn: raw, gone: make(chan struct{})}, changed: make(chan struct{}, 1), done: make(chan struct{})}
	auth := []ssh.AuthMethod{ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })}
	if key != nil {
		auth = []ssh.AuthMethod{ssh.PublicKeys(key)}
	}
	config := &ssh.ClientConfig{
		User: name, Auth: auth, Timeout: 10 * time.Second,
		HostKeyCallback: ssh.InsecureIgnoreHostKey(), // our own server, on the loopback interface
	}
	conn, channels, requests, err := ssh.NewClientConn(c.held, addr, config)
	if err != nil {
		_ = c.held.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.conn = ssh.NewClient(conn, channels, requests)
	if err := c.open(); err != nil {
		c.leave()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func (c *client) open() (err error) {
	if c.on, err = c.conn.NewSession(); err != nil {
		return err
	}
	_ = c.on.Setenv("COLORTERM", "truecolor") // refused: fewer colours
	if err := c.on.RequestPty("xterm-256color", height, width, ssh.TerminalModes{}); err != nil {
		return err
	}
	if c.keys, err = c.on.StdinPipe(); err != nil {
		return err
	}
	screen, err := c.on.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.on.Shell(); err != nil {
		return err
	}
	go c.look(screen)
	return nil
}

// leave closes the connection.
func (c *client) leave() { _ = c.conn.Close() }

// types sends keys to the session.
func (c *client) types(keys string) error {
	_, err := io.WriteString(c.keys, keys)
	return err
}

// look reads the screen until the session ends.
func (c *client) look(screen io.Reader) {
	defer close(c.done)
	buf := make([]byte, 32<<10)
	for {
		n, err := screen.Read(buf)
		if n > 0 {
			c.see(buf[:n], time.Now())
		}
		if err != nil {
			return
		}
	}
}

const (
	frameEnd   = "\x1b[?2026l"
	cursorOn   = "\x1b[?25h"
	cursorOff  = "\x1b[?25l"
	cursorForm = "\x1b[2 q"
)

// see counts the frames that end in the bytes just read, and notes where they leave the
// cursor.
func (c *client) see(b []byte, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes += int64(len(b))
	b = append(c.rest, b...)
	end := 0
	for {
		i := bytes.Index(b[end:], []byte(frameEnd))
		if i < 0 {
			break
		}
		frame := b[end : end+i]
		end += i + len(frameEnd)
		c.frames++
		if column := cursorIn(frame); column != c.column {
			c.column, c.at = column, at
		}
	}
	c.rest = append(c.rest[:0:0], b[end:]...)
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// cursorIn returns the column in which a frame leaves the cursor; 0 if it hides it.
func cursorIn(frame []byte) int {
	on := bytes.LastIndex(frame, []byte(cursorOn))
	if on < 0 {
		return 0
	}
	frame = bytes.TrimSuffix(frame[:on], []byte(cursorForm))
	column, unit := 0, 1
	for i := len(frame) - 2; i >= 0 && frame[i] >= '0' && frame[i] <= '9'; i-- {
		column += unit * int(frame[i]-'0')
		unit *= 10
	}
	return column
}

// seen returns how many bytes and frames have arrived.
func (c *client) seen() (bytes, frames int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes, c.frames
}

func (c *client) cursor() (column int, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.column, c.at
}

var errEnded = errors.New("the session has ended")

// until waits until hoped reports true.
func (c *client) until(ctx context.Context, hoped func() bool) error {
	for !hoped() {
		select {
		case <-c.changed:
		case <-c.done:
			return errEnded
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// firstFrame waits for a complete screen.
func (c *client) firstFrame(ctx context.Context) error {
	return c.until(ctx, func() bool { _, n := c.seen(); return n > 0 })
}

// press types one character into an open prompt. It returns the time until the first bytes
// of the frame that shows it arrive, and how many bytes arrive meanwhile.
func (c *client) press(ctx context.Context, key string) (time.Duration, int64, error) {
	before, _ := c.cursor()
	bytes, _ := c.seen()
	sent := time.Now()
	if err := c.types(key); err != nil {
		return 0, 0, err
	}
	err := c.until(ctx, func() bool { now, _ := c.cursor(); return now != before })
	_, at := c.cursor()
	after, _ := c.seen()
	return at.Sub(sent), after - bytes, err
}
