// A fake cluster for tests: nodes that answer what real ones answered, kept in testdata.

package attach

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine/ring"
)

// captured is what the nodes of a real cluster answered: by address, by statement, the body
// of the RESULT.
type captured map[string]map[string]string

func readCapture(t testing.TB, name string) captured {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var c captured
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// fakeCluster is a cluster whose nodes answer from a capture. All that its clients asked is
// noted.
type fakeCluster struct {
	answers captured

	mu         sync.Mutex
	dead       map[string]bool // refuse connections
	deaf       map[string]bool // accept them and say nothing
	heartbeats map[string]int64
	stopped    map[string]bool // whose heartbeat stands still
	moves      map[string]move // who joins or leaves
	scylla     bool
	user       string         // who may log in; "": anybody
	refuses    map[string]int // the code of the error for statements that name this
	swaps      map[string]string
	asked      []string
	flags      byte // of all frames
	open       map[string][]net.Conn
	values     values
	agreeing   int    // how often it was asked for the schemas of the peers
	columns    int    // how often the columns of a keyspace were asked for
	copies     string // of the keyspace ringside; "": it is not there
	levels     []cql.Level
	traced     []string                 // the requests that were
	untraced   bool                     // no line of a trace is there
	making     time.Duration            // how long a change of the schema takes
	first      func(header byte) []byte // what to answer to the first frame, instead
}

func newFake(t testing.TB, name string) *fakeCluster {
	return &fakeCluster{
		answers: readCapture(t, name), dead: map[string]bool{}, deaf: map[string]bool{}, heartbeats: map[string]int64{}, stopped: map[string]bool{},
		refuses: map[string]int{}, swaps: map[string]string{}, open: map[string][]net.Conn{}, values: values{},
	}
}

// dial is how a client comes in.
func (f *fakeCluster) dial(ctx context.Context, _, address string) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if f.answers[host] == nil || f.dead[host] {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	client, server := net.Pipe()
	f.open[host] = append(f.open[host], server)
	go f.serve(host, server)
	return client, nil
}

// kill ends a node.
func (f *fakeCluster) kill(host string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead[host], f.stopped[host] = true, true
	for _, c := range f.open[host] {
		c.Close()
	}
	f.open[host] = nil
}

// start starts it again.
func (f *fakeCluster) start(host string) {
	f.set(func() { f.dead[host], f.stopped[host] = false, false })
}

func (f *fakeCluster) set(how func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how()
}

// push has a node push an event to all that are connected to it.
func (f *fakeCluster) push(host string, body []byte) {
	f.mu.Lock()
	conns := append([]net.Conn(nil), f.open[host]...)
	f.mu.Unlock()
	for _, c := range conns {
		_ = c.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = c.Write(frameOf(0x84, 0xffff, 0x0c, body)) // a closed one misses it
		_ = c.SetWriteDeadline(time.Time{})
	}
}

func frameOf(version byte, stream uint16, opcode byte, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{version, 0}, stream)
	return append(binary.BigEndian.AppendUint32(append(b, opcode), uint32(len(body))), body...)
}

func str(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// statusEvent is the body of a pushed STATUS_CHANGE or TOPOLOGY_CHANGE.
func statusEvent(kind, change, host string) []byte {
	b := str(str(nil, kind), change)
	ip := net.ParseIP(host).To4()
	return binary.BigEndian.AppendUint32(append(append(b, 4), ip...), 9042)
}

func (f *fakeCluster) serve(host string, c net.Conn) {
	defer c.Close()
	var lock sync.Mutex
	for {
		var header [9]byte
		if _, err := io.ReadFull(c, header[:]); err != nil {
			return
		}
		f.mu.Lock()
		deaf, first := f.deaf[host], f.first
		f.flags |= header[1]
		f.mu.Unlock()
		if first != nil {
			if answer := first(header[4]); answer != nil {
				go func() { _, _ = io.Copy(io.Discard, c) }()
				_, _ = c.Write(answer)
			}
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(header[5:]))
		if _, err := io.ReadFull(c, body); err != nil {
			return
		}
		if deaf {
			continue
		}
		if bytes.Contains(body, []byte("CREATE ")) {
			<-time.After(f.making)
		}
		opcode, answer := f.answer(host, header[4], header[1], body)
		lock.Lock()
		b := frameOf(0x84, binary.BigEndian.Uint16(header[2:]), opcode, answer)
		if header[1]&0x02 != 0 && opcode == 0x08 {
			b[1] |= 0x02
		}
		_, err := c.Write(b)
		lock.Unlock()
		if err != nil {
			return
		}
	}
}

func serverError(code int, message string) (byte, []byte) {
	return 0x00, str(binary.BigEndian.AppendUint32(nil, uint32(code)), message)
}

func (f *fakeCluster) answer(host string, opcode, flags byte, body []byte) (byte, []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch opcode {
	case 0x05: // OPTIONS
		if f.scylla {
			return 0x06, append(str([]byte{0, 1}, "SCYLLA_SHARD"), str([]byte{0, 1}, "0")...)
		}
		return 0x06, []byte{0, 0}
	case 0x01: // STARTUP
		if f.user != "" {
			return 0x03, str(nil, "org.apache.cassandra.auth.PasswordAuthenticator")
		}
		return 0x02, nil
	case 0x0f: // AUTH_RESPONSE
		if string(body[4:]) != "\x00"+f.user+"\x00secret" {
			return serverError(0x0100, "Provided username "+f.user+" and/or password are incorrect")
		}
		return 0x10, []byte{0xff, 0xff, 0xff, 0xff}
	case 0x0b: // REGISTER
		return 0x02, nil
	case 0x07: // QUERY
		n := binary.BigEndian.Uint32(body)
		statement := string(body[4 : 4+n])
		f.asked = append(f.asked, host+": "+statement)
		for what, code := range f.refuses {
			if strings.Contains(statement, what) {
				return serverError(code, "refused: "+what)
			}
		}
		if body, ok := f.schema(statement); ok {
			return 0x08, body
		}
		level, in := valuesIn(body[4+n:])
		if opcode, body, ok := f.request(host, statement, level, in, flags&0x02 != 0); ok {
			return opcode, body
		}
		return f.rows(host, statement)
	}
	return serverError(0x000a, fmt.Sprintf("opcode %d", opcode))
}

// valuesIn reads what follows a statement: its level and its values.
func valuesIn(b []byte) (level cql.Level, in [][]byte) {
	level = cql.Level(binary.BigEndian.Uint16(b))
	if b[2]&1 == 0 {
		return level, nil
	}
	n := binary.BigEndian.Uint16(b[3:])
	for b = b[5:]; n > 0; n-- {
		size := binary.BigEndian.Uint32(b)
		in = append(in, b[4:4+size])
		b = b[4+size:]
	}
	return level, in
}

func (f *fakeCluster) rows(host, statement string) (byte, []byte) {
	if strings.Contains(statement, "gossip_info") {
		return 0x08, f.gossip(host)
	}
	if key, ok := strings.CutPrefix(statement, "SELECT token('"); ok {
		key = strings.TrimSuffix(key, "') AS t FROM system.local")
		return 0x08, encodeRows([]column{{"t", 2}}, [][][]byte{{binary.BigEndian.AppendUint64(nil, uint64(ring.Hash(key)))}})
	}
	if to, ok := f.swaps[statement]; ok {
		statement = to
	}
	text, ok := f.answers[host][statement]
	if !ok {
		return serverError(0x2200, "no such table")
	}
	answer, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return serverError(0, err.Error())
	}
	return 0x08, answer
}

// gossip is the table of a node: each heartbeat moves on when it is read, unless it stands.
func (f *fakeCluster) gossip(string) []byte {
	var rows [][][]byte
	for host := range f.answers {
		if !f.stopped[host] {
			f.heartbeats[host]++
		}
		n := func(v int64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }
		row := [][]byte{net.ParseIP(host).To4(), n(7000), n(1), n(f.heartbeats[host])}
		m, moves := f.moves[host]
		if !moves {
			m = move{"NORMAL,-42", "", "dc1", "r1"}
		}
		for _, text := range []string{m.status, m.hostID, m.dc, m.rack, host + ":9042"} {
			row = append(row, []byte(text))
		}
		rows = append(rows, row)
	}
	return encodeRows([]column{
		{"address", 0x10}, {"port", 9}, {"generation", 9}, {"heartbeat", 9},
		{"status_with_port", 0x0d}, {"host_id", 0x0d}, {"dc", 0x0d}, {"rack", 0x0d}, {"native_address_and_port", 0x0d},
	}, rows)
}

// move is what a node gossips that joins or leaves.
type move struct{ status, hostID, dc, rack string }

type column struct {
	name string
	kind uint16
}

// encodeRows is the body of a RESULT with rows.
func encodeRows(columns []column, rows [][][]byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, 2)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint32(b, uint32(len(columns)))
	b = str(str(b, "ks"), "t")
	for _, c := range columns {
		b = binary.BigEndian.AppendUint16(str(b, c.name), c.kind)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(rows)))
	for _, row := range rows {
		for _, v := range row {
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
		}
	}
	return b
}

func encode64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
