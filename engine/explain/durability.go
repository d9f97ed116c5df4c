// The sentence about the durability of the watched key: where it is kept and which
// failures it survives.

package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/internal/count"
)

const (
	// Versions: there are N versions of the key, those that are gone among them. All other
	// claims but GoneToo are about the one that is kept worst, which is Dot.
	Versions Kind = lastOfLine + 1 + iota
	// IsLost: it was acknowledged as Op, and no copy is left. IsShadowed: and it was
	// discarded for another. GoneToo: N acknowledged writes of the key are gone.
	IsLost
	IsShadowed
	GoneToo
	// IsTombstone: it is one. IsUnacked: its client was not told OK. InMessage: no node has
	// it, and message N does. InWriting: and the disk of the node is taking it in. InRequest:
	// no node has it, and there is neither.
	IsTombstone
	IsUnacked
	InMessage
	InWriting
	InRequest
	// AllDown: those that have it are down. CrashLoses: a crash of the node does, since
	// nobody else has it. OnlyDisk: only the disk of the node has it. Outlives: it survives
	// the loss of any N disks, racks or data centres (Text). NotPlace: it does not survive
	// the loss of the node's rack or data centre (Text). TooFew: it is on N disks of Need.
	AllDown
	CrashLoses
	OnlyDisk
	Outlives
	NotPlace
	TooFew
	lastOfKept = TooFew
)

// keeper finds out how a key is kept.
type keeper struct {
	*engine.View
	claims Claims
}

// Kept returns what there is to say about how the watched key is kept: of several
// versions about the one that is kept worst. It is empty if there is nothing of the key.
func Kept(view *engine.View) Claims {
	v := keeper{View: view}
	i := v.Weakest()
	if i < 0 {
		return nil
	}
	k := &v.Kept[i]
	one := Claim{Node: ring.None, Peer: ring.None, Op: k.Op, Dot: k.Dot}
	v.claims = make(Claims, 0, 8)
	v.say(one, Versions, len(v.Kept))
	switch k.State {
	case oracle.Lost:
		v.say(one, IsLost, 0)
	case oracle.Shadowed:
		v.say(one, IsShadowed, 0)
	default:
		v.where(one, k)
		v.safety(one, k)
	}
	if v.Gone > 1 || v.Gone == 1 && !v.claims.Has(IsLost, IsShadowed) {
		v.say(one, GoneToo, v.Gone)
	}
	return v.claims
}

func (v *keeper) say(one Claim, k Kind, n int) {
	one.Kind, one.N = k, n
	v.claims = append(v.claims, one)
}

// where claims who has a version.
func (v *keeper) where(one Claim, k *engine.Keeping) {
	if !k.Acked {
		v.say(one, IsUnacked, 0)
	}
	if k.Tombstone {
		v.say(one, IsTombstone, 0)
	}
	for _, one.Node = range k.Disks {
		v.say(one, Durable, 0)
	}
	for _, one.Node = range k.Memory {
		v.say(one, Memory, 0)
	}
	for _, h := range k.Hints {
		one.Node, one.Peer = h.On, h.For
		v.say(one, Hinted, 0)
	}
	one.Node, one.Peer = ring.None, ring.None
	if v.claims.Has(Durable, Memory, Hinted) {
		return
	}
	for _, m := range k.Messages {
		v.say(one, InMessage, int(m))
	}
	for _, one.Node = range k.Writing {
		v.say(one, InWriting, 0)
	}
	if len(k.Messages)+len(k.Writing) == 0 {
		v.say(one, InRequest, 0)
	}
}

// safety claims which failure a version survives, and the next larger one that it does not.
func (v *keeper) safety(one Claim, k *engine.Keeping) {
	racks, dcs := v.domains()
	one.Node = v.holder(k)
	switch {
	case k.State == oracle.Unreachable:
		v.say(one, AllDown, 0)
		return
	case one.Node == ring.None:
		return // and that it is on no node says it all
	case k.Survives == engine.Nothing:
		v.say(one, CrashLoses, 0)
		return
	case k.Survives == engine.OneCrash:
		v.say(one, OnlyDisk, 0)
		return
	}
	one.Text = map[engine.Domain]string{engine.OneDisk: "disk", engine.OneRack: "rack", engine.OneDC: "data centre"}[k.Survives]
	v.say(one, Outlives, k.Outlives)
	switch {
	case k.Survives == engine.OneDisk && racks > 1:
		one.Text = "rack"
		v.say(one, NotPlace, 0)
	case k.Survives == engine.OneRack && dcs > 1:
		one.Text = "data centre"
		v.say(one, NotPlace, 0)
	}
	if k.State == oracle.AtRisk && k.Acked { // of any other nobody was promised anything
		one.Need = k.Need
		v.say(one, TooFew, len(v.claims.nodes(Durable, Hinted))) // a node with both has one disk
	}
}

// Durability returns a line about where the watched key is kept, and which failures it
// survives; "" if there is nothing of it. If there are several versions, it describes the
// one that is kept worst, and says how many there are.
func Durability(view *engine.View) string { return durability(view, true) }

// Survival returns the same without the nodes that have it, for where those are shown anyway.
func Survival(view *engine.View) string { return durability(view, false) }

func durability(view *engine.View, nodes bool) string {
	if view.Outside != nil {
		return "unknown: a real cluster does not say what each node keeps"
	}
	v := keeper{View: view, claims: Kept(view)}
	if len(v.claims) == 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(128)
	if first := &v.claims[0]; first.N > 1 {
		fmt.Fprintf(&b, "%d versions; %s ", first.N, event.DotText(first.Dot, v.Node))
	}
	between := ""
	add := func(separator, text string) {
		if text != "" {
			b.WriteString(between)
			b.WriteString(text)
			between = separator
		}
	}
	for i := range v.claims {
		b.WriteString(v.state(&v.claims[i]))
	}
	if nodes {
		add(", ", v.on("durable on ", Durable, true))
		add(", ", v.on("in memory on ", Memory, false))
		for i := range v.claims {
			if c := &v.claims[i]; c.Kind == Hinted {
				add(", ", "hint on "+v.Node(c.Node)+" for "+v.Node(c.Peer))
			}
		}
	}
	switch nowhere := v.nowhere(); {
	case nodes:
		add("", nowhere)
	case nowhere != "":
		add("", "on no node")
	}
	for i := range v.claims {
		text := v.outlives(&v.claims[i])
		if b.Len() == 0 || strings.HasSuffix(b.String(), " ") { // where it is is left out
			text = strings.TrimPrefix(text, "; ")
		}
		b.WriteString(text)
	}
	return b.String()
}

// state says of a claim about what a version is what comes before where it is.
func (v *keeper) state(c *Claim) string {
	switch c.Kind {
	case IsLost:
		return fmt.Sprintf("lost: %s was acknowledged, and no copy is left", opName(c.Op))
	case IsShadowed:
		return fmt.Sprintf("shadowed: %s was acknowledged, and discarded for another", opName(c.Op))
	case IsUnacked:
		return "not acknowledged; "
	case IsTombstone:
		if v.claims.Has(IsUnacked) {
			return "tombstone " // nobody was told that the key is deleted
		}
		return "deleted; tombstone "
	}
	return ""
}

// on lists the nodes that have a version in one way, and, of disks, in which racks.
func (v *keeper) on(what string, k Kind, places bool) string {
	nodes := v.claims.nodes(k)
	if len(nodes) == 0 {
		return ""
	}
	if what += v.list(nodes); places {
		what += v.places(nodes)
	}
	return what
}

// nowhere says where a version is that is on no node; nothing of one that is.
func (v *keeper) nowhere() string {
	var in []string
	messages := 0
	for i := range v.claims {
		switch c := &v.claims[i]; c.Kind {
		case InMessage:
			if messages++; messages == 1 {
				in = append(in, "in message "+strconv.Itoa(c.N))
			} else {
				in[0] = fmt.Sprintf("in %d messages", messages)
			}
		case InRequest:
			in = append(in, "in a request under way")
		}
	}
	if nodes := v.claims.nodes(InWriting); len(nodes) > 0 {
		in = append(in, "on its way to the disk of "+v.list(nodes))
	}
	if len(in) == 0 {
		return ""
	}
	return "on no node, only " + strings.Join(in, " and ")
}

// outlives says of a claim about what a version outlives what follows where it is.
func (v *keeper) outlives(c *Claim) string {
	switch c.Kind {
	case AllDown:
		if all := v.claims.nodes(Durable, Memory, Hinted); len(all) == 1 {
			return "; " + v.Node(all[0]) + " is down, so that nobody can read it now"
		}
		return "; all of them are down, so that nobody can read it now"
	case CrashLoses:
		return "; a crash of " + v.Node(c.Node) + " loses it"
	case OnlyDisk:
		return "; only the disk of " + v.Node(c.Node) + " has it"
	case Outlives:
		return "; survives any " + some(c.N, c.Text)
	case NotPlace:
		if c.Text == "rack" {
			return ", not rack " + v.Nodes[c.Node].Rack
		}
		return ", not data centre " + v.Nodes[c.Node].DC
	case TooFew:
		return fmt.Sprintf("; at risk: on %s of the %d promised", disksOf(c.N), c.Need)
	case GoneToo:
		if c.N > 1 {
			return fmt.Sprintf("; %d acknowledged writes are gone", c.N)
		}
		return "; an acknowledged write is gone"
	}
	return ""
}

// some writes a number of things, small numbers as words.
func some(n int, what string) string {
	words := [...]string{1: "one", 2: "two", 3: "three", 4: "four"}
	if n == 1 {
		return "one " + what
	}
	if n < len(words) {
		return words[n] + " " + what + "s"
	}
	return count.Of(n, what)
}

// holder returns a node that has a version; ring.None if nobody does.
func (v *keeper) holder(k *engine.Keeping) ring.NodeID {
	switch {
	case len(k.Disks) > 0:
		return k.Disks[0]
	case len(k.Memory) > 0:
		return k.Memory[0]
	case len(k.Hints) > 0:
		return k.Hints[0].On
	}
	return ring.None
}

// domains returns the numbers of racks and data centres.
func (v *keeper) domains() (racks, dcs int) {
	var room [2][8]*engine.NodeView
	inRacks, inDCs := room[0][:0], room[1][:0] // one node of each
	for i := range v.Nodes {
		n := &v.Nodes[i]
		if !slices.ContainsFunc(inRacks, func(o *engine.NodeView) bool { return o.Rack == n.Rack && o.DC == n.DC }) {
			inRacks = append(inRacks, n)
		}
		if !slices.ContainsFunc(inDCs, func(o *engine.NodeView) bool { return o.DC == n.DC }) {
			inDCs = append(inDCs, n)
		}
	}
	return len(inRacks), len(inDCs)
}

// places names the racks that nodes are in, or the data centres; "" if there is only one
// of each.
func (v *keeper) places(nodes []ring.NodeID) string {
	racks, dcs := v.domains()
	if racks < 2 {
		return ""
	}
	var names []string
	for _, id := range nodes {
		name := v.Nodes[id].Rack
		if dcs > 1 {
			name = v.Nodes[id].DC + "/" + name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	word := "rack"
	if len(names) > 1 {
		word = "racks"
	}
	return " (" + word + " " + strings.Join(names, " ") + ")"
}

// list names nodes, separated by blanks.
func (v *keeper) list(nodes []ring.NodeID) string {
	var names []string
	for _, id := range nodes {
		names = append(names, v.Node(id))
	}
	return strings.Join(names, " ")
}
