// What is under way and in no line of the trace: answers that are waited for, and what
// is on its way to a disk.

package tracecheck

import "slices"

// waits notes that a coordinator waits for an answer.
func (m *model) waits(l *Line) {
	o := m.op(l.Op)
	if o == nil || o.node != m.id(l.From) {
		return
	}
	if o.waits == nil {
		o.waits = make(map[string]int)
	}
	switch l.Type {
	case "read", "read checksum":
		o.waits["read "+l.To]++
	case "repair", "write":
		o.waits[l.Type+" "+l.To]++
	}
}

// answered notes that it has come.
func (o *op) answered(l *Line) {
	read, repair := "read "+l.From, "repair "+l.From
	o.waits["write "+l.From] = 0
	switch l.Type {
	case "data", "checksum":
		o.waits[read] = 0
	case "repair ack":
		o.waits[repair] = 0
	default:
		if o.waits[read] == 0 {
			o.waits[repair] = 0
		} else {
			o.waits[read] = 0
		}
	}
}

// landed ends what a step had sent to the disk.
func (m *model) landed(step int) {
	if msg := m.pending[step]; msg != nil {
		msg.writing = false
		delete(m.pending, step)
	}
}

// brings notes that a coordinator gives something to its own disk because of a step, if
// a later line tells so. A write that it is a replica of it gives to its disk in any
// case: if no line tells what came of that, the node hangs until the end, or the end
// came first, and it may still be stored. It is none any more if it has left before it took
// the request up, and may be none if N has been changed.
func (m *model) brings(o *op, step int, content *set) {
	told := false
	for _, i := range m.own[step] {
		if l := &m.lines[i]; l.Op == o.id && (l.Node == m.name(o.node) || l.To == m.name(o.node)) {
			m.toOwnDisk(o, step, content)
			told = true
		}
	}
	if !told && o.Verb != "get" && slices.Contains(o.PreferenceList, m.name(o.node)) && !m.nodes[o.node].hasLeft(o.version) {
		if o.n != o.settings.n { // it hung, and by now it may be none
			o.blurred = true
			return
		}
		m.toOwnDisk(o, step, content)
	}
}

// hasLeft reports whether a node has left by a ring version.
func (n *node) hasLeft(version int) bool { return n.parted != 0 && n.parted <= version }

// standsIn notes that a coordinator itself stands in for a replica of its write: its hint goes
// to its disk, as part of the plan or because a target has refused.
func (m *model) standsIn(o *op, l *Line) {
	step := l.Step
	if l.Cause == o.Step {
		step = o.Step
	}
	if o.write != nil && m.pending[step] == nil {
		m.toOwnDisk(o, step, o.write.alone())
	}
}

func (m *model) toOwnDisk(o *op, step int, content *set) {
	msg := &message{Line: m.steps[step].Line, from: o.node, to: o.node, owner: -1, content: content, over: true, writing: true, taken: m.at}
	m.pending[step] = msg
	o.key.flying = append(o.key.flying, msg)
	m.waits(&Line{Op: o.id, Type: map[bool]string{true: "repair", false: "write"}[o.Verb == "get"], From: m.name(o.node), To: m.name(o.node)})
}

// first reports whether a late copy is the first that a node gives to a read. Of a message
// that arrives twice the second is dropped, though its sender may have read something else.
func (o *op) first(from int) bool {
	if a := o.heard[from]; a != nil && a.full || o.gave[from] {
		return false
	}
	if o.gave == nil {
		o.gave = make(map[int]bool)
	}
	o.gave[from] = true
	return true
}
