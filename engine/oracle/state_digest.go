// This file takes the observer into a digest of a state.

package oracle

import "ringside/internal/digest"

// AddTo takes in all that decides how the observer judges what follows. Where the last
// write has never won, only what was acknowledged, read and superseded counts, and not in
// which order; rank is nil then. Else rank returns a step's place among those of Steps, and lww says whether the
// last write wins now: if it only did so earlier, it matters which reads are remembered.
func (o *Observer) AddTo(d *digest.Sum, rank func(uint32) uint64, lww bool) {
	for i := range o.histories {
		o.histories[i].addTo(d, rank)
		if rank != nil && !lww {
			for _, e := range o.histories[i].reads {
				d.Add(rank(e.step))
				e.known.AddTo(d)
			}
		}
	}
}

func (h *history) addTo(d *digest.Sum, rank func(uint32) uint64) {
	h.acked.AddTo(d)
	h.seen.AddTo(d)
	h.read.AddTo(d)
	var all digest.Sum
	for i := range h.writes {
		w := &h.writes[i]
		var one digest.Sum
		w.addTo(&one, rank)
		all.Mingle(one)
	}
	d.AddSum(all)
	if h.few != nil {
		h.few.closed.AddTo(d)
		h.few.past.AddTo(d)
		h.few.shadowed.AddTo(d)
		var deletes digest.Sum
		for i := range h.few.deletes {
			var one digest.Sum
			h.few.deletes[i].Dot.AddTo(&one)
			deletes.Mingle(one)
		}
		d.AddSum(deletes)
		var lately digest.Sum
		for i := range h.few.lately {
			var one digest.Sum
			h.few.lately[i].delete.Dot.AddTo(&one)
			h.few.lately[i].covered.AddTo(&one)
			lately.Mingle(one)
		}
		d.AddSum(lately)
	}
	if rank != nil {
		d.Add(rank(h.owed.write.began))
		d.Add(rank(h.owed.value.began))
		d.Add(rank(h.rare().deleted))
	}
}

func (w *Write) addTo(d *digest.Sum, rank func(uint32) uint64) {
	w.Dot.AddTo(d)
	w.Seen.AddTo(d)
	d.AddBool(w.Acked)
	d.Add(uint64(w.Need))
	if w.Value != nil {
		w.Value.AddTo(d)
	}
	if rank == nil {
		return
	}
	d.AddBool(w.Sweeps)
	d.Add(rank(w.Began))
	d.Add(rank(w.done))
	d.Add(rank(w.read))
	if w.lww != nil {
		w.lww.over.AddTo(d)
		w.lww.rivals.AddTo(d)
	}
}

// Steps appends the steps in whose order something lies of what the observer remembers.
func (o *Observer) Steps(dst []uint32) []uint32 {
	for i := range o.histories {
		h := &o.histories[i]
		for j := range h.writes {
			dst = append(dst, h.writes[j].Began, h.writes[j].done, h.writes[j].read)
		}
		for j := range h.reads {
			dst = append(dst, h.reads[j].step)
		}
		dst = append(dst, h.owed.write.began, h.owed.value.began, h.rare().deleted)
	}
	return dst
}

// AddTo takes in what a read owes; rank is as for Observer.AddTo.
func (u *Due) AddTo(d *digest.Sum, rank func(uint32) uint64) {
	u.acked.AddTo(d)
	u.read.AddTo(d)
	if rank != nil {
		d.Add(rank(u.step))
		d.Add(rank(u.owed.write.began))
		d.Add(rank(u.owed.value.began))
	}
}

// Steps appends the steps in whose order something lies of what a read owes.
func (u *Due) Steps(dst []uint32) []uint32 {
	return append(dst, u.step, u.owed.write.began, u.owed.value.began)
}
