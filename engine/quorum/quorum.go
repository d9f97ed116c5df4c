// Package quorum says who must answer before a request is met.
//
//	rule                         answers        outcome
//	2 of n1 n2 n3                n2, n3         met: a simple quorum
//	2 of n1 n2 n3, 2 of n4 n5    n1, n2, n4     possible: one entry for each data centre
//	2 of n1 n2 n3, 2 of n2 n3 n4 n1, n2         possible: two entries while a node joins
//
// A Rule is a list of entries, all of which must be met, in the manner of the joint
// configurations of etcd's raft. A Record is a rule and what has been answered so
// far. Whether those who meet one rule always meet another is Overlap's to say.
//
// A Level is how a user writes who must answer: a number, counts for data centres, or one
// of Cassandra's names. On a ring and a placement it becomes a Demand, which makes the rule
// of each request:
//
//	quorum ── For(ring, dc1=3,dc2=3) ──▶ 4 of 6 ── Rule(replicas of the key) ──▶ 4 of n1 n2 n3 n4 n5 n6
package quorum

import (
	"fmt"
	"slices"

	"ringside/engine/id"
)

// Entry asks for the answers of Need of some nodes, whichever they are.
type Entry struct {
	Of   []id.Node // each once
	Need int
}

// Rule is met when each of its entries is. A rule without entries always is.
type Rule []Entry

// Simple is the rule that asks for so many of some nodes.
func Simple(need int, of ...id.Node) Rule { return Rule{{Of: of, Need: need}} }

// Met reports whether the answers of those nodes for which answered is true are enough.
func (r Rule) Met(answered func(id.Node) bool) bool {
	for i := range r {
		have := 0
		for _, n := range r[i].Of {
			if answered(n) {
				have++
			}
		}
		if have < r[i].Need {
			return false
		}
	}
	return true
}

// Need returns how many answers the rule asks for in all.
func (r Rule) Need() (need int) {
	for i := range r {
		need += r[i].Need
	}
	return need
}

// Outcome is what a rule has come to.
type Outcome uint8

const (
	// Possible: those who have been asked and have not answered may meet it yet.
	Possible Outcome = iota
	// Met: enough have answered.
	Met
	// Impossible: even if all who have been asked answer, they are too few. More may
	// be asked.
	Impossible
)

var outcomes = [...]string{Possible: "possible", Met: "met", Impossible: "impossible"}

// String returns the word for the outcome.
func (o Outcome) String() string { return outcomes[o] }

// Record is a rule, who has been asked, and who has answered. The zero Record has a
// rule that is met. It keeps its memory from one Begin to the next.
type Record struct {
	rule    Rule
	votes   []vote // of those who have been asked, in the order of that
	counted int
	waiting int
	uneven  bool // somebody who was asked does not stand in every entry
}

// vote is one node's part.
type vote struct {
	node  id.Node
	state state
}

type state uint8

const (
	waited  state = iota // asked, and no answer yet
	counted              // its answer is one of those that the rule asks for
	spent                // it has answered, and that counts for nothing
)

// Begin starts anew with a rule, which it copies.
func (r *Record) Begin(rule Rule) {
	for len(r.rule) < len(rule) && len(r.rule) < cap(r.rule) {
		r.rule = r.rule[:len(r.rule)+1] // with the memory of an entry there was
	}
	for i, e := range rule {
		if i == len(r.rule) {
			r.rule = append(r.rule, Entry{})
		}
		mine := &r.rule[i]
		mine.Of, mine.Need = append(mine.Of[:0], e.Of...), e.Need
	}
	r.rule = r.rule[:len(rule)]
	r.votes, r.counted, r.waiting, r.uneven = r.votes[:0], 0, 0, false
}

// Rule returns what is asked for. Read only, and valid until the next Begin.
func (r *Record) Rule() Rule { return r.rule }

// Ask notes that a node has been asked. What it may have answered before counts no more.
func (r *Record) Ask(n id.Node) {
	i := r.find(n)
	if i < 0 {
		r.votes = append(r.votes, vote{node: n})
		for e := range r.rule {
			r.uneven = r.uneven || !slices.Contains(r.rule[e].Of, n)
		}
		r.waiting++
		return
	}
	switch r.votes[i].state {
	case waited:
		panic(fmt.Sprintf("quorum: node %d is asked, and has not answered yet", n))
	case counted:
		r.counted--
	}
	r.votes[i].state = waited
	r.waiting++
}

// Add notes the answer of a node that has been asked. One that does not count, such
// as a refusal, only says that there is nothing more to wait for.
func (r *Record) Add(n id.Node, counts bool) {
	i := r.find(n)
	if i < 0 || r.votes[i].state != waited {
		panic(fmt.Sprintf("quorum: node %d answers, and was not asked", n))
	}
	r.waiting--
	r.votes[i].state = spent
	if counts {
		r.votes[i].state = counted
		r.counted++
	}
}

// StandIn lets a node answer where another one could: it comes into all entries that
// have that one.
func (r *Record) StandIn(n, owner id.Node) {
	for i := range r.rule {
		if e := &r.rule[i]; slices.Contains(e.Of, owner) && !slices.Contains(e.Of, n) {
			e.Of = append(e.Of, n)
		}
	}
}

// Outcome says what the rule has come to.
func (r *Record) Outcome() Outcome {
	outcome := Met
	for i := range r.rule {
		e := &r.rule[i]
		have, may := r.counted, r.counted+r.waiting
		if r.uneven {
			have, may = r.countIn(e)
		}
		if may < e.Need {
			return Impossible
		}
		if have < e.Need {
			outcome = Possible
		}
	}
	return outcome
}

// countIn counts the answers that an entry has, and may have.
func (r *Record) countIn(e *Entry) (have, may int) {
	for _, v := range r.votes {
		if v.state == spent || !slices.Contains(e.Of, v.node) {
			continue
		}
		may++
		if v.state == counted {
			have++
		}
	}
	return have, may
}

// Counts reports whether the node's answer is one of those that count.
func (r *Record) Counts(n id.Node) bool {
	i := r.find(n)
	return i >= 0 && r.votes[i].state == counted
}

// Counted returns how many answers count.
func (r *Record) Counted() int { return r.counted }

// Progress returns how many of the answers that the rule asks for there are.
func (r *Record) Progress() (have int) {
	if len(r.rule) == 1 && !r.uneven {
		return r.counted
	}
	for i := range r.rule {
		e, _ := r.countIn(&r.rule[i])
		have += min(e, r.rule[i].Need)
	}
	return have
}

// Have returns how many answers count in an entry.
func (r *Record) Have(entry int) int {
	have, _ := r.countIn(&r.rule[entry])
	return have
}

// Lacks reports whether a node stands in an entry that too few have been asked for, or,
// if answered is set, too few have answered.
func (r *Record) Lacks(n id.Node, answered bool) bool {
	for i := range r.rule {
		e := &r.rule[i]
		if !slices.Contains(e.Of, n) {
			continue
		}
		if have, may := r.countIn(e); answered && have < e.Need || may < e.Need {
			return true
		}
	}
	return false
}

// Asks reports whether the rule asks for a node's answer at all.
func (r *Record) Asks(n id.Node) bool {
	for i := range r.rule {
		if slices.Contains(r.rule[i].Of, n) {
			return true
		}
	}
	return false
}

// Waiting returns how many have been asked and have not answered.
func (r *Record) Waiting() int { return r.waiting }

// Clone returns a record that goes on independently of r.
func (r *Record) Clone() Record { return r.CloneInto(new(Record)) }

// CloneInto is Clone that uses the memory of old, a record that is no longer used.
func (r *Record) CloneInto(old *Record) Record {
	c := *r
	c.rule = slices.Grow(old.rule[:0], len(r.rule))[:len(r.rule)]
	for i, e := range r.rule {
		e.Of = append(c.rule[i].Of[:0], e.Of...)
		c.rule[i] = e
	}
	c.votes = append(old.votes[:0], r.votes...)
	return c
}

func (r *Record) find(n id.Node) int {
	for i := range r.votes {
		if r.votes[i].node == n {
			return i
		}
	}
	return -1
}
