// What each kind of line does to the model, but for requests and messages.

package tracecheck

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// replayLine checks one line and lets the model follow.
func (m *model) replayLine(l *Line) {
	if o := m.op(l.Op); o != nil && !o.begun && !o.over && l.Kind != "invoke" && m.running(o.node) && (l.Kind != "reply" || l.Outcome == "unavailable") {
		m.begin(o) // it waited before a hung node
	}
	switch l.Kind {
	case "command": // it is looked at by what it causes
		m.timesOut(l)
	case "invoke":
		m.invoke(l)
	case "send":
		m.send(l)
	case "deliver":
		m.deliver(l)
	case "drop":
		m.drop(l)
	case "delay":
		if msg := m.inFlight(l); msg != nil {
			msg.late += l.Delay
		}
	case "store":
		m.store(l)
	case "hint":
		m.hint(l)
	case "unhint":
		m.unhint(l)
	case "reply":
		m.reply(l)
	case "standin":
		m.standIn(l)
	case "addpending":
		if o := m.mine(l); o != nil {
			o.pending[m.id(l.To)] = true
			m.joins(o, m.id(l.To))
		}
	case "settle":
		m.settle(l)
	case "pass":
		m.alive(l.Node, l)
		m.hintsFor(m.op(l.Op), l)
	case "suspect", "trust", "doubt", "compared":
		m.alive(l.Node, l)
	case "missed", "older", "resurrected", "safe", "atrisk", "unreachable", "inflight", "lost", "shadowed", "superseded":
		m.verdict(l)
	case "purge":
		m.purge(l)
	case "flush":
		m.flush(l)
	case "cleanup":
		m.cleanup(l)
	case "learn", "enact":
		m.membership(l)
	case "change":
		m.change(l)
	case "cut", "mend":
		m.link(l)
	case "skew":
		n := m.nodes[m.id(l.Node)]
		if l.Skew < n.skew {
			m.tooLate(n, every)
		}
		n.skew = l.Skew
	case "gossipoff", "gossipon":
		n, off := m.nodes[m.id(l.Node)], l.Kind == "gossipoff"
		if m.alive(l.Node, l); n.mute == off {
			m.wrong("%s of %s, of which that is so already", l.Kind, l.Node)
		}
		n.mute = off
	case "slow":
	case "loaded":
		m.loaded(l)
	case "crash", "start", "hang", "resume", "wipe", "depart":
		m.applyFault(l, m.id(l.Node))
	default:
		m.wrong("an event of the kind %q", l.Kind)
	}
	m.touched(l)
}

// settle ends an operation: what it still waited for does not count any more.
func (m *model) settle(l *Line) {
	o := m.mine(l)
	if o == nil {
		return
	}
	o.over = true
	if o.decided {
		m.repair(o, l.Step) // the wait for the others is over
	}
	if o.reply == nil {
		m.wrong("op %d is over, and its client was told nothing", o.id)
	}
	if l.At < o.at+o.settings.timeoutOf(o.Verb) && !o.forced {
		m.wrong("op %d has run out of time before its time", o.id)
	}
	m.hintsFor(o, l)
}

// standIn has another node stand in for a replica.
func (m *model) standIn(l *Line) {
	o := m.mine(l)
	if o == nil {
		return
	}
	o.standins[m.id(l.To)] = m.id(l.From)
	if o.node == m.id(l.To) {
		m.standsIn(o, l)
	}
}

// mine returns the operation of a line that only its coordinator can have made.
func (m *model) mine(l *Line) *op {
	o := m.op(l.Op)
	if o == nil {
		m.wrong("no op %d was invoked", l.Op)
		return nil
	}
	if l.Node != m.name(o.node) {
		m.wrong("%s acts for op %d, which %s coordinates", l.Node, l.Op, m.name(o.node))
	}
	m.alive(l.Node, l)
	return o
}

func (m *model) running(id int) bool { return id >= 0 && m.nodes[id].health == up }

// alive checks that a node that does something runs.
func (m *model) alive(name string, l *Line) {
	if name == "" {
		return
	}
	if id := m.id(name); id >= 0 && m.nodes[id].health != up {
		m.wrong("%s does something (%s) while it does not run", name, l.Kind)
	}
}

// change follows a setting.
func (m *model) change(l *Line) {
	name, to, ok := strings.Cut(l.Text, " is now ")
	if longer, err := time.ParseDuration(to); name == "grace" && err == nil && int64(longer) > m.settings.grace {
		for _, n := range m.nodes {
			m.tooLate(n, every)
		}
	}
	if !ok || m.settings.set(name, to) != nil {
		m.wrong("a setting that can't be read: %q", l.Text)
	}
	if name == "sync" {
		m.synced = l.Step
	}
	if name == "conflict" && m.everLWW != m.settings.lww() {
		m.mixed = len(m.ops) > 1 || m.everLWW // a script may begin with the policy
	}
	m.everLWW = m.everLWW || m.settings.lww()
}

func (m *model) link(l *Line) {
	link := [2]int{m.id(l.From), m.id(l.To)}
	if m.cut[link] == (l.Kind == "cut") {
		m.wrong("%s→%s is %s already", l.From, l.To, map[string]string{"cut": "cut", "mend": "whole"}[l.Kind])
	}
	m.cut[link] = l.Kind == "cut"
}

// membership follows the ring versions.
func (m *model) membership(l *Line) {
	if l.Kind == "enact" {
		if m.ringVersion++; l.RingVersion != m.ringVersion {
			m.wrong("ring version %d comes after %d", l.RingVersion, m.ringVersion-1)
		}
		if _, known := m.names[l.To]; !known && l.To != "" {
			m.join(l.To, m.whereJoins(l))
		}
		m.moved(l)
		return
	}
	n := m.nodes[m.id(l.Node)]
	if l.RingVersion <= n.ringVersion || l.RingVersion > m.ringVersion {
		m.wrong("%s goes from ring version %d to %d, the newest being %d", n.name, n.ringVersion, l.RingVersion, m.ringVersion)
	}
	n.ringVersion = l.RingVersion
	if l.To == l.Node {
		n.leaving = l.Text == "leaves" || l.Text == "has left"
	}
}

// applyFault follows what happens to a node.
func (m *model) applyFault(l *Line, id int) {
	n := m.nodes[id]
	must := func(ok bool) {
		if !ok {
			m.wrong("%s of %s, which is %s", l.Kind, n.name, [...]string{up: "up", hung: "hung", crashed: "crashed", left: "gone"}[n.health])
		}
	}
	switch l.Kind {
	case "crash", "depart":
		must(n.health == up || n.health == hung || l.Kind == "depart" && n.health == crashed)
		m.tooLate(n, func(key string) bool { return n.only[key] || l.Kind == "depart" })
		m.fall(id, l)
		if l.Kind == "depart" {
			n.health = left
			n.empty()
			for link := range m.cut { // any order: each is by itself
				if link[0] == id || link[1] == id {
					delete(m.cut, link)
				}
			}
		}
	case "start":
		must(n.health == crashed)
		n.health, n.wiped, n.mute = up, false, false
	case "hang":
		must(n.health == up)
		n.health = hung
	case "resume":
		must(n.health == hung)
		n.health, n.resumed = up, l.Step
		m.resume(id)
	case "wipe":
		must(n.health == crashed && !n.wiped)
		m.tooLate(n, every)
		n.empty()
		n.epoch++
		n.wiped = true
	}
}

// fall takes a process: what it had in memory, and what it coordinated.
func (m *model) fall(id int, l *Line) {
	n := m.nodes[id]
	n.hanging = n.health == hung
	n.health, n.crash = crashed, l.Step
	for key := range n.only { // any order: each is by itself
		if disk := n.disk[key]; disk != nil {
			n.known[key] = disk
		} else {
			delete(n.known, key)
		}
	}
	clear(n.only)
	for _, o := range m.ops[1:] {
		if o.node != id || o.over {
			continue
		}
		o.over = true
		if o.reply == nil {
			m.owes(fmt.Sprintf("the client of op %d is told that its coordinator is gone", o.id), func() bool { return o.reply != nil })
		}
	}
}

// resume lets requests begin that waited before a hung node. Those of which
// something is seen at once begin then.
func (m *model) resume(id int) {
	for _, o := range m.ops[1:] {
		if o.node == id && !o.begun && !o.over && o.reply == nil && m.firstSeen(o) != m.now() {
			m.begin(o)
		}
	}
}

// firstSeen returns when a line first tells of an operation that has waited.
func (m *model) firstSeen(o *op) int64 {
	for i := m.line; i < len(m.lines); i++ {
		if l := &m.lines[i]; l.Op == o.id {
			return l.At
		}
	}
	return -1
}

// flush puts on the disk what was in memory only.
func (m *model) flush(l *Line) {
	m.alive(l.Node, l)
	n := m.nodes[m.id(l.Node)]
	if len(n.only) != l.Keys {
		m.wrong("%s writes %d keys to its disk; %d are in its memory only", l.Node, l.Keys, len(n.only))
	}
	if s := m.cause(l); !s.memory || s.Node != l.Node || l.At < (s.At/flushEvery+1)*flushEvery {
		m.wrong("%s writes to its disk for no store in memory, at a time that is none for that", l.Node)
	}
	for key := range n.only { // any order: each is by itself
		n.disk[key] = n.known[key]
	}
	clear(n.only)
}

// flushEvery is how often what is in memory only is written to the disk: at full periods.
const flushEvery = 10_000_000_000

// purge lets a tombstone go.
func (m *model) purge(l *Line) {
	m.alive(l.Node, l)
	n, k := m.nodes[m.id(l.Node)], m.keyOf(l.Key)
	known := n.known[k.name]
	best := k.best(known.kept())
	switch {
	case best == nil || k.live(known):
		m.wrong("%s lets go of the tombstones of %s, and has none", l.Node, l.Key)
		return
	case best.name != l.Version:
		m.wrong("%s lets go of %s %s; the tombstone that it has is %s", l.Node, l.Key, l.Version, best.name)
	case l.Age != l.At+n.skew-best.stamp:
		m.wrong("the tombstone %s is %d ns old by the clock of %s, not %d", l.Version, l.At+n.skew-best.stamp, l.Node, l.Age)
	case l.Age <= m.settings.grace:
		m.wrong("%s lets go of a tombstone within its grace", l.Node)
	}
	n.forget(k.name) // with what its disk had beneath them
	m.closes(k, known)
}

// cleanup drops what a node no longer keeps.
func (m *model) cleanup(l *Line) {
	m.alive(l.Node, l)
	n := m.nodes[m.id(l.Node)]
	if len(l.Dropped) != l.Keys {
		m.wrong("%s drops %d keys and names %d", l.Node, l.Keys, len(l.Dropped))
	}
	for _, key := range l.Dropped {
		if n.known[key] == nil {
			m.wrong("%s drops %s, which it does not have", l.Node, key)
		}
		n.forget(key)
	}
	if slices.Contains(l.Dropped, "") {
		m.wrong("%s drops a key without a name", l.Node)
	}
}
