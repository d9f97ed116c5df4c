// This file reports whether two rules always meet.

package quorum

import (
	"slices"
	"sort"

	"ringside/engine/id"
)

// Overlap reports whether every set of nodes that meets one rule has a node in common
// with every set that meets the other: whether a read always asks somebody who has
// the last write. If a rule can't be met at all there is nothing to miss, and it is true.
func Overlap(read, write Rule) bool {
	if len(read) == 1 && len(write) == 1 {
		return overlapOne(&read[0], &write[0])
	}
	s := split{kinds: kindsOf(read, write), known: make(map[string]bool)}
	needs := make([]int, 0, len(read)+len(write))
	for _, rule := range []Rule{read, write} {
		for i := range rule {
			needs = append(needs, max(rule[i].Need, 0))
		}
	}
	s.reads = len(read)
	return !s.possible(0, needs)
}

// Counts reports whether any read of so many nodes and any write of so many have one in
// common, if both are of the same n: R+W > N.
func Counts(read, write, n int) bool { return read+write > n }

// overlapOne is Overlap of two simple quorums: Counts, of the nodes that are in both.
func overlapOne(read, write *Entry) bool {
	both := common(read.Of, write.Of)
	return Counts(max(0, read.Need-(len(read.Of)-both)), max(0, write.Need-(len(write.Of)-both)), both)
}

func common(a, b []id.Node) (n int) {
	if len(a) > 0 && len(a) == len(b) && &a[0] == &b[0] {
		return len(a)
	}
	for _, node := range a {
		if slices.Contains(b, node) {
			n++
		}
	}
	return n
}

// kind is nodes that stand in the same entries of both rules, so that it is all one
// which of them answers.
type kind struct {
	in    string // for each entry of the read's rule, then of the write's, 1 if they are in it
	count int
}

// kindsOf sorts the nodes of two rules by the entries that they stand in. Kinds of
// the same entry stand side by side as far as that can be.
func kindsOf(read, write Rule) (kinds []kind) {
	in := make(map[id.Node][]byte)
	entries := append(slices.Clip(read), write...)
	var nodes []id.Node
	for i := range entries {
		for _, n := range entries[i].Of {
			if in[n] == nil {
				in[n] = make([]byte, len(entries))
				nodes = append(nodes, n)
			}
			in[n][i] = 1
		}
	}
	for _, n := range nodes {
		i := slices.IndexFunc(kinds, func(k kind) bool { return k.in == string(in[n]) })
		if i < 0 {
			i, kinds = len(kinds), append(kinds, kind{in: string(in[n])})
		}
		kinds[i].count++
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].in < kinds[j].in })
	return kinds
}

// split looks for a way to give each node to one of two rules so that both are met.
type split struct {
	kinds []kind
	reads int // how many entries are the read's
	known map[string]bool
}

// possible reports whether the kinds from the i-th on can meet what the entries still
// need. It comes to the same question by many ways, and so remembers the answers.
func (s *split) possible(i int, needs []int) bool {
	if !slices.ContainsFunc(needs, func(need int) bool { return need > 0 }) {
		return true
	}
	for e, need := range needs {
		for _, k := range s.kinds[i:] {
			need -= k.count * int(k.in[e])
		}
		if need > 0 {
			return false
		}
	}
	question := question(i, needs)
	if answer, known := s.known[question]; known {
		return answer
	}
	k, left, answer := s.kinds[i], make([]int, len(needs)), false
	for forRead := 0; forRead <= k.count && !answer; forRead++ {
		for e, need := range needs {
			given := forRead
			if e >= s.reads {
				given = k.count - forRead
			}
			left[e] = max(0, need-given*int(k.in[e]))
		}
		answer = s.possible(i+1, left)
	}
	s.known[question] = answer
	return answer
}

// question is what possible is asked, as a key.
func question(i int, needs []int) string {
	key := []byte{byte(i), byte(i >> 8)}
	for _, need := range needs {
		key = append(key, byte(need), byte(need>>8))
	}
	return string(key)
}
