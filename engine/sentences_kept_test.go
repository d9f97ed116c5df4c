package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

var (
	keptOn   = regexp.MustCompile(`(durable|in memory) on ((?:x1|n\d)(?: (?:x1|n\d))*)`)
	keptHint = regexp.MustCompile(`hint on (\w+) for (\w+)`)
	keptOnly = regexp.MustCompile(`(?:only the disk of (\w+) has it|a crash of (\w+) loses it)`)
)

// durability holds the line about where a key is kept against the disks: of the version
// that is kept worst it names all who have it, and nobody else.
func (w *witnessed) durability(told *audit) error {
	for _, name := range []string{"a", "b"} {
		v := w.c.View(engine.Watch{Key: name})
		i := v.Weakest()
		if i < 0 || v.Kept[i].State >= oracle.Superseded {
			continue
		}
		told.kept++
		key, _ := engine.FindText(w.c, name)
		if err := w.keptLine(v, &v.Kept[i], key, explain.Durability(v)); err != nil {
			return fmt.Errorf("%s, %q: %w", name, explain.Durability(v), err)
		}
	}
	return nil
}

func (w *witnessed) keptLine(v *engine.View, k *engine.Keeping, key event.Sym, line string) error {
	var want, got []string
	for i, s := range engine.DisksOf(w.c) {
		known, onDisk := s.Both(key)
		switch n := v.Node(ring.NodeID(i)); {
		case onDisk.Has(k.Dot):
			want = append(want, "durable "+n)
		case known.Has(k.Dot):
			want = append(want, "in memory "+n)
		}
		for _, owner := range s.HintedPeers() {
			if h, _ := s.HintOf(owner, key); h.Set.Has(k.Dot) {
				want = append(want, "hint "+v.Node(ring.NodeID(i))+" "+v.Node(owner))
			}
		}
	}
	for _, m := range keptOn.FindAllStringSubmatch(line, -1) {
		for _, n := range strings.Fields(m[2]) {
			got = append(got, m[1]+" "+n)
		}
	}
	for _, m := range keptHint.FindAllStringSubmatch(line, -1) {
		got = append(got, "hint "+m[1]+" "+m[2])
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		return fmt.Errorf("there is %q", want)
	}
	if keptOnly.MatchString(line) && w.holders(key, k.Dot) != 1 {
		return fmt.Errorf("only one has it, it says; there is %q", want)
	}
	if strings.Contains(line, "all of them are down") && slices.ContainsFunc(want, func(s string) bool {
		return nodeNamed(v, strings.Fields(strings.TrimPrefix(s, "in "))[1]).Health == engine.Up
	}) {
		return fmt.Errorf("there is %q", want)
	}
	return nil
}

// holders counts the nodes that have a version, however they have it.
func (w *witnessed) holders(key event.Sym, dot version.Dot) (n int) {
	for _, s := range engine.DisksOf(w.c) {
		known, onDisk := s.Both(key)
		if known.Has(dot) || onDisk.Has(dot) || s.HasHint(key, dot) {
			n++
		}
	}
	return n
}

func nodeNamed(v *engine.View, name string) *engine.NodeView {
	return &v.Nodes[slices.IndexFunc(v.Nodes, func(n engine.NodeView) bool { return n.Name == name })]
}
