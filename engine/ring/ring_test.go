// Tests of rings: their slots, their owners and their shares.

package ring

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// laid builds a ring from the names of its slots' nodes, clockwise; slot i has token
// 10·(i+1). Each node has the domain that where gives it, "dc/rack".
func laid(t testing.TB, slots string, where map[string]string) *Ring {
	t.Helper()
	var nodes []Node
	index := map[string]int{}
	for i, name := range strings.Fields(slots) {
		at, known := index[name]
		if !known {
			dc, rack, _ := strings.Cut(where[name], "/")
			at = len(nodes)
			index[name] = at
			nodes = append(nodes, Node{Name: name, DC: dc, Rack: rack})
		}
		nodes[at].Tokens = append(nodes[at].Tokens, Mark{Token: Token(10 * (i + 1))})
	}
	return must(t, nodes)
}

func must(t testing.TB, nodes []Node) *Ring {
	t.Helper()
	r, err := New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// named returns the nodes' names, concatenated.
func named(r *Ring, nodes []NodeID) string {
	var s strings.Builder
	for _, n := range nodes {
		s.WriteString(r.Nodes()[n].Name)
	}
	return s.String()
}

func TestNewSaysWhatCannotBe(t *testing.T) {
	at := func(tokens ...Token) []Mark {
		var marks []Mark
		for _, t := range tokens {
			marks = append(marks, Mark{Token: t})
		}
		return marks
	}
	crowd := make([]Node, MaxNodes+1)
	for i := range crowd {
		crowd[i] = Node{Name: fmt.Sprint(i), Tokens: at(Token(i))}
	}
	for _, c := range []struct {
		why   string
		nodes []Node
		want  string
	}{
		{"no nodes", nil, "ring: no nodes; it needs at least one"},
		{"no name", []Node{{Name: "a", Tokens: at(1)}, {Tokens: at(2)}},
			"ring: node number 2 has no name; every node needs one of its own"},
		{"same name", []Node{{Name: "a", Tokens: at(1)}, {Name: "b", Tokens: at(2)}, {Name: "a", Tokens: at(3)}},
			"ring: nodes number 1 and 3 are both named a; every node needs a name of its own"},
		{"no token", []Node{{Name: "a", Tokens: at(1)}, {Name: "b\x1b[2J"}},
			`ring: node "b\x1b[2J" has no token; every node needs at least one`},
		{"same token", []Node{{Name: "a", Tokens: at(1, -7)}, {Name: "b", Tokens: at(3)}, {Name: "c", Tokens: at(9, -7)}},
			"ring: nodes a and c both have token -7; no two tokens may be equal"},
		{"same token on one node", []Node{{Name: "a", Tokens: at(1, 4, 1)}},
			"ring: node a has token 1 twice; no two tokens may be equal"},
		{"too many nodes", crowd, "ring: 32768 nodes; at most 32767 are allowed"},
		{"too many tokens", []Node{{Name: "a", Tokens: make([]Mark, MaxSlots+1)}},
			"ring: 16777217 tokens in all; at most 16777216 are allowed"},
	} {
		if _, err := New(c.nodes); err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v\nwant %s", c.why, err, c.want)
		}
	}
	if _, err := New(crowd[:MaxNodes]); err != nil {
		t.Errorf("%d nodes: %v", MaxNodes, err)
	}
}

func TestSlotsAreSortedAndLabelled(t *testing.T) {
	r := must(t, []Node{
		{Name: "n1", Tokens: []Mark{{Token: 500, Label: "t1"}, {Token: math.MinInt64, Label: "t2"}}},
		{Name: "n2", Tokens: []Mark{{Token: math.MaxInt64, Label: "t3"}, {Token: -4}}},
	})
	var drawn []string
	for i, s := range r.Slots() {
		after, upTo := r.Range(i)
		drawn = append(drawn, fmt.Sprintf("%d %s of %s: (%d, %d]", s.Token, s.Label, r.Nodes()[s.Node].Name, after, upTo))
		if s != r.Slot(i) || s.Label != r.Label(i) {
			t.Errorf("Slots()[%d] = %v, Slot(%d) = %v", i, s, i, r.Slot(i))
		}
	}
	want := `-9223372036854775808 t2 of n1: (9223372036854775807, -9223372036854775808]
-4  of n2: (-9223372036854775808, -4]
500 t1 of n1: (-4, 500]
9223372036854775807 t3 of n2: (500, 9223372036854775807]`
	if got := strings.Join(drawn, "\n"); got != want {
		t.Errorf("slots\n%s\nwant\n%s", got, want)
	}
	if r.Len() != 4 {
		t.Errorf("Len() = %d, want 4", r.Len())
	}
	if id, ok := r.Lookup("n2"); id != 1 || !ok {
		t.Errorf(`Lookup("n2") = %d, %v`, id, ok)
	}
	if _, ok := r.Lookup("n3"); ok {
		t.Error(`Lookup("n3") found a node`)
	}
}

func TestARingMayBeReadByAll(t *testing.T) {
	r := must(t, Draw(1, 5, 8))
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			if n := len(r.Slots()); n != 40 {
				t.Errorf("%d slots, want 40", n)
			}
			r.Walk(nil, 7, Simple(3))
		})
	}
	readers.Wait()
}

// tokenGen draws tokens that are spread evenly, crowded together, or at the ends.
func tokenGen() *rapid.Generator[Token] {
	return rapid.Custom(func(t *rapid.T) Token {
		switch rapid.IntRange(0, 3).Draw(t, "spread") {
		case 0:
			return Token(rapid.Int64().Draw(t, "token"))
		case 1:
			return Token(rapid.Int64Range(-300, 300).Draw(t, "token"))
		case 2:
			return MinToken + Token(rapid.Int64Range(0, 20).Draw(t, "token"))
		}
		return Token(split(uint64(rapid.IntRange(0, 1000).Draw(t, "number")), 0))
	})
}

func TestFindIsTheFirstTokenNotSmaller(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tokens := rapid.SliceOfNDistinct(tokenGen(), 1, 1200, rapid.ID).Draw(t, "tokens")
		var marks []Mark
		for _, token := range tokens {
			marks = append(marks, Mark{Token: token})
		}
		r, err := New([]Node{{Name: "n1", Tokens: marks}})
		if err != nil {
			t.Fatal(err)
		}
		asked := append(rapid.SliceOfN(tokenGen(), 20, 20).Draw(t, "asked"), MinToken, MaxToken)
		for _, token := range tokens {
			asked = append(asked, token-1, token, token+1)
		}
		for _, token := range asked {
			want := 0
			for i := r.Len() - 1; i >= 0 && r.Slot(i).Token >= token; i-- {
				want = i
			}
			if got := r.Find(token); got != want {
				t.Fatalf("Find(%d) = %d, want %d of %v", token, got, want, r.Slots())
			}
		}
	})
}

// A bucket that holds nearly the whole ring is searched by bisection, not linearly.
func TestFindAmongCrowdedTokens(t *testing.T) {
	var marks []Mark
	for i := range 5000 {
		marks = append(marks, Mark{Token: Token(3 * i)})
	}
	marks = append(marks, Mark{Token: MaxToken})
	r := must(t, []Node{{Name: "n1", Tokens: marks}})
	for i := range 5000 {
		for d := range 3 {
			if got := r.Find(Token(3*i - d)); got != i {
				t.Fatalf("Find(%d) = %d, want %d", 3*i-d, got, i)
			}
		}
	}
	if got := r.Find(3 * 5000); got != 5000 {
		t.Errorf("Find above the crowd = %d, want 5000", got)
	}
}

// wholeRing is 2^64.
func wholeRing() *big.Int { return new(big.Int).Lsh(big.NewInt(1), 64) }

func shareOf(r *Ring, n NodeID) *big.Int {
	hi, lo := r.Share(n)
	share := new(big.Int).Lsh(new(big.Int).SetUint64(hi), 64)
	return share.Add(share, new(big.Int).SetUint64(lo))
}

func TestSharesSumToTheWholeRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := topology(t)
		sum := new(big.Int)
		fractions := 0.0
		for n := range r.Nodes() {
			id := NodeID(n)
			want := new(big.Int)
			for i := range r.Len() {
				if r.Slot(i).Node != id {
					continue
				}
				after, upTo := r.Range(i)
				width := new(big.Int).Sub(big.NewInt(int64(upTo)), big.NewInt(int64(after)))
				if width.Sign() <= 0 {
					width.Add(width, wholeRing())
				}
				want.Add(want, width)
			}
			got := shareOf(r, id)
			if got.Cmp(want) != 0 {
				t.Fatalf("node %d: Share %v, its ranges sum to %v", n, got, want)
			}
			sum.Add(sum, got)
			fractions += r.Fraction(id)
		}
		if sum.Cmp(wholeRing()) != 0 {
			t.Fatalf("shares sum to %v, want 2^64", sum)
		}
		if math.Abs(fractions-1) > 1e-9 {
			t.Fatalf("fractions sum to %v", fractions)
		}
	})
}

// With T random tokens on each of S nodes, a node's share of the ring has a
// coefficient of variation of sqrt((S-1)/(S·T+1)).
func TestSharesSpreadAsTheTokensAreMany(t *testing.T) {
	const nodes, rings = 10, 200
	for _, c := range []struct {
		tokens int
		want   float64
	}{{8, .333}, {16, .236}, {256, .059}} {
		squares := 0.0
		for seed := range rings {
			r := must(t, Draw(uint64(seed), nodes, c.tokens))
			for n := range nodes {
				d := r.Fraction(NodeID(n))*nodes - 1
				squares += d * d
			}
		}
		got := math.Sqrt(squares / (nodes * rings))
		if math.Abs(got/c.want-1) > .05 {
			t.Errorf("T=%d: coefficient of variation %.3f, want %.3f within 5%%", c.tokens, got, c.want)
		}
	}
}
