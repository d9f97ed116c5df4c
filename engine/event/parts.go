// This file keeps what requests wait for, and have, in each data centre.

package event

import "sort"

// Part is what a request waits for in one data centre, and has there.
type Part struct {
	DC   Sym
	N    uint8 // how many answers count there, Need at most; of an Unavailable request: how many nodes are believed up
	Need uint8 // how many it waits for
	Of   uint8 // how many copies are kept there
}

// partAt is a part of what the event at a step is about.
type partAt struct {
	step uint32
	Part
}

// AddPart keeps a part for the event that is recorded next.
func (r *Recorder) AddPart(p Part) { r.parts.Add(partAt{uint32(r.length) + 1, p}) }

// PartsAt returns what the request of an Invoke, a Deliver or a Reply waits for by data
// centre, and has then; of a Deliver only where the answer counts. It returns nil for one
// that counts answers from anywhere.
func (t *Trace) PartsAt(step int) (parts []Part) {
	n := t.parts.Len()
	if n == 0 {
		return nil
	}
	for i := sort.Search(n, func(i int) bool { return t.parts.At(i).step >= uint32(step) }); i < n && t.parts.At(i).step == uint32(step); i++ {
		parts = append(parts, t.parts.At(i).Part)
	}
	return parts
}

// LevelOf returns the level of an Invoke; "" if it is the setting's and a number.
func (t *Trace) LevelOf(e *Event) string {
	if e.Kind != Invoke || e.Arg == 0 {
		return ""
	}
	return t.Text(Sym(e.Arg))
}
