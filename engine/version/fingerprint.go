// This file writes what a set says in a form of its own, to be compared with that of
// another run.

package version

import (
	"encoding/binary"

	"ringside/engine/id"
)

// AppendForm appends what the set says: the dots that have been seen, and its siblings.
// Nodes are written by their names. Equal sets have equal forms, and others have others,
// however they are kept. A nil set is one that has seen nothing.
func (s *Set) AppendForm(dst []byte, name func(id.Node) string) []byte {
	if s == nil {
		s = &Set{}
	}
	c := s.Context
	if c == nil {
		c = &Context{}
	}
	dst = binary.AppendUvarint(dst, uint64(len(c.Seen)))
	for _, e := range c.Seen {
		dst = Dot{e.Actor, e.Max}.AppendForm(dst, name)
	}
	dst = binary.AppendUvarint(dst, uint64(len(c.Cloud)))
	for _, d := range c.Cloud {
		dst = d.AppendForm(dst, name)
	}
	dst = binary.AppendUvarint(dst, uint64(len(s.Siblings)))
	for i := range s.Siblings {
		v := &s.Siblings[i]
		dst = binary.AppendVarint(v.Dot.AppendForm(dst, name), v.Stamp)
		if v.Tombstone {
			dst = append(dst, 'd')
			continue
		}
		dst = appendString(append(dst, 'v'), v.Value)
	}
	return dst
}

// AppendForm appends which write the dot names. One that names none has no node.
func (d Dot) AppendForm(dst []byte, name func(id.Node) string) []byte {
	dst = binary.AppendUvarint(dst, uint64(d.Counter))
	if d.Counter == 0 {
		return dst
	}
	dst = appendString(dst, name(d.Actor.Node))
	return binary.AppendUvarint(dst, uint64(d.Actor.Epoch))
}

// appendString appends a text behind its length, so that no two lists of texts look the same.
func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}
