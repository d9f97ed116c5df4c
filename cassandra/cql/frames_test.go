// Tests of reading what real nodes answered, kept in testdata.

package cql

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"testing"
	"time"
)

const framesFile = "testdata/frames.json"

func frames(t testing.TB) map[string][]byte {
	t.Helper()
	text, err := os.ReadFile(framesFile)
	if err != nil {
		t.Fatal(err)
	}
	var coded map[string]string
	if err := json.Unmarshal(text, &coded); err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]byte)
	for name, c := range coded {
		if all[name], err = hex.DecodeString(c); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// node answers the first request of each client with one frame, and then says no more.
func node(answer []byte) *Conn {
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		var header [headerSize]byte
		if _, err := io.ReadFull(server, header[:]); err != nil {
			return
		}
		if _, err := io.CopyN(io.Discard, server, int64(binary.BigEndian.Uint32(header[5:]))); err != nil {
			return
		}
		_, _ = server.Write(answer) // a client that has hung up misses it
	}()
	c := &Conn{raw: client, timeout: 10 * time.Second, streams: make(map[int16]chan frame), events: make(chan Event, 1), closed: make(chan struct{})}
	go c.read()
	return c
}

// TestErrors: what a node answered instead of rows keeps its numbers and its words, whether or
// not the statement was traced: then the trace's id stands before the error.
func TestErrors(t *testing.T) {
	all := frames(t)
	for name, want := range map[string]ServerError{
		"unavailable":          {Code: codeUnavailable, Message: "Cannot achieve consistency level TWO", Level: Two, Required: 2, Got: 1},
		"traced-unavailable":   {Code: codeUnavailable, Message: "Cannot achieve consistency level TWO", Level: Two, Required: 2, Got: 1, Trace: "f90aae30-ec33-11f1-b1ff-f9b61723ef34"},
		"traced-read-timeout":  {Code: codeReadTimeout, Message: "Operation timed out - received only 2 responses.", Level: All, Required: 3, Got: 2, Data: true, Trace: "f9175860-ec33-11f1-b1ff-f9b61723ef34"},
		"traced-write-timeout": {Code: codeWriteTimeout, Message: "Operation timed out - received only 2 responses.", Level: All, Required: 3, Got: 2, Trace: "fc1c33f0-ec33-11f1-b1ff-f9b61723ef34"},
		"invalid":              {Code: codeInvalid, Message: "table nothing does not exist"},
		"traced-invalid":       {Code: codeInvalid, Message: "table nothing does not exist", Trace: "f9122840-ec33-11f1-b1ff-f9b61723ef34"},
		"syntax":               {Code: 0x2000, Message: "line 1:0 no viable alternative at input 'SELEKT' ([SELEKT])"},
	} {
		t.Run(name, func(t *testing.T) {
			c := node(all[name])
			defer c.Close()
			rows, err := c.Query(t.Context(), Statement{CQL: "SELECT v FROM probe.t", Level: All, Trace: want.Trace != ""})
			var got *ServerError
			if !errors.As(err, &got) || rows != nil || *got != want {
				t.Errorf("it says %#v\nwant    %#v", err, want)
			}
		})
	}
}

// TestRows: rows, and what stands before them, are read as the node wrote them.
func TestRows(t *testing.T) {
	all := frames(t)
	query := func(name string) *Rows {
		t.Helper()
		c := node(all[name])
		defer c.Close()
		rows, err := c.Query(t.Context(), Statement{CQL: "SELECT"})
		if err != nil {
			t.Fatal(name, err)
		}
		return rows
	}
	read := query("traced-read")
	if !reflect.DeepEqual(read.Columns, []string{"k", "v", "at", "m", "u"}) || read.Len() != 1 || read.Trace != "f8e46180-ec33-11f1-b1ff-f9b61723ef34" ||
		read.Text(0, "k") != "a" || read.Text(0, "v") != "one" || read.Int(0, "at") != 1700000000000001 || read.Null(0, "m") || !read.Null(0, "u") || !read.Null(0, "w") || !read.Null(1, "v") {
		t.Errorf("a read: %+v", read)
	}
	if warned := query("warned-read"); warned.Len() != 1 || warned.Int(0, "count") != 1 || warned.Trace != "f8f85eb0-ec33-11f1-b1ff-f9b61723ef34" {
		t.Errorf("a read with a warning: %+v", warned)
	}
	if none := query("no-rows"); none.Len() != 0 || none.Trace != "" || !reflect.DeepEqual(none.Columns, []string{"v"}) {
		t.Errorf("no rows: %+v", none)
	}
	if write := query("traced-write"); write.Len() != 0 || write.Trace != "f8db87e0-ec33-11f1-b1ff-f9b61723ef34" {
		t.Errorf("a write: %+v", write)
	}
	if made := query("table-made"); made.Len() != 0 || made.Trace != "" {
		t.Errorf("a table: %+v", made)
	}
}

// TestEvent: what a node pushed is handed on.
func TestEvent(t *testing.T) {
	c := node(frames(t)["down"])
	defer c.Close()
	if err := c.write(appendFrame(0, opOptions, 0, nil)); err != nil {
		t.Fatal(err)
	}
	if e := <-c.Events(); e.Kind != StatusChange || e.Change != "DOWN" || e.Node.String() != "127.0.0.3:9042" {
		t.Errorf("%+v", e)
	}
}

// TestBrokenOff: an answer that breaks off anywhere is an error or less than the whole; it never
// takes the program with it, nor gives more than there was.
func TestBrokenOff(t *testing.T) {
	for name, whole := range frames(t) {
		body := whole[headerSize:]
		for n := range body {
			f := frame{opcode: whole[4], body: body[:n:n]}
			if f.unwrap(whole[1]) != nil {
				continue
			}
			switch f.opcode {
			case opError:
				var server *ServerError
				if err := errorIn(f); err == nil {
					t.Errorf("%s, %d bytes of %d: no error", name, n, len(body))
				} else if errors.As(err, &server) && server.Code != codeWriteTimeout { // it ends with the type of the write
					t.Errorf("%s, %d bytes of %d: %v", name, n, len(body), err)
				}
			case opEvent:
				if _, err := parseEvent(f.body); err == nil {
					t.Errorf("%s, %d bytes of %d: no error", name, n, len(body))
				}
			case opResult:
				if rows, err := parseRows(f); err == nil && rows.Len() > 0 {
					t.Errorf("%s, %d bytes of %d: %d rows", name, n, len(body), rows.Len())
				}
			}
		}
	}
}

// TestRowsWithoutColumns: a count of rows that have no columns takes no memory.
func TestRowsWithoutColumns(t *testing.T) {
	body := []byte{0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff}
	if rows, err := parseRows(frame{opcode: opResult, body: body}); err == nil {
		t.Errorf("%d rows", rows.Len())
	}
}
