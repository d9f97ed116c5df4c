// Worlds for tests: clusters that differ only in what a question asks for, which is not on
// the screen while the question is open.
package tui

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/presets"
)

// world is a cluster and what has been done in it.
type world struct {
	name string
	cfg  engine.Config
	h    *history.History
}

// The key that is asked about, which A, B and C keep; D and E don't.
const askedKey = "cart"

// histories are what can have been done on the ring of five, by the name of the world.
// Some are twins but for what one of their lines does.
func histories() [][]string {
	put := "put cart zebra via D"
	return [][]string{
		{"nothing", "run 60s"},
		{"later", "run 61s"},
		{"written", put, "run 60s"},
		{"another value", "put cart lion via D", "run 60s"},
		{"another key", "put fig zebra via D", "run 60s"},
		{"another coordinator", "put cart zebra via E", "run 60s"},
		{"B missed it", "drop D>B 9", put, "run 60s"},
		{"all missed it", "drop D>A 9", "drop D>B 9", "drop D>C 9", "drop D>E 9", put, "run 60s"},
		{"under way", put, "run 500us"},
		{"slow", "slow D 20", put, "run 59s", "slow D 1", "run 1s"},
		{"hung", "hang A", "set w 3", put, "until reply", "resume A", "set w 2", "run 1s"},
		{"read", put, "run 1s", "get cart via D", "run 59s"},
		{"read the other", "put cart lion via D", "run 1s", "get cart via D", "run 59s"},
		{"deleted", put, "run 1s", "delete cart via D", "run 59s"},
		{"read what is fresh", "set r 1", put, "run 1s", "put cart lion via A", "run 3ms", "get cart via A", "run 3ms", "get cart via B", "run 3ms"},
		{"read what is stale", "set r 1", put, "run 1s", "drop A>B 9", "put cart lion via A", "run 3ms", "get cart via A", "run 3ms", "get cart via B", "run 3ms"},
		{"gone for good", "set r 1", put, "until quiet", "delete cart", "until quiet", "run 300h", "get cart via C", "run 1s"},
		{"came back", "set r 1", put, "until quiet", "isolate C", "delete cart", "until quiet", "run 300h", "heal all", "get cart via C", "run 1s"},
		{"nothing to lose", "wipe A", "wipe B", "wipe C", "wipe D", "wipe E", "start A", "start B", "start C", "start D", "start E", "run 1s"},
		{"lost", put, "until quiet", "wipe A", "wipe B", "wipe C", "wipe D", "wipe E", "start A", "start B", "start C", "start D", "start E", "run 1s"},
		{"nothing at risk", "wipe A", "wipe B", "start A", "start B", "run 1ms"},
		{"at risk", put, "until quiet", "wipe A", "wipe B", "start A", "start B", "run 1ms"},
		{"nothing out of reach", "crash A", "crash B", "crash C"},
		{"out of reach", put, "until quiet", "crash A", "crash B", "crash C"},
		{"one of two", "set conflict lww", "put cart lion via D as bob", "until quiet"},
		{"shadowed", "set conflict lww", put, "until quiet", "put cart lion via D as bob blind", "until quiet"},
		{"no hint", "crash A", "run 1ms", "start A"},
		{"a hint", "crash A", put, "run 6ms", "start A"},
		{"A is down", "crash A", "run 10s"},
		{"A is hung", "hang A", "run 10s"},
		{"E leaves", "remove E", "run 1ms"},
		{"E has left", "remove E", "run 60s"},
		{"F joins", put, "until quiet", "add F tokens 3074457345618258601", "run 1ms"},
		{"two copies", "set n 2"},
		{"R is 1", "set r 1", "get cart via D", "run 60s"},
		{"W is 1", "set w 1", put, "run 60s"},
		{"a load", "load 20 keys 3", "until quiet", "run 60s"},
		{"a load of another", "load 22 puts keys 3", "until quiet", "run 60s"},
		{"a load under way", "load 1000 gets rate 1", "run 60s"},
		{"a load with stale reads", "set r 1", "set w 1", "load 100 keys 1 rate 1000", "run 30ms", "cut A B", "cut A C", "run 30ms", "crash A", "run 30ms", "heal all", "until quiet", "set r 2", "set w 2"},
	}
}

// worlds makes all of them: those of the ring of five, and two rings with so many tokens
// that none is told apart on the screen, which differ in who has the one behind the key.
func worlds(t *testing.T) (all []world) {
	t.Helper()
	five := preset(t, "five")
	for _, lines := range histories() {
		all = append(all, world{name: lines[0], cfg: five, h: lived(t, five, lines[1:])})
	}
	many := five
	many.Nodes = ring.Draw(7, 5, 512)
	swapped := many
	swapped.Nodes = swapOwner(t, many.Nodes)
	put := []string{"put cart zebra via n1", "run 60s"}
	return append(all,
		world{name: "many tokens", cfg: many, h: lived(t, many, put)},
		world{name: "another owner", cfg: swapped, h: lived(t, swapped, put)})
}

// lived is a cluster in which something has been done.
func lived(t *testing.T, cfg engine.Config, lines []string) *history.History {
	t.Helper()
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	live(t, h, lines...)
	return h
}

// live carries out lines.
func live(t *testing.T, h *history.History, lines ...string) {
	t.Helper()
	runner := script.NewRunner(h)
	for _, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil {
			err = runner.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = runner.Advance(10_000)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// swapOwner returns nodes of which two have exchanged one token each: the first at or
// after the key, and the next that is another node's.
func swapOwner(t *testing.T, nodes []ring.Node) []ring.Node {
	t.Helper()
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	i := r.Find(ring.Hash(askedKey))
	j := i
	for r.Slot(j).Node == r.Slot(i).Node {
		j = (j + 1) % r.Len()
	}
	swapped := make([]ring.Node, len(nodes))
	for n := range nodes {
		swapped[n] = nodes[n]
		swapped[n].Tokens = append([]ring.Mark(nil), nodes[n].Tokens...)
		for k := range swapped[n].Tokens {
			switch token := &swapped[n].Tokens[k].Token; *token {
			case r.Slot(i).Token:
				*token = r.Slot(j).Token
			case r.Slot(j).Token:
				*token = r.Slot(i).Token
			}
		}
	}
	return swapped
}

// open is what of a world is on the screen while something is covered, and may be:
// who is on the ring and up, N, R and W, unless they are covered as well.
func (w world) open(covers []presets.Part) any {
	v := w.h.View(engine.Watch{})
	var told []any
	told = append(told, v.Settings.Quorum, v.Settings.Conflict, v.Settings.Read)
	if !slices.Contains(covers, presets.PartMembers) {
		for i := range v.Nodes {
			told = append(told, v.Nodes[i].Name, v.Nodes[i].Health)
			if v.Ring.Len() <= 16 {
				told = append(told, fmt.Sprint(v.Ring.Nodes()[i].Tokens))
			}
		}
		told = append(told, v.Ring.Len(), v.Change != nil, len(v.Faults))
	}
	if !slices.Contains(covers, presets.PartSettings) {
		told = append(told, v.Settings.Placement.String(), v.Settings.R, v.Settings.W)
	}
	return told
}

// is is what a fact is in a world, and whether it can be told.
func (w world) is(f script.Fact) (script.Told, bool) {
	told, err := f.Tell(w.h)
	return told, err == nil
}

// pairs returns worlds in which a fact differs, and nothing that is not covered when it
// is asked for.
func pairs(all []world, f script.Fact, covers []presets.Part) (some [][2]world) {
	for i, a := range all {
		for _, b := range all[i+1:] {
			x, ok := a.is(f)
			y, too := b.is(f)
			if ok && too && !reflect.DeepEqual(x, y) && reflect.DeepEqual(a.open(covers), b.open(covers)) {
				some = append(some, [2]world{a, b})
			}
		}
	}
	return some
}

// askedFacts are all facts there are, about the key and nodes of these worlds.
func askedFacts() (all []string) {
	args := map[string]string{
		"held": "(B, cart)", "hints": "(D)", "state": "(A)", "standing": "(E)", "knows": "(A)",
		"believes": "(B, A)", "silence": "(B, A)",
		"replies": "(ok)", "getlatency": "(99)", "putlatency": "(99)", "sent": "(data)",
	}
	for _, f := range script.Facts() {
		fact := f.Name
		switch of, ok := args[f.Name]; {
		case ok:
			fact += of
		case len(f.Args) > 0 && !f.Args[0].Optional:
			fact += "(" + askedKey + ")"
		}
		all = append(all, fact)
	}
	return all
}

// TestWorldsDiffer: there are worlds that differ in each fact and in nothing that is
// open, without which the tests below would show nothing of it.
func TestWorldsDiffer(t *testing.T) {
	all := worlds(t)
	for _, fact := range askedFacts() {
		f, err := script.ParseFact(fact)
		if err != nil {
			t.Fatal(err)
		}
		some := pairs(all, f, presets.Telling(script.FindFact(f.Name())))
		t.Logf("%-16s %d pairs", fact, len(some))
		if len(some) == 0 {
			for _, w := range all {
				told, ok := w.is(f)
				t.Log(w.name, told, ok)
			}
			t.Errorf("%s is the same in all worlds that look alike", fact)
		}
	}
}
