// What the cluster must be by now, if all lines so far are true.

package tracecheck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// model is the cluster as the lines so far make it.
type model struct {
	lines  []Line
	steps  []step // by step
	report Report
	at     int // the step that is being looked at
	line   int // where it stands, from 1

	settings    settings
	names       map[string]int // nodes by name
	nodes       []*node
	keys        map[string]*key
	ops         []*op // by number
	loads       []*workload
	messages    []*message
	cut         map[[2]int]bool
	synced      int                // the step at which the sync setting was last changed
	pending     map[int]*message   // what is on its way to a disk, by the step that sent it there
	hinting     map[int][]*message // a coordinator's own hints on their way to its disk, likewise
	replies     map[int]*Line      // all there will be, by operation
	dots        map[int][]string   // the versions that lines of an operation name, in order
	readers     map[reader]marks   // what clients have read
	ringVersion int
	owing       []debt // what must have happened before time goes on
	everLWW     bool
	judge
}

// step is a line that has been replayed, and what it was about.
type step struct {
	*Line
	msg     *message
	content *set
	memory  bool // of a store: it is in memory only
}

// debt is something that must have come about by the time the clock moves on.
type debt struct {
	since int // the step that made it due
	paid  func() bool
	what  string
}

// owes notes that something follows from this line at once.
func (m *model) owes(what string, paid func() bool) {
	m.owing = append(m.owing, debt{m.at, paid, what})
}

// reader is a client of a key.
type reader struct{ client, key string }

// settings are those that matter here.
type settings struct {
	n        string
	r, w     string // levels
	quorum   string
	conflict string
	sync     string
	repair   string
	timeout  int64
	readwait int64  // of reads; 0: as timeout
	rules    string // "cassandra": coordinators keep hints, and no read sees them
	handoff  int64  // 0: off
	grace    int64
}

// standIns reports whether other nodes may answer in place of replicas: without hints they
// can't.
func (s *settings) standIns() bool { return s.quorum == "sloppy" && s.handoff != 0 }

// hints reports whether coordinators keep hints for the replicas that a write does not reach.
func (s *settings) hints() bool { return s.rules == "cassandra" && s.handoff != 0 }

// timeoutOf is how long a coordinator waits for answers to a request.
func (s *settings) timeoutOf(verb string) int64 {
	if verb == "get" && s.readwait != 0 {
		return s.readwait
	}
	return s.timeout
}

func (s *settings) lww() bool { return s.conflict == "lww" }

// set takes over one setting.
func (s *settings) set(name, to string) (err error) {
	duration := func(into *int64) error {
		if to == "off" {
			*into = 0
			return nil
		}
		d, err := time.ParseDuration(to)
		*into = int64(d)
		return err
	}
	switch name {
	case "n":
		s.n, _, _ = strings.Cut(to, " (") // that there are fewer nodes may follow
	case "r":
		s.r = to
	case "w":
		s.w = to
	case "quorum":
		s.quorum = to
	case "conflict":
		s.conflict = to
	case "sync":
		s.sync = to
	case "repair":
		s.repair = to
	case "timeout":
		err = duration(&s.timeout)
	case "readtimeout":
		if s.readwait = 0; to != "same" {
			err = duration(&s.readwait)
		}
	case "rules":
		s.rules = to
	case "handoff":
		err = duration(&s.handoff)
	case "grace":
		err = duration(&s.grace)
	}
	return err
}

// health is what a node is.
type health uint8

const (
	up health = iota
	hung
	crashed
	left
)

// node is one member: its disk, its memory, and what it keeps for others.
type node struct {
	name        string
	dc          string
	joined      int // the ring version with which it came into the ring; 0: it has not
	parted      int // the one with which it went; 0: it has not
	health      health
	mute        bool // it runs without gossip
	epoch       int
	skew        int64
	wiped       bool
	ringVersion int
	leaving     bool                    // as far as it knows
	resumed     int                     // the step at which it last went on after it hung
	hanging     bool                    // it hung when it crashed
	crash       int                     // the step of its last crash
	stamped     map[string]int64        // the last timestamp that it gave out for a key; on the disk
	known       map[string]*set         // as its process sees it
	disk        map[string]*set         // what a crash leaves of that
	only        map[string]bool         // keys of which something is in memory only
	hints       map[int]map[string]hint // by owner and key
}

type hint struct {
	*set
	since int64
}

func newNode(name string) *node {
	n := &node{name: name}
	n.empty()
	return n
}

func (n *node) empty() {
	n.known, n.disk, n.only = make(map[string]*set), make(map[string]*set), make(map[string]bool)
	n.hints, n.stamped = make(map[int]map[string]hint), make(map[string]int64)
}

// stamp is the timestamp of a new version of a key: by the node's clock, and later than
// the last that the node gave a version of that key. Other keys do not count.
func (n *node) stamp(k *key, now int64) int64 {
	clock := now + n.skew
	if last, gave := n.stamped[k.name]; gave {
		clock = max(clock, last+1)
	}
	n.stamped[k.name] = clock
	return clock
}

// hold keeps what is known of a key, and, if it is durable, on the disk.
func (n *node) hold(k *key, in *set, lww, durable bool) (now *set, fresh bool) {
	old := n.known[k.name]
	now = k.merge(old, in, lww)
	if fresh = old == nil || !now.equal(old); fresh {
		n.known[k.name] = now
	} else {
		now = old
	}
	switch {
	case durable && n.only[k.name]:
		n.disk[k.name] = k.merge(n.disk[k.name], in, lww)
	case durable:
		n.disk[k.name] = now
	case fresh:
		n.only[k.name] = true
	}
	return now, fresh
}

// forget drops a key.
func (n *node) forget(key string) {
	delete(n.known, key)
	delete(n.disk, key)
	delete(n.only, key)
}

// message is one that was sent over a link, or what a coordinator does itself.
type message struct {
	*Line        // its Send
	from, to int // nodes
	content  *set
	owner    int // a write for somebody else to hand over: whose it is; -1: none
	late     int64
	over     bool // delivered or dropped
	writing  bool // it is on its way to a disk
	taken    int  // the step that sent it there
	memory   bool // it was to be kept in memory
}

// op is a client's request.
type op struct {
	*Line    // its Invoke
	id       int
	key      *key
	node     int  // who coordinates; -1: nobody
	begun    bool // its coordinator has taken it up
	at       int64
	settings settings // that stood then
	n        string   // how many copies there were to be when it was asked
	context  marks    // what its client had read
	past     marks    // and what that builds upon in truth
	write    *write
	version  int              // the ring version by which it was planned
	pending  map[int]bool     // nodes that write too, since they are about to keep a copy
	asked    string           // the level that its command asks for, if it does
	promised int              // copies, by its level when it was asked; of a read, answers
	shares   []*share         // whose answers it waits for
	sweeps   bool             // the last write wins
	silent   map[int]bool     // replicas of a write that had not answered when its time was up
	waits    map[string]int   // what it has asked and not been answered, by type and node
	said     map[string]*Line // by the observer, of a read
	wrong    bool             // the observer has said something against it
	standins map[int]int      // whose place a node takes
	reply    *Line
	over     bool            // nothing more will come of it
	deserted bool            // its client has given up while its coordinator hung
	forced   bool            // somebody makes its coordinator give up before its time
	heard    map[int]*answer // by node: what counts
	met      int             // the step at which there were enough
	second   bool            // the checksums differed, and it asks for full copies
	result   *set
	decided  bool // result is what the client is told
	united   *write
	extra    *set         // full copies that came later
	blurred  bool         // it may wait for more than can be told from the trace
	lates    []*set       // those that came after the client was told, one by one
	gave     map[int]bool // whose they are
	repairs  map[int]*set // what repairs bring that are sent because of a step
	owed     marks        // acknowledged before it began
	wasRead  []*op        // reads that were answered before it began
}

// answer is what a replica has said to a coordinator.
type answer struct {
	digest *set // of what it holds, as far as the coordinator knows
	given  *set // its copy, as it was when it answered
	full   bool
	no     bool // it refused
	counts bool // it has answered in the round that counts
	used   bool // and is one of those of which the client's answer was made

	behind   bool // and lacked something that another one of them had
	declined bool // it took no repair, since it gives the key up
	again    bool // it is asked once more, for it answered while its answer could not count
}

func newModel(lines []Line) *model {
	m := &model{
		lines: lines, names: make(map[string]int), keys: make(map[string]*key), cut: make(map[[2]int]bool),
		pending: make(map[int]*message), hinting: make(map[int][]*message), replies: make(map[int]*Line), dots: make(map[int][]string),
		readers: make(map[reader]marks), steps: make([]step, 1, len(lines)+1), ops: make([]*op, 1), messages: make([]*message, 1),
		ringVersion: 1, line: 1, judge: judge{pasts: make(map[reader]marks), shaken: make(map[*key]bool), own: make(map[int][]int)},
	}
	for i := range lines {
		switch l := &lines[i]; l.Kind {
		case "reply":
			m.replies[l.Op] = l
			m.namedBy(l)
		case "deliver":
			if l.Type == "moved" && l.From == l.To && l.Op != 0 { // its own node refuses it when it would be on the disk
				m.own[l.Cause] = append(m.own[l.Cause], i)
			}
		case "send", "store", "hint", "drop":
			if l.Op != 0 && l.Msg == 0 && l.Kind != "send" {
				m.own[l.Cause] = append(m.own[l.Cause], i)
			}
			// What belongs to a put or a delete is about its one version, and so is what a
			// read that has made one writes back.
			if l.Op != 0 && l.Type != "data" && l.Type != "checksum" {
				m.namedBy(l)
			}
		}
	}
	return m
}

// namedBy notes a version that a line of an operation names.
func (m *model) namedBy(l *Line) {
	if l.Version != "" && !slices.Contains(m.dots[l.Op], l.Version) {
		m.dots[l.Op] = append(m.dots[l.Op], l.Version)
	}
}

// written returns the name of the version that a put or a delete makes; "" if no line
// tells it.
func (m *model) written(o *op) string {
	if all := m.dots[o.id]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// unitedBy returns the name of the version that a read makes of siblings now: of those that
// its lines name, the next of its coordinator. "" if no line tells it: a read that has to ask
// further replicas may make another one before it has sent the first to anybody.
func (m *model) unitedBy(o *op) string {
	n := m.nodes[o.node]
	next := o.key.issued[[2]int{o.node, n.epoch}] + 1
	for _, name := range m.dots[o.id] {
		if node, epoch, counter, ok := cutName(name, m.names); ok && node == o.node && epoch == n.epoch && counter == next {
			return name
		}
	}
	return ""
}

// wrong adds a finding.
func (m *model) wrong(format string, args ...any) {
	if len(m.report.Findings) < most {
		m.report.Findings = append(m.report.Findings, Finding{m.line, m.at, fmt.Sprintf(format, args...)})
	}
}

// open reads the first line.
func (m *model) open(l *Line) bool {
	if l.Kind != "cluster" || l.Step != 0 {
		m.wrong("the first line is a %q, not the cluster", l.Kind)
		return false
	}
	for _, p := range l.Nodes {
		m.nodes[m.join(p.Name, p.DC)].joined = 1
	}
	for name, to := range l.Settings { // any order: each is by itself
		if err := m.settings.set(name, to); err != nil {
			m.wrong("setting %s: %v", name, err)
		}
	}
	m.everLWW = m.settings.lww()
	return true
}

func (m *model) join(name, dc string) int {
	if _, known := m.names[name]; known {
		m.wrong("there are two nodes %s", name)
	}
	m.names[name] = len(m.nodes)
	m.nodes = append(m.nodes, newNode(name))
	m.nodes[len(m.nodes)-1].dc = dc
	return len(m.nodes) - 1
}

// id returns the number of a node; -1 for no name.
func (m *model) id(name string) int {
	if name == "" {
		return -1
	}
	id, known := m.names[name]
	if !known {
		m.wrong("no node %s", name)
		return -1
	}
	return id
}

func (m *model) name(id int) string {
	if id < 0 {
		return "nobody"
	}
	return m.nodes[id].name
}

func (m *model) keyOf(name string) *key {
	k := m.keys[name]
	if k == nil {
		k = &key{name: name, byName: make(map[string]*write), issued: make(map[[2]int]int)}
		m.keys[name] = k
	}
	return k
}

func (m *model) op(id int) *op {
	if id < 1 || id >= len(m.ops) {
		return nil
	}
	return m.ops[id]
}

// replay goes through all lines.
func (m *model) replay() {
	if len(m.lines) == 0 || !m.open(&m.lines[0]) {
		return
	}
	for i := range m.lines[1:] {
		l := &m.lines[i+1]
		m.line, m.at = i+2, l.Step
		m.steps = append(m.steps, step{Line: l})
		if l.Step != i+1 {
			m.wrong("it is the %d. event", i+1)
			return
		}
		m.order(l)
		m.replayLine(l)
		m.report.Events++
		if len(m.report.Findings) >= most {
			return
		}
	}
	m.end()
}

// order checks time and causes.
func (m *model) order(l *Line) {
	if last := m.steps[l.Step-1].Line; last != nil {
		if l.At < last.At {
			m.wrong("time goes back from %d to %d", last.At, l.At)
		}
		if l.At > last.At {
			m.collect()
			m.compare()
		}
	}
	switch {
	case l.Kind == "command" && l.Cause != 0:
		m.wrong("a command with a cause")
	case l.Kind != "command" && (l.Cause < 1 || l.Cause >= l.Step):
		m.wrong("a %s with the cause %d", l.Kind, l.Cause)
		l.Cause = 1 // so that one finding is enough
	}
}

// collect checks that what was due has come about.
func (m *model) collect() {
	for _, d := range m.owing {
		if !d.paid() {
			m.wrong("%s, because of step %d, and time goes on without", d.what, d.since)
		}
	}
	m.owing = m.owing[:0]
}

// cause returns the step that made a line happen.
func (m *model) cause(l *Line) *step { return &m.steps[l.Cause] }

// words takes a command line apart.
func words(line string) (out []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] == '"' {
			if q, err := strconv.QuotedPrefix(line); err == nil {
				text, _ := strconv.Unquote(q)
				out, line = append(out, text), line[len(q):]
				continue
			}
		}
		end := strings.IndexByte(line, ' ')
		if end < 0 {
			end = len(line)
		}
		out, line = append(out, line[:end]), line[end:]
	}
	return out
}
