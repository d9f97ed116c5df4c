// Statements and their rows.

package cql

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// Level is a consistency level, by its number in the protocol (section 3).
type Level uint16

// The levels. NodeLocal is answered by the node itself alone, and only where it was
// started with -Dcassandra.enable_nodelocal_queries=true.
const (
	Any Level = iota
	One
	Two
	Three
	Quorum
	All
	LocalQuorum
	EachQuorum
	Serial
	LocalSerial
	LocalOne
	NodeLocal
)

var levels = [...]string{
	Any: "any", One: "one", Two: "two", Three: "three", Quorum: "quorum", All: "all", LocalQuorum: "local_quorum", EachQuorum: "each_quorum",
	Serial: "serial", LocalSerial: "local_serial", LocalOne: "local_one", NodeLocal: "node_local",
}

// String returns the level's name in lower case.
func (l Level) String() string {
	if int(l) < len(levels) {
		return levels[l]
	}
	return fmt.Sprintf("level %d", uint16(l))
}

// ParseLevel returns the level of a name; false if there is none.
func ParseLevel(name string) (Level, bool) {
	for i, n := range levels {
		if n == name {
			return Level(i), true
		}
	}
	return 0, false
}

// Statement is one statement, with what stands for its question marks.
type Statement struct {
	CQL    string
	Values [][]byte // as the protocol encodes them; text is its bytes
	Level  Level
	Wait   time.Duration // for the answer; 0: as the connection does
	Trace  bool          // the node keeps a trace of it: that writes to system_traces
}

// Rows are the rows of an answer.
type Rows struct {
	Columns []string
	rows    [][][]byte
	Trace   string // the id of its trace, if one was asked for
}

// Len returns how many rows there are.
func (r *Rows) Len() int { return len(r.rows) }

// maxColumns is how many columns a row may have.
const maxColumns = 4096

// Query has one statement carried out; a statement that has no rows has none. An error of
// the node is a *ServerError.
func (c *Conn) Query(ctx context.Context, s Statement) (*Rows, error) {
	f, err := c.ask(ctx, opQuery, s.flags(), s.body(), cmp.Or(s.Wait, c.timeout))
	if err != nil {
		return nil, err
	}
	if f.opcode != opResult {
		return nil, fmt.Errorf("it answered a statement with opcode %d", f.opcode)
	}
	return parseRows(f)
}

// body is the body of a QUERY (section 4.1.4).
func (s *Statement) body() []byte {
	const withValues, skipNothing = 0x01, 0x00
	b := binary.BigEndian.AppendUint32(nil, uint32(len(s.CQL)))
	b = binary.BigEndian.AppendUint16(append(b, s.CQL...), uint16(s.Level))
	if len(s.Values) > 0 {
		b = binary.BigEndian.AppendUint16(append(b, withValues), uint16(len(s.Values)))
		for _, v := range s.Values {
			b = appendBytes(b, v)
		}
	} else {
		b = append(b, skipNothing)
	}
	return b
}

// flags are those of its frame.
func (s *Statement) flags() byte {
	if s.Trace {
		return flagTracing
	}
	return 0
}

// Register asks the node to push events of these kinds: STATUS_CHANGE, TOPOLOGY_CHANGE,
// SCHEMA_CHANGE.
func (c *Conn) Register(ctx context.Context, kinds ...string) error {
	f, err := c.ask(ctx, opRegister, 0, registration(kinds), c.timeout)
	if err == nil && f.opcode != opReady {
		err = fmt.Errorf("it answered REGISTER with opcode %d", f.opcode)
	}
	return err
}

// registration is the body of a REGISTER (section 4.1.8).
func registration(kinds []string) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(kinds)))
	for _, k := range kinds {
		b = appendString(b, k)
	}
	return b
}

// parseRows reads a RESULT (section 4.2.5).
func parseRows(f frame) (*Rows, error) {
	const rowsKind, globalTable, morePages, noMetadata = 2, 0x01, 0x02, 0x04
	r := reader{b: f.body}
	out := &Rows{Trace: f.trace}
	if r.int() != rowsKind {
		return out, r.err
	}
	flags, columns := r.int(), int(r.int())
	if columns < 0 || columns > maxColumns {
		return nil, fmt.Errorf("an answer with %d columns", columns)
	}
	if flags&morePages != 0 {
		r.bytes()
	}
	if flags&noMetadata == 0 {
		if flags&globalTable != 0 {
			r.string()
			r.string()
		}
		for range columns {
			if flags&globalTable == 0 {
				r.string()
				r.string()
			}
			out.Columns = append(out.Columns, r.string())
			r.skipType(0)
		}
	}
	n := int(r.int())
	if columns == 0 && n > 0 {
		return nil, fmt.Errorf("an answer with %d rows of no columns", n)
	}
	for i := 0; i < n && r.err == nil; i++ {
		row := make([][]byte, columns)
		for k := range row {
			row[k] = r.bytes()
		}
		out.rows = append(out.rows, row)
	}
	return out, r.err
}

// uuid writes a UUID as CQL does.
func uuid(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
