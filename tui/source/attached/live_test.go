// Tests of a real cluster as scripts drive it: nodes that answer what real ones answered, in a time
// that passes when all wait.

package attached

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ringside/cassandra/attach"
	"ringside/engine"
	"ringside/engine/script"
)

// recorded is a cluster whose nodes answer what real ones answered, by address and statement.
type recorded struct {
	answers map[string]map[string]string
	deaf    string // the node that accepts connections and says nothing
}

func load(t *testing.T) *recorded {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "cassandra", "attach", "testdata", "three.json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &recorded{}
	if err := json.Unmarshal(text, &r.answers); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *recorded) dial(_ context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if r.answers[host] == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	client, server := net.Pipe()
	go r.serve(host, server)
	return client, nil
}

// serve answers the frames of one connection, of version 4 of the protocol, until it is closed.
func (r *recorded) serve(host string, c net.Conn) {
	defer c.Close()
	for {
		var header [9]byte
		if _, err := io.ReadFull(c, header[:]); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(header[5:]))
		if _, err := io.ReadFull(c, body); err != nil {
			return
		}
		if host == r.deaf {
			continue
		}
		opcode, answer := r.answer(host, header[4], body)
		frame := append([]byte{0x84, 0, header[2], header[3], opcode}, binary.BigEndian.AppendUint32(nil, uint32(len(answer)))...)
		if _, err := c.Write(append(frame, answer...)); err != nil {
			return
		}
	}
}

func (r *recorded) answer(host string, opcode byte, body []byte) (byte, []byte) {
	switch opcode {
	case 0x05: // OPTIONS: SUPPORTED, nothing in particular
		return 0x06, []byte{0, 0}
	case 0x01, 0x0b: // STARTUP, REGISTER: READY
		return 0x02, nil
	}
	statement := body[4 : 4+binary.BigEndian.Uint32(body)]
	if answer, err := base64.StdEncoding.DecodeString(r.answers[host][string(statement)]); err == nil && len(answer) > 0 {
		return 0x08, answer
	}
	const message = "no permission" // UNAUTHORIZED, as without a grant
	return 0, append(append([]byte{0, 0, 0x21, 0}, 0, byte(len(message))), message...)
}

// in opens a cluster for a test, and closes it at its end.
func in(t *testing.T, r *recorded, how func(*attach.Options), do func(Source, context.CancelFunc)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := attach.Options{Hosts: []string{"127.0.0.1"}, Dial: r.dial}
		if how != nil {
			how(&o)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		c := attach.Open(o)
		defer c.Close()
		do(New(ctx, c, nil), stop)
	})
}

// TestReady: a script begins when the ring is known and it is known why nodes do not say what they
// believe; it waits for a node that says nothing, but not for long; and it does not begin where
// nothing answers.
func TestReady(t *testing.T) {
	in(t, load(t), nil, func(s Source, _ context.CancelFunc) {
		l, err := Ready(s)
		v := l.View(engine.Watch{})
		if err != nil || len(v.Nodes) != 3 || !strings.Contains(v.Outside.Holders[1].Why, "GRANT SELECT") || l.Elapsed() >= patience {
			t.Errorf("after %v: %v, %+v", l.Elapsed(), err, v.Outside)
		}
	})
	silent := load(t)
	silent.deaf = "127.0.0.3"
	in(t, silent, nil, func(s Source, _ context.CancelFunc) {
		l, err := Ready(s)
		if err != nil || l.Elapsed() < patience || l.Elapsed() > patience+time.Second {
			t.Errorf("with a silent node: after %v, %v", l.Elapsed(), err)
		}
	})
	in(t, load(t), func(o *attach.Options) { o.Hosts = []string{"127.0.0.9"} }, func(s Source, _ context.CancelFunc) {
		if _, err := Ready(s); err == nil || !strings.HasPrefix(err.Error(), "127.0.0.9:9042: connection refused") {
			t.Errorf("where nothing answers: %v", err)
		}
	})
	in(t, load(t), func(o *attach.Options) { o.Dial = never }, func(s Source, stop context.CancelFunc) {
		time.AfterFunc(time.Second, stop)
		if _, err := Ready(s); !errors.Is(err, context.Canceled) {
			t.Errorf("given up: %v", err)
		}
	})
}

// never is how a connection is opened that does not come about.
func never(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestLiveTime: the time of a real cluster passes by itself: run waits for it, and nothing else ends
// it sooner than the context.
func TestLiveTime(t *testing.T) {
	in(t, load(t), nil, func(s Source, stop context.CancelFunc) {
		l, err := Ready(s)
		if err != nil {
			t.Fatal(err)
		}
		run := script.NewRunner(l)
		do := func(line string) error {
			cmd, err := script.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			err = run.Exec(cmd)
			for done := false; err == nil && !done; {
				done, err = run.Advance(1)
			}
			return err
		}
		before := l.Now()
		if err := do("run 30s"); err != nil || l.Now()-before < 30*time.Second || l.Now()-before > 31*time.Second {
			t.Errorf("run 30s: %v, %v", l.Now()-before, err)
		}
		if err := do("expect members == 127.0.0.1,127.0.0.2,127.0.0.3 and time >= 30s"); err != nil {
			t.Error(err)
		}
		if err := do("expect believes(127.0.0.1, 127.0.0.2) == up"); err == nil || !strings.Contains(err.Error(), "unknown: ") {
			t.Errorf("what no node says: %v", err)
		}
		for line, want := range map[string]string{
			"put cart milk":   "nothing is written to this cluster",
			"get cart":        "attached read-only",
			"crash 127.0.0.3": noFaults,
			"repair":          "a repair writes",
			"set w any":       "set w needs --write",
			"set r one":       "set r needs attach --read or --write",
		} {
			if err := do(line); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", line, err)
			}
		}
		if _, more := l.Next(); more || l.Full() != nil {
			t.Errorf("what comes next: %t, %v", more, l.Full())
		}
		header := string(l.AppendJSON(nil))
		if want := `{"step":0,"at_ns":0,"kind":"cluster","nodes":[{"name":"127.0.0.1","dc":"dc1","rack":"r1"},`; !strings.HasPrefix(header, want) || !json.Valid([]byte(header)) {
			t.Errorf("a trace begins with %s", header)
		}
		time.AfterFunc(time.Second, stop)
		before = l.Now()
		if err := do("run 1h"); l.Now()-before > 2*time.Second {
			t.Errorf("run 1h, given up after a second: %v, %v", l.Now()-before, err)
		}
		if l.Step() {
			t.Error("there is a step after the end")
		}
	})
}

// TestReadyAlone: where one node is all there is, nobody has an opinion to wait for: that node itself is waited for, so
// that the first request of a script finds it.
func TestReadyAlone(t *testing.T) {
	alone := load(t)
	none := alone.answers["127.0.0.1"]["SELECT address, port, active_connections FROM system_views.internode_outbound"]
	for statement := range alone.answers["127.0.0.1"] {
		if strings.Contains(statement, "FROM system.peers_v2") {
			alone.answers["127.0.0.1"][statement] = none
		}
	}
	in(t, alone, nil, func(s Source, _ context.CancelFunc) {
		l, err := Ready(s)
		if v := l.View(engine.Watch{}); err != nil || len(v.Nodes) != 1 || v.Outside.Holders[0].Why == engine.NotYet {
			t.Errorf("%v, %+v", err, v.Outside)
		}
	})
}
