// How facts are compared with values and with each other.

package script

import (
	"cmp"
	"slices"
	"strings"
)

// operators lists the operators for facts of a type.
func operators(t valueType) []string {
	switch t {
	case number, latency:
		return []string{"==", "!=", "<", "<=", ">", ">="}
	case text, list:
		return []string{"==", "!=", wordContains}
	}
	return []string{"==", "!="}
}

// compare reports whether a comparison holds. The value none equals only none, is neither
// less nor more than anything, and contains nothing. The order of a list counts if it
// counts on both sides.
func compare(t valueType, ordered bool, left value, op string, right value) bool {
	switch op {
	case "==":
		return equal(t, ordered, left, right)
	case "!=":
		return !equal(t, ordered, left, right)
	}
	if left.none || right.none {
		return false
	}
	order := cmp.Compare(left.n, right.n)
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return contains(t, left, right)
}

func equal(t valueType, ordered bool, a, b value) bool {
	switch {
	case t == list:
		return sameTexts(a.list, b.list, ordered)
	case a.none || b.none:
		return a.none == b.none
	case t == text && len(a.list)+len(b.list) > 0: // one text was expected, and there are several
		return sameTexts(a.list, b.list, false)
	}
	return a.n == b.n && a.text == b.text
}

func sameTexts(a, b []string, ordered bool) bool {
	if !ordered {
		a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	}
	return slices.Equal(a, b)
}

// contains reports whether all texts of right are in left's, each at least as often; for
// texts, whether right is a substring of left.
func contains(t valueType, left, right value) bool {
	if t == text {
		return len(left.list) == 0 && len(right.list) == 0 && strings.Contains(left.text, right.text)
	}
	rest := slices.Clone(left.list)
	for _, want := range right.list {
		i := slices.Index(rest, want)
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}
