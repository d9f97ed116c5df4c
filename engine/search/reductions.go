// The reductions: what a search leaves out because it can change neither the answer nor the
// length of the shortest story. Each can be switched off, so that tests can show that.

package search

import (
	"fmt"
	"slices"
	"strings"
)

// Reductions are those that a search does without.
type Reductions struct {
	Late   bool // what can't matter any more is kept: late answers, writes that nobody reads
	Orders bool // steps that do not touch each other are tried in every order
	Nodes  bool // nodes that are equal so far are each tried
	Far    bool // states are looked at however far they are from what is asked for
}

// words of the reductions, in the order of the help. It is never written to.
var reductionWords = []string{"late", "orders", "nodes", "far"}

// AllReductions is the text of a search that does without none.
const AllReductions = "late,orders,nodes,far"

func (r *Reductions) each() []*bool { return []*bool{&r.Late, &r.Orders, &r.Nodes, &r.Far} }

// ParseReductions reads which reductions a search makes: their words with commas between
// them, or none. It returns those that the search does without.
func ParseReductions(text string) (without Reductions, err error) {
	all := without.each()
	for _, one := range all {
		*one = true
	}
	if text == "none" {
		return without, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		i := slices.Index(reductionWords, word)
		if i < 0 {
			return without, fmt.Errorf("%q: no such reduction (allowed: none, or some of %s)", word, AllReductions)
		}
		*all[i] = false
	}
	return without, nil
}
