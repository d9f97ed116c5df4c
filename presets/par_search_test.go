// Tests of the search for cheats.

package presets

import (
	"strings"
	"testing"
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
	for _, name := range []string{"stale-read", "keep-writing", "opposite-beliefs", "all-three-said-yes"} {
		if s := searched(t, text(name)); !s.Proven() || s.Without != nil || s.Tried < 50 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	high := strings.Replace(text("stale-read"), "{three: 2, two: 4}", "{three: 3, two: 4}", 1)
	if s := searched(t, high); s.Short == nil || s.Proven() {
		t.Errorf("a par of 3 where 2 do: %+v", s)
	}
	levels := strings.Replace(text("one-disk-one-crash"), "fixed: all", "fixed: [n]", 1)
	if s := searched(t, levels); !strings.Contains(strings.Join(s.Short, "; "), " at one") {
		t.Errorf("one disk and one crash, where a request may ask one node only: %+v", s)
	}
	loose := strings.Replace(text("the-last-does-not-win"), "and written(2) == eggs ", "", 1)
	loose = strings.Replace(loose, "{three: 3, two: 4}", "{three: 2, two: 4}", 1)
	if s := searched(t, loose); s.Without == nil || strings.Contains(strings.Join(s.Without, " "), "skew") {
		t.Errorf("the last does not win, where eggs need not be written: %+v", s)
	}
	merged := strings.Replace(text("keep-every-add"), "conflict: lww", "conflict: siblings", 1)
	if s := searched(t, merged); s.Missing != "set conflict" {
		t.Errorf("keep every add where nothing is thrown away: %+v", s)
	}
	stopped, err := Load("lost")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := stopped.Search(func() bool { return false }); err != nil || s.Proven() {
		t.Errorf("a search that is stopped proves %+v (%v)", s, err)
	}
}
