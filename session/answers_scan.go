// This file goes through traces for what clients were told, and through what branches have in
// common once.

package session

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/ring"
)

// scan is what is known of the requests of a branch up to a step. A request that has been
// answered changes no more: of the first that all have been, only the checksum is kept, and
// where those stand that this branch has of its own.
type scan struct {
	step int       // up to which it has gone through the trace
	sum  hash.Hash // of the requests before those that are open
	past int       // how many those are
	open []stands  // the others, by their numbers; the first of them has not been answered
	own  []stands  // of those before, the branch's own: as many as may have place in a file
	from int       // the step at which the branch left another one
	form []byte
}

// stands says at which steps a client asked for something, and was answered; 0: not yet.
type stands struct {
	op            uint32
	invoke, reply int
}

func (s stands) first() int {
	if s.invoke == 0 {
		return s.reply
	}
	return s.invoke
}

// in returns the events.
func (s stands) in(t *event.Trace) asking {
	a := asking{op: s.op}
	if s.invoke > 0 {
		a.invoke = t.At(s.invoke)
	}
	if s.reply > 0 {
		a.reply = t.At(s.reply)
	}
	return a
}

// mostOwn is how many answers of a branch have place in a file, at most.
const mostOwn = MostAnswers/leastAnswer + 1

// world is a cluster to be compared.
type world interface {
	Trace() *event.Trace
	NodeName(ring.NodeID) string
	Form(part engine.Part, to func(piece []byte))
}

func newScan() *scan { return &scan{sum: sha256.New()} }

// through goes on to the end of a trace.
func (s *scan) through(w world) {
	t := w.Trace()
	for ; s.step < t.Len(); s.step++ {
		e := t.At(s.step + 1)
		if e.Kind != event.Invoke && e.Kind != event.Reply || e.Op == 0 {
			continue
		}
		for s.past+len(s.open) < int(e.Op) {
			s.open = append(s.open, stands{op: uint32(s.past + len(s.open) + 1)})
		}
		if int(e.Op) <= s.past {
			continue // a client is told once
		}
		a := &s.open[int(e.Op)-s.past-1]
		if e.Kind == event.Invoke {
			a.invoke = s.step + 1
		} else {
			a.reply = s.step + 1
		}
		s.settle(w)
	}
}

// settle takes the first requests off those that are open, as far as they have been answered.
func (s *scan) settle(w world) {
	n := 0
	for n < len(s.open) && s.open[n].reply > 0 {
		s.add(s.sum, w, s.open[n])
		if s.open[n].first() > s.from && len(s.own) < mostOwn {
			s.own = append(s.own, s.open[n])
		}
		n++
	}
	s.past += n
	s.open = s.open[n:]
}

// add adds a request to a checksum.
func (s *scan) add(to hash.Hash, w world, one stands) {
	if one.first() > 0 {
		a := one.in(w.Trace())
		s.form = appendAsking(s.form[:0], w.Trace(), &a, w.NodeName)
		to.Write(s.form)
	}
}

// part returns a scan of a branch that leaves this one at a step, and goes on by itself.
func (s *scan) part(from int) *scan {
	return &scan{step: s.step, sum: cloned(s.sum), past: s.past, open: slices.Clone(s.open), from: from}
}

// cloned returns a checksum that goes on by itself.
func cloned(h hash.Hash) hash.Hash {
	c, err := h.(hash.Cloner).Clone()
	if err != nil {
		panic("session: a checksum can't be copied: " + err.Error()) // those of SHA-256 can
	}
	return c.(hash.Hash)
}

// outcome returns what the branch came to, at its end. The answers are those to requests of
// its own, as many as have place in so many bytes.
func (s *scan) outcome(w world, bytes int) (o outcome) {
	s.through(w)
	t := w.Trace()
	tell := func(one stands) {
		if bytes > 0 && one.first() > s.from {
			a := one.in(t)
			s.form = appendAsking(s.form[:0], t, &a, w.NodeName)
			o.answers = append(o.answers, newAnswer(t, a, s.form))
			bytes -= o.answers[len(o.answers)-1].size
		}
	}
	all := cloned(s.sum)
	for _, one := range s.own {
		tell(one)
	}
	for _, one := range s.open {
		s.add(all, w, one)
		tell(one)
	}
	o.sums[ofAnswers] = sum(all.Sum(nil))
	for i := ofStores; i < allSums; i++ {
		of := sha256.New()
		w.Form(sumParts[i], func(piece []byte) { of.Write(piece) })
		o.sums[i] = sum(of.Sum(nil))
	}
	return o
}

// ends collects what branches came to, in the order in which a tour shows them.
type ends struct {
	from []int // by branch, the step at which it left another one
	all  []outcome
	size int // of all answers that are kept
}

// onBranch is a scan on a tour.
type onBranch struct {
	*scan
	*ends
}

func (o onBranch) Part(branch int, at *engine.Cluster) history.Visitor {
	o.through(at)
	return onBranch{o.part(o.ends.from[branch-1]), o.ends}
}

func (o onBranch) End(branch int, at *engine.Cluster) {
	came := o.outcome(at, MostAnswers)
	o.all[branch-1] = came
	for i := range came.answers {
		o.size += came.answers[i].size
	}
	if o.size > 2*MostAnswers {
		o.ends.trim()
	}
}

// trim lets go of answers that have no place in a file, since those of branches before have
// taken it.
func (e *ends) trim() {
	e.size = 0
	for i := range e.all {
		answers := e.all[i].answers
		n := 0
		for ; n < len(answers) && e.size < MostAnswers; n++ {
			e.size += answers[n].size
		}
		if n < len(answers) {
			e.all[i].answers = slices.Clone(answers[:n])
		}
	}
}

// outcomes returns what each branch came to.
func outcomes(h *history.History, pause Pause) ([]outcome, error) {
	if _, of := h.Branch(); of == 1 && h.Position() == h.End() {
		if !pause(1) {
			return nil, ErrStopped
		}
		return []outcome{newScan().outcome(h, MostAnswers)}, nil
	}
	e := &ends{}
	for _, b := range h.Branches() {
		e.from = append(e.from, b.From.Step)
	}
	e.all = make([]outcome, len(e.from))
	err := h.Tour(onBranch{newScan(), e}, func() bool { return pause(1) })
	e.trim()
	return e.all, err
}

// lines is the checksum of a trace as JSON, up to a step, which formats up to 2 and codes of
// version 1 have of each branch.
type lines struct {
	step int
	sum  hash.Hash
	line []byte
	all  []string // by branch
}

func (l *lines) through(c *engine.Cluster) {
	for t := c.Trace(); l.step < t.Len(); l.step++ {
		l.line = append(t.AppendJSON(l.line[:0], l.step+1, c.NodeName), '\n')
		l.sum.Write(l.line)
	}
}

func (l *lines) Part(_ int, at *engine.Cluster) history.Visitor {
	l.through(at)
	return &lines{l.step, cloned(l.sum), nil, l.all}
}

func (l *lines) End(branch int, at *engine.Cluster) {
	l.through(at)
	l.all[branch-1] = hex.EncodeToString(l.sum.Sum(nil))
}

// traceSums returns these checksums.
func traceSums(h *history.History, pause Pause) ([]string, error) {
	_, of := h.Branch()
	l := &lines{sum: sha256.New(), all: make([]string, of)}
	return l.all, h.Tour(l, func() bool { return pause(1) })
}
