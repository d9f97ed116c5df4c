// This file lists what a demand asks for as counts, for those who look at a whole ring and
// not at one request.

package quorum

// Anywhere stands for a data centre where a part counts the replicas of all.
const Anywhere = -1

// Part asks for Need of the replicas in one data centre, or of all.
type Part struct {
	DC   int // an index into Ring.DCs, or Anywhere
	Need int
	Of   int // how many copies there are to be
	Kept int // on how many nodes they are: fewer, if there are fewer nodes
}

// Parts appends to dst what a request that a node of the data centre dc coordinates asks
// for, all of which must be met, and returns dst. Two demands with the same parts are met
// by the same replicas. A part of the data centre that keeps all copies counts Anywhere.
func (d Demand) Parts(dst []Part, dc int) []Part {
	switch d.scope {
	case local:
		if dc < 0 || dc >= len(d.needs) {
			return append(dst, Part{DC: Anywhere, Need: d.total + 1, Of: d.total, Kept: d.kept}) // never met
		}
		return append(dst, d.part(dc))
	case each:
		for dc, need := range d.needs {
			if need > 0 {
				dst = append(dst, d.part(dc))
			}
		}
		return dst
	}
	return append(dst, Part{DC: Anywhere, Need: d.need, Of: d.total, Kept: d.kept})
}

// ByDC is Parts with each part under the name of its data centre; it is for demands that are
// Split.
func (d Demand) ByDC(dst []Part, dc int) []Part {
	if d.scope == local {
		if dc < 0 || dc >= len(d.needs) { // no data centre of the ring: never met
			return append(dst, Part{DC: dc, Need: d.Least()})
		}
		return append(dst, d.within(dc))
	}
	for dc, need := range d.needs {
		if need > 0 {
			dst = append(dst, d.within(dc))
		}
	}
	return dst
}

func (d Demand) within(dc int) Part {
	return Part{DC: dc, Need: d.needs[dc], Of: d.copies[dc], Kept: d.keptIn[dc]}
}

func (d Demand) part(dc int) Part {
	p := d.within(dc)
	if p.Of == d.total {
		p.DC = Anywhere
	}
	return p
}
