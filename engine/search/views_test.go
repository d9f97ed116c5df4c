// What expressions see of a state of a search is what they see of the ordinary cluster.

package search

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/steady"
)

// TestStatesAreSeenAsTheClusterIs takes random steps, does the same in the ordinary cluster, and
// compares after each what every fact is that a search can look at. A fact that is seen
// otherwise makes a "no" wrong, which nothing else would tell.
func TestStatesAreSeenAsTheClusterIs(t *testing.T) {
	stories := steady.Rounds(300, 60, 10)
	compared, held := 0, map[string]bool{}
	for seed := range uint64(stories) {
		r := rand.New(rand.NewPCG(seed, 21))
		q, lines := drawQuestion(t, r)
		var asked []script.Expr
		for _, text := range everyComparison(len(q.Open)) {
			e, err := script.ParseExpr(text)
			if err != nil {
				t.Fatal(err)
			}
			asked = append(asked, e)
		}
		m, err := newModel(q)
		if err != nil {
			continue // no request can begin
		}
		cluster := q.Cluster.Clone()
		c := script.NewRunner(struct{ script.Cluster }{cluster})
		do := func(cmd engine.Command) {
			err := c.Exec(cmd)
			for done := false; err == nil && !done; {
				done, err = c.Advance(1000)
			}
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, cmd, err)
			}
		}
		do(engine.Command{Verb: engine.Run, For: moment})
		w, s := m.newWorld(), m.initial
		w.asking.sees, w.asking.ordered = ^script.Sees(0), true
		var moves []move
		for range 14 {
			all, _ := m.moves(s, nil)
			if len(all) == 0 {
				break
			}
			mv := all[r.IntN(len(all))]
			mv.quick = r.IntN(2) == 0
			s = w.apply(s, mv)
			moves = append(moves, mv)
			story := m.story(moves)
			one := &story[len(story)-1]
			for _, cmd := range one.commands(cluster.View(engine.Watch{})) {
				do(cmd)
				do(engine.Command{Verb: engine.Run, For: moment})
			}
			for _, e := range asked {
				here := script.NewJudge(e).HoldsFor(w.look(), nil)
				verdict, err := e.Eval(cluster)
				compared++
				if here {
					held[e.Calls()[0].Name] = true
				}
				if there := err == nil && verdict.Holds; here != there {
					var told []string
					for _, one := range story {
						told = append(told, one.Why)
					}
					t.Fatalf("seed %d: after\n%s\n%s\n%s is %t for the search, and %t in the cluster: %s", seed, lines, strings.Join(told, "\n"), e, here, there, verdict.Found)
				}
			}
		}
	}
	t.Logf("%d comparisons; these facts came out so in some: %s", compared, strings.Join(slices.Sorted(maps.Keys(held)), " "))
	for _, f := range script.Facts() {
		if f.Sees != 0 && !held[f.Name] {
			t.Errorf("no comparison with %s ever held, which proves nothing of it", f.Name)
		}
	}
}

// drawQuestion draws a small cluster, what is open there, and what may go wrong.
func drawQuestion(t *testing.T, r *rand.Rand) (*Question, string) {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	n := 2 + r.IntN(3)
	lines := fmt.Sprintf("set r 1\nset w 1\nset n %d\nset r %d\nset w %d\nset read %s\nset repair %s\nset quorum %s\nset sync %s\nset conflict %s\nset latency fixed\n%s",
		min(n, 3), 1+r.IntN(min(n, 3)), 1+r.IntN(min(n, 3)), pick("all", "digest", "full"), pick("off", "async", "blocking"), pick("strict", "sloppy"), pick("always", "periodic"),
		pick("siblings", "lww", "merge"), pick("", "", "crash B\n", "put cart tea\nuntil quiet\n", "cut A B\n", "put cart tea\n", "hang B\n"))
	open := pick("put cart milk as ann\nget cart as bob", "put cart milk as ann\nput cart eggs as eve\nget cart as bob", "delete cart as ann\nget cart as bob",
		"put cart milk as ann\nget cart as ann\nput cart eggs as ann", "get cart as bob\nresolve cart eggs as bob\nput cart milk as ann")
	q := Ask(t, SmallCluster(t, n, lines), "up == 99", open, Bounds{})
	q.Without = Reductions{Late: true, Orders: true, Nodes: true}
	for _, f := range q.Bounds.Faults() {
		*f.N = r.IntN(3)
	}
	return q, lines
}

// everyComparison compares each fact that a search can look at with what it can be.
func everyComparison(requests int) (all []string) {
	words := strings.Fields("pending ok notfound unavailable failed timeout coordinatorlost up down crashed hung put get delete resolve suspected member joining leaving gone A,C,B B,A B,A,C B,C,A C,A C,A,B C,B C,B,A")
	for _, f := range script.Facts() {
		if f.Sees == 0 {
			continue
		}
		var calls []string
		of := slices.ContainsFunc(f.Args, func(a script.Arg) bool { return a.Kind == script.Count && a.Optional })
		switch {
		case of:
			for op := 1; op <= requests; op++ {
				calls = append(calls, fmt.Sprintf("%s(%d)", f.Name, op))
			}
		case len(f.Args) == 0:
			calls = append(calls, f.Name)
		default:
			calls = calledWith(f.Name+"(", f.Args)
		}
		for _, call := range calls {
			for _, value := range append(words, "0", "1", "2", "3", "yes", "no", "milk", "eggs", "tea", "none", "A", "B", "C", "A,B", "A,C", "B,C", "A,B,C", "eggs,milk", "cart") {
				text := call + " == " + value
				if _, err := script.ParseExpr(text); err == nil {
					all = append(all, text)
				}
			}
		}
	}
	return all
}

// calledWith is a fact called with every node and the key.
func calledWith(call string, args []script.Arg) (all []string) {
	if len(args) == 0 || args[0].Optional {
		return []string{strings.TrimSuffix(call, ", ") + ")"}
	}
	with := []string{"cart"}
	if args[0].Kind == script.Node {
		with = []string{"A", "B", "C", "D"}
	}
	for _, arg := range with {
		all = append(all, calledWith(call+arg+", ", args[1:])...)
	}
	return all
}
