// Tests of questions that are refused, of what a search says of its bounds, and of where it ends.

package search_test

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/internal/count"
)

// TestWordsThatNothingIs: an expression that names a node or a key that there is not is refused, wherever it
// stands: to look for it would end in a no that says nothing.
func TestWordsThatNothingIs(t *testing.T) {
	const open = "put cart milk as ann\nget cart as bob"
	for expr, want := range map[string]string{
		"holders(cart) == Z":                            "holders(cart) == Z: no node Z (nodes: A, B, C)",
		"holders(cart) == A,Z":                          "holders(cart) == A,Z: no node Z (nodes: A, B, C)",
		"holders(cart) contains Z":                      "holders(cart) contains Z: no node Z (nodes: A, B, C)",
		"stale == yes and not coordinator == Z":         "stale == yes and not coordinator == Z: no node Z (nodes: A, B, C)",
		"replicas(cart) == A,B,Z":                       "replicas(cart) == A,B,Z: no node Z (nodes: A, B, C)",
		"owner(cart) == Z":                              "owner(cart) == Z: no node Z (nodes: A, B, C)",
		"members contains Z or stale == yes":            "members contains Z or stale == yes: no node Z (nodes: A, B, C)",
		"held(Z, cart) == milk":                         "held(Z, cart): no node Z (nodes: A, B, C)",
		"key == kart and stale == yes":                  "key == kart and stale == yes: nothing is kept under the key kart, and no open request is about it (keys: cart)",
		"holders(kart) == none":                         "holders(kart) == none: nothing is kept under the key kart, and no open request is about it (keys: cart)",
		"writers == ann":                                "writers: a search keeps no names with the values, so it can't look at writers; it can look at the facts of an operation, and at " + strings.Join(script.Searchable(), ", "),
		"holders(cart) == none":                         "",
		"coordinator contains Z":                        "",
		"coordinator == B and key == cart":              "",
		"holders(cart) == A,B and value == none":        "",
		"holders(cart) == A,B or holders(cart) == none": "",
	} {
		got := ""
		if err := search.Check(search.Ask(t, three(t, ""), expr, open, search.Bounds{})); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}

// TestWhatNothingUses: a bound that nothing can use up, a request that waits for an answer that nobody gives, and a
// load that has requests left are refused in one line: a no would be about something else than what was asked.
func TestWhatNothingUses(t *testing.T) {
	const chain = "put cart milk via A as ann\nget cart via B as bob after ann"
	const never = "get cart via B as bob after ann: it can never begin, since it waits for the answer to put cart milk via A as ann, and A hangs, and neither a start nor a timeout is allowed; allow 1 start or 1 timeout, or name a node that is up"
	for _, c := range []struct {
		lines, open string
		b           search.Bounds
		want        string
	}{
		{"", chain, search.Bounds{Starts: 2}, "2 starts: every node is up, and nothing that is allowed takes one down; allow a crash, hang, wipe or power failure as well, or leave starts out"},
		{"", chain, search.Bounds{Starts: 1, Hangs: 1}, ""},
		{"crash C", chain, search.Bounds{Starts: 1}, ""},
		{"", chain, search.Bounds{Mends: 1}, "1 mend: no link is cut, and no cut is allowed; allow a cut as well, or leave mends out"},
		{"", chain, search.Bounds{Mends: 1, Cuts: 1}, ""},
		{"cut A B", chain, search.Bounds{Mends: 1}, ""},
		{"hang A", chain, search.Bounds{}, never},
		{"hang A", chain, search.Bounds{Starts: 1}, ""},
		{"hang A", chain, search.Bounds{Crashes: 1}, ""},
		{"hang A", chain, search.Bounds{Timeouts: 1}, ""},
		{"hang A", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{}, ""},
		{"hang A", "put cart milk via A\nget cart via B", search.Bounds{}, "get cart via B: it can never begin, since it waits for the answer to put cart milk via A, and A hangs, and neither a start nor a timeout is allowed; allow 1 start or 1 timeout, or name a node that is up"},
		{"load 100 puts keys 1 rate 1000", chain, search.Bounds{}, "a load is under way, and a search can't handle that; let it finish first (until quiet), or end it (load off)"},
		{"load 100 puts keys 1 rate 1000\nload off", chain, search.Bounds{}, ""},
		{"load 10 puts keys 1 rate 1000\nuntil quiet", chain, search.Bounds{}, ""},
	} {
		got := ""
		if err := search.Check(search.Ask(t, three(t, c.lines), "stale == yes", c.open, c.b)); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q, %q within %s: %q, want %q", c.lines, c.open, &c.b, got, c.want)
		}
	}
}

// TestWithin: that requests without a client are one client's is said with the bounds.
func TestWithin(t *testing.T) {
	const one = `; the 2 open requests without "as CLIENT" are those of one client, who makes them in order`
	for open, says := range map[string]bool{
		"put cart milk\nget cart": true, "put cart milk as ann\nget cart as bob": false, "put cart milk\nget cart as bob": false,
		"put cart milk\nget cart as bob\nget cart": true,
	} {
		q := search.Ask(t, three(t, ""), "stale == yes", open, search.Bounds{})
		if got := q.Within(); strings.HasSuffix(got, one) != says || !strings.HasPrefix(got, q.Bounds.String()) {
			t.Errorf("%q: %s", open, got)
		}
	}
}

// TestBoundOfStates: a search never finds more states than its bound allows, and where there are no more than that
// the bound does not stop it.
func TestBoundOfStates(t *testing.T) {
	for most := 1; ; most++ {
		q := search.Ask(t, three(t, "set repair off"), "stale == yes", "put cart milk via A as ann\nget cart via B as bob after ann", search.Bounds{States: most})
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.States > most {
			t.Fatalf("%d states are found of %d allowed", a.States, most)
		}
		if a.Outcome == search.No {
			if a.States != most || most < 20 {
				t.Errorf("a no with %d states of %d allowed", a.States, most)
			}
			return
		}
		if want := "at its bound of " + count.Of(most, "state"); a.Stopped != want {
			t.Fatalf("stopped %q, want %q", a.Stopped, want)
		}
	}
}

// TestBoundOfMemory: a search ends when the program has more memory in use than it may, whatever takes it.
func TestBoundOfMemory(t *testing.T) {
	ballast := make([]byte, 2<<20)
	runtime.GC()
	q := search.Ask(t, three(t, "set repair blocking"), "older == yes", "put cart milk as ann\nget cart as bob\nget cart as cem after bob", search.Bounds{})
	q.Memory = 1 << 20
	a, err := search.Run(context.Background(), q, nil)
	if err != nil || a.Outcome != search.Unknown || a.Stopped != "because the program has more than 1 MiB of memory in use" {
		t.Errorf("%v, stopped %q, %v", a.Outcome, a.Stopped, err)
	}
	if a.Steps != nil || a.States == 0 {
		t.Errorf("it says %+v", a)
	}
	runtime.KeepAlive(ballast)
}

// TestStoryOfARefusal: a story says where a message finds its node down or hung, and names a refusal as one.
func TestStoryOfARefusal(t *testing.T) {
	for lines, want := range map[string][]string{
		"crash C": {"the write from A reaches C, which is down", "the refusal from C arrives at A"},
		"hang C":  {"the write from A waits at C, which hangs"},
	} {
		expr := "believes(A, C) == down"
		if lines == "hang C" {
			expr = "reply == ok and inflight == 0"
		}
		q := search.Ask(t, three(t, lines), expr, "put cart milk via A as ann", search.Bounds{})
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		var story strings.Builder
		for _, s := range a.Steps {
			story.WriteString(s.Why + "\n")
		}
		for _, line := range want {
			if !strings.Contains(story.String(), line) {
				t.Errorf("%s: no %q in\n%s", lines, line, &story)
			}
		}
	}
}
