// The failures command: which share of a ring is lost when nodes, racks or data centres
// go.

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/engine/event"
	"ringside/engine/failures"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/presets"
)

func newFailuresCommand(a *app) *cobra.Command {
	var c failuresCommand
	cmd := &cobra.Command{
		Use:   "failures [flags] [RING_FILE]",
		Short: "Show what a ring loses when nodes, racks or data centres fail",
		Long: "For every level, calculate the exact share of the ring that loses reads, writes or its data when any one node,\n" +
			"any two, or what --down lists, is gone. Quorums are strict: a stand-in's ack does not count.\n\n" +
			"The ring is that of the preset and the flags, or of a file that lists nodes, as for walk --ring.\n" +
			"--add and --remove show the ring before the change and after it.",
		Example: "ringside failures --nodes 12 --rf 3\n" +
			"ringside failures --preset two-dcs --level local_quorum --down rack,dc\n" +
			"ringside failures nodes.yaml --level one/all --down n1+n4\n" +
			"ringside failures --nodes 6 --add n7 --json",
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil }, // run loads the configuration, for a walk
		RunE: func(cmd *cobra.Command, args []string) error {
			so := nothingPrinted
			if c.json {
				so = partPrinted
			}
			return outcome(interruptible(cmd.Context(), "failures", so, func(ctx context.Context) error {
				return c.run(ctx, a, cmd.Flags(), args)
			}), nil)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.rf, "rf", "", "how many copies: a number, or one for each data centre by a rule of racks, as in dc1=2,dc2=2")
	f.StringArrayVar(&c.levels, "level", nil, "levels to look at, or a read's and a write's, as in one/all, or counts for data centres, as in dc1=2,dc2=1; by default all that are possible")
	f.StringArrayVar(&c.downs, "down", []string{"1,2"}, "what fails: 1, 2 or 3 nodes, each rack, each dc, or nodes, racks and data centres by name, as in n1+n4, dc1/r1 and dc2")
	f.StringVar(&c.from, "from", "", "the data centre of the coordinator, for local levels; each in turn unless given")
	f.StringArrayVar(&c.adds, "add", nil, "show what changes with one more node, as in n7 or n7=dc1/r2")
	f.StringArrayVar(&c.removes, "remove", nil, "show what changes without a node")
	f.BoolVar(&c.json, "json", false, "print one JSON object for each level and set of nodes")
	var words []string
	for _, l := range quorum.Levels() {
		words = append(words, l.String())
	}
	complete(cmd, "level", words)
	complete(cmd, "down", []string{"1", "2", "3", "rack", "dc"})
	return cmd
}

// failuresCommand is one call of the command.
type failuresCommand struct {
	rf, from                     string
	levels, downs, adds, removes []string
	json                         bool
}

// mostRows is how many JSON objects one call may print.
const mostRows = 50_000_000

func (c *failuresCommand) run(ctx context.Context, a *app, f *pflag.FlagSet, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("failures: unexpected argument %q; it takes one ring file (see ringside failures --help)", args[1])
	}
	w := walkCommand{rf: c.rf, ringWord: "failures"}
	if len(args) == 1 {
		if w.ringFile = args[0]; w.ringFile == "" {
			return errors.New("failures: the name of the ring file is empty")
		}
	}
	r, placement, err := w.cluster(a, f)
	if err != nil {
		return err
	}
	looks := []*failing{{ring: r, placement: placement}}
	if c.adds != nil || c.removes != nil {
		after, err := c.changed(r, a.cfg.plan.Seed)
		if err != nil {
			return err
		}
		if err := placement.ValidateOver(after); err != nil {
			return fmt.Errorf("after the change: %w", err)
		}
		looks[0].when = "before"
		looks = append(looks, &failing{when: "after", ring: after, placement: placement})
	}
	for _, look := range looks {
		for _, note := range look.placement.Over(look.ring) {
			if look.when != "" {
				note = look.when + ": " + note
			}
			a.note("note: " + note)
		}
	}
	known := looks[len(looks)-1].ring // it lists the nodes of both
	for _, look := range looks {
		if err := c.prepare(look, known); err != nil {
			return err
		}
	}
	if c.json {
		for _, look := range looks {
			if err := look.printJSON(ctx, a.out); err != nil {
				return err
			}
		}
		return nil
	}
	return a.print(func(out *sheet) error { return printFailures(ctx, a, out, looks) })
}

// changed returns the ring after the changes, in which removed nodes keep their places.
// A node that is added gets its tokens as in a running cluster: as many as the first
// node's, drawn from the seed.
func (c *failuresCommand) changed(r *ring.Ring, seed uint64) (*ring.Ring, error) {
	for _, add := range c.adds {
		name, place, placed := strings.Cut(add, "=")
		like := r.Nodes()[0]
		n := ring.Node{Name: name, DC: like.DC, Rack: like.Rack}
		if placed {
			dc, rack, ok := strings.Cut(place, "/")
			if !ok || dc == "" || rack == "" {
				return nil, fmt.Errorf("--add %s: %s is not a place; give its data centre and rack, as in %s=dc1/r2",
					event.Show(add, maxShown), event.Quote(place), event.Show(name, maxShown))
			}
			n.DC, n.Rack = dc, rack
		}
		for _, word := range []string{n.Name, n.DC, n.Rack} {
			if err := presets.CheckName(word); err != nil {
				return nil, fmt.Errorf("--add: %w", err)
			}
		}
		if _, taken := r.Lookup(n.Name); taken {
			return nil, fmt.Errorf("--add %s: there is a node of this name already; every node needs one of its own", event.Show(name, maxShown))
		}
		n.Tokens = r.DrawMarks(seed, len(r.Nodes()), len(like.Tokens))
		next, err := r.With(n)
		if err != nil {
			return nil, fmt.Errorf("--add %s: %w", event.Show(name, maxShown), err)
		}
		r = next
	}
	for _, words := range c.removes {
		for name := range strings.SplitSeq(words, ",") {
			id, err := findNode(r, name)
			if err != nil {
				return nil, fmt.Errorf("--remove: %w", err)
			}
			next, err := r.Without(id)
			if err != nil {
				return nil, fmt.Errorf("--remove %s: %w", event.Show(name, maxShown), err)
			}
			r = next
		}
	}
	return r, nil
}

// findNode returns the node of that name that is on the ring.
func findNode(r *ring.Ring, name string) (ring.NodeID, error) {
	id, ok := r.Lookup(name)
	if ok && !r.Nodes()[id].Out {
		return id, nil
	}
	return ring.None, noNode(r, name)
}

// noNode is the error about a name that no node on the ring has.
func noNode(r *ring.Ring, name string) error {
	var names []string
	for _, n := range r.Nodes() {
		if !n.Out {
			names = append(names, event.Show(n.Name, maxShown))
		}
	}
	if len(names) > 9 {
		names = append(names[:8], fmt.Sprintf("… %s (%d)", names[len(names)-1], len(names)))
	}
	return fmt.Errorf("no node %s%s", event.Quote(name), nearest.List("nodes", names))
}

// prepare works out what is asked of a ring, and analyses it.
func (c *failuresCommand) prepare(look *failing, known *ring.Ring) error {
	if err := c.askLevels(look); err != nil {
		return err
	}
	if err := c.askDowns(look, known); err != nil {
		return err
	}
	rows, n := len(look.groups), look.ring.Size()
	for _, size := range look.sizes {
		rows += choose(n, size)
	}
	if rows *= len(look.levels); c.json && rows > mostRows {
		return fmt.Errorf("failures: it would print %s rows; at most %s are allowed, so ask for fewer levels, or fewer nodes at once",
			thousands(rows), thousands(mostRows))
	}
	deepest := 1
	if len(look.sizes) > 0 {
		deepest = look.sizes[len(look.sizes)-1]
	}
	var questions []failures.Question
	for _, l := range look.levels {
		questions = append(questions, l.Question)
	}
	var groups [][]ring.NodeID
	for _, g := range look.groups {
		groups = append(groups, g.nodes)
	}
	look.analysis = failures.New(look.ring, look.placement, questions, deepest, groups)
	return nil
}

// askLevels reads --level and --from.
func (c *failuresCommand) askLevels(look *failing) error {
	dcs := look.ring.DCs()
	froms := make([]int, len(dcs))
	for i := range froms {
		froms[i] = i
	}
	if c.from != "" {
		i := slices.Index(dcs, c.from)
		if i < 0 {
			return fmt.Errorf("--from: there is no data centre %s%s", event.Quote(c.from), nearest.Among(c.from, "known", dcs))
		}
		froms = []int{i}
	}
	add := func(name string, read, write quorum.Demand) {
		if !read.Local() && !write.Local() {
			look.levels = append(look.levels, failingLevel{name: name, Question: failures.Question{Read: read, Write: write}})
			return
		}
		for _, from := range froms {
			l := failingLevel{name: name, Question: failures.Question{Read: read, Write: write, From: from}}
			if len(dcs) > 1 {
				l.from = dcs[from]
			}
			look.levels = append(look.levels, l)
		}
	}
	if c.levels == nil {
		for _, l := range quorum.Levels() {
			if d, err := l.For(look.ring, look.placement); err == nil { // else it has no meaning here
				add(l.String(), d, d)
			}
		}
		return nil
	}
	for _, words := range c.levels {
		for _, word := range splitLevels(words) {
			name, read, write, err := readLevels(look, word)
			if err != nil {
				return levelError("level", err)
			}
			if !slices.ContainsFunc(look.levels, func(l failingLevel) bool { return l.name == name }) {
				add(name, read, write)
			}
		}
	}
	return nil
}

// splitLevels splits a list of levels at its commas, but for those inside of counts for data centres:
// one,dc1=2,dc2=1 is two levels.
func splitLevels(list string) (levels []string) {
	counts := false // the level before ends with a count, and so may go on
	for part := range strings.SplitSeq(list, ",") {
		first, _, _ := strings.Cut(part, "/")
		if counts && strings.Contains(first, "=") {
			levels[len(levels)-1] += "," + part
		} else {
			levels = append(levels, part)
		}
		counts = strings.Contains(part[strings.LastIndex(part, "/")+1:], "=")
	}
	return levels
}

// levelError returns an error in the level that a flag gives, which begins with the flag and the level.
func levelError(flag string, err error) error {
	return errors.New("--" + flag + " " + strings.TrimPrefix(err.Error(), "level "))
}

// readLevels parses a level for both reads and writes, or one for each.
func readLevels(look *failing, word string) (name string, read, write quorum.Demand, err error) {
	first, second, two := strings.Cut(word, "/")
	demand := func(word string) (quorum.Level, quorum.Demand, error) {
		l, err := quorum.ParseLevel(word)
		if err != nil {
			return l, quorum.Demand{}, err
		}
		d, err := l.For(look.ring, look.placement)
		return l, d, err
	}
	l, read, err := demand(first)
	if err != nil || !two {
		return l.String(), read, read, err
	}
	m, write, err := demand(second)
	return l.String() + "/" + m.String(), read, write, err
}

// askDowns reads --down.
func (c *failuresCommand) askDowns(look *failing, known *ring.Ring) error {
	for _, words := range c.downs {
		for word := range strings.SplitSeq(words, ",") {
			if err := look.askDown(word, known); err != nil {
				return fmt.Errorf("--down: %w", err)
			}
		}
	}
	slices.Sort(look.sizes)
	look.sizes = slices.Compact(look.sizes)
	return nil
}

// askDown reads one word of --down. Nodes by name need only be on the ring before a change
// or on the one after it.
func (look *failing) askDown(word string, known *ring.Ring) error {
	switch word {
	case "1", "2", "3":
		look.sizes = append(look.sizes, int(word[0]-'0'))
		return nil
	case "rack":
		look.askDomains("rack", func(n *ring.Node) string { return n.DC + "/" + n.Rack })
		return nil
	case "dc":
		look.askDomains("dc", func(n *ring.Node) string { return n.DC })
		return nil
	case "":
		return errors.New("it is empty; give 1, 2, 3, rack, dc, or names, as in n1+n4")
	}
	g := group{kind: "nodes", name: strings.ReplaceAll(word, "+", " ")}
	for name := range strings.SplitSeq(word, "+") {
		all, there := named(known, name)
		if !there {
			return fmt.Errorf("%w; or give 1, 2, 3, rack, dc, or the name of a rack or data centre (%s)", noNode(known, name), domainNames(known))
		}
		for _, id := range all {
			if nodes := look.ring.Nodes(); int(id) >= len(nodes) || nodes[id].Out {
				continue // it is on the other ring only
			}
			if slices.Contains(g.nodes, id) {
				return fmt.Errorf("%s: %s is there twice", word, event.Show(look.ring.Nodes()[id].Name, maxShown))
			}
			g.nodes = append(g.nodes, id)
		}
	}
	look.groups = append(look.groups, g)
	return nil
}

// named returns the nodes that a name stands for: a node, or all of a rack or data centre.
func named(r *ring.Ring, name string) (all []ring.NodeID, there bool) {
	if id, ok := r.Lookup(name); ok {
		return []ring.NodeID{id}, true
	}
	for i := range r.Nodes() {
		if n := &r.Nodes()[i]; n.DC == name || n.DC+"/"+n.Rack == name {
			all = append(all, ring.NodeID(i))
		}
	}
	return all, len(all) > 0
}

// domainNames lists the racks and data centres of a ring, as they can be named.
func domainNames(r *ring.Ring) string {
	var names []string
	for i := range r.Nodes() {
		for _, name := range []string{r.Nodes()[i].DC + "/" + r.Nodes()[i].Rack, r.Nodes()[i].DC} {
			if shown := event.Show(name, maxShown); !slices.Contains(names, shown) {
				names = append(names, shown)
			}
		}
	}
	if len(names) > 9 {
		names = append(names[:8], "…")
	}
	return strings.Join(names, ", ")
}

// askDomains asks for all racks or data centres, in the order of their first nodes.
func (look *failing) askDomains(kind string, name func(*ring.Node) string) {
	first := len(look.groups)
	for i := range look.ring.Nodes() {
		n := &look.ring.Nodes()[i]
		if n.Out {
			continue
		}
		at := slices.IndexFunc(look.groups[first:], func(g group) bool { return g.name == name(n) })
		if at < 0 {
			at = len(look.groups) - first
			look.groups = append(look.groups, group{kind: kind, name: name(n)})
		}
		look.groups[first+at].nodes = append(look.groups[first+at].nodes, ring.NodeID(i))
	}
}
