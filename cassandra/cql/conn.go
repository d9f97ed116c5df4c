// Package cql is one connection to one Cassandra node, in version 4 of its native protocol.
//
//	Dial ─▶ OPTIONS, STARTUP, AUTH_RESPONSE ─▶ Conn ◀─ Query: one statement, its rows
//	                                             └──▶ Events: what this node pushes, after Register
//
// A driver hides which node said what: it keeps a pool, asks whichever node is near, and
// merges what nodes push with what its own dials found. Here a connection is a node's own
// words. Nothing is retried, nothing is asked that the caller did not ask, and a connection
// that failed once stays failed. The protocol: doc/native_protocol_v4.spec of
// apache/cassandra.
package cql

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"ringside/internal/timespan"
)

// Config is how to connect. Its zero value is a plain connection without a login.
type Config struct {
	User, Password string
	TLS            *tls.Config   // nil: no encryption. Without a ServerName the certificate has to be for the host that is dialled
	Timeout        time.Duration // of the dial, and of each answer; 0 is 5 s
	// Dial opens the connection; nil: over the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Conn is a connection to one node. Its methods may be called by several goroutines.
type Conn struct {
	raw     net.Conn
	timeout time.Duration

	writing sync.Mutex // one frame at a time
	mu      sync.Mutex // guards what follows
	streams map[int16]chan frame
	next    int16
	failed  error // why the connection is of no use any more

	events chan Event
	closed chan struct{} // when the reader is done
	scylla bool
}

// frame is one answer or pushed message.
type frame struct {
	opcode byte
	trace  string // the id of its trace; "": it has none
	body   []byte // without what the flags put before it
}

// unwrap takes off what the flags of an answer put before its body, errors included (section
// 2.2).
func (f *frame) unwrap(flags byte) error {
	r := reader{b: f.body}
	if flags&flagTracing != 0 {
		f.trace = uuid(r.take(16))
	}
	if flags&flagWarning != 0 {
		r.strings()
	}
	if flags&flagPayload != 0 {
		for range r.short() {
			r.string()
			r.bytes()
		}
	}
	f.body = r.b
	return r.err
}

// The opcodes (section 2.4).
const (
	opError, opStartup, opReady, opAuthenticate byte = 0x00, 0x01, 0x02, 0x03
	opOptions, opSupported, opQuery, opResult   byte = 0x05, 0x06, 0x07, 0x08
	opRegister, opEvent                         byte = 0x0B, 0x0C
	opAuthResponse, opAuthSuccess               byte = 0x0F, 0x10
)

// The flags of a frame (section 2.2).
const flagTracing, flagPayload, flagWarning byte = 0x02, 0x04, 0x08

const (
	version    = 4
	headerSize = 9
	// maxBody is how long an answer may be: native_transport_max_frame_size was 256 MiB
	// once; no table that is read here comes near to this.
	maxBody = 64 << 20
	// maxEvents is how many pushed messages wait for a reader; more are dropped.
	maxEvents = 256
)

// Dial connects to a node, at "host:port", and logs in. The error says in one line why it
// can't be: a *DialError, or what ended ctx.
func Dial(ctx context.Context, address string, c Config) (*Conn, error) {
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	raw, err := dial(ctx, "tcp", address)
	if err != nil {
		return nil, dialError(address, err)
	}
	if c.TLS != nil {
		secure := tls.Client(raw, encryption(c.TLS, address))
		if err := secure.HandshakeContext(ctx); err != nil {
			raw.Close()
			return nil, tlsError(address, err)
		}
		raw = secure
	}
	conn := &Conn{
		raw: raw, timeout: c.Timeout,
		streams: make(map[int16]chan frame), events: make(chan Event, maxEvents), closed: make(chan struct{}),
	}
	go conn.read()
	if err := conn.login(ctx, c); err != nil {
		conn.Close()
		return nil, loginError(address, c, err)
	}
	return conn, nil
}

// encryption returns a configuration that names the host whose certificate is expected.
func encryption(config *tls.Config, address string) *tls.Config {
	if config.ServerName == "" && !config.InsecureSkipVerify {
		config = config.Clone()
		config.ServerName = address
		if host, _, err := net.SplitHostPort(address); err == nil {
			config.ServerName = host
		}
	}
	return config
}

// Scylla reports whether the node is a Scylla, which says so of itself.
func (c *Conn) Scylla() bool { return c.scylla }

// login begins the session.
func (c *Conn) login(ctx context.Context, config Config) error {
	options, err := c.ask(ctx, opOptions, 0, nil, c.timeout)
	if err != nil {
		return err
	}
	if options.opcode == opSupported {
		r := reader{b: options.body}
		for n := r.short(); n > 0 && r.err == nil; n-- {
			c.scylla = strings.HasPrefix(r.string(), "SCYLLA_") || c.scylla
			r.strings()
		}
	}
	answer, err := c.ask(ctx, opStartup, 0, appendStrings(nil, "CQL_VERSION", "3.0.0"), c.timeout)
	if err != nil {
		return err
	}
	if answer.opcode == opReady {
		return nil
	}
	if answer.opcode != opAuthenticate {
		return fmt.Errorf("it answered STARTUP with opcode %d", answer.opcode)
	}
	if config.User == "" {
		return errNoUser
	}
	token := "\x00" + config.User + "\x00" + config.Password // SASL PLAIN (RFC 4616)
	answer, err = c.ask(ctx, opAuthResponse, 0, appendBytes(nil, []byte(token)), c.timeout)
	if err == nil && answer.opcode != opAuthSuccess {
		err = fmt.Errorf("it requires another kind of login than a password")
	}
	return err
}

// Close ends the connection. Who waits for an answer gets an error.
func (c *Conn) Close() {
	c.fail(net.ErrClosed)
	<-c.closed
}

// Gone is closed when the connection is of no use any more; Err says why.
func (c *Conn) Gone() <-chan struct{} { return c.closed }

// Err returns why the connection is of no use any more; nil while it is.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// Events has what the node pushes, after Register.
func (c *Conn) Events() <-chan Event { return c.events }

// ask sends a request and waits for its answer; an ERROR becomes a *ServerError.
func (c *Conn) ask(ctx context.Context, opcode, flags byte, body []byte, most time.Duration) (frame, error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	answer := make(chan frame, 1)
	c.mu.Lock()
	if c.failed != nil {
		c.mu.Unlock()
		return frame{}, c.failed
	}
	for c.streams[c.next] != nil {
		c.next = (c.next + 1) & 0x7fff
	}
	stream := c.next
	c.next = (c.next + 1) & 0x7fff
	c.streams[stream] = answer
	c.mu.Unlock()
	if err := c.write(appendFrame(stream, opcode, flags, body)); err != nil {
		c.fail(err)
		return frame{}, c.Err()
	}
	select {
	case f := <-answer:
		return f, errorIn(f)
	case <-c.closed:
		select { // the answer and the end may have come together
		case f := <-answer:
			return f, errorIn(f)
		default:
			return frame{}, c.Err()
		}
	case <-ctx.Done():
		// The stream stays taken: its answer may still come, and must not be taken for
		// another's.
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return frame{}, fmt.Errorf("no answer within %s: %w", timespan.Text(most), os.ErrDeadlineExceeded)
		}
		return frame{}, context.Cause(ctx)
	}
}

// appendFrame returns a request whole (section 2).
func appendFrame(stream int16, opcode, flags byte, body []byte) []byte {
	b := make([]byte, 0, headerSize+len(body))
	b = append(b, version, flags)
	b = binary.BigEndian.AppendUint16(b, uint16(stream))
	b = binary.BigEndian.AppendUint32(append(b, opcode), uint32(len(body)))
	return append(b, body...)
}

// write sends a frame whole. A node that hangs takes none at last, and Close must not wait
// for it.
func (c *Conn) write(b []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.raw.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return err
	}
	_, err := c.raw.Write(b)
	return err
}

// fail ends the connection for a reason; the first one counts.
func (c *Conn) fail(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed == nil {
		c.failed = why
		c.raw.Close()
	}
}

// read takes in what the node sends, until the connection ends.
func (c *Conn) read() {
	defer close(c.closed)
	for {
		f, stream, err := c.readFrame()
		if err != nil {
			c.fail(err)
			return
		}
		if stream < 0 {
			c.push(f)
			continue
		}
		c.mu.Lock()
		answer := c.streams[stream]
		delete(c.streams, stream)
		c.mu.Unlock()
		if answer != nil {
			answer <- f
		}
	}
}

func (c *Conn) readFrame() (f frame, stream int16, err error) {
	var header [headerSize]byte
	if n, err := io.ReadFull(c.raw, header[:]); err != nil {
		if n > 0 && header[0]&0x80 == 0 {
			return f, 0, errNotCQL
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) {
			return f, 0, errClosed
		}
		return f, 0, err
	}
	if header[0]&0x80 == 0 {
		return f, 0, errNotCQL
	}
	size := binary.BigEndian.Uint32(header[5:])
	if size > maxBody {
		return f, 0, fmt.Errorf("it announces an answer of %d bytes; at most %d are taken", size, maxBody)
	}
	f = frame{opcode: header[4], body: make([]byte, size)}
	if _, err := io.ReadFull(c.raw, f.body); err != nil {
		return f, 0, errClosed
	}
	if err := f.unwrap(header[1]); err != nil {
		return f, 0, err
	}
	return f, int16(binary.BigEndian.Uint16(header[2:])), nil
}

// push hands on what the node pushed. A reader that does not keep up misses some: the
// tables tell the same later.
func (c *Conn) push(f frame) {
	if f.opcode != opEvent {
		return
	}
	e, err := parseEvent(f.body)
	if err != nil {
		return
	}
	select {
	case c.events <- e:
	default:
	}
}
