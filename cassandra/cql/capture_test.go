// Keeps what a real node answers, frame by frame, in testdata. The nodes must be there:
//
//	go test -tags cassandra ./cassandra/cql -run TestCapture -capture 127.0.0.1 -name rows -statement "SELECT ..." -level one -trace

//go:build cassandra

package cql

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"net"
	"os"
	"testing"
	"time"
)

var (
	capture   = flag.String("capture", "", "the node whose answer is kept")
	name      = flag.String("name", "", "what to call the answer")
	statement = flag.String("statement", "", "what it answers; empty: the first event that it pushes")
	level     = flag.String("level", "one", "at which level")
	trace     = flag.Bool("trace", false, "with tracing")
)

// recorder keeps what is read from a connection.
type recorder struct {
	net.Conn
	read []byte
}

func (r *recorder) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	r.read = append(r.read, b[:n]...)
	return n, err
}

func TestCapture(t *testing.T) {
	if *capture == "" {
		return
	}
	raw, err := net.DialTimeout("tcp", *capture+":9042", 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	c := &Conn{raw: &recorder{Conn: raw}, timeout: 20 * time.Second}
	send := func(opcode, flags byte, body []byte) {
		if err := c.write(appendFrame(0, opcode, flags, body)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.readFrame(); err != nil {
			t.Fatal(err)
		}
	}
	send(opStartup, 0, appendStrings(nil, "CQL_VERSION", "3.0.0"))
	l, ok := ParseLevel(*level)
	if !ok {
		t.Fatal("no level ", *level)
	}
	if *statement != "" {
		c.raw.(*recorder).read = nil
		s := Statement{CQL: *statement, Level: l, Trace: *trace}
		send(opQuery, s.flags(), s.body())
	} else {
		send(opRegister, 0, registration([]string{StatusChange, TopologyChange, SchemaChange}))
		c.raw.(*recorder).read = nil
		if _, _, err := c.readFrame(); err != nil {
			t.Fatal(err)
		}
	}
	all := make(map[string]string)
	if text, err := os.ReadFile(framesFile); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
	}
	all[*name] = hex.EncodeToString(c.raw.(*recorder).read)
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(framesFile, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
