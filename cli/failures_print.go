// Printing what a ring loses, as text or as JSON.

package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ringside/engine/event"
	"ringside/engine/failures"
	"ringside/internal/count"
	"ringside/internal/parallel"
)

// printFailures prints a block for each level, those that come to the same in one, and
// one for the data.
func printFailures(ctx context.Context, a *app, out *sheet, looks []*failing) error {
	for _, look := range looks {
		look.heading(out)
	}
	fmt.Fprintln(out, "Shares are of the ring: of all keys, if they spread evenly. A stand-in's ack does not count.")
	tallies := make([][]tallied, len(looks))
	work := setsDone{bar: progressBar{a: a}}
	for _, look := range looks {
		work.all += look.sets()
	}
	for i, look := range looks {
		var err error
		if tallies[i], err = look.tally(ctx, &work); err != nil {
			work.bar.wipe()
			return err
		}
	}
	work.bar.wipe()
	for _, b := range blocksOf(looks) {
		fmt.Fprintf(out, "\n%s\n", oneLine(b.title))
		for _, why := range b.whys {
			fmt.Fprintf(out, "  %s\n", oneLine(why))
		}
		table := [][]string{{"DOWN", "", "LOST", "HIT BY", "MEAN", "WORST"}}
		if looks[0].when == "" {
			table[0] = slices.Delete(table[0], 1, 2)
		}
		for k := range tallies[0] {
			for _, aspect := range b.aspects {
				for i, look := range looks {
					if k < len(tallies[i]) && b.question[i] >= 0 {
						table = append(table, look.row(tallies[i][k], aspect, b.question[i]))
					}
				}
			}
		}
		if err := out.table(indented(table)); err != nil {
			return written(err)
		}
		for i, look := range looks {
			if b.question[i] >= 0 {
				look.harmless(out, tallies[i], b.aspects, b.question[i])
			}
		}
	}
	return nil
}

// indented keeps the first column's indent, which cells lose.
func indented(table [][]string) [][]string {
	for i := range table {
		table[i] = append([]string{""}, table[i]...)
		table[i][1] = strings.TrimSpace(table[i][1])
	}
	return table
}

// heading prints what is looked at.
func (look *failing) heading(out io.Writer) {
	if look.when != "" {
		fmt.Fprintf(out, "%s: ", look.when)
	}
	copies := count.Of(look.placement.N, "copy") + " (simple placement)"
	if look.placement.Racks() {
		copies = "copies " + oneLine(look.placement.Counts()) + " (" + look.placement.Rule() + " placement)"
	}
	fmt.Fprintf(out, "%s, %s, %s\n", count.Of(look.ring.Size(), "node"), count.Of(look.ring.Len(), "range"), copies)
}

// block is what is printed together: levels that come to the same, or the data.
type block struct {
	title    string
	whys     []string
	question []int // one of those levels, by ring; -1 if it has no meaning there; for the data, any
	aspects  []aspect
}

// aspect is which of the answers to a question is meant.
type aspect struct {
	name string
	of   func(failures.Loss) int
}

func allAspects() []aspect {
	return []aspect{
		{"reads", func(l failures.Loss) int { return l.Reads }},
		{"writes", func(l failures.Loss) int { return l.Writes }},
		{"both", func(l failures.Loss) int { return l.Both }},
	}
}

// blocksOf puts levels together that come to the same on every ring.
func blocksOf(looks []*failing) (all []block) {
	var keys, names []string
	for _, look := range looks {
		for i := range look.levels {
			l := &look.levels[i]
			if slices.Contains(names, l.title()) {
				continue
			}
			names = append(names, l.title())
			question, key := make([]int, len(looks)), ""
			for k, other := range looks {
				question[k] = slices.IndexFunc(other.levels, func(o failingLevel) bool { return o.title() == l.title() })
				if question[k] >= 0 {
					key += fmt.Sprint(other.analysis.Loss(question[k]))
				}
				key += ";"
			}
			if at := slices.Index(keys, key); at >= 0 {
				all[at].title += ", " + l.title()
				continue
			}
			keys = append(keys, key)
			b := look.block(i)
			b.question = question
			for k, other := range looks {
				if at := question[k]; other != look && at >= 0 {
					b.differs(look.when, other.when, other.block(at).whys)
				}
			}
			all = append(all, b)
		}
	}
	return append(all, block{
		title: "data", question: make([]int, len(looks)), aspects: []aspect{{"data", func(l failures.Loss) int { return l.Data }}},
		whys: []string{"a range is gone when all nodes that keep it are"},
	})
}

// differs adds what the sentences about the level are on another ring, where they are others.
func (b *block) differs(when, otherwise string, whys []string) {
	if slices.Equal(b.whys, whys) {
		return
	}
	var all []string
	for _, why := range b.whys {
		all = append(all, when+": "+why)
	}
	for _, why := range whys {
		all = append(all, otherwise+": "+why)
	}
	b.whys = all
}

// title is the level's name, and from where if that matters.
func (l *failingLevel) title() string {
	if l.from == "" {
		return l.name
	}
	return l.name + " from " + l.from
}

// block describes a level.
func (look *failing) block(at int) block {
	dcs := look.ring.DCs()
	for i := range dcs {
		dcs[i] = event.Show(dcs[i], maxShown)
	}
	l, loss := &look.levels[at], look.analysis.Loss(at)
	read, write := failures.Why(l.Read, l.From, dcs), failures.Why(l.Write, l.From, dcs)
	if loss.Reads == loss.Writes {
		return block{title: l.title(), whys: []string{read}, aspects: []aspect{{"reads, writes", func(l failures.Loss) int { return l.Reads }}}}
	}
	return block{title: l.title(), whys: []string{"reads: " + read, "writes: " + write}, aspects: allAspects()}
}

// tallied is what sets of one kind lose, by term.
type tallied struct {
	kind  string
	terms []failures.Tally
	names func([]int) string // of a set
}

// setsDone counts sets of nodes that have been gone through on several cores, and shows how
// many.
type setsDone struct {
	lock      sync.Mutex
	bar       progressBar
	all, done int
}

func (s *setsDone) count(sets int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.done += sets
	s.bar.show(float64(s.done)/float64(s.all), thousands(s.done)+" of "+thousands(s.all)+" sets of nodes")
}

// sets returns how many sets of nodes are gone through.
func (look *failing) sets() (n int) {
	for _, size := range look.sizes {
		n += choose(look.ring.Size(), size)
	}
	return n
}

// tally goes through all sets.
func (look *failing) tally(ctx context.Context, work *setsDone) (all []tallied, err error) {
	for _, size := range look.sizes {
		t := tallied{kind: count.Of(size, "node"), names: look.nodeNames}
		if t.terms, err = look.tallySets(ctx, size, work); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	for i, g := range look.groups {
		if i == 0 || g.kind == "nodes" || g.kind != look.groups[i-1].kind {
			t := tallied{kind: "1 " + g.kind, terms: make([]failures.Tally, look.analysis.Terms()),
				names: func(set []int) string { return oneLine(look.groups[set[0]].name) }}
			if g.kind == "nodes" {
				t.kind = oneLine(g.name)
			}
			all = append(all, t)
		}
		t := &all[len(all)-1]
		for x, share := range look.analysis.Group(i) {
			t.terms[x].Add([]int{i}, share)
		}
	}
	return all, nil
}

// tallySets goes through all sets of one size on all cores: the sets of each first node by
// themselves.
func (look *failing) tallySets(ctx context.Context, size int, work *setsDone) ([]failures.Tally, error) {
	a := look.analysis
	parts := make([][]failures.Tally, len(a.Nodes()))
	err := parallel.For(ctx, len(parts), func(first int) {
		tallies := make([]failures.Tally, a.Terms())
		if size <= len(parts)-first {
			a.Each(size, first, func(set []int, lost []failures.Share) {
				for x := range tallies {
					tallies[x].Add(set, lost[x])
				}
			})
		}
		parts[first] = tallies
		work.count(tallies[0].Sets)
	})
	if err != nil {
		return nil, err
	}
	sum := make([]failures.Tally, a.Terms())
	for _, part := range parts {
		for x := range sum {
			sum[x].Merge(&part[x])
		}
	}
	return sum, nil
}

func (look *failing) nodeNames(set []int) string {
	var names []string
	for _, at := range set {
		names = append(names, event.Show(look.ring.Nodes()[look.analysis.Nodes()[at]].Name, maxShown))
	}
	return strings.Join(names, " ")
}

// row is one line of a block's table.
func (look *failing) row(t tallied, of aspect, question int) []string {
	row := []string{t.kind}
	if look.when != "" {
		row = append(row, look.when)
	}
	tally := &t.terms[of.of(look.analysis.Loss(question))]
	hit := fmt.Sprintf("%s of %s", thousands(tally.Hit), thousands(tally.Sets))
	if tally.Sets > 0 && tally.Hit > 0 {
		hit += " (" + percent(float64(tally.Hit)/float64(tally.Sets)) + ")"
	}
	worst := "none loses anything"
	if tally.Sets == 0 {
		worst = "there are too few nodes"
	}
	if tally.Hit > 0 {
		worst = ""
		for i, f := range tally.Worst[:min(len(tally.Worst), 3)] {
			if i > 0 {
				worst += "; "
			}
			worst += percent(f.Lost.Float()) + " " + t.names(f.Set)
		}
	}
	return append(row, of.name, hit, percent(tally.Mean()), worst)
}

// harmless names sets that lose nothing, where others of their kind do.
func (look *failing) harmless(out io.Writer, all []tallied, aspects []aspect, question int) {
	for _, t := range all {
		for _, of := range aspects {
			tally := &t.terms[of.of(look.analysis.Loss(question))]
			if tally.Hit == 0 || tally.Hit == tally.Sets {
				continue
			}
			var names []string
			for _, f := range tally.Harmless {
				names = append(names, t.names(f.Set))
			}
			such := ": "
			if tally.Sets-tally.Hit > len(names) {
				such = ", such as "
			}
			what := t.kind
			if look.when != "" {
				what = look.when + ", " + what
			}
			if len(aspects) > 1 {
				what += ", " + of.name
			}
			fmt.Fprintf(out, "  %s, harmless: %s of %s%s%s\n", what, thousands(tally.Sets-tally.Hit), thousands(tally.Sets), such, strings.Join(names, "; "))
		}
	}
}

// digitsFor returns how many decimals show three digits that count.
func digitsFor(f float64) int {
	decimals := 2
	for f < 1 {
		f *= 10
		decimals++
	}
	for f >= 10 {
		f /= 10
		decimals--
	}
	return decimals
}

// failuresPrinter appends rows of JSON.
type failuresPrinter struct {
	look   *failing
	levels [][]byte // what stands before a row's nodes, by level
	nodes  [][]byte // by position
	shares [][]byte // the shares of the set, by term
}

// batch is how many first nodes' pairs are kept before they are written.
const batch = 16

// printJSON prints a row for each set and level.
func (look *failing) printJSON(ctx context.Context, to io.Writer) error {
	out := bufio.NewWriterSize(to, 1<<20)
	a := look.analysis
	for _, size := range look.sizes {
		n := len(a.Nodes()) - size + 1
		if size > 2 {
			for first := range n {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				look.printer().sets(size, first, func(row []byte) { _, _ = out.Write(row) }) // Flush has the error
			}
			continue
		}
		for from := 0; from < n; from += batch {
			texts := make([][]byte, min(batch, n-from))
			if err := parallel.For(ctx, len(texts), func(i int) {
				look.printer().sets(size, from+i, func(rows []byte) { texts[i] = append(texts[i], rows...) })
			}); err != nil {
				return err
			}
			for _, text := range texts {
				if _, err := out.Write(text); err != nil {
					return written(err)
				}
			}
		}
	}
	p := look.printer()
	for i, g := range look.groups {
		p.format(a.Group(i))
		var names []byte
		for k, n := range g.nodes {
			if k > 0 {
				names = append(names, ',')
			}
			names = event.AppendString(names, look.ring.Nodes()[n].Name)
		}
		extra := ""
		if g.kind != "nodes" {
			extra = `,"` + g.kind + `":` + string(event.AppendString(nil, g.name))
		}
		_, _ = out.Write(p.rows(nil, names, extra))
	}
	return written(out.Flush())
}

func (look *failing) printer() *failuresPrinter {
	p := &failuresPrinter{look: look, shares: make([][]byte, look.analysis.Terms())}
	for _, l := range look.levels {
		head := []byte{'{'}
		if look.when != "" {
			head = append(head, `"ring":"`+look.when+`",`...)
		}
		head = event.AppendString(append(head, `"level":`...), l.name)
		if l.from != "" {
			head = event.AppendString(append(head, `,"from":`...), l.from)
		}
		p.levels = append(p.levels, append(head, `,"down":[`...))
	}
	for _, n := range look.analysis.Nodes() {
		p.nodes = append(p.nodes, event.AppendString(nil, look.ring.Nodes()[n].Name))
	}
	return p
}

// sets gives the rows of all sets with one first node, in pieces that are overwritten.
func (p *failuresPrinter) sets(size, first int, give func([]byte)) {
	var text, names []byte
	p.look.analysis.Each(size, first, func(set []int, lost []failures.Share) {
		names = names[:0]
		for i, at := range set {
			if i > 0 {
				names = append(names, ',')
			}
			names = append(names, p.nodes[at]...)
		}
		p.format(lost)
		if text = p.rows(text, names, ""); len(text) > 1<<16 {
			give(text)
			text = text[:0]
		}
	})
	give(text)
}

func (p *failuresPrinter) format(lost []failures.Share) {
	for x, s := range lost {
		if s.None() {
			p.shares[x] = append(p.shares[x][:0], '0')
			continue
		}
		p.shares[x] = strconv.AppendFloat(p.shares[x][:0], s.Float(), 'g', -1, 64)
	}
}

// rows appends the rows of one set.
func (p *failuresPrinter) rows(text, names []byte, extra string) []byte {
	for q, head := range p.levels {
		at := p.look.analysis.Loss(q)
		text = append(append(append(text, head...), names...), ']')
		text = append(text, extra...)
		text = append(append(text, `,"reads":`...), p.shares[at.Reads]...)
		text = append(append(text, `,"writes":`...), p.shares[at.Writes]...)
		text = append(append(text, `,"both":`...), p.shares[at.Both]...)
		text = append(append(text, `,"data":`...), p.shares[at.Data]...)
		text = append(text, "}\n"...)
	}
	return text
}

// percent formats a part of 1 with three digits that count.
func percent(part float64) string {
	if part == 0 || part == 1 {
		return strconv.FormatFloat(100*part, 'f', 0, 64) + "%"
	}
	s := strconv.FormatFloat(100*part, 'g', 3, 64)
	if f := 100 * part; f < 1e-4 || f >= 99.95 {
		return s + "%"
	}
	return strconv.FormatFloat(100*part, 'f', max(0, digitsFor(100*part)), 64) + "%"
}
