// The claims of the line about how a key is kept, checked against the stores; what it says
// is survived, and what is not, is played out.

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

// durability checks the line about where each key is kept against the stores.
func (w *observation) durability(told *audit) error {
	for _, name := range w.keys() {
		v := w.c.View(engine.Watch{Key: name})
		line, claims := explain.Durability(v), explain.Kept(v)
		if (line == "") != (len(claims) == 0) || line == "" {
			continue
		}
		told.kept++
		key, _ := engine.FindText(w.c, name)
		k := kept{observation: w, v: v, name: name, key: key, dot: claims[0].Dot, claims: claims}
		err := k.complete()
		for i := 0; i < len(claims) && err == nil; i++ {
			told.count(claims[i].Kind)
			if !k.holds(&claims[i]) {
				err = fmt.Errorf("the claim %+v is false", claims[i])
			}
		}
		if err == nil {
			err = k.words(line)
		}
		if err == nil {
			err = short(line, explain.Survival(v))
		}
		if err != nil {
			return fmt.Errorf("%s, %q: %w", name, line, err)
		}
	}
	return nil
}

// short reports whether the line without the nodes says the same of what is survived and lost.
func short(line, brief string) error {
	if brief == "" {
		return fmt.Errorf("nothing is left of it without the nodes")
	}
	for _, part := range strings.Split(line, "; ") {
		where := regexp.MustCompile(`durable on|in memory on|hint on|on no node`).MatchString(part)
		if !where && !strings.Contains(brief, part) || len(brief) > len(line) {
			return fmt.Errorf("without the nodes it is %q", brief)
		}
	}
	return nil
}

// kept is a key, and the version that a line is about.
type kept struct {
	*observation
	v      *engine.View
	name   string
	key    event.Sym
	dot    version.Dot
	claims explain.Claims
}

// on says how a node has the version: not at all, in memory, on its disk, or as a hint.
func (k *kept) on(id ring.NodeID) (disk, memory, hint bool) {
	s := engine.DisksOf(k.c)[id]
	known, onDisk := s.Both(k.key)
	return onDisk.Has(k.dot), known.Has(k.dot) && !onDisk.Has(k.dot), s.HasHint(k.key, k.dot)
}

// holders returns the nodes of a cluster that have the version, however they do.
func (k *kept) holders(c *engine.Cluster) (all []ring.NodeID) {
	for i, s := range engine.DisksOf(c) {
		known, onDisk := s.Both(k.key)
		if known.Has(k.dot) || onDisk.Has(k.dot) || s.HasHint(k.key, k.dot) {
			all = append(all, ring.NodeID(i))
		}
	}
	return all
}

// complete reports whether all who have the version are named, unless it is said to be gone.
func (k *kept) complete() error {
	if k.claims.Has(explain.IsLost, explain.IsShadowed) {
		return nil
	}
	for _, id := range k.holders(k.c) {
		disk, memory, _ := k.on(id)
		want := map[explain.Kind]bool{explain.Durable: disk, explain.Memory: memory}
		for _, c := range k.claims {
			if c.Node == id {
				delete(want, c.Kind)
			}
		}
		if want[explain.Durable] || want[explain.Memory] {
			return fmt.Errorf("%s is left out", k.v.Node(id))
		}
		for _, owner := range engine.DisksOf(k.c)[id].HintedPeers() {
			h, _ := engine.DisksOf(k.c)[id].HintOf(owner, k.key)
			if h.Set.Has(k.dot) && !slices.ContainsFunc(k.claims, func(c explain.Claim) bool {
				return c.Kind == explain.Hinted && c.Node == id && c.Peer == owner
			}) {
				return fmt.Errorf("the hint on %s for %s is left out", k.v.Node(id), k.v.Node(owner))
			}
		}
	}
	return nil
}

// after returns the holders that are left after a fault of a node.
func (k *kept) after(verb engine.Verb, id ring.NodeID) []ring.NodeID {
	d := k.c.Clone()
	_ = d.Apply(engine.Command{Verb: verb, Node: k.v.Node(id)}) // a crashed one has nothing in memory
	return k.holders(d)
}

// holds reports whether a claim is true.
func (k *kept) holds(c *explain.Claim) bool {
	if c.Dot != k.dot {
		return false
	}
	holders := k.holders(k.c)
	switch c.Kind {
	case explain.Versions:
		return k.versions(c.N)
	case explain.Durable:
		disk, _, _ := k.on(c.Node)
		return disk
	case explain.Memory:
		_, memory, _ := k.on(c.Node)
		return memory
	case explain.Hinted:
		h, _ := engine.DisksOf(k.c)[c.Node].HintOf(c.Peer, k.key)
		return h.Set.Has(k.dot)
	case explain.IsLost, explain.IsShadowed:
		return len(holders) == 0 && k.acked(c.Op)
	case explain.GoneToo:
		gone := 0
		for _, o := range k.v.Ops {
			if o.Key == k.name && k.acked(o.ID) && !k.exists(o.Dot) {
				gone++
			}
		}
		return c.N > 0 && (c.N <= gone || len(k.v.Ops) == engine.MaxOps)
	case explain.IsTombstone:
		return k.values[valueOf{k.key, k.dot}].Tombstone || k.verb() == event.Delete
	case explain.IsUnacked:
		return !slices.ContainsFunc(k.v.Ops, func(o *engine.OpView) bool { return o.Key == k.name && o.Dot == k.dot && k.acked(o.ID) })
	case explain.InMessage: // it may wait in a node that hangs
		sent := k.sent[uint32(c.N)]
		return len(holders) == 0 && sent > 0 && !k.over[uint32(c.N)] && k.v.Trace.At(sent).Key == k.key
	case explain.InWriting: // it has been delivered to the node, and neither stored nor forgotten
		return len(holders) == 0 && k.writing(c.Node)
	case explain.InRequest:
		return len(holders) == 0
	}
	return k.holdsOfSafety(c, holders)
}

// holdsOfSafety reports whether a claim about what the version survives is true.
func (k *kept) holdsOfSafety(c *explain.Claim, holders []ring.NodeID) bool {
	n := &engine.NodeView{}
	if c.Node != ring.None {
		n = &k.v.Nodes[c.Node]
	}
	all := func(match func(*engine.NodeView) bool) bool {
		return !slices.ContainsFunc(holders, func(id ring.NodeID) bool { return !match(&k.v.Nodes[id]) })
	}
	switch c.Kind {
	case explain.AllDown:
		return len(holders) > 0 && all(func(h *engine.NodeView) bool { return h.Health != engine.Up })
	case explain.CrashLoses:
		return slices.Equal(holders, []ring.NodeID{c.Node}) && len(k.after(engine.Crash, c.Node)) == 0
	case explain.OnlyDisk:
		return slices.Equal(holders, []ring.NodeID{c.Node}) && len(k.after(engine.Crash, c.Node)) == 1 && len(k.after(engine.Wipe, c.Node)) == 0
	case explain.Outlives:
		domain := map[string]engine.Domain{"disk": engine.OneDisk, "rack": engine.OneRack, "data centre": engine.OneDC}[c.Text]
		return trySurvival(k.c, k.v, &engine.Keeping{Dot: k.dot, Survives: domain, Outlives: c.N}) == nil
	case explain.NotPlace:
		return c.Text == "rack" && all(func(h *engine.NodeView) bool { return h.DC == n.DC && h.Rack == n.Rack }) ||
			c.Text == "data centre" && all(func(h *engine.NodeView) bool { return h.DC == n.DC })
	case explain.TooFew:
		disks := 0
		for _, id := range holders {
			if disk, _, hint := k.on(id); disk || hint {
				disks++
			}
		}
		return disks == c.N && c.N < c.Need && !k.claims.Has(explain.IsUnacked)
	}
	return false
}

// writing reports whether anything of the key has been delivered to a node since it last
// crashed, or asked of it, of which nothing has been stored.
func (k *kept) writing(id ring.NodeID) bool {
	t, stored := &k.v.Trace, make(map[int]bool)
	for at := t.Len(); at > 0; at-- {
		switch e := t.At(at); {
		case e.Node == id && e.Kind == event.Crash:
			return false
		case e.Node == id && e.Key == k.key && (e.Kind == event.Store || e.Kind == event.Hint):
			stored[int(e.Cause)] = true
		case e.Key == k.key && (e.Kind == event.Deliver && e.To == id || e.Kind == event.Invoke && e.Node == id) && !stored[at]:
			return true
		}
	}
	return false
}

// acked reports whether the client of an operation was told OK.
func (k *kept) acked(op uint32) bool {
	at := link{observation: k.observation, v: k.v, t: &k.v.Trace}
	_, e := at.reply(op)
	return e.Outcome == event.OK && e.Verb != event.Get
}

// verb returns the verb of the write that made the version.
func (k *kept) verb() event.Verb {
	at := link{observation: k.observation, v: k.v, t: &k.v.Trace}
	_, e := at.last(k.v.Trace.Len(), func(e *event.Event) bool {
		return e.Key == k.key && e.Dot == k.dot && (e.Kind == event.Invoke || e.Kind == event.Send && e.Type == event.Write || e.Kind == event.Reply && e.Verb != event.Get)
	})
	_, asked := at.invoke(e.Op)
	return asked.Verb
}

// exists reports whether a version of the key is anywhere.
func (k *kept) exists(dot version.Dot) bool {
	return slices.ContainsFunc(engine.Everything(k.c, k.name), func(s *version.Set) bool { return s.Has(dot) })
}

// versions reports whether there may be n versions, including those that are gone: no more
// than exist. A version that exists but was replaced for good, perhaps by a write that is
// gone, does not count.
func (k *kept) versions(n int) bool {
	most := make(map[version.Dot]bool)
	for _, s := range engine.Everything(k.c, k.name) {
		for _, v := range s.Siblings {
			most[v.Dot] = true
		}
	}
	gone := 0
	for i := range k.v.Kept {
		if s := k.v.Kept[i].State; s == oracle.Lost || s == oracle.Shadowed {
			gone++
		}
	}
	return n >= 1 && n-gone <= len(most)
}

var keptNodes = regexp.MustCompile(`\b(?:x1|n\d)\b`)

// words reports whether a line names the nodes of its claims and no others.
func (k *kept) words(line string) error {
	var claimed []string
	for _, c := range k.claims {
		for _, id := range []ring.NodeID{c.Node, c.Peer} {
			if id == ring.None || c.Kind == explain.Outlives || c.Kind == explain.NotPlace || c.Kind == explain.TooFew || c.Kind == explain.AllDown {
				continue
			}
			if claimed = append(claimed, k.v.Node(id)); !strings.Contains(line, k.v.Node(id)) {
				return fmt.Errorf("%s is not named", k.v.Node(id))
			}
		}
	}
	for _, name := range keptNodes.FindAllString(aVersion.ReplaceAllString(line, ""), -1) {
		if !slices.Contains(claimed, name) {
			return fmt.Errorf("nothing is claimed of %s", name)
		}
	}
	return nil
}
