// The sentence about a get: what its answer is worth, and why.

package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// read says what the answer of a get is worth.
func (t *explanation) read(s *engine.Settings) string {
	o := t.o
	switch o.Outcome {
	case event.Pending:
		return t.reading()
	case event.Timeout:
		return t.timedOut()
	case event.Failed:
		refused, gone := t.claims.nodes(RepairRefused), t.claims.nodes(Refused, Declined)
		if o.Acks >= o.Need && len(refused) > 0 {
			return fmt.Sprintf("%s answered, but %s refused the repair that the client had to wait for", t.answered(), t.and(refused))
		}
		if len(refused) > 0 && len(gone) == 0 {
			since := "it hands its copy over"
			if len(refused) > 1 {
				since = "they hand their copies over"
			}
			return fmt.Sprintf("%s declined the repair that the client had to wait for, since %s; too few others are left to make %s", t.and(refused), since, t.must(""))
		}
		return fmt.Sprintf("%s refused, and too few others are left to make %s", t.and(t.claims.nodes(Refused, Declined)), t.must(""))
	}
	if o.Missed.Found || o.Older.Found || o.Resurrected.Found {
		return t.wrong(s)
	}
	text := t.agreement()
	if n := len(o.Returned.Values()); n > 1 {
		text = fmt.Sprintf("%d siblings, written without knowing of each other: a put after this read replaces them all", n)
	}
	if more := t.overlap(); more != "" {
		text += "; " + more
	}
	return text
}

// answered says how many of the required answers have arrived.
func (t *explanation) answered() string {
	return t.heard("")
}

// reading says what a read waits for.
func (t *explanation) reading() string {
	o := t.o
	asked := t.claims.nodes(Asked)
	switch repairs := t.claims.nodes(Unrepaired); {
	case len(asked) == 0:
		return t.unseen()
	case len(repairs) > 0:
		return fmt.Sprintf("%s answered; the client waits until %s acknowledged the repair", t.answered(), t.and(repairs)+have(repairs))
	case o.Acks >= o.Need:
		return t.answered() + " answered; the client waits for the repair"
	case t.claims.Has(Differed):
		return "the checksums differ, so full copies are being read"
	}
	return fmt.Sprintf("asked %s; %s must answer", t.and(asked), t.must(""))
}

// timedOut says what a read waited for in vain.
func (t *explanation) timedOut() string {
	o := t.o
	missing := t.claims.nodes(Missing)
	switch repairs := t.claims.nodes(Unrepaired); {
	case o.Acks >= o.Need && len(repairs) > 0:
		return fmt.Sprintf("%s answered, but %s did not acknowledge the repair in time; the client had to wait for that (blocking read repair)",
			t.answered(), t.and(repairs))
	case len(missing) == 0:
		return t.answered() + " answered in time"
	case t.claims.Has(Differed):
		return fmt.Sprintf("the checksums differed, and %s did not send a full copy in time", t.and(missing))
	default:
		return t.answered() + " answered in time; " + t.silent(missing)
	}
}

// silent says of nodes whose answers have not come what became of these, where the trace says it.
func (t *explanation) silent(missing []ring.NodeID) string {
	var parts []string
	not := slices.Clone(missing)
	for _, id := range missing {
		c, _ := t.claims.of(id, SentLost, AckLost)
		switch c.Kind {
		case SentLost:
			parts = append(parts, fmt.Sprintf("the request to %s was lost (%s)", t.Node(id), whyText(c.Why)))
		case AckLost:
			parts = append(parts, fmt.Sprintf("%s's answer was lost (%s)", t.Node(id), whyText(c.Why)))
		default:
			continue
		}
		not = slices.DeleteFunc(not, func(other ring.NodeID) bool { return other == id })
	}
	if len(not) > 0 {
		parts = append(parts, t.and(not)+" did not")
	}
	return strings.Join(parts, "; ")
}

// agreement says whether the answers agreed.
func (t *explanation) agreement() string {
	counted := t.claims.nodes(Counted)
	behind := t.claims.nodes(HadNothing, HadOlder, HadPart, HadMore, HadSame)
	switch {
	case t.o.United.Counter != 0:
		who := t.and(counted)
		if len(counted) > 1 {
			who += " together"
		}
		return fmt.Sprintf("%s had versions written without knowing of each other; the answer %s unites them%s", who, t.dot(t.o.United), t.writtenBack())
	case len(behind) > 0:
		return t.lacked(behind)
	case len(counted) == 1 && len(t.claims.nodes(Asked)) == 1:
		return "only " + t.and(counted) + " was asked"
	case len(counted) == 1:
		return t.first(counted)
	}
	return t.and(counted) + " agree"
}

// first says that one answer was the first; of those that count, where others may have come
// before it from a data centre of which none is waited for.
func (t *explanation) first(counted []ring.NodeID) string {
	if t.o.Parts == nil {
		return t.and(counted) + " answered first"
	}
	return "the answer of " + t.and(counted) + " was the first that counts"
}

// writtenBack says to whom what a read has united has been sent, or that its coordinator has
// stored it; nothing while that is still to happen.
func (t *explanation) writtenBack() string {
	var nodes []ring.NodeID
	for i := range t.o.Answers {
		if a := &t.o.Answers[i]; a.Repair.Stage != engine.Unsent && !a.RepairRefused {
			nodes = append(nodes, a.Node)
		}
	}
	switch {
	case len(nodes) > 0:
		return ", and was sent back to " + t.and(nodes)
	case t.stand(t.o.Coordinator).Copy != engine.NoCopy:
		return ", and was written back"
	}
	return ""
}

// lacked says which replicas lacked part of the answer, and whether they still do.
func (t *explanation) lacked(behind []ring.NodeID) string {
	had := map[Kind]string{HadNothing: "nothing", HadOlder: "an older version", HadPart: "only a part of it", HadMore: "more versions than the answer",
		HadSame: "the same version, but had not seen all that it replaces"}
	const not = "; not caught up" // until it is known how many they are
	var texts []string
	who := make(map[string][]ring.NodeID)
	for _, id := range behind {
		c, _ := t.claims.of(id, HadNothing, HadOlder, HadPart, HadMore, HadSame)
		text := " had " + had[c.Kind]
		switch after, _ := t.claims.of(id, Repaired, Repairing, RepairLost, Behind); after.Kind {
		case Repaired:
			if c.Kind != HadMore { // it lacked nothing
				text += " and caught up since"
			}
		case Repairing:
			text += "; a repair is on its way"
		case RepairLost:
			text += fmt.Sprintf("; the repair was lost (%s)", whyText(after.Why))
		case Behind:
			text += not
		}
		if len(who[text]) == 0 {
			texts = append(texts, text)
		}
		who[text] = append(who[text], id)
	}
	var parts []string
	for _, text := range texts {
		said := text
		if had, late := strings.CutSuffix(text, not); late {
			said = had + " and" + have(who[text]) + " not caught up"
		}
		parts = append(parts, t.and(who[text])+said)
	}
	return strings.Join(parts, "; ")
}

// overlap says which nodes acknowledged the newest write before a read and answered the
// read, and which acknowledged writes were discarded.
func (t *explanation) overlap() string {
	o := t.o
	if o.Since == 0 {
		return ""
	}
	var parts []string
	discarded := t.discarded()
	if nodes := t.claims.nodes(Overlaps); len(nodes) > 0 && !slices.Contains(discarded, o.Since) {
		parts = append(parts, fmt.Sprintf("%s had acknowledged op %d", t.and(nodes), o.Since))
	}
	switch n := len(discarded); {
	case n == 1:
		parts = append(parts, fmt.Sprintf("%s, acknowledged before, was discarded: the last write wins", opName(discarded[0])))
	case n > 1:
		parts = append(parts, fmt.Sprintf("%d writes acknowledged before, the last of them %s, were discarded: the last write wins", n, opName(discarded[n-1])))
	}
	return strings.Join(parts, "; ")
}

// discarded lists the writes of the key that were acknowledged before the read began and
// that last write wins discarded before its answer though no version built upon them.
func (t *explanation) discarded() (ops []uint32) {
	for _, w := range t.Ops {
		if w.Key == t.o.Key && w.State == oracle.Shadowed && w.Symptom < t.o.ToldStep && w.ToldStep != 0 && w.ToldStep < t.o.Step {
			ops = append(ops, w.ID)
		}
	}
	return ops
}

// wrong says what is wrong with a read's answer: up to three independent facts, and what
// made the first of them possible.
func (t *explanation) wrong(s *engine.Settings) string {
	o := t.o
	var facts []string
	if f := o.Resurrected; f.Found {
		facts = append(facts, fmt.Sprintf("resurrected: %s is back, though the delete %s had removed it", t.dot(f.Dot), opName(f.Op)))
	}
	if f := o.Missed; f.Found {
		if t.claims.Has(NotSeen, HeldOnce, TurnedDown) {
			facts = append(facts, fmt.Sprintf("stale: %s%s%s", t.lackedMissed(), t.mayMiss(s), t.beside()))
		} else {
			facts = append(facts, fmt.Sprintf("stale: %s was acknowledged before, and lost to an older write with a later timestamp: the last write wins", opName(f.Op)))
		}
	}
	if f := o.Older; f.Found {
		facts = append(facts, fmt.Sprintf("older than %s, a read that was over before this one began and had seen %s", opName(f.Op), t.dot(f.Dot)))
	}
	return strings.Join(facts, "; ")
}

// missedDelete reports whether a read found nothing and did not know of a delete.
func (t *explanation) missedDelete() bool {
	op := t.Op(t.o.Missed.Op)
	return op != nil && op.Verb == event.Delete && !t.o.Returned.Live()
}

func (t *explanation) theDelete() string {
	if t.missedDelete() {
		return "the delete "
	}
	return ""
}

// beside says what follows from a missed delete when a read found nothing, as it should: its
// answer has no context that covers the tombstone.
func (t *explanation) beside() string {
	if t.missedDelete() {
		return "; what its client writes next does not replace the tombstone"
	}
	return ""
}

// mayMiss says which setting, if any, allows a read to miss an acknowledged write.
func (t *explanation) mayMiss(s *engine.Settings) string {
	w := s
	if op := t.Op(t.o.Missed.Op); op != nil {
		w = t.SettingsAt(int(op.Step))
	}
	n := max(s.Placement.N, w.Placement.N)
	apart := ""
	if op := t.Op(t.o.Missed.Op); op != nil {
		apart = needNotMeet(t.View, requestAt(t.View, int(t.o.Step)), requestAt(t.View, int(op.Step)), n)
	}
	switch {
	case apart != "":
		return "; " + apart + ", so they need not meet"
	case s.StandIns() || w.StandIns():
		return "; sloppy quorums need not meet: stand-ins count"
	}
	return ""
}
