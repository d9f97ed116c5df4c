// What can be judged from outside of what reads return: by the timestamps that our own writes
// carry, and by which of these had been acknowledged to us before a read began.

package attach

import (
	"fmt"
	"time"

	"ringside/engine/event"
	"ringside/engine/id"
	"ringside/engine/version"
	"ringside/internal/timespan"
)

// mostKept is how many writes and reads of a key are remembered.
const mostKept = 64

// judge remembers requests by their key. What somebody else has written it does not know.
type judge struct {
	writes map[string][]*judged
	reads  map[string][]*judged
	proofs []string // the timestamps that prove what was found wrong last
}

// judged is a write, or a read by what it returned.
type judged struct {
	op      uint32
	dot     version.Dot
	stamp   int64 // of the write, or of what was read; 0: nothing was
	deletes bool
	done    time.Duration // when its client was told so; 0: it was not
}

// asked notes a write, which may take effect from now on.
func (j *judge) asked(q *request) {
	if j.writes == nil {
		j.writes, j.reads = make(map[string][]*judged), make(map[string][]*judged)
	}
	j.writes[q.Key] = last(append(j.writes[q.Key], &judged{op: q.op, dot: q.dot, stamp: q.stamp, deletes: q.verb == event.Delete}))
}

func last(all []*judged) []*judged { return all[max(len(all)-mostKept, 0):] }

// version returns which of our writes a timestamp belongs to; false if none is known.
func (j *judge) version(key string, stamp int64) (version.Dot, bool) {
	for _, w := range j.writes[key] {
		if w.stamp == stamp && !w.deletes {
			return w.dot, true
		}
	}
	return version.Dot{}, false
}

// told takes in that a client was told of a success, and returns what is wrong with what it was
// told: a read that missed a write which had been acknowledged before the read began, that is
// older than what an earlier read returned, or that returned what a delete had removed. The Text of
// each is the index of its proof. stamp is that of what was read; 0 if there was nothing.
func (j *judge) told(q *request, at time.Duration, outcome event.Outcome, stamp int64) (wrong []event.Event) {
	if j.writes == nil {
		j.writes, j.reads = make(map[string][]*judged), make(map[string][]*judged)
	}
	if q.verb != event.Get {
		for _, w := range j.writes[q.Key] {
			if w.op == q.op {
				w.done = at
			}
		}
		return nil
	}
	got := judged{op: q.op, stamp: stamp, done: at}
	var newest, before *judged
	for _, w := range j.writes[q.Key] {
		if w.done != 0 && w.done < q.began && (newest == nil || w.stamp > newest.stamp) {
			newest = w
		}
	}
	for _, r := range j.reads[q.Key] {
		if r.done < q.began && (before == nil || r.stamp > before.stamp) {
			before = r
		}
	}
	found := func(kind event.Kind, w *judged, dot version.Dot, what string) {
		returned := "it returned nothing"
		if outcome == event.OK {
			returned = fmt.Sprintf("it returned WRITETIME %d", stamp)
		}
		wrong = append(wrong, event.Event{Kind: kind, Ref: w.op, Dot: dot, Text: id.Sym(len(j.proofs))})
		j.proofs = append(j.proofs, fmt.Sprintf("the proof: %s; %s op %d has WRITETIME %d%s", returned, what, w.op, w.stamp, later(w.stamp, stamp)))
	}
	switch {
	case newest == nil || newest.stamp <= got.stamp:
	case newest.deletes && outcome == event.OK:
		dot, _ := j.version(q.Key, got.stamp)
		found(event.Resurrected, newest, dot, "the acknowledged delete")
	case !newest.deletes:
		found(event.Missed, newest, newest.dot, "the acknowledged write")
	}
	if before != nil && before.stamp > got.stamp && !j.deletedAfter(q.Key, before.stamp) && (outcome == event.OK || len(j.writes[q.Key]) > 0) {
		dot, _ := j.version(q.Key, before.stamp)
		found(event.Older, before, dot, "what the earlier read")
	}
	j.reads[q.Key] = last(append(j.reads[q.Key], &got))
	return wrong
}

// later says how much later one timestamp is than another; "" if there is no other.
func later(a, b int64) string {
	if b == 0 {
		return ""
	}
	return ", " + timespan.Text(time.Duration(a-b)*time.Microsecond) + " later"
}

// deletedAfter reports whether a delete of ours, acknowledged or not, is newer than a timestamp:
// it explains that what was read before is gone.
func (j *judge) deletedAfter(key string, stamp int64) bool {
	for _, w := range j.writes[key] {
		if w.deletes && w.stamp > stamp {
			return true
		}
	}
	return false
}
