// Why: one sentence about an operation; this part covers puts and deletes, and what all
// operations share.

package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/count"
)

// Why returns one plain sentence about an operation: what the client's answer is worth,
// why, and, for a write, where it is now.
func Why(v *engine.View, o *engine.OpView) string {
	if v.Outside != nil {
		return whyOutside(v, o)
	}
	t := explanation{View: v, o: o, keepers: keepers(v, o.Key), claims: About(v, o)}
	switch {
	case o.Coordinator == ring.None:
		return "no node takes a connection; nothing was sent, nothing changed"
	case o.Outcome == event.Unavailable:
		return t.unavailable()
	case o.Verb == event.Get && o.Outcome == event.CoordinatorLost:
		return t.Node(o.Coordinator) + " failed before it answered; ask again"
	case o.Verb == event.Get:
		return t.read(v.SettingsAt(int(o.Step)))
	}
	return t.write()
}

// explanation builds the sentence. Everything that it says of a node comes from a claim.
type explanation struct {
	*engine.View
	o       *engine.OpView
	keepers []ring.NodeID // the replicas of the key on the current ring
	claims  Claims
}

// unavailable says why nothing was sent.
func (t *explanation) unavailable() string {
	replicas, others := 0, ""
	for i := range t.o.Answers {
		switch t.o.Answers[i].Role {
		case engine.Fallback:
			others = " or stand-ins"
		case engine.Pending:
			others = andPending
			replicas++
		default:
			replicas++
		}
	}
	c, _ := t.claims.any(SaysUnavailable)
	if few := t.believed(); few != "" {
		return fmt.Sprintf("%s believed %s; nothing was sent, nothing changed", t.Node(c.Node), few)
	}
	return fmt.Sprintf("%s believed only %d of %s%s up, and %d must answer; nothing was sent, nothing changed",
		t.Node(c.Node), c.N, count.Of(replicas, "replica"), others, c.Need)
}

// write says what became of a put or a delete.
func (t *explanation) write() string {
	o := t.o
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	switch o.Outcome {
	case event.OK:
		add(t.worse())
		add(t.where())
		t.rest(add)
		return strings.Join(parts, "; ")
	case event.Pending:
		add(t.where())
		t.rest(add)
		if t.waits() {
			return t.unseen()
		}
		add("the client waits for " + t.must("ack"))
		return strings.Join(parts, "; ")
	}
	gone := t.isGone()
	if !gone {
		add(t.where())
	}
	t.rest(add)
	end := strings.Join(parts, "; ")
	if t.mayWin() {
		end += "; it may win later"
	}
	const but = "the client can't know it, but nothing of the write is left"
	switch o.Outcome {
	case event.Failed:
		if gone {
			return strings.TrimSuffix(fmt.Sprintf("%s, so %s can't be reached; %s: %s", t.refusals(), t.missing("ack"), but, end), ": ")
		}
		return fmt.Sprintf("%s, so %s can't be reached; that does not mean no: %s", t.refusals(), t.missing("ack"), end)
	case event.CoordinatorLost:
		if o.Dot.Counter == 0 {
			return t.Node(o.Coordinator) + " failed before it did anything; nothing was written"
		}
		return fmt.Sprintf("%s failed before it answered; whether the write counts is unknown: %s", t.Node(o.Coordinator), end)
	}
	if gone {
		return strings.TrimSuffix(fmt.Sprintf("%s came in time; %s: %s", t.heard("ack"), but, end), ": ")
	}
	return fmt.Sprintf("%s came in time; a timeout does not mean no: %s", t.heard("ack"), end)
}

// waits reports whether the request waits in front of a hung coordinator.
func (t *explanation) waits() bool { return t.o.Verb != event.Get && t.o.Dot.Counter == 0 }

// unseen says that nothing is seen of what the coordinator does for the request: it hangs,
// or has resumed and writes to its own disk first.
func (t *explanation) unseen() string {
	if t.Nodes[t.o.Coordinator].Health == engine.Hung {
		return t.Node(t.o.Coordinator) + " hangs, and has not looked at the request"
	}
	return t.Node(t.o.Coordinator) + " is working on the request"
}

// mayWin reports whether a write of unknown outcome may still become the key's value.
func (t *explanation) mayWin() bool {
	if !t.claims.Has(Lacks, Memory, OnWay, Waits, Writing) && t.claims.Has(Durable) {
		return false // all replicas have it
	}
	return t.claims.Has(Durable, Memory, Hinted, OnWay, Waits, Writing) && !t.claims.Has(Replaced, Purged)
}

// isGone reports whether a write of unknown outcome has left nothing: no node has it, nothing brings
// it, and its coordinator does nothing more for it.
func (t *explanation) isGone() bool {
	return t.o.Settled && t.o.Outcome != event.CoordinatorLost && t.o.Dot.Counter != 0 && t.where() == "no node has it" &&
		t.underWayTo(func(*engine.MessageView) bool { return true }) == nil &&
		!slices.ContainsFunc(t.o.Answers, func(a engine.AnswerView) bool { return t.mayStandIn(a.Node) })
}

// worse says what has become of an acknowledged write that was once kept better.
func (t *explanation) worse() string {
	switch t.o.State {
	case oracle.Shadowed:
		return "shadowed: acknowledged, and discarded for a write that had not seen it"
	case oracle.Lost:
		return "lost: it was acknowledged, and no copy is left"
	case oracle.InFlight:
		return "in flight only"
	case oracle.Unreachable:
		if t.o.Replaced {
			return "unreachable: it and what has replaced it are only on nodes that are down"
		}
		return "unreachable: only nodes that are down have it"
	case oracle.AtRisk:
		if t.o.Replaced {
			return fmt.Sprintf("at risk: it and what has replaced it are on fewer disks than the %d promised", t.o.Promised)
		}
		return fmt.Sprintf("at risk: on %s of the %d promised", disksOf(t.disks()), t.o.Promised)
	}
	return ""
}

// disks returns on how many nodes' disks a write is, as a replica's version or as a hint.
func (t *explanation) disks() (n int) {
	for i := range t.o.Stands {
		if s := &t.o.Stands[i]; s.Disk || len(s.Hints) > 0 {
			n++
		}
	}
	return n
}

// disksOf returns a number of disks in words.
func disksOf(n int) string {
	if n == 0 {
		return "no disk"
	}
	return count.Of(n, "disk")
}

// where says which nodes have a write now, and which have another version instead.
func (t *explanation) where() string {
	var parts []string
	if text := t.on("durable", Durable); text != "" {
		parts = append(parts, text)
	}
	if text := t.on("in memory", Memory); text != "" {
		parts = append(parts, text)
	}
	if text := t.hints(); text != "" {
		parts = append(parts, text)
	}
	text := strings.Join(parts, ", ")
	if text != "" && t.o.Verb == event.Delete {
		if strings.HasPrefix(text, "as ") {
			text = "kept " + text
		}
		text = "the tombstone is " + text
	}
	if purged := t.claims.nodes(Purged); len(purged) > 0 {
		text = also(text, fmt.Sprintf("%s%s dropped the key's tombstone after its grace", t.and(purged), have(purged)))
	}
	if replaced := t.claims.nodes(Replaced); len(replaced) > 0 {
		text = also(text, t.replaced(replaced))
	}
	if text == "" && t.o.Dot.Counter != 0 && !t.claims.Has(OnWay, Waits, Writing) && t.o.State != oracle.Lost {
		return "no node has it"
	}
	return text
}

// hints says where a write is kept as a hint, and for which node.
func (t *explanation) hints() string {
	var where []string
	for _, c := range t.claims {
		if c.Kind == Hinted {
			where = append(where, fmt.Sprintf("on %s for %s", t.Node(c.Node), t.Node(c.Peer)))
		}
	}
	switch len(where) {
	case 0:
		return ""
	case 1:
		return "as a hint " + where[0]
	}
	return "as hints " + and(where)
}

func also(text, more string) string {
	if text == "" {
		return more
	}
	return text + "; " + more
}

// on says where a write is: on all replicas, or on which.
func (t *explanation) on(what string, kind Kind) string {
	nodes := t.claims.nodes(kind)
	others := slices.DeleteFunc(slices.Clone(nodes), func(id ring.NodeID) bool { return slices.Contains(t.keepers, id) })
	switch {
	case len(nodes) == 0:
		return ""
	case len(t.keepers) == 1 && len(nodes) == 1 && len(others) == 0:
		return fmt.Sprintf("%s on %s, the only replica", what, t.Node(nodes[0]))
	case len(t.keepers) == 1, len(nodes)-len(others) < len(t.keepers):
		return what + " on " + t.and(nodes)
	case len(others) > 0:
		return fmt.Sprintf("%s on %s, and on %s", what, count.All(len(t.keepers), "replica"), t.and(others))
	}
	return fmt.Sprintf("%s on %s", what, count.All(len(t.keepers), "replica"))
}

// replaced says which nodes have another version instead.
func (t *explanation) replaced(nodes []ring.NodeID) string {
	who := t.and(nodes)
	elsewhere := func(id ring.NodeID) bool { return !slices.Contains(nodes, id) }
	if len(t.keepers) > 1 && !slices.ContainsFunc(t.keepers, elsewhere) && !t.claims.Has(Durable, Memory, Hinted) {
		who = count.All(len(t.keepers), "replica")
	}
	for i := range t.Eras {
		if e := &t.Eras[i]; e.Settings.Conflict == engine.LWW && (i+1 == len(t.Eras) || t.Eras[i+1].Since > int(t.o.Step)) {
			return who + keep(nodes) + " another version: the last write wins"
		}
	}
	return who + have(nodes) + " a later version"
}

// rest says which replicas lack a write, why, and what will change that; what became of
// acks that have not arrived; and which nodes did not keep it when it arrived.
func (t *explanation) rest(add func(string)) {
	for _, k := range []struct {
		kind Kind
		text string
	}{{OnWay, "on its way to %s"}, {Waits, "waiting in %s, which hangs"}, {Writing, "being written to disk on %s"}} {
		var nodes []ring.NodeID
		for _, id := range t.claims.nodes(k.kind) {
			if k.kind == Waits {
				add(fmt.Sprintf(k.text, t.Node(id)))
				continue
			}
			nodes = append(nodes, id)
		}
		if len(nodes) > 0 {
			add(fmt.Sprintf(k.text, t.and(nodes)))
		}
	}
	t.lackers(add)
	switch nodes := t.claims.nodes(AckOnWay); len(nodes) {
	case 0:
	case 1:
		add(t.and(nodes) + "'s ack is on its way back")
	default:
		add("the acks of " + t.and(nodes) + " are on their way back")
	}
	switch nodes := t.claims.nodes(AckWaits); len(nodes) {
	case 0:
	case 1:
		add(fmt.Sprintf("%s's ack waits in %s, which hangs", t.and(nodes), t.Node(t.o.Coordinator)))
	default:
		add(fmt.Sprintf("the acks of %s wait in %s, which hangs", t.and(nodes), t.Node(t.o.Coordinator)))
	}
	for _, c := range t.claims {
		if c.Kind == AckLost {
			add(fmt.Sprintf("%s's ack was lost (%s)", t.Node(c.Node), whyText(c.Why)))
		}
	}
	if nodes := t.claims.nodes(Outdated); len(nodes) > 0 {
		add(t.and(nodes) + " discarded it on arrival")
	}
}

// lackers says of each replica that lacks a write why it does, and what will bring it
// there. Replicas with the same reason are named together.
func (t *explanation) lackers(add func(string)) {
	var texts []string
	who := make(map[string][]ring.NodeID)
	for _, id := range t.claims.nodes(Lacks) {
		if _, coming := t.claims.of(id, OnWay, Waits, Writing); coming {
			continue
		}
		text := t.remedy(id)
		if _, forgot := t.claims.of(id, Forgot); forgot && text == "does not have it" {
			text = "had it, and lost it"
		} else if why := t.reason(id); why != "" {
			if before, bracketed := strings.CutSuffix(text, ")"); bracketed {
				text = before + "; " + why + ")"
			} else {
				text += " (" + why + ")"
			}
		}
		if len(who[text]) == 0 {
			texts = append(texts, text)
		}
		who[text] = append(who[text], id)
	}
	for _, text := range texts {
		nodes := who[text]
		if len(nodes) > 1 {
			text = plural.Replace(text)
		}
		add(t.and(nodes) + " " + text)
	}
}

// plural turns what is said of one replica into what is said of several. It is never
// written to.
var plural = strings.NewReplacer("is stale", "are stale", "a copy is on its way", "copies are on their way", "lacks the", "lack the", "gives up its copy", "give up their copies", "does not have", "do not have", "its hint is", "their hints are", "repairs it", "repairs them", "until it is up", "until they are up",
	"until it is reachable", "until they are reachable", "is getting for it is delivered", "is getting for each is delivered", "if it has not", "if they have not", "unless it acks", "unless they ack", "waits in it until it runs on", "waits in each until it runs on", "its disk is writing a copy", "their disks are writing copies", "may find it a stand-in", "may find them stand-ins", "keeps a hint for it", "keeps hints for them",
	"it hands its copy over", "they hand their copies over")

// reason says why a replica lacks a write.
func (t *explanation) reason(id ring.NodeID) string {
	c, _ := t.claims.of(id, SentLost, Refused, Declined, PassedOver, Forgot)
	switch c.Kind {
	case SentLost:
		return "write lost: " + whyText(c.Why)
	case Refused:
		return "connection refused"
	case Declined:
		return "declined: it hands its copy over"
	case PassedOver:
		return "believed down, not asked"
	case Forgot:
		return "stored it, then lost it"
	}
	return ""
}

// refusals says whose refusals made a write fail.
func (t *explanation) refusals() string {
	var parts []string
	for _, k := range []struct {
		state engine.AnswerState
		text  string
	}{{engine.RefusedConn, "refused the connection"}, {engine.Declined, "declined"}} {
		var nodes []ring.NodeID
		for i := range t.o.Answers {
			if t.o.Answers[i].State == k.state {
				nodes = append(nodes, t.o.Answers[i].Node)
			}
		}
		if len(nodes) > 0 {
			parts = append(parts, t.and(nodes)+" "+k.text)
		}
	}
	return strings.Join(parts, ", ")
}

func (t *explanation) dot(d version.Dot) string { return event.DotText(d, t.Node) }

// and joins the names of nodes: n1, n2 and n3.
func (t *explanation) and(nodes []ring.NodeID) string {
	names := make([]string, len(nodes))
	for i, id := range nodes {
		names[i] = t.Node(id)
	}
	return and(names)
}

// opName names an operation, which may be too old to have a number.
func opName(op uint32) string {
	if op == 0 {
		return "an operation that is no longer kept"
	}
	return fmt.Sprintf("op %d", op)
}

// and joins names: n1, n2 and n3.
func and(names []string) string {
	switch n := len(names); n {
	case 0:
		return "nobody"
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// have and keep conjugate their verbs for a number of nodes.
func have(nodes []ring.NodeID) string {
	if len(nodes) == 1 {
		return " has"
	}
	return " have"
}

func keep(nodes []ring.NodeID) string {
	if len(nodes) == 1 {
		return " keeps"
	}
	return " keep"
}

// agree conjugates what is said of one node for a number of them.
func agree(nodes []ring.NodeID, one, several string) string {
	if len(nodes) == 1 {
		return one
	}
	return several
}
