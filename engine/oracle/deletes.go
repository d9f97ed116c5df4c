// This file says whether any delete is known.

package oracle

// Deletes reports whether the observer knows of a delete, or of what one has removed.
func (o *Observer) Deletes() bool {
	for i := range o.histories {
		h := &o.histories[i]
		if h.few != nil && (len(h.few.deletes) > 0 || h.few.deleted != 0 || !h.few.closed.Empty() || len(h.few.lately) > 0) {
			return true
		}
		for j := range h.writes {
			if h.writes[j].Delete() {
				return true
			}
		}
	}
	return false
}
