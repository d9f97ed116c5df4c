// Requests: what coordinators make of answers, and what clients are told.

package tracecheck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// invoke begins a request.
func (m *model) invoke(l *Line) {
	o := &op{
		Line: l, id: l.Op, key: m.keyOf(l.Key), node: m.id(l.Node), standins: make(map[int]int), pending: make(map[int]bool), heard: make(map[int]*answer),
		settings: m.settings,
	}
	m.ops = append(m.ops, o)
	m.report.Requests++
	if l.Op != len(m.ops)-1 {
		m.wrong("op %d is the %d. request", l.Op, len(m.ops)-1)
	}
	blind := m.asks(o, l)
	m.plan(o, m.ringVersion)
	o.promised, o.n = needs(o.shares), m.settings.n
	if o.node >= 0 && m.nodes[o.node].health == up {
		m.plan(o, m.nodes[o.node].ringVersion)
	}
	want := o.asked
	if level := m.asksFor(o, &o.settings); want == "" && strings.TrimLeft(level, "0123456789") != "" {
		want = level
	}
	if l.Level != want || o.node >= 0 && m.nodes[o.node].health == hung && l.Need != o.promised {
		m.wrong("op %d waits for %d at level %q, and what was asked is %d at %q", l.Op, l.Need, l.Level, o.promised, want)
	}
	if o.node >= 0 {
		m.sharesTold(o, l, o.shares)
	}
	who := reader{l.Client, l.Key}
	if l.Verb != "get" && !blind {
		o.context, o.past = m.readers[who], m.pasts[who]
	}
	for i, name := range l.PreferenceList {
		m.id(name)
		if slices.Contains(l.PreferenceList[:i], name) {
			m.wrong("%s is twice in the preference list", name)
		}
	}
	o.key.oplist = append(o.key.oplist, o)
	m.due(o)
	if o.node >= 0 && m.nodes[o.node].health == up {
		m.begin(o)
	}
}

// asks checks that a request is what its command says, and reports whether it is
// blind.
func (m *model) asks(o *op, l *Line) (blind bool) {
	because := m.cause(l)
	if load := m.load(because.Line); load != nil {
		m.asksForLoad(load, l)
		o.asked = load.level
		return false
	}
	w := words(because.Text)
	verb := map[string]string{"put": "put", "resolve": "put", "get": "get", "delete": "delete"}
	if because.Kind != "command" || len(w) < 2 || verb[w[0]] != l.Verb || w[1] != l.Key {
		m.wrong("op %d is not what was asked", l.Op)
		return false
	}
	rest := w[2:]
	if l.Verb == "put" {
		if len(rest) == 0 || rest[0] != l.Value {
			m.wrong("op %d writes %q, which was not asked", l.Op, l.Value)
			return false
		}
		rest = rest[1:]
	}
	if l.Verb != "put" && l.Value != "" {
		m.wrong("op %d is a %s with a value", l.Op, l.Verb)
	}
	client, via := "you", ""
	for len(rest) > 0 {
		switch {
		case rest[0] == "via" && len(rest) > 1:
			via, rest = rest[1], rest[1:]
		case rest[0] == "as" && len(rest) > 1:
			client, rest = rest[1], rest[1:]
		case rest[0] == "at" && len(rest) > 1:
			o.asked, rest = rest[1], rest[1:]
		case rest[0] == "blind":
			blind = true
		}
		rest = rest[1:]
	}
	if client != l.Client || via != "" && via != l.Node {
		m.wrong("op %d is by %s via %s, which was not asked", l.Op, l.Client, l.Node)
	}
	return blind
}

// begin is when a coordinator takes a request up: with the settings that stand then,
// and a version of its own if it writes.
func (m *model) begin(o *op) {
	now := m.steps[len(m.steps)-1].At
	o.begun, o.at, o.settings = true, now, m.settings
	m.plan(o, m.nodes[o.node].ringVersion)
	o.sweeps = m.settings.lww()
	told := m.replies[o.id]
	if o.Verb == "get" || told != nil && told.Outcome == "unavailable" {
		return
	}
	n := m.nodes[o.node]
	o.write = m.issue(o.key, o.node, m.written(o))
	w := o.write
	w.op, w.value, w.delete, w.stamp, w.built = o, o.Value, o.Verb == "delete", n.stamp(o.key, now), o.context
	w.past = o.past.with(w.index)
	m.brings(o, o.Step, w.alone())
}

// issue makes a version of a key: the next of its node, by count.
func (m *model) issue(k *key, id int, name string) *write {
	n := m.nodes[id]
	actor := [2]int{id, n.epoch}
	k.issued[actor]++
	w := &write{index: len(k.writes), name: name, node: id, epoch: n.epoch, counter: k.issued[actor]}
	k.writes = append(k.writes, w)
	if name == "" {
		return w
	}
	if node, epoch, counter, ok := cutName(name, m.names); !ok || node != id || epoch != n.epoch || counter != w.counter {
		m.wrong("%s calls its %d. version of %s in epoch %d %s", n.name, w.counter, k.name, n.epoch, name)
	}
	if k.byName[name] != nil {
		m.wrong("%s calls two versions of %s %s", n.name, k.name, name)
	}
	k.byName[name] = w
	return w
}

// answer takes in what a replica says to a coordinator.
func (m *model) answer(l *Line, from int, content *set) {
	o := m.op(l.Op)
	if o == nil || o.node != m.id(l.To) {
		m.wrong("an answer to %s for op %d, which it does not coordinate", l.To, l.Op)
		return
	}
	if !l.Late && !o.deserted && (o.over || o.reply != nil) && l.Type != "repair ack" && !(o.decided && l.Type != "data" && l.Type != "checksum") {
		m.wrong("an answer to op %d is in time, and the client had been told", o.id)
	}
	if asks := map[string]bool{"ack": true, "data": false, "checksum": false, "repair ack": false}; l.Type != "refused" && l.Type != "moved" && asks[l.Type] != (o.Verb != "get") {
		m.wrong("a %s is an answer to a %s", l.Type, o.Verb)
		return
	}
	if o.waits != nil {
		o.blurred = o.blurred || l.Late && o.second // it may answer an earlier round
		o.answered(l)
	}
	if l.Late && l.Type == "ack" && o.reply == nil && o.heard[from] == nil {
		m.wrong("an ack to op %d comes late, and its client waits", o.id)
	}
	if l.Late {
		if l.Type == "data" && o.reply != nil && o.first(from) {
			o.extra, o.lates = o.key.merge(o.extra, content, o.settings.lww()), append(o.lates, content)
		}
		if o.Verb == "get" && o.reply != nil {
			m.repair(o, l.Step)
		}
		return
	}
	a := o.heard[from]
	if a == nil {
		a = &answer{}
		o.heard[from] = a
	} else if !a.again && (l.Type == "ack" || l.Type == "data" && a.full || l.Type == "checksum") {
		m.wrong("%s answers op %d twice", l.From, o.id)
	}
	a.again = false
	if o.decided && o.settings.repair == "blocking" {
		defer m.repaired(o, l)
	}
	switch l.Type {
	case "refused", "moved":
		if o.decided {
			m.repair(o, l.Step)
		}
		a.no = !a.counts || !o.decided // else it is a repair that is refused
		a.declined = a.declined || !a.no && l.Type == "moved"
		return
	case "repair ack":
		m.repair(o, l.Step)
		return
	case "data":
		a.full, a.digest, a.given, a.counts = true, content, content, true
	case "checksum":
		a.digest, a.counts = content, true
	}
	if o.decided { // it waits for repairs, and this changes nothing for the client
		if l.Type == "data" {
			o.extra = o.key.merge(o.extra, content, o.settings.lww())
		}
		return
	}
	if o.second && !a.full {
		a.digest, a.counts = nil, false // checksums differed before: only copies count now
		return
	}
	s := m.shareOf(o, from)
	if s == nil {
		m.sharesTold(o, l, nil)
		return
	}
	a.used = true
	m.count(o)
	m.sharesTold(o, l, []*share{s})
	if o.met == 0 && o.acks() >= o.need() {
		m.enough(o, l)
	}
}

// need is how many answers the client's waits for.
func (o *op) need() int { return needs(o.shares) }

// enough goes on when as many have answered as the client's answer waits for. Of a
// read all must agree, and one must have given a copy, or all have; else those who
// gave a checksum are asked once more.
func (m *model) enough(o *op, l *Line) {
	if o.Verb != "get" {
		o.met = l.Step
		m.owesReply(o)
		return
	}
	full, copies, agree := true, 0, true
	var first *set
	started := false
	for _, a := range o.heard { // any order: it is asked whether all are equal
		if a.no {
			continue
		}
		full = full && a.full
		if a.full {
			copies++
		}
		if started && !a.digest.equal(first) {
			agree = false
		}
		first, started = a.digest, true
	}
	if !o.second && !full && !(agree && copies > 0) {
		o.second = true
		for _, a := range o.heard { // any order: each is by itself
			if !a.full && !a.no {
				a.digest, a.counts, a.used = nil, false, false
			}
		}
		m.count(o)
		return
	}
	o.met = l.Step
	m.decide(o)
	if o.settings.repair != "blocking" {
		m.owesReply(o)
	}
	o.repairs = map[int]*set{l.Step: o.result}
	m.brings(o, l.Step, o.result)
}

// owesReply notes that the client is to be told at once.
func (m *model) owesReply(o *op) {
	m.owes(fmt.Sprintf("the client of op %d is told that there were enough answers", o.id), func() bool { return o.reply != nil })
}

// copies is what all full copies say together that a read was given in time.
func (o *op) copies() (all *set) {
	for _, a := range o.heard { // any order: a merge is the same in any
		if a.full {
			all = o.key.merge(all, a.given, o.settings.lww())
		}
	}
	return all
}

// decide makes the answer of a read.
func (m *model) decide(o *op) {
	k := o.key
	copies := o.copies()
	for _, a := range o.heard { // any order: each is by itself
		a.behind = a.used && a.full && !a.given.equal(copies)
	}
	if o.united != nil {
		copies = k.merge(o.result, copies, o.settings.lww())
	}
	o.decided, o.result = true, copies
	values := k.values(o.result)
	if o.settings.conflict != "merge" || len(values) < 2 {
		return
	}
	w := m.issue(k, o.node, m.unitedBy(o))
	w.op, w.value, w.stamp = o, unite(values), m.nodes[o.node].stamp(k, m.now())
	w.built, w.of, w.made = o.result.seen, k.siblings(o.result), m.at
	w.past = m.past(k, o.result).with(w.index)
	o.united = w
	o.result = w.alone()
}

// repairs is what a read brings to a replica because of a step.
func (m *model) repairs(o *op, l *Line) *set {
	if o != nil {
		if s, ok := o.repairs[l.Cause]; ok {
			return s
		}
	}
	m.wrong("a repair of %s that no read has asked for", l.Key)
	return nil
}

// repair notes what the repairs bring that a step causes: the answer of the read, and
// all copies that have come since. Only what was made of siblings replaces copies.
func (m *model) repair(o *op, step int) {
	all := o.key.merge(o.extra, o.copies(), o.settings.lww())
	if o.united != nil {
		all = o.key.merge(o.result, all, o.settings.lww())
	}
	if o.repairs == nil {
		o.repairs = make(map[int]*set)
	}
	o.repairs[step] = all
	m.brings(o, step, all)
}

// reply tells a client.
func (m *model) reply(l *Line) {
	o := m.op(l.Op)
	if o == nil || o.reply != nil {
		m.wrong("a reply to op %d, which waits for none", l.Op)
		return
	}
	o.reply = l
	if o.Verb == "get" {
		m.repair(o, l.Step)
	}
	if l.Verb != o.Verb || l.Key != o.Line.Key {
		m.wrong("op %d is answered as another", o.id)
	}
	if l.Latency != l.At-o.Line.At {
		m.wrong("op %d took %d ns, not %d", o.id, l.At-o.Line.At, l.Latency)
	}
	need := o.need()
	if l.Outcome == "coordinatorlost" || o.node < 0 {
		need = o.promised
	}
	if l.Outcome != "coordinatorlost" && o.node >= 0 {
		m.sharesTold(o, l, o.shares)
	}
	if l.Need != need {
		m.wrong("op %d waits for %d answers, not %d", o.id, need, l.Need)
	}
	if l.Outcome != "coordinatorlost" && l.Node != m.name(o.node) && o.node >= 0 {
		m.wrong("op %d is answered by %s", o.id, l.Node)
	}
	m.outcome(o, l)
	if !slices.Contains(outcomes[l.Outcome], m.cause(l).Kind) || m.cause(l).Kind == "invoke" && m.cause(l).Line != o.Line {
		m.wrong("op %d is %s because of a %s", o.id, l.Outcome, m.cause(l).Kind)
	}
	if (l.Outcome != "ok" || o.Verb != "get") && len(l.Values) > 0 {
		m.wrong("op %d has values", o.id)
	}
}

// outcomes says what each has as its cause.
var outcomes = map[string][]string{
	"ok": {"deliver"}, "notfound": {"deliver"}, "failed": {"deliver"}, "unavailable": {"invoke"}, "timeout": {"invoke"},
	"coordinatorlost": {"crash", "hang", "depart"},
}

// outcome checks what a client was told.
func (m *model) outcome(o *op, l *Line) {
	switch l.Outcome {
	case "ok", "notfound":
		m.counted(o, l)
		if o.met == 0 {
			m.wrong("op %d is answered, and only %d of %d replicas have answered", o.id, o.acks(), o.need())
		}
		if o.Verb == "get" {
			m.read(o, l)
			return
		}
		if l.Outcome == "notfound" {
			m.wrong("a %s is not found", o.Verb)
		}
		m.wrote(o, l)
	case "unavailable":
		if l.At != o.at && o.node >= 0 || len(l.By) > 0 || l.Acks >= l.Need || l.Acks < 0 || m.nobodyShort(l) {
			m.wrong("op %d is unavailable with %d of %d replicas", o.id, l.Acks, l.Need)
		}
		o.over = true
	case "failed":
		m.counted(o, l)
		if l.Acks >= l.Need && !(o.decided && o.settings.repair == "blocking") {
			m.wrong("op %d has failed with %d answers of %d", o.id, l.Acks, l.Need)
		}
		if last := m.cause(l); last.Op != o.id || last.Type != "refused" && last.Type != "moved" && !(last.Type == "repair ack" && o.declined()) {
			m.wrong("op %d has failed because of step %d, which refuses nothing", o.id, l.Cause)
		}
	case "timeout":
		m.counted(o, l)
		waited := l.At - o.at
		if n := m.nodes[o.node]; waited < o.settings.timeoutOf(o.Verb) && !o.forced || waited > o.settings.timeoutOf(o.Verb) && n.resumed < o.Step {
			m.wrong("op %d has timed out after %d ns", o.id, waited)
		}
	case "coordinatorlost":
		if m.running(o.node) {
			m.wrong("op %d has lost its coordinator %s, which runs", o.id, m.name(o.node))
		}
		if l.Acks != 0 || len(l.By) > 0 {
			m.wrong("op %d has lost its coordinator and knows of answers", o.id)
		}
		o.deserted = m.nodes[o.node].health == hung
		o.over = !o.deserted
	default:
		m.wrong("op %d: %q", o.id, l.Outcome)
	}
}

// timesOut notes that somebody makes a coordinator give up waiting before its time.
func (m *model) timesOut(l *Line) {
	if w := words(l.Text); len(w) == 2 && w[0] == "timeout" {
		if id, err := strconv.Atoi(w[1]); err == nil {
			if o := m.op(id); o != nil {
				o.forced = true
			}
		}
	}
}

// counted checks whose answers are said to have counted.
func (m *model) counted(o *op, l *Line) {
	if l.Acks != o.acks() {
		m.wrong("op %d: %d answers counted, not %d", o.id, o.acks(), l.Acks)
	}
	var by, behind []string
	for id, n := range m.nodes {
		if a := o.heard[id]; a != nil && a.used {
			by = append(by, n.name)
			if a.behind {
				behind = append(behind, n.name)
			}
		}
	}
	if lag := slices.SortedFunc(slices.Values(l.Behind), m.byNode); !slices.Equal(behind, lag) {
		m.wrong("op %d: the answers of %v lacked something, not of %v", o.id, behind, lag)
	}
	told := slices.SortedFunc(slices.Values(l.By), m.byNode)
	if !slices.Equal(by, told) {
		m.wrong("op %d: the answers of %v counted, not of %v", o.id, by, told)
	}
}

// read checks what a client was given, which it knows from now on.
func (m *model) read(o *op, l *Line) {
	k := o.key
	m.report.Reads++
	if l.Cause == 0 || l.At < m.steps[max(o.met, 1)].At {
		m.wrong("op %d is answered before it could be", o.id)
	}
	if want := k.values(o.result); !slices.Equal(want, l.Values) {
		m.wrong("op %d: %s is %q, not %q", o.id, k.name, want, l.Values)
	}
	if o.united == nil && l.Version != "" || o.united != nil && l.Version != o.united.name {
		m.wrong("op %d has made version %q of siblings", o.id, l.Version)
	}
	if live := k.live(o.result); live != (l.Outcome == "ok") {
		m.wrong("op %d: %s, and that there is a value is %v", o.id, l.Outcome, live)
	}
	who := reader{o.Client, k.name}
	m.readers[who] = o.result.ctx()
	m.pasts[who] = m.past(k, o.result)
	m.judgeRead(o)
}

// wrote checks what a client was told of a version that is acknowledged.
func (m *model) wrote(o *op, l *Line) {
	w := o.write
	if w == nil || l.Version != w.name {
		m.wrong("op %d is answered with version %s", o.id, l.Version)
		return
	}
	if l.Step != o.met+1 && l.At != m.steps[max(o.met, 1)].At {
		m.wrong("op %d had enough answers at step %d and is answered later", o.id, o.met)
	}
	if where := m.copies(o.key, w); where.disks != l.Copies {
		m.wrong("op %d is on %d disks, not on %d", o.id, where.disks, l.Copies)
	}
	w.acked = l.Step
	who := reader{o.Client, o.key.name}
	m.readers[who] = m.readers[who].with(w.index)
	m.pasts[who] = m.pasts[who].or(w.past)
	m.acknowledged(o.key, w)
}
