// Lines of a trace that were written late, put where they belong.

package attach

import (
	"slices"

	"ringside/engine/event"
)

// sentBefore puts what the coordinator has sent before the answer to it: a line of sending may be written late, and
// when the session is over it counts from nothing.
func (t *telling) sentBefore() {
	for i := 0; i < len(t.all); i++ {
		answer := t.all[i]
		if answer.Kind != event.Deliver || answer.From == answer.To {
			continue
		}
		before := 0 // how many of its answers came before this one
		for _, e := range t.all[:i] {
			if e.Kind == event.Deliver && e.From == answer.From && e.Type == answer.Type {
				before++
			}
		}
		for k := range t.all {
			sent := &t.all[k]
			if sent.Kind != event.Send || sent.To != answer.From || !answers(answer.Type, sent.Type) {
				continue
			}
			if before--; before >= 0 {
				continue
			}
			if sent.At > answer.At {
				sent.At, sent.late = answer.At, answer.late
			}
			if e := *sent; k > i {
				t.all = slices.Insert(slices.Delete(t.all, k, k+1), i, e)
				i++ // the answer again
			}
			break
		}
	}
}

// answers reports whether one type of message answers another.
func answers(a, of event.Type) bool {
	switch a {
	case event.WriteAck:
		return of == event.Write
	case event.RepairAck:
		return of == event.Repair
	}
	return of == event.ReadData || of == event.ReadDigest
}
