// Tests that nothing holds of a fact that is not known yet, and that all facts are known in the end.

package script

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
)

// comparisons lists comparisons of a fact, written with its arguments, with values of its type.
func comparisons(f *FactInfo, fact string) (all []string) {
	values := map[valueType][]string{number: {"0", "7"}, latency: {"0s", "1h"}, text: {"milk", "none"}, list: {"milk", "none"}}[f.typ]
	for _, word := range f.Words() {
		if word != wordNone && word != event.Pending.String() {
			values = append(values, word)
		}
	}
	if f.typ == yesNo {
		all = append(all, fact)
	}
	for _, op := range operators(f.typ) {
		for _, v := range values {
			all = append(all, fact+" "+op+" "+v)
		}
	}
	return all
}

// written is a fact of five nodes with the arguments of its example.
func written(f *FactInfo) string {
	return strings.NewReplacer("n6", "n5").Replace(f.example())
}

// TestNothingHoldsOfWhatIsNotKnownYet: as long as nobody has asked, answered or measured, no
// comparison with a fact of it holds, and no denial of one; of any other fact one of the two does.
func TestNothingHoldsOfWhatIsNotKnownYet(t *testing.T) {
	for _, moment := range []struct {
		name, script string
		unknown      func(*FactInfo) bool
	}{
		{"nobody has asked", "", func(f *FactInfo) bool { return f.ofOperation() || f.ofLoad() }},
		{"a get is under way", "get cart\n", func(f *FactInfo) bool { return f.reply && f.Name != "acks" || f.ofLoad() }},
		{"a get is answered", "get cart\nuntil reply\n", (*FactInfo).ofLoad},
		{"a load is over", "load 20 mix 0.5 keys 2\nuntil quiet\nget cart\nuntil reply\n", func(*FactInfo) bool { return false }},
	} {
		c := newCluster(t)
		play(t, c, moment.script)
		for _, f := range Facts() {
			if f.Name == "written" && moment.script != "" { // the newest operation is a get
				continue
			}
			for _, comparison := range comparisons(&f, written(&f)) {
				holds, denied := holdsIn(t, c, comparison), holdsIn(t, c, "not "+comparison)
				if holds && denied || (holds || denied) == moment.unknown(&f) {
					t.Errorf("%s: %s: %v, and its denial: %v", moment.name, comparison, holds, denied)
				}
			}
		}
		for _, word := range []string{wordNone, event.Pending.String()} { // these ask whether it is known
			if holdsIn(t, c, "reply == "+word) == holdsIn(t, c, "reply != "+word) {
				t.Errorf("%s: reply == %s and reply != %s agree", moment.name, word, word)
			}
		}
	}
}

// TestTruthOfParts: and, or and not of what is not known yet, as in SQL.
func TestTruthOfParts(t *testing.T) {
	c := newCluster(t)
	for expr, holds := range map[string]bool{
		"reply == ok or up == 5":                    true,
		"not (reply == ok or up == 5)":              false,
		"not (reply == ok and up == 4)":             true,
		"reply == ok and up == 5":                   false,
		"not (reply == ok and up == 5)":             false,
		"not (reply == ok or up == 4)":              false,
		"not reply == pending and not reply == ok":  false,
		"not reply == pending and reply == none":    true,
		"not not stale or not not not stale":        false,
		"value == none or value != none or up == 4": false,
	} {
		if got := holdsIn(t, c, expr); got != holds {
			t.Errorf("before any operation %s: %v", expr, got)
		}
	}
}

func holdsIn(t *testing.T, c *engine.Cluster, text string) bool {
	t.Helper()
	e, err := ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Eval(c)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if fast := NewJudge(e).HoldsFor(c, c.View(engine.Watch{}).Newest()); fast != v.Holds {
		t.Errorf("%s: %v, and for the newest operation %v", text, v.Holds, fast)
	}
	return v.Holds
}

// TestFactsThatAreNotThere: of a request of another verb, an operation that has not begun or a node
// that does not exist, nothing holds and nothing is denied, and an error says so at every moment,
// wherever in an expression it stands.
func TestFactsThatAreNotThere(t *testing.T) {
	for _, moment := range []struct {
		script, comparison, err string
	}{
		{"put cart milk\n", "value == milk", "value: operation 1 is a put; only a get has it"},
		{"put cart milk\nuntil reply\n", "value == milk", "value: operation 1 is a put; only a get has it"},
		{"put cart milk\n", "stale", "stale: operation 1 is a put; only a get has it"},
		{"put cart milk\nuntil reply\n", "stale", "stale: operation 1 is a put; only a get has it"},
		{"get cart\n", "written == milk", "written: operation 1 is a get; only a put has it"},
		{"get cart\n", "bytes(2) > 0", "bytes(2): there is no operation 2; there has been 1"},
		{"", "held(n9, cart) == milk", "held(n9, cart): no node n9 (nodes: n1, n2, n3, n4, n5)"},
	} {
		c := newCluster(t)
		play(t, c, moment.script)
		for expr, holds := range map[string]bool{
			moment.comparison:                             false,
			"not " + moment.comparison:                    false,
			moment.comparison + " or up == 5":             true,
			moment.comparison + " and up == 5":            false,
			"not (" + moment.comparison + " and up == 4)": true,
			"up == 5 and not " + moment.comparison:        false,
		} {
			e, err := ParseExpr(expr)
			if err != nil {
				t.Fatal(err)
			}
			v, err := e.Eval(c)
			fast := NewJudge(e).HoldsFor(c, c.View(engine.Watch{}).Newest())
			if err == nil || err.Error() != moment.err {
				t.Errorf("%q, %s: error %v, want %s", moment.script, expr, err, moment.err)
			}
			if v.Holds != holds || fast != holds {
				t.Errorf("%q, %s: %v, and for the newest operation %v; want %v", moment.script, expr, v.Holds, fast, holds)
			}
			for _, verb := range []string{"until ", "expect "} {
				r := NewRunner(c)
				cmd, err := Parse(verb + expr)
				if err == nil {
					err = r.Exec(cmd)
				}
				if done := false; err == nil {
					for !done && err == nil {
						done, err = r.Advance(1000)
					}
				}
				if err == nil || !strings.Contains(err.Error(), moment.err) {
					t.Errorf("%q, %s%s: error %v, want %s", moment.script, verb, expr, err, moment.err)
				}
			}
		}
	}
}

// TestUntilOfWhatNeverComes: until is refused where nothing that may happen makes a fact in it known.
func TestUntilOfWhatNeverComes(t *testing.T) {
	const noRequest, noLoad = ": there has been no request yet", ": there has been no load yet"
	for _, test := range []struct{ script, line, err string }{
		{"", "until value == a", "value" + noRequest},
		{"", "until value == a or up == 5", "value" + noRequest},
		{"", "until up == 5 and not reply == ok", "reply" + noRequest},
		{"", "until loaded == 5 or up == 5", "loaded" + noLoad},
		{"get cart\n", "until up == 5 or replies(ok) > ops", "replies(ok)" + noLoad},
		{"", "until reply == none and up == 5", ""},
		{"", "until verb != none or up == 5", ""},
		{"get cart\n", "until value == none or up == 5", ""},
		{"load 5 puts\n", "until value == none or up == 5", ""},
		{"load 20 puts clients 1\n", "until loaded == 3", ""},
	} {
		c := newCluster(t)
		play(t, c, test.script)
		cmd, err := Parse(test.line)
		if err != nil {
			t.Fatal(err)
		}
		r := NewRunner(c)
		err = r.Exec(cmd)
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if want := test.line + ": " + test.err; (err != nil) != (test.err != "") || err != nil && err.Error() != want {
			t.Errorf("%q, %s: error %v, want %q", test.script, test.line, err, test.err)
		}
	}
}

// play carries out the lines of a script, each to its end.
func play(t *testing.T, c *engine.Cluster, lines string) {
	t.Helper()
	r := NewRunner(c)
	for line := range strings.Lines(lines) {
		cmd, err := Parse(strings.TrimSpace(line))
		if err == nil {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
	}
}

// TestJudgeTakesNoMemory: a search asks its expression of each state, mostly about requests of which a fact is not there
// or not known yet.
func TestJudgeTakesNoMemory(t *testing.T) {
	c := newCluster(t)
	play(t, c, "put cart milk\nget cart\n")
	v := c.View(engine.Watch{})
	e, err := ParseExpr("older == yes and stale == no and lost > 0 or up == 4")
	if err != nil {
		t.Fatal(err)
	}
	j, views := NewJudge(e), &still{v}
	for _, op := range v.Ops {
		if got := testing.AllocsPerRun(10, func() { j.HoldsFor(views, op) }); got > 0 {
			t.Errorf("of the %s it takes %.0f pieces of memory", op.Verb, got)
		}
	}
}

// still is a cluster in which nothing happens.
type still struct{ at *engine.View }

// View returns the cluster.
func (s *still) View(engine.Watch) *engine.View { return s.at }
