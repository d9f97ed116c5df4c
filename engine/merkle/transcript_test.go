// Transcripts of exchanges.

package merkle

import (
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/id"
	"ringside/engine/ring"
)

// TestTranscripts runs testdata/transcripts, which are meant to be read.
//
//	replicas                          lines of: token, key, a's version, b's version; - where there is none
//	exchange [fan=] [list=] [batch=]  a asks b about ranges, lines of: after, up to
//
// After the ranges of an exchange there may be lines about what happens to b before it
// gets a round's request: "round N token key version".
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		w := &worksheet{t: t}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "replicas":
				return w.replicas(d.Input)
			case "exchange":
				return w.exchange(d)
			}
			t.Fatalf("%s: unknown command %q", d.Pos, d.Cmd)
			return ""
		})
	})
}

// worksheet is two replicas and the names of their keys.
type worksheet struct {
	t     *testing.T
	a, b  *Tree
	texts id.Texts
	keys  id.Symbols
}

func (w *worksheet) replicas(input string) string {
	*w = worksheet{t: w.t, a: New(), b: New()}
	for line := range strings.Lines(input) {
		f := strings.Fields(line)
		w.hold(w.a, f[0], f[1], f[2])
		w.hold(w.b, f[0], f[1], f[3])
	}
	return fmt.Sprintf("a holds %v\nb holds %v\n", w.a.Root(All()), w.b.Root(All()))
}

func (w *worksheet) hold(t *Tree, token, key, version string) {
	if version == "-" {
		return
	}
	digest := fnv.New64a()
	digest.Write([]byte(version))
	t.Update(w.token(token), w.keys.Intern(&w.texts, key), digest.Sum64())
}

func (w *worksheet) token(s string) ring.Token {
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	return ring.Token(n)
}

func (w *worksheet) exchange(d *datadriven.TestData) string {
	var limits Limits
	d.MaybeScanArgs(w.t, "fan", &limits.Fan)
	d.MaybeScanArgs(w.t, "list", &limits.List)
	d.MaybeScanArgs(w.t, "batch", &limits.Batch)
	var ranges []Range
	writes := make(map[int][]string)
	for line := range strings.Lines(d.Input) {
		if f := strings.Fields(line); f[0] == "round" {
			round, _ := strconv.Atoi(f[1])
			writes[round] = f[2:]
		} else {
			ranges = append(ranges, Range{w.token(f[0]), w.token(f[1])})
		}
	}
	var out strings.Builder
	s := NewSession(limits, ranges...)
	for {
		q, ok := s.Ask(w.a)
		if !ok {
			break
		}
		if f := writes[q.Round]; f != nil {
			w.hold(w.b, f[0], f[1], f[2])
			fmt.Fprintf(&out, "meanwhile b writes %s\n", f[1])
		}
		answer := w.b.Answer(q)
		w.draw(&out, limits, q, answer)
		found, ok := s.Take(w.a, answer)
		if !ok {
			w.t.Fatalf("%s: the answer of round %d does not fit", d.Pos, q.Round)
		}
		if len(found.Push)+len(found.Pull) > 0 {
			fmt.Fprintf(&out, "  a streams %s to b; b streams %s to a\n", w.names(found.Push), w.names(found.Pull))
		}
	}
	y := s.Tally()
	fmt.Fprintf(&out, "done: rounds %d, ranges compared %d, descended %d, listed %d; keys different %d, a to b %d, b to a %d\n",
		y.Rounds, y.Compared, y.Descended, y.Listed, y.Keys, y.Push, y.Pull)
	return out.String()
}

// draw writes one round: each range that a asks about with b's answer.
func (w *worksheet) draw(out *strings.Builder, limits Limits, q Request, a Answer) {
	fmt.Fprintf(out, "round %d\n", q.Round)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer table.Flush()
	for i, p := range q.Parts {
		v := a.Verdicts[i]
		fmt.Fprintf(table, "  %v\ta: %v\tb: %v\t%v\n", p.Range, p.Hash, w.b.Root(p.Range), v.Found)
		switch v.Found {
		case Cut:
			for k, part := range p.Range.Split(nil, limits.filled().Fan) {
				mine, verdict := w.a.Root(part), "differs"
				if mine == a.Hashes[k] {
					verdict = "the same"
				}
				fmt.Fprintf(table, "    %v\ta: %v\tb: %v\t%s\n", part, mine, a.Hashes[k], verdict)
			}
			a.Hashes = a.Hashes[v.N:]
		case Listed:
			w.drawList(table, w.a.Items(nil, p.Range), a.Items[:v.N])
			a.Items = a.Items[v.N:]
		}
	}
}

// drawList writes the keys of a listed range: all that b has, followed by those that only
// a has.
func (w *worksheet) drawList(table io.Writer, mine, theirs []Item) {
	find := func(list []Item, key id.Sym) (Hash, bool) {
		i := slices.IndexFunc(list, func(item Item) bool { return item.Key == key })
		if i < 0 {
			return Hash{}, false
		}
		return Hash{Sum: list[i].Sum, Keys: 1}, true
	}
	for _, item := range theirs {
		b, verdict := Hash{Sum: item.Sum, Keys: 1}, "the same"
		a, held := find(mine, item.Key)
		if !held {
			verdict = "only b has it"
		} else if a != b {
			verdict = "differs"
		}
		fmt.Fprintf(table, "    %s at %d\ta: %v\tb: %v\t%s\n", w.texts.Text(item.Key), item.Token, a, b, verdict)
	}
	for _, item := range mine {
		if b, held := find(theirs, item.Key); !held {
			fmt.Fprintf(table, "    %s at %d\ta: %v\tb: %v\tonly a has it\n", w.texts.Text(item.Key), item.Token, Hash{item.Sum, 1}, b)
		}
	}
}

func (w *worksheet) names(keys []id.Sym) string {
	if len(keys) == 0 {
		return "nothing"
	}
	var names []string
	for _, key := range keys {
		names = append(names, w.texts.Text(key))
	}
	return strings.Join(names, ", ")
}
