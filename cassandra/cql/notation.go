// The notation of the protocol (section 3): what a message's body is made of.

package cql

import (
	"encoding/binary"
	"errors"
	"net/netip"
)

func appendString(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// appendStrings appends a string map of one entry.
func appendStrings(b []byte, key, value string) []byte {
	return appendString(appendString(binary.BigEndian.AppendUint16(b, 1), key), value)
}

// appendBytes appends bytes; nil is null.
func appendBytes(b, v []byte) []byte {
	if v == nil {
		return append(b, 0xff, 0xff, 0xff, 0xff)
	}
	return append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
}

// reader reads a body. After an error it reads nothing any more, and returns zeros.
type reader struct {
	b   []byte
	err error
}

var errShort = errors.New("the answer is cut off")

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		r.err = errShort
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) short() uint16 {
	if b := r.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *reader) int() int32 {
	if b := r.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (r *reader) string() string { return string(r.take(int(r.short()))) }

// bytes reads bytes; nil is null.
func (r *reader) bytes() []byte {
	n := r.int()
	if n < 0 || r.err != nil {
		return nil
	}
	return r.take(int(n))
}

func (r *reader) strings() (all []string) {
	for n := int(r.short()); n > 0 && r.err == nil; n-- {
		all = append(all, r.string())
	}
	return all
}

// inet reads an address and a port.
func (r *reader) inet() netip.AddrPort {
	addr, _ := netip.AddrFromSlice(r.take(int(r.byte())))
	return netip.AddrPortFrom(addr.Unmap(), uint16(r.int()))
}

// maxNested bounds how deep types stand in each other.
const maxNested = 32

// skipType reads the type of a column (section 4.2.5.2). What a column holds the caller
// knows.
func (r *reader) skipType(depth int) {
	if depth > maxNested {
		r.err = errShort
		return
	}
	switch r.short() {
	case 0x0000: // custom
		r.string()
	case 0x0020, 0x0022: // list, set
		r.skipType(depth + 1)
	case 0x0021: // map
		r.skipType(depth + 1)
		r.skipType(depth + 1)
	case 0x0030: // user-defined
		r.string()
		r.string()
		for n := r.short(); n > 0 && r.err == nil; n-- {
			r.string()
			r.skipType(depth + 1)
		}
	case 0x0031: // tuple
		for n := r.short(); n > 0 && r.err == nil; n-- {
			r.skipType(depth + 1)
		}
	}
}
