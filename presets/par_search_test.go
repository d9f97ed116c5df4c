// Tests of the search for cheats.

package presets

import (
	"strconv"
	"strings"
	"testing"

	"ringside/internal/steady"
)

func searched(t *testing.T, file string) Searched {
	t.Helper()
	p, err := Parse("copy.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Search(60_000, func() bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSearchForCheats: a par that is too high is found, with lines that win with fewer commands; so
// is a goal that is reached without what its title is about. The built-in challenges with a par of
// two are proven.
func TestSearchForCheats(t *testing.T) {
	text := func(name string) string {
		data, err := readBuiltIn(fileOf(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	proven := func(s Searched) bool { return s.Proven() && s.Without == nil && s.Tried >= 5 }
	high := strings.Replace(text("stale-read"), "{three: 2, two: 4}", "{three: 3, two: 4}", 1)
	levels := strings.Replace(text("one-disk-one-crash"), "fixed: all", "fixed: [n]", 1)
	loose := strings.Replace(text("the-last-does-not-win"), "and written(2) == eggs ", "", 1)
	loose = strings.Replace(loose, "{three: 3, two: 4}", "{three: 2, two: 4}", 1)
	merged := strings.Replace(text("keep-every-add"), "conflict: lww", "conflict: siblings", 1)
	for _, tt := range steady.First([]struct {
		what, file string
		right      func(s Searched) bool
	}{
		{"a par of 3 where 2 do", high, func(s Searched) bool { return s.Short != nil && !s.Proven() }},
		{"stale read", text("stale-read"), proven},
		{"keep writing", text("keep-writing"), proven},
		{"opposite beliefs", text("opposite-beliefs"), proven},
		{"all three said yes", text("all-three-said-yes"), proven},
		{"one disk and one crash, where a request may ask one node only", levels, func(s Searched) bool { return strings.Contains(strings.Join(s.Short, "; "), " at one") }},
		{"the last does not win, where eggs need not be written", loose, func(s Searched) bool {
			return s.Without != nil && !strings.Contains(strings.Join(s.Without, " "), "skew")
		}},
		{"keep every add where nothing is thrown away", merged, func(s Searched) bool { return s.Missing == "set conflict" }},
	}, 1) {
		if s := searched(t, tt.file); !tt.right(s) {
			t.Errorf("%s: %+v", tt.what, s)
		}
	}
	stopped, err := Load("lost")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := stopped.Search(60_000, func() bool { return false }); err != nil || s.Proven() {
		t.Errorf("a search that is stopped proves %+v (%v)", s, err)
	}
}

// TestSearchLeavesNothingOut: what the search for shorter ways leaves out changes no answer. Each
// goal is searched both ways in each cluster; some are reached, others are not.
func TestSearchLeavesNothingOut(t *testing.T) {
	const old = "  do: |\n    put cart old\n    until quiet\n"
	rounds := []struct{ cluster, rest string }{
		{"{like: three}", "  verbs: [put, get, crash, start, wipe]\n  fixed: all\n"},
		{"{like: three, r: 1, w: 1}", old + "  verbs: [put, get, drop, delay, slow]\n  fixed: all\n"},
		{"{like: three, r: 1, w: 1, conflict: lww}", old + "  verbs: [put, get, delete, isolate, set]\n  fixed: [r, w, n]\n"},
		{"{like: three, r: 1, w: 1}", "  do: |\n    isolate C\n    put cart old\n    until quiet\n  verbs: [get, heal, isolate, set]\n  fixed: [r, w, n]\n"},
	}
	if testing.Short() {
		rounds = rounds[1:2]
	}
	goals := steady.First([]string{
		"stale == yes", "older == yes", "stale == yes and faults == 0", "value == milk", "values == none and reply == notfound",
		"reply == timeout", "value == old and older == no", "stale == yes or value == milk", "not (stale == no)", "shadowed > 0",
	}, 1)
	reached := 0
	for _, round := range rounds {
		for _, goal := range goals {
			file := "format: 1\ntitle: A copy\nabout: A copy.\nsource: none\nminutes: 1\ncluster: " + round.cluster + "\nchallenge:\n  goal: Reach it.\n" +
				round.rest + "  won: " + strconv.Quote(goal) + "\n  commands: 9\n  stars: {three: 3, two: 4}\n  solution: get cart\n"
			p, err := Parse("copy.yaml", []byte(file))
			if err != nil {
				t.Fatal(err)
			}
			found := func(whole bool) Searched {
				s, err := newParSearch(p, 1_000_000, func() bool { return true })
				if err != nil {
					t.Fatal(err)
				}
				s.whole = whole
				s.fewer()
				return s.Searched
			}
			all, some := found(true), found(false)
			if some.Fewer != all.Fewer || (some.Short == nil) != (all.Short == nil) || some.Tried > all.Tried {
				t.Errorf("%s in %s: %+v, and with nothing left out %+v", goal, round.cluster, some, all)
			}
			if all.Short != nil {
				reached++
			}
		}
	}
	if !steady.Raced && (reached < 2*len(rounds) || reached > len(rounds)*(len(goals)-2)) {
		t.Errorf("%d of %d goals are reached", reached, len(rounds)*len(goals))
	}
}
