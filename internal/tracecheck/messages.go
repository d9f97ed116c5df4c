// Messages, and what comes of them at the other end: stores, hints, acks.

package tracecheck

import (
	"cmp"
	"slices"
	"strconv"
)

// send puts a message into the network.
func (m *model) send(l *Line) {
	msg := &message{Line: l, from: m.id(l.From), to: m.id(l.To), owner: -1}
	m.messages = append(m.messages, msg)
	if l.Msg != len(m.messages)-1 {
		m.wrong("message %d is the %d. that is sent", l.Msg, len(m.messages)-1)
	}
	m.steps[l.Step].msg = msg
	if slices.Contains([]string{"write", "data", "repair", "handoff", "stream"}, l.Type) {
		k := m.keyOf(l.Key)
		k.flying = append(k.flying, msg)
	}
	if m.twin(msg) {
		return // it comes from the network
	}
	m.waits(l)
	if refusal := l.Type == "refused" && m.nodes[msg.from].health >= crashed; !refusal {
		m.alive(l.From, l)
	}
	k := m.keyOf(l.Key)
	because := m.cause(l)
	switch l.Type {
	case "write":
		if o := m.op(l.Op); o != nil && o.write != nil {
			msg.content = o.write.alone()
			if owner, ok := o.standins[msg.to]; ok {
				msg.owner = owner
			}
		}
	case "data", "checksum":
		msg.content = m.holds(msg.from, k)
		if want := map[string]string{"data": "read", "checksum": "read checksum"}[l.Type]; because.Kind != "deliver" || because.Type != want || because.To != l.From {
			m.wrong("%s answers a read that it did not get", l.From)
		}
	case "repair":
		msg.content = m.repairs(m.op(l.Op), l)
	case "handoff":
		// A hint; or what a node no longer keeps, for one who does, after their trees were compared.
		h, ok := m.nodes[msg.from].hints[msg.to][l.Key]
		if msg.content = h.set; !ok || because.Type == "tree answer" {
			if msg.content, ok = m.nodes[msg.from].known[l.Key]; !ok {
				m.wrong("%s hands over what it does not have", l.From)
			}
		}
	case "stream":
		if msg.content = m.nodes[msg.from].known[l.Key]; msg.content == nil {
			m.wrong("%s streams %s, of which it knows nothing", l.From, l.Key)
		}
	case "ack", "repair ack", "handoff ack":
		m.acked(l, because)
		msg.content = because.content
		return
	case "moved":
		m.landed(l.Cause)
		return
	default:
		return
	}
	m.carries(l, k, msg.content)
}

// carries checks by which version a message is named.
func (m *model) carries(l *Line, k *key, content *set) {
	if want := k.newest(content); want != l.Version {
		m.wrong("a %s of %s from %s is named %q; what it carries is named %q", l.Type, l.Key, l.From, l.Version, want)
	}
}

// alone is what a put sends: its version, and what that replaces.
func (w *write) alone() *set {
	return &set{seen: w.built.with(w.index), there: marks(nil).with(w.index)}
}

// holds is all that a node answers a read with: what it has, and what it keeps for
// others.
func (m *model) holds(id int, k *key) *set {
	n := m.nodes[id]
	s := n.known[k.name]
	if m.settings.rules == "cassandra" {
		return s
	}
	for owner := range m.nodes {
		if h, ok := n.hints[owner][k.name]; ok {
			s = k.merge(s, h.set, m.settings.lww())
		}
	}
	return s
}

// twin fills in a message that is sent once more, by command; false if it is none.
func (m *model) twin(msg *message) bool {
	because := m.cause(msg.Line)
	if because.Kind != "command" {
		return false
	}
	w := words(because.Text)
	if w[0] != "duplicate" {
		return false
	}
	var original *message
	if id, err := strconv.Atoi(w[1]); err == nil && len(w) == 2 && id < len(m.messages) {
		original = m.messages[id]
	}
	for i := len(m.messages) - 2; original == nil && i > 0; i-- {
		if o := m.messages[i]; o.From == msg.From && o.To == msg.To {
			original = o
		}
	}
	if original == nil || original.Type != msg.Type || original.Key != msg.Key || original.Version != msg.Version || original.Op != msg.Op ||
		original.From != msg.From || original.To != msg.To {
		m.wrong("message %d is the double of no message", msg.Msg)
		return true
	}
	if original.over && original.At != msg.At {
		m.wrong("message %d is the double of %d, which is over", msg.Msg, original.Msg)
	}
	msg.content, msg.owner = original.content, original.owner
	return true
}

// inFlight returns the message of a line, which must be on its way.
func (m *model) inFlight(l *Line) *message {
	if l.Msg < 1 || l.Msg >= len(m.messages) {
		m.wrong("no message %d was sent", l.Msg)
		return nil
	}
	msg := m.messages[l.Msg]
	if msg.over {
		m.wrong("message %d is over already", l.Msg)
	}
	if s := msg.Line; s.From != l.From || s.To != l.To || s.Type != l.Type || s.Key != l.Key || s.Op != l.Op || s.Version != l.Version {
		m.wrong("message %d was sent as another", l.Msg)
	}
	return msg
}

// deliver takes a message out of the network, or a coordinator's own answer.
func (m *model) deliver(l *Line) {
	to := m.id(l.To)
	m.alive(l.To, l)
	if l.Msg == 0 {
		m.unnumbered(l, to)
		return
	}
	msg := m.inFlight(l)
	if msg == nil {
		return
	}
	msg.over = true
	m.steps[l.Step].msg, m.steps[l.Step].content = msg, msg.content
	n := m.nodes[to]
	waited := n.resumed > msg.Step && m.steps[n.resumed].At == l.At // before a node that hung
	if m.cut[[2]int{msg.from, to}] && !waited {
		m.wrong("message %d arrives over a link that is cut", l.Msg)
	}
	if because := m.cause(l); because.msg != msg || because.Kind != "send" {
		m.wrong("message %d arrives because of step %d, which did not send it", l.Msg, l.Cause)
	}
	if by := m.byHand(msg); !by && l.At < msg.At+msg.late {
		m.wrong("message %d, delayed by %d ns, arrives after %d", l.Msg, msg.late, l.At-msg.At)
	}
	switch l.Type {
	case "write", "repair", "handoff", "stream":
		msg.memory = l.Type != "handoff" && l.Type != "stream" && msg.owner < 0 && m.settings.sync == "periodic"
		msg.writing, msg.taken = true, l.Step
		m.pending[l.Step] = msg
	case "handoff ack":
		if h, ok := n.hints[msg.from][l.Key]; ok && h.set.equal(msg.content) {
			m.owes("the hint of "+l.Key+" is let go of", func() bool {
				now, still := n.hints[msg.from][l.Key]
				return !still || !now.set.equal(msg.content)
			})
		}
	case "ack", "data", "checksum", "refused", "moved", "repair ack":
		if l.Op != 0 {
			m.answer(l, msg.from, msg.content)
		}
	}
}

// byHand reports whether somebody has let a message arrive at once.
func (m *model) byHand(msg *message) bool {
	for i := len(m.steps) - 1; i > msg.Step; i-- {
		if s := m.steps[i]; s.Kind == "command" {
			if w := words(s.Text); w[0] == "deliver" && len(w) == 2 && w[1] == strconv.Itoa(msg.Msg) {
				return true
			}
		}
		if m.steps[i].At < msg.At {
			break
		}
	}
	return false
}

// unnumbered is a coordinator's own answer to itself, or a gossip message that
// brings news.
func (m *model) unnumbered(l *Line, to int) {
	if l.Type == "gossip" || l.Op == 0 {
		return
	}
	o := m.op(l.Op)
	if l.From != l.To || o == nil || o.node != to {
		m.wrong("%s takes in a message of op %d that was not sent", l.To, l.Op)
		return
	}
	var content *set
	switch l.Type {
	case "data", "checksum":
		content = m.holds(to, o.key)
		m.carries(l, o.key, content)
	case "ack", "repair ack":
		m.acked(l, m.cause(l))
	case "moved":
		m.landed(l.Cause)
	default:
		m.wrong("%s takes in a %s of its own", l.To, l.Type)
	}
	m.steps[l.Step].content = content
	m.answer(l, to, content)
}

// acked checks that what is acknowledged has been taken in.
func (m *model) acked(l *Line, because *step) {
	kept := because.Kind == "store" || because.Kind == "hint" && l.Type == "ack"
	if !kept || because.Node != l.From || because.Op != l.Op || because.Key != l.Key || because.Version != l.Version {
		m.wrong("%s acknowledges %s %s, which it has not taken in", l.From, l.Key, l.Version)
	}
	if l.Type == "handoff ack" && because.memory {
		m.wrong("%s acknowledges a hint that is in its memory only", l.From)
	}
}

// drop ends a message, or what was on its way to a disk.
func (m *model) drop(l *Line) {
	msg := m.forgotten(l)
	stored := msg != nil
	if msg == nil {
		if msg = m.inFlight(l); msg == nil {
			return
		}
	}
	msg.over = true
	to := m.nodes[msg.to]
	switch l.Why {
	case "the link is cut":
		if !m.cut[[2]int{msg.from, msg.to}] {
			m.wrong("message %d is lost on a link that is not cut", l.Msg)
		}
	case "the node is down":
		if to.health != crashed {
			m.wrong("message %d is lost at %s, which is not down", l.Msg, l.To)
		}
	case "the node has left":
		if to.health != left {
			m.wrong("message %d is lost at %s, which has not left", l.Msg, l.To)
		}
	case "it was forgotten in the crash":
		if to.crash <= msg.Step || !stored && (!to.hanging || l.At != m.steps[to.crash].At) {
			m.wrong("message %d was forgotten by %s, which has not crashed since", l.Msg, l.To)
		}
	case "dropped by you":
	default:
		m.wrong("message %d is dropped: %q", l.Msg, l.Why)
	}
	m.steps[l.Step].msg = msg
}

// forgotten returns what was on its way to a disk when its node crashed; nil if the
// line tells of something else.
func (m *model) forgotten(l *Line) *message {
	if l.Why != "it was forgotten in the crash" {
		return nil
	}
	if msg := m.pending[l.Cause]; msg != nil && msg.writing && msg.to == m.id(l.To) && msg.from == m.id(l.From) && (l.Msg == 0 || msg.Msg == l.Msg) {
		msg.writing = false
		delete(m.pending, l.Cause)
		return msg
	}
	if msg := m.hintLanded(l.Cause); msg != nil && msg.to == m.id(l.To) {
		return msg
	}
	if o := m.op(l.Op); l.Msg == 0 && l.From == l.To && o != nil && l.To == m.name(o.node) && l.Type == "repair" {
		return &message{Line: m.steps[l.Cause].Line, from: o.node, to: o.node, owner: -1} // a read's own repair
	}
	return nil
}

// arriving returns what a store or a hint has taken in, and whether it was to be kept
// in memory only.
func (m *model) arriving(l *Line, id int) (content *set, memory, known bool) {
	because := m.cause(l)
	o := m.op(l.Op)
	switch {
	case because.Kind == "deliver" && because.msg != nil && because.To == l.Node && because.msg.content != nil && because.msg.Op == l.Op && because.msg.Key == l.Key &&
		slices.Contains([]string{"write", "repair", "handoff", "stream"}, because.Type):
		msg := because.msg
		if !msg.writing {
			m.wrong("message %d is taken in twice", msg.Msg)
		}
		msg.writing = false
		delete(m.pending, l.Cause)
		return msg.content, msg.memory, true
	case o != nil && o.node == id && o.Verb != "get" && o.write != nil &&
		(because.Line == o.Line || because.Kind == "standin" && because.Op == o.id && because.To == l.Node):
		m.landed(l.Cause)
		_, hinted := o.standins[id]
		return o.write.alone(), m.settings.sync == "periodic" && !hinted, true
	case l.Kind == "hint" && o != nil && o.node == id && o.write != nil && (because.Kind == "pass" || because.Kind == "settle") && because.Op == o.id:
		if m.hintLanded(l.Cause) == nil {
			m.wrong("%s keeps a hint of op %d for no reason", l.Node, o.id)
		}
		return o.write.alone(), false, true
	case o != nil && o.node == id && o.Verb == "get":
		m.landed(l.Cause)
		return m.repairs(o, l), m.settings.sync == "periodic", true
	case l.Op == 0:
		return m.passedOn(l, id), false, true
	}
	m.wrong("%s takes in %s %s, which nobody brought", l.Node, l.Key, l.Version)
	return nil, false, false
}

// passedOn is the hint that a node keeps for others or itself now, since its owner no
// longer keeps the key: the one that it lets go of next.
func (m *model) passedOn(l *Line, id int) *set {
	for i := m.line; i < len(m.lines); i++ {
		u := &m.lines[i]
		if u.Kind == "unhint" && u.Node == l.Node && u.Key == l.Key && u.Cause == l.Cause {
			h, ok := m.nodes[id].hints[m.id(u.To)][l.Key]
			if !ok {
				m.wrong("%s passes a hint on that it does not keep", l.Node)
			}
			return h.set
		}
		if u.At != l.At {
			break
		}
	}
	m.wrong("%s takes in %s %s, which nobody brought", l.Node, l.Key, l.Version)
	return nil
}

// store takes versions in.
func (m *model) store(l *Line) {
	m.alive(l.Node, l)
	id := m.id(l.Node)
	k := m.keyOf(l.Key)
	content, memory, known := m.arriving(l, id)
	if !known || content == nil {
		return
	}
	m.report.Stores++
	if m.synced > l.Cause { // the setting may have stood otherwise when it was sent to the disk
		memory = !l.Durable
	}
	m.carries(l, k, content)
	now, fresh := m.nodes[id].hold(k, content, m.settings.lww(), !memory)
	s := &m.steps[l.Step]
	s.content, s.memory = content, memory
	if m.settings.lww() {
		m.discards(k, now)
	}
	if fresh != l.Fresh {
		m.wrong("%s takes in %s %s: fresh is %v, not %v", l.Node, l.Key, l.Version, fresh, l.Fresh)
	}
	if n := now.kept().count(); n != l.Siblings {
		m.wrong("%s has %d siblings of %s now, not %d", l.Node, n, l.Key, l.Siblings)
	}
	if l.Durable == memory {
		m.wrong("%s takes in %s %s: durable is %v, not %v", l.Node, l.Key, l.Version, !memory, l.Durable)
	}
}

// byNode orders the names of nodes as they came.
func (m *model) byNode(a, b string) int { return cmp.Compare(m.names[a], m.names[b]) }
