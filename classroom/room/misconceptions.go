// Misconceptions: which ones wrong answers stood for, and how often in this class.

package room

import (
	"fmt"
	"maps"
	"slices"
	"sort"
)

// mistaken lists for instructors how often each misconception came up in the questions that were
// revealed, the most frequent first.
func (r *Room) mistaken() (lines []string) {
	if len(r.misconceptions) == 0 {
		return nil
	}
	all := slices.Collect(maps.Keys(r.misconceptions))
	sort.Slice(all, func(i, j int) bool {
		a, b := r.misconceptions[all[i]], r.misconceptions[all[j]]
		return a > b || a == b && all[i] < all[j]
	})
	lines = append(lines, "# Misconceptions in this class so far")
	for _, m := range all {
		lines = append(lines, fmt.Sprintf("%3d  %s", r.misconceptions[m], m))
	}
	return lines
}

// mostMisconceptions is how many a saved room may have: more than all lessons have.
const mostMisconceptions = 1000

// cleanMisconceptions makes the texts of a saved room safe.
func (s *saved) cleanMisconceptions() {
	clean := make(map[string]int)
	for _, m := range slices.Sorted(maps.Keys(s.Misconceptions)) {
		if n := s.Misconceptions[m]; n > 0 && len(clean) < mostMisconceptions {
			clean[cleanText(m)] = n
		}
	}
	s.Misconceptions = clean
}
