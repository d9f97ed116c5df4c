// This file goes from one level to another: to the next one, and between numbers and names
// that ask for as much.

package quorum

import (
	"fmt"
	"slices"

	"ringside/engine/ring"
)

// Next returns the level that is by further on, of those that can be met on a ring whose
// copies are placed by p: of a number the next number, of a name the next name by how
// many answers at least they wait for, so that none further on waits for fewer. The error is one line: there is none, or the level counts data centres,
// of which none is the next.
func (l Level) Next(by int, r *ring.Ring, p ring.Placement) (Level, error) {
	switch l.Kind {
	case PerDC:
		return l, fmt.Errorf("level %s: counts data centres and has no next one; write the counts that it is to have", show(l))
	case Number:
		next := Answers(l.N + by)
		_, err := next.For(r, p)
		return next, err
	}
	named := l.among(r, p)
	i := slices.Index(named, l) + by
	if i < 0 || i >= len(named) {
		return l, fmt.Errorf("%s is the %s level that can be met here", show(l), map[bool]string{true: "first", false: "last"}[i < 0])
	}
	return named[i], nil
}

// among returns l and the other levels with names that can be met on a ring whose copies are placed
// by p, by how many answers at least they wait for: all is the last. In one data centre it leaves out
// those that count by data centre, which ask for what others do.
func (l Level) among(r *ring.Ring, p ring.Placement) (named []Level) {
	for answers := range p.N + 2 {
		for _, other := range Levels() {
			d, err := other.For(r, p)
			least := d.Least()
			if other.Kind == All {
				least = p.N + 1
			}
			if err == nil && least == answers && (other == l || other.Kind <= All || len(r.DCs()) > 1) {
				named = append(named, other)
			}
		}
	}
	return named
}

// Renamed returns the level that asks for as much and is written in the other way: of a
// number the name, a quorum before any other, and of a name the number of replicas whose
// answers are enough at least. It returns l if there is none: no name asks for so many, or
// l counts data centres.
func (l Level) Renamed(r *ring.Ring, p ring.Placement) Level {
	switch l.Kind {
	case PerDC:
		return l
	case Number:
		for _, k := range []Kind{Quorum, One, Two, Three, All} {
			if named := (Level{Kind: k}); named.asks(l.N, r, p) {
				return named
			}
		}
		return l
	}
	d := l.On(r, p)
	return Answers(d.Least())
}

// Like returns the level that so many answers meet, written as l is where there is such a
// level: as a number, or as the first name of those that ask for so many of all copies.
func (l Level) Like(answers int, r *ring.Ring, p ring.Placement) Level {
	if l.Kind == Number || l.Kind == PerDC {
		return Answers(answers)
	}
	for _, named := range Levels() {
		if named.asks(answers, r, p) {
			return named
		}
	}
	return Answers(answers)
}

// asks reports whether a level asks for so many of all copies.
func (l Level) asks(answers int, r *ring.Ring, p ring.Placement) bool {
	d, err := l.For(r, p)
	return err == nil && d.scope == anywhere && d.need == answers
}
