// What keeps an expression from holding: the comparisons of it that do not hold.

package script

import "slices"

// Unmet is a comparison of an expression that does not hold, or is not known to.
type Unmet struct {
	Fact Fact
	Args []string   // of the fact, as they were written
	Not  bool       // the expression wants it not to hold
	Op   string     // ==, !=, <, <=, > or >=, contains; "" for a fact that is yes or no
	Want []string   // the value that it is compared with: one text, or those of a list; nil: none
	Or   [][]string // other values that would do as well, each as Want
	Than string     // the fact that it is compared with; "" if that is a value
	With []string   // the arguments of the fact Than
	That Told       // what the fact Than is now
	Is   Told       // what the fact is now
	// Unknown says that the fact is not known yet; Err why it has no value, else nil.
	Unknown bool
	Err     error
}

// Unmet lists the comparisons that keep the expression from holding now, in the order in which
// they are written; nil if it holds. Where one of several parts would do, it lists those of the
// part that lacks the fewest. Unlike Eval it has no error: a fact without a value does not hold.
func (e Expr) Unmet(views Views) []Unmet {
	if e.root == nil {
		return nil
	}
	look := newLook(views, e.facts...)
	u := unmet{e: e, values: make([]value, len(e.facts)), errs: make([]error, len(e.facts))}
	for i, f := range e.facts {
		if u.values[i], u.errs[i] = f.of(look); u.errs[i] != nil {
			u.values[i] = unknownYet
		}
	}
	return u.of(e.root, true)
}

// unmet collects what does not hold.
type unmet struct {
	e      Expr
	values []value
	errs   []error
}

// of returns what keeps a part of the expression from being true, or from being false.
func (u *unmet) of(t *term, want bool) []Unmet {
	truth := u.e.truth(t, u.values)
	if want && truth == isTrue || !want && truth == isFalse {
		return nil
	}
	all := func() (parts []Unmet) {
		for _, part := range t.terms {
			parts = append(parts, u.of(part, want)...)
		}
		return parts
	}
	switch t.kind {
	case isNot:
		return u.of(t.terms[0], !want)
	case isAnd, isOr:
		if (t.kind == isAnd) == want {
			return all()
		}
		return u.nearest(t.terms, want)
	}
	return []Unmet{u.one(t, want)}
}

// nearest returns what the part lacks of which the least is missing.
func (u *unmet) nearest(parts []*term, want bool) (least []Unmet) {
	var far [3]int
	all := make([][]Unmet, len(parts))
	for i, part := range parts {
		all[i] = u.of(part, want)
		unknown := 0
		for _, m := range all[i] {
			if m.Unknown || m.Err != nil {
				unknown++
			}
		}
		if one := [3]int{len(all[i]), unknown, -u.holding(part, want)}; i == 0 || slices.Compare(one[:], far[:]) < 0 {
			least, far = slices.Clone(all[i]), one
		}
	}
	if len(least) == 1 {
		for _, other := range all {
			if len(other) == 1 && least[0].orElse(&other[0]) {
				least[0].Or = append(least[0].Or, other[0].Want)
			}
		}
	}
	return least
}

// holding counts the comparisons of a part that are as they should be.
func (u *unmet) holding(t *term, want bool) (n int) {
	switch t.kind {
	case isNot:
		return u.holding(t.terms[0], !want)
	case isAnd, isOr:
		for _, part := range t.terms {
			n += u.holding(part, want)
		}
	default:
		if truth := u.e.truth(t, u.values); want && truth == isTrue || !want && truth == isFalse {
			n = 1
		}
	}
	return n
}

// orElse reports whether another comparison asks for another value of the same fact.
func (m *Unmet) orElse(other *Unmet) bool {
	asks := m.Op == "==" || m.Op == "contains"
	return asks && !m.Not && !other.Not && m.Op == other.Op && m.Fact.String() == other.Fact.String() &&
		m.Want != nil && other.Want != nil && !slices.Equal(m.Want, other.Want)
}

// one describes a comparison.
func (u *unmet) one(t *term, want bool) Unmet {
	f := u.e.facts[t.left]
	m := Unmet{
		Fact: Fact{f}, Args: f.args, Not: !want, Op: t.op,
		Is: u.values[t.left].told(f.typ), Unknown: u.values[t.left].unknown, Err: u.errs[t.left],
	}
	switch {
	case t.kind == isFact:
	case t.right.fact >= 0:
		than := u.e.facts[t.right.fact]
		m.Than, m.With, m.That = than.String(), than.args, u.values[t.right.fact].told(than.typ)
	case t.right.value.none:
	case f.typ == list:
		m.Want = t.right.value.list
	case f.typ == text:
		m.Want = []string{t.right.value.text}
	default:
		m.Want = []string{t.right.value.literal(f.typ)}
	}
	return m
}
