// Values of columns, as the protocol encodes them.

package cql

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"time"
)

// raw returns the bytes of a column; nil if it is null or there is none.
func (r *Rows) raw(row int, column string) []byte {
	i := slices.Index(r.Columns, column)
	if i < 0 || row < 0 || row >= len(r.rows) {
		return nil
	}
	return r.rows[row][i]
}

// Null reports whether a column has no value, or is not there.
func (r *Rows) Null(row int, column string) bool { return r.raw(row, column) == nil }

// Bytes returns a column's bytes; nil if it is null.
func (r *Rows) Bytes(row int, column string) []byte { return r.raw(row, column) }

// Text returns a text; "" if it is null. It may hold any characters.
func (r *Rows) Text(row int, column string) string { return string(r.raw(row, column)) }

// Int returns a tinyint, smallint, int, bigint or counter; 0 if it is null.
func (r *Rows) Int(row int, column string) int64 {
	switch b := r.raw(row, column); len(b) {
	case 1:
		return int64(int8(b[0]))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(b)))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(b)))
	case 8:
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// Bool returns a boolean; false if it is null.
func (r *Rows) Bool(row int, column string) bool {
	b := r.raw(row, column)
	return len(b) == 1 && b[0] != 0
}

// Time returns a timestamp; zero if it is null.
func (r *Rows) Time(row int, column string) time.Time {
	if r.Null(row, column) {
		return time.Time{}
	}
	return time.UnixMilli(r.Int(row, column))
}

// UUID returns a uuid or timeuuid as text; "" if it is null.
func (r *Rows) UUID(row int, column string) string { return uuid(r.raw(row, column)) }

// Addr returns an inet; invalid if it is null.
func (r *Rows) Addr(row int, column string) netip.Addr {
	a, _ := netip.AddrFromSlice(r.raw(row, column))
	return a.Unmap()
}

// Texts returns a set or list of texts.
func (r *Rows) Texts(row int, column string) (all []string) {
	in := reader{b: r.raw(row, column)}
	if len(in.b) == 0 {
		return nil
	}
	for n := in.int(); n > 0 && in.err == nil; n-- {
		if text := in.bytes(); in.err == nil {
			all = append(all, string(text))
		}
	}
	return all
}

// Map returns a map of texts.
func (r *Rows) Map(row int, column string) map[string]string {
	in := reader{b: r.raw(row, column)}
	if len(in.b) == 0 {
		return nil
	}
	all := make(map[string]string)
	for n := in.int(); n > 0 && in.err == nil; n-- {
		key, value := string(in.bytes()), string(in.bytes())
		if in.err == nil {
			all[key] = value
		}
	}
	return all
}
