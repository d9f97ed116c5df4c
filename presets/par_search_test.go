// Tests of the search for cheats.

package presets

import (
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
	s, err := p.Search(func() bool { return true })
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
		data, err := embedded.ReadFile(fileOf(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	proven := func(s Searched) bool { return s.Proven() && s.Without == nil && s.Tried >= 50 }
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
	if s, err := stopped.Search(func() bool { return false }); err != nil || s.Proven() {
		t.Errorf("a search that is stopped proves %+v (%v)", s, err)
	}
}
