// Tests of walks against java-driver, the lecture and the Dynamo paper, and transcripts of
// walks.

package ring

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// The 18 slots of java-driver's tests of both strategies.
const eighteen = "1 1 5 3 1 5 2 6 3 4 5 4 4 2 6 3 2 6"

// The lecture's rings, clockwise.
const (
	lecture1 = "1 2 4 1 3 4 2 3"
	lecture2 = "1 2 1 4 3 4 2 3"
)

// The domains of the nodes in java-driver's NetworkTopologyReplicationStrategyTest.
var driverRacks = map[string]string{
	"1": "DC1/r11", "3": "DC1/r11", "5": "DC1/r12",
	"2": "DC2/r21", "4": "DC2/r21", "6": "DC2/r22",
}

func TestReplicasFromEverySlot(t *testing.T) {
	for _, c := range []struct {
		source    string
		slots     string
		where     map[string]string
		placement string
		want      string
	}{
		{"java-driver, SimpleReplicationStrategyTest", eighteen, nil, "3",
			"153 153 531 315 152 526 263 634 345 452 542 426 426 263 632 326 261 615"},
		{"java-driver, NetworkTopologyReplicationStrategyTest", eighteen, driverRacks, "DC1=2,DC2=2",
			"1526 1526 5326 3526 1526 5263 2635 6345 3456 4563 5463 4635 4635 2635 6325 3265 2615 6152"},
		{"the lecture's first ring", lecture1, nil, "3", "124 241 413 134 342 423 231 312"},
		{"the lecture's second ring", lecture2, nil, "3", "124 214 143 432 342 423 231 312"},
		{"the lecture, RF 2", lecture1, nil, "2", "12 24 41 13 34 42 23 31"},
		{"java-driver: six copies on two nodes", "1 2", nil, "6", "12 21"},
		{"one node", "1 1 1", nil, "3", "1 1 1"},
	} {
		r := laid(t, c.slots, c.where)
		p, err := ParsePlacement(c.placement)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range r.Len() {
			at := r.Slot(i).Token
			// The slot's own token and every other of its range lead to it.
			for _, from := range []Token{at, at - 9} {
				row := named(r, r.Replicas(nil, from, p))
				if walked := named(r, taken(r.Walk(nil, from, p), Replica)); walked != row {
					t.Errorf("%s, slot %d: Walk takes %s, Replicas %s", c.source, i, walked, row)
				}
				if from == at {
					got = append(got, row)
				} else if row != got[i] {
					t.Errorf("%s, slot %d: token %d leads to %s, the slot's own to %s", c.source, i, from, row, got[i])
				}
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s, placement %s:\n got %s\nwant %s", c.source, c.placement, s, c.want)
		}
	}
}

// On the lecture's second ring only the walks from the first and the fourth slot visit a
// node twice before they have three.
func TestWhereTheLectureSkips(t *testing.T) {
	r := laid(t, lecture2, nil)
	var skips []int
	for i, s := range r.Slots() {
		if len(r.Walk(nil, s.Token, Simple(3))) > 3 {
			skips = append(skips, i+1)
		}
	}
	if !slices.Equal(skips, []int{1, 4}) {
		t.Errorf("the walks from slots %v skip, want 1 and 4", skips)
	}
}

// Dynamo paper, section 4.9: X joins a ring of A to G between A and B, N=3.
func TestJoinMovesTheRangesOfTheDynamoPaper(t *testing.T) {
	before := laid(t, "A B C D E F G", nil)
	after := must(t, append(slices.Clone(before.Nodes()), Node{Name: "X", Tokens: []Mark{{Token: 15}}}))
	ranges := func(of []int) string {
		var s []string
		for _, i := range of {
			last := (i + after.Len() - 1) % after.Len()
			s = append(s, fmt.Sprintf("(%s,%s]", after.Nodes()[after.Slot(last).Node].Name, after.Nodes()[after.Slot(i).Node].Name))
		}
		return strings.Join(s, " ")
	}
	gained, lost := moves(before, after, Simple(3))
	var got []string
	for _, n := range after.Nodes() {
		if s := ranges(gained[n.Name]); s != "" {
			got = append(got, n.Name+" stores "+s)
		}
		if s := ranges(lost[n.Name]); s != "" {
			got = append(got, n.Name+" drops "+s)
		}
	}
	want := `B drops (F,G]
C drops (G,A]
D drops (A,X]
X stores (G,A] (A,X] (F,G]`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("moves\n%s\nwant\n%s", s, want)
	}
}

// The transcripts show walks as a screen would: each hop and its reason.
//
//	ring                 one node a line: name dc/rack label=token…
//	walk from=TOKEN placement=P [down=(NODE,…)]
func TestWalkTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/walks", func(t *testing.T, path string) {
		var r *Ring
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "ring":
				r = must(t, nodesOf(t, d.Input))
				return drawRing(r)
			case "walk":
				return drawWalk(t, r, d)
			}
			t.Fatalf("%s: unknown command %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

func nodesOf(t *testing.T, input string) []Node {
	var nodes []Node
	for line := range strings.Lines(input) {
		words := strings.Fields(line)
		dc, rack, _ := strings.Cut(words[1], "/")
		n := Node{Name: words[0], DC: dc, Rack: rack}
		for _, w := range words[2:] {
			label, token, _ := strings.Cut(w, "=")
			n.Tokens = append(n.Tokens, Mark{Token: tokenOf(t, token), Label: label})
		}
		nodes = append(nodes, n)
	}
	return nodes
}

func tokenOf(t *testing.T, s string) Token {
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return Token(v)
}

func drawRing(r *Ring) string {
	var s strings.Builder
	for _, slot := range r.Slots() {
		fmt.Fprintf(&s, "%s:%s ", slot.Label, r.Nodes()[slot.Node].Name)
	}
	return strings.TrimSpace(s.String()) + "\n"
}

func drawWalk(t *testing.T, r *Ring, d *datadriven.TestData) string {
	var from, placement string
	var down []string
	d.ScanArgs(t, "from", &from)
	if arg, ok := d.Arg("placement"); ok {
		placement = strings.Join(arg.Vals, ",")
	}
	if arg, ok := d.Arg("down"); ok {
		down = arg.Vals
	}
	p, err := ParsePlacement(placement)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Validate(r); err != nil {
		return err.Error() + "\n"
	}
	hops := r.Preference(nil, tokenOf(t, from), p, func(n NodeID) bool {
		return !slices.Contains(down, r.Nodes()[n].Name)
	})
	var s strings.Builder
	for _, h := range hops {
		if h.Wraps {
			s.WriteString("past the top\n")
		}
		fmt.Fprintf(&s, "%-4s%-4s%-10s%-14s%s\n", r.Label(int(h.Slot)), r.Nodes()[h.Node].Name, h.Decision, h.Reason, r.Explain(h))
	}
	fmt.Fprintf(&s, "replicas %s\n", named(r, r.Replicas(nil, tokenOf(t, from), p)))
	return s.String()
}

// Names come from files: whatever they contain, Explain's result is safe to print on a
// terminal.
func TestExplainQuotesWhatIsNotPlain(t *testing.T) {
	r := must(t, []Node{
		{Name: "n\x1b[31m", DC: "dc\n", Rack: "r\u202e\u3164", Tokens: []Mark{{Token: 1}, {Token: 2}}},
		{Name: "grün", DC: "dc\n", Rack: "r\u202e", Tokens: []Mark{{Token: 3}}},
	})
	for reason := First; reason <= RackUsed; reason++ {
		for _, d := range []Decision{Replica, Skip, Fallback} {
			line := r.Explain(Hop{Decision: d, Reason: reason, For: 0})
			if strings.ContainsAny(line, "\x1b\n\u202e\u3164") || line == "" {
				t.Errorf("Explain of %v, %v = %q", d, reason, line)
			}
		}
	}
	if got := r.Explain(Hop{Node: 1, Decision: Skip, Reason: IsReplica}); got != "skip: grün is already a replica" {
		t.Errorf("Explain = %q", got)
	}
}

func TestWordsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for r := First; r <= RackUsed; r++ {
		if s := r.String(); seen[s] || s == Reason(0).String() {
			t.Errorf("reason %d is called %q like another", r, s)
		}
		seen[r.String()] = true
	}
	for _, d := range []Decision{Replica, Skip, Fallback} {
		if s := d.String(); seen[s] || s == Decision(0).String() {
			t.Errorf("decision %d is called %q like another", d, s)
		}
		seen[d.String()] = true
	}
}
