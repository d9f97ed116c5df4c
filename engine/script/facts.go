// The table of facts: what expressions can ask of a cluster.

package script

import (
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/nearest"
)

// Facts returns all facts, in the order of the help.
func Facts() []FactInfo { return slices.Clone(facts) }

// FindFact returns the fact with a name, or nil. The caller must not change it.
func FindFact(name string) *FactInfo {
	name = current(name)
	for i := range facts {
		if facts[i].Name == name {
			return &facts[i]
		}
	}
	return nil
}

// FactNames returns the names of all facts, in the order of the help.
func FactNames() []string {
	var names []string
	for _, f := range facts {
		names = append(names, f.Name)
	}
	return names
}

const (
	yes = "yes"
	no  = "no"
)

// The arguments of facts. They are never written to.
var (
	optOp    = Arg{Name: "K", Kind: Count, Optional: true}
	factKey  = Arg{Name: "KEY", Kind: Key}
	factNode = Arg{Name: "NODE", Kind: Node}
	optValue = Arg{Name: "VALUE", Kind: Value, Optional: true}
)

// facts is the table: all that is known of a fact stands in its entry. It is never written to.
var facts = slices.Concat(clusterFacts, loadFacts)

// clusterFacts are those about the cluster and its operations. It is never written to.
var clusterFacts = []FactInfo{
	{
		Name: "reply", Args: []Arg{optOp}, typ: oneOf, choices: replies, reply: true, eval: (*look).reply, Sees: SeesOperations,
		Help: "what the client was told: of the newest operation, or of the K-th", Example: "reply == ok",
		Also: "told, tell, ok, timeout, times out, unavailable, failed, not found, notfound, success, succeed, succeeds, fail, fails, answer, answers, result, write, writes, read, reads, get, put, delete, client",
	},
	{
		Name: "written", Args: []Arg{optOp}, typ: text, eval: (*look).written, Sees: SeesOperations,
		Help: "the value that a put writes", Example: "written == milk",
	},
	{
		Name: "value", Args: []Arg{optOp}, typ: text, reply: true, eval: (*look).value, Sees: SeesOperations,
		Help: "the one value that a get returned", Example: "value == milk",
		Also: "return, returns, returned, conflict, conflicts",
	},
	{
		Name: "values", Args: []Arg{optOp}, typ: list, reply: true, eval: (*look).values, Sees: SeesOperations, ofKey: "stored",
		Help: "all values that a get returned, in any order", Example: "values == bread,milk",
	},
	{
		Name: "writers", Args: []Arg{optOp}, typ: list, reply: true, eval: (*look).writers,
		Help: "the clients who wrote what a get returned, in any order", Example: "writers == ann,bob",
	},
	{
		Name: "acks", Args: []Arg{optOp}, typ: number, reply: true, eval: (*look).acks, Sees: SeesOperations | SeesAnswers,
		Help: "how many answers have come, until the client is told; later ones do not count. Of a request that is unavailable, how many replicas were believed up", Example: "acks >= 2",
		Also: "ack, acknowledge, acknowledged, acknowledgement, acknowledgements, confirm, confirmed",
	},
	{
		Name: "need", Args: []Arg{optOp}, typ: number, eval: (*look).need, Sees: SeesOperations, Beside: ShownBySettings,
		Help: "how many answers the operation waits for", Example: "need == 2",
		Also: "quorum, quorums, majority",
	},
	{
		Name: "latency", Args: []Arg{optOp}, typ: latency, reply: true, eval: (*look).latency,
		Help: "how long the client waited", Example: "latency < 5ms",
		Also: "ms, millisecond, milliseconds, slow, slower, fast, faster, long, longer, wait, waits",
	},
	{
		Name: "bytes", Args: []Arg{optOp}, typ: number, reply: true, eval: (*look).bytes,
		Help: "how many bytes other nodes have sent so far in answer to a get; those sent after the client was told count, too", Example: "bytes < 100",
	},
	{
		Name: "coordinator", Args: []Arg{optOp}, typ: text, nodes: true, eval: (*look).coordinator, Sees: SeesOperations | SeesNodes,
		Help: "the node that coordinates", Example: "coordinator == n4",
	},
	{
		Name: "asked", Args: []Arg{optOp}, typ: list, nodes: true, eval: (*look).asked,
		Help: "the nodes that were asked, and the coordinator if it asked its own copy; in any order", Example: "asked == n4,n2",
	},
	{
		Name: "verb", Args: []Arg{optOp}, typ: oneOf, choices: requestVerbs, eval: (*look).verb, Sees: SeesOperations, Beside: ShownByMembers | ShownBySettings,
		Help: "what the client asked for", Example: "verb == get",
	},
	{
		Name: "key", Args: []Arg{optOp}, typ: text, eval: (*look).key, Sees: SeesOperations, Beside: ShownByMembers | ShownBySettings,
		Help: "the key that the operation is about", Example: "key == cart",
	},
	{
		Name: "stale", Args: []Arg{optOp}, typ: yesNo, reply: true, eval: (*look).stale, Sees: SeesOperations,
		Help: "whether a get missed a write acknowledged before it began, a delete included; under lww, one that began after the returned write had been acknowledged or read, and where nothing was returned only a put, begun after every acknowledged delete was over", Example: "stale == no",
		Also: "missed, fresh, old, newest, latest, repair, repaired",
	},
	{
		Name: "older", Args: []Arg{optOp}, typ: yesNo, reply: true, eval: (*look).older, Sees: SeesOperations,
		Help: "whether a get knew less than an earlier get that was over before it began", Example: "older == no",
	},
	{
		Name: "resurrected", Args: []Arg{optOp}, typ: yesNo, reply: true, eval: (*look).resurrected, Sees: SeesOperations,
		Help: "whether a get returned what an acknowledged delete had removed, and nobody knows of that any more", Example: "resurrected == no",
	},
	{
		Name: "lost", typ: number, eval: count((*look).lost), Sees: SeesTally,
		Help: "how many acknowledged writes have no copy left anywhere, nor anything that replaces them", Example: "lost == 0",
		Also: "lost, gone",
	},
	{
		Name: "shadowed", typ: number, eval: count((*look).shadowed), Sees: SeesTally,
		Help: "how many acknowledged writes were discarded for a write that had not seen them", Example: "shadowed == 0",
	},
	{
		Name: "atrisk", typ: number, eval: count((*look).atRisk), Sees: SeesTally,
		Help: "how many acknowledged writes are on fewer disks than their clients were promised", Example: "atrisk == 0",
	},
	{
		Name: "unreachable", typ: number, eval: count((*look).unreachable), Sees: SeesTally,
		Help: "how many acknowledged writes are only on nodes that are down", Example: "unreachable == 0",
	},
	{
		Name: "replicas", Args: []Arg{factKey}, typ: list, ordered: true, nodes: true, eval: (*look).replicas, Sees: SeesNodes,
		Help: "the nodes that should keep a copy, in the order of the walk", Example: "replicas(cart) == n4,n2,n3",
		Also: "replica, walk, preference, keep, keeps, kept, stored, stores, store, belongs, owns, range, token, key, keys, node, nodes, who, where, which node",
	},
	{
		Name: "owner", Args: []Arg{factKey}, typ: text, nodes: true, eval: (*look).owner, Sees: SeesNodes,
		Help: "the node whose token is the first at or after the key's", Example: "owner(cart) == n4",
	},
	{
		Name: "stored", Args: []Arg{factKey}, typ: list, watch: keyFirst, eval: (*look).stored, Sees: SeesNodes,
		Help: "all values that a read of every copy of the key would return, in any order; values(KEY) is the same", Example: "stored(cart) == eggs,milk",
	},
	{
		Name: "holders", Args: []Arg{factKey, optValue}, typ: list, nodes: true, watch: keyFirst, eval: (*look).holders, Sees: SeesNodes,
		Help: "the nodes that hold a value of the key, or this value, in any order", Example: "holders(cart) contains n4",
		Also: "holder, hold, holds, has, have, copy, copies, sibling, siblings, version, versions, tombstone, disk, disks, memory, everything, anything, something, happens, happen, happened, data",
	},
	{
		Name: "held", Args: []Arg{factNode, factKey}, typ: list, watch: keyAfterNode, eval: (*look).held, Sees: SeesNodes,
		Help: "the values of the key that a node holds, in any order", Example: "held(n1, cart) == milk",
	},
	{
		Name: "hints", Args: []Arg{factNode}, typ: number, eval: (*look).hints, Sees: SeesNodes,
		Help: "how many versions a node keeps for others", Example: "hints(n4) == 1",
		Also: "hint, handoff, hinted, stand in",
	},
	{
		Name: "fate", Args: []Arg{factKey}, typ: oneOf, choices: fates, watch: keyFirst, eval: (*look).fate,
		Help: "how well the key's worst-kept version is kept", Example: "fate(cart) == safe",
		Also: "safe, risk, at risk, durable, loses, lose, survive, consistent, converge, converged, agree, same, equal, linearizable",
	},
	{
		Name: "gone", Args: []Arg{factKey}, typ: number, watch: keyFirst, eval: (*look).gone,
		Help: "how many acknowledged writes of the key have no copy left and no surviving successor", Example: "gone(cart) == 0",
	},
	{
		Name: "survives", Args: []Arg{factKey}, typ: oneOf, choices: domains, watch: keyFirst, eval: (*look).survives,
		Help: "the largest failure that this version survives: of any one node, disk, rack or data centre", Example: "survives(cart) == disk",
	},
	{
		Name: "state", Args: []Arg{factNode}, typ: oneOf, choices: states, eval: (*look).state, Sees: SeesNodes, Beside: ShownByMembers,
		Help: "the true state of a node", Example: "state(n3) == crashed",
	},
	{
		Name: "believes", Args: []Arg{{Name: "A", Kind: Node}, {Name: "B", Kind: Node}}, typ: oneOf, choices: beliefs, eval: (*look).believes, Sees: SeesNodes, Beside: ShownByMembers,
		Help: "what node A believes about B", Example: "believes(n1, n3) == down",
		Also: "belief, believe, believed, suspected, suspects, gossip",
	},
	{
		Name: "silence", Args: []Arg{{Name: "A", Kind: Node}, {Name: "B", Kind: Node}}, typ: number, watch: nodeFirst, eval: (*look).silence, Beside: ShownByMembers,
		Help: "how many consecutive heartbeats of B node A has missed", Example: "silence(n1, n3) > 5",
	},
	{
		Name: "members", typ: list, nodes: true, eval: (*look).members, Sees: SeesNodes, Beside: ShownByMembers,
		Help: "the nodes on the ring, in any order", Example: "members contains n6",
		Also: "member, membership, join, joins, joining, leave, leaves, leaving, left",
	},
	{
		Name: "standing", Args: []Arg{factNode}, typ: oneOf, choices: standings, eval: (*look).standing, Sees: SeesNodes, Beside: ShownByMembers,
		Help: "a node's place in the membership", Example: "standing(n6) == joining",
	},
	{
		Name: "pending", Args: []Arg{factKey}, typ: list, nodes: true, eval: (*look).pending, Beside: ShownByMembers,
		Help: "the pending replicas, in any order", Example: "pending(cart) == n6",
	},
	{
		Name: "ringversion", typ: number, eval: count((*look).ringVersion), Sees: SeesNodes, Beside: ShownByMembers,
		Help: "the number of the newest ring version, counted from 1", Example: "ringversion == 3",
	},
	{
		Name: "knows", Args: []Arg{factNode}, typ: number, eval: (*look).knows, Sees: SeesNodes, Beside: ShownByMembers,
		Help: "the newest ring version that a node has heard of", Example: "knows(n2) == ringversion",
	},
	{
		Name: "up", typ: number, eval: count((*look).up), Sees: SeesNodes, Beside: ShownByMembers,
		Help: "how many nodes are up", Example: "up == 4",
		Also: "down, crashed, hung, alive, dead, online, offline, crash, reachable, isolated, cut, partition, partitioned, fault, broken",
	},
	{
		Name: "n", typ: number, eval: count((*look).n), Sees: SeesNodes, Beside: ShownBySettings,
		Help: "how many copies there should be", Example: "n == 3",
		Also: "N",
	},
	{
		Name: "r", typ: number, eval: count((*look).r), Sees: SeesNodes, Beside: ShownBySettings,
		Help: "how many answers a get waits for", Example: "r == 2",
		Also: "R",
	},
	{
		Name: "w", typ: number, eval: count((*look).w), Sees: SeesNodes, Beside: ShownBySettings,
		Help: "how many answers a put waits for", Example: "w == 2",
		Also: "W",
	},
	{
		Name: "time", typ: latency, eval: count((*look).time),
		Help: "the time since the start", Example: "time < 10s",
		Also: "clock, second, seconds",
	},
	{
		Name: "inflight", typ: number, eval: count((*look).inflight), Sees: SeesNodes | SeesFlights, Beside: ShownByMembers | ShownBySettings,
		Help: "how many messages are in flight", Example: "inflight == 0",
		Also: "message, messages, flight",
	},
	{
		Name: "ops", typ: number, eval: count((*look).ops), Beside: ShownByMembers | ShownBySettings,
		Help: "how many operations have begun", Example: "ops == 3",
	},
	{
		Name: "faults", typ: number, eval: count((*look).faults), Beside: ShownByMembers,
		Help: "how many faults there are", Example: "faults == 0",
	},
}

func replies() []string {
	words := []string{wordNone}
	for o := event.Pending; o <= event.CoordinatorLost; o++ {
		words = append(words, o.String())
	}
	return words
}

// requestVerbs lists the verbs of client requests.
func requestVerbs() []string {
	return []string{wordNone, event.Put.String(), event.Get.String(), event.Delete.String()}
}

func states() []string {
	return []string{engine.Up.String(), engine.Crashed.String(), engine.Hung.String(), engine.Left.String()}
}

func standings() []string {
	return []string{engine.Member.String(), engine.Joining.String(), engine.Leaving.String(), engine.Gone.String()}
}

func beliefs() []string {
	return []string{engine.PeerUp.String(), engine.PeerSuspected.String(), engine.PeerDown.String()}
}

// look is one look at a cluster, shared by all facts of an expression.
type look struct {
	views Views
	now   *engine.View
	bound bool           // facts without a number are about op, not about the newest operation
	op    *engine.OpView // nil: about none
	quick bool           // nobody reads why a fact is not there
}

// newLook returns a look at a cluster for some facts. It begins with a View that watches what
// the first of them needs that needs anything: the others look at the same one, since building
// a View costs more than asking it.
func newLook(views Views, facts ...*call) *look {
	l := &look{views: views}
	if i := slices.IndexFunc(facts, func(c *call) bool { return c.watch != nil }); i >= 0 {
		l.watchFor(facts[i])
	}
	return l
}

// watchFor has the View watch what a fact needs.
func (l *look) watchFor(c *call) {
	if c.watch == nil {
		return
	}
	if w := c.watch(c.args); l.now == nil || l.now.Watch != w {
		l.now = l.views.View(w)
	}
}

// view returns the cluster as it is, with what the fact needs watched.
func (l *look) view() *engine.View {
	if l.now == nil {
		l.now = l.views.View(engine.Watch{})
	}
	return l.now
}

// What facts have watched, by their arguments.

func keyFirst(args []string) engine.Watch     { return engine.Watch{Key: args[0]} }
func keyAfterNode(args []string) engine.Watch { return engine.Watch{Key: args[1]} }
func nodeFirst(args []string) engine.Watch    { return engine.Watch{Node: args[0]} }

// count makes a fact of a number.
func count(f func(*look) int64) func(*look, []string) (value, error) {
	return func(l *look, _ []string) (value, error) { return value{n: f(l)}, nil }
}

func (l *look) n() int64           { return int64(l.view().Settings.Placement.N) }
func (l *look) r() int64           { return l.least(l.view().Settings.R) }
func (l *look) w() int64           { return l.least(l.view().Settings.W) }
func (l *look) time() int64        { return int64(l.view().Now) }
func (l *look) inflight() int64    { return int64(len(l.view().Messages)) }
func (l *look) lost() int64        { return int64(l.view().Tally.Lost) }
func (l *look) shadowed() int64    { return int64(l.view().Tally.Shadowed) }
func (l *look) atRisk() int64      { return int64(l.view().Tally.AtRisk) }
func (l *look) unreachable() int64 { return int64(l.view().Tally.Unreachable) }
func (l *look) faults() int64      { return int64(len(l.view().Faults)) }
func (l *look) ringVersion() int64 { return int64(l.view().RingVersion) }

// least is of how many replicas, at least, the answers are enough for a level.
func (l *look) least(level engine.Level) int64 {
	demand := level.On(l.view().Ring, l.view().Settings.Placement)
	return int64(demand.Least())
}

func (l *look) members([]string) (value, error) {
	var ids []ring.NodeID
	for i, n := range l.view().Ring.Nodes() {
		if !n.Out {
			ids = append(ids, ring.NodeID(i))
		}
	}
	return l.nodeNames(ids), nil
}

func (l *look) standing(args []string) (value, error) {
	n, err := l.node(args[0])
	if err != nil {
		return value{}, err
	}
	return value{text: n.Standing.String()}, nil
}

func (l *look) knows(args []string) (value, error) {
	n, err := l.node(args[0])
	if err != nil {
		return value{}, err
	}
	return value{n: int64(n.RingVersion)}, nil
}

func (l *look) pending(args []string) (value, error) {
	var pending []ring.NodeID
	for _, h := range l.view().PendingOf(ring.Hash(args[0])) {
		pending = append(pending, h.Node)
	}
	return l.nodeNames(pending), nil
}

func (l *look) ops() int64 {
	if all := l.view().Ops; len(all) > 0 {
		return int64(all[len(all)-1].ID)
	}
	return 0
}

func (l *look) up() (n int64) {
	for i := range l.view().Nodes {
		if l.now.Nodes[i].Health == engine.Up {
			n++
		}
	}
	return n
}

// node returns the node with a name.
func (l *look) node(name string) (*engine.NodeView, error) {
	nodes := l.view().Nodes
	if i := slices.IndexFunc(nodes, func(n engine.NodeView) bool { return n.Name == name }); i >= 0 {
		return &nodes[i], nil
	}
	names := make([]string, len(nodes))
	for i := range nodes {
		names[i] = nodes[i].Name
	}
	return nil, fmt.Errorf("no node %s%s", event.Show(name, shownWord), nearest.List("nodes", shown(names, event.Quote)))
}

func (l *look) nodeNames(ids []ring.NodeID) value {
	var names []string
	for _, id := range ids {
		names = append(names, l.view().Nodes[id].Name)
	}
	return value{list: names}
}

func (l *look) replicas(args []string) (value, error) {
	v := l.view()
	return l.nodeNames(v.Ring.Replicas(nil, ring.Hash(args[0]), v.Settings.Placement)), nil
}

func (l *look) owner(args []string) (value, error) {
	r := l.view().Ring
	return value{text: l.now.Node(r.Slot(r.Find(ring.Hash(args[0]))).Node)}, nil
}

func (l *look) hints(args []string) (value, error) {
	n, err := l.node(args[0])
	if err != nil {
		return value{}, err
	}
	return value{n: int64(n.Hints)}, nil
}

func (l *look) state(args []string) (value, error) {
	n, err := l.node(args[0])
	if err != nil {
		return value{}, err
	}
	return value{text: n.Health.String()}, nil
}

// pair returns the two nodes that the arguments name.
func (l *look) pair(args []string) (who, whom *engine.NodeView, err error) {
	if who, err = l.node(args[0]); err != nil {
		return nil, nil, err
	}
	whom, err = l.node(args[1])
	return who, whom, err
}

func (l *look) believes(args []string) (value, error) {
	who, whom, err := l.pair(args)
	if err != nil {
		return value{}, err
	}
	switch {
	case slices.Contains(whom.DownBy, who.ID):
		return value{text: engine.PeerDown.String()}, nil
	case slices.Contains(whom.DoubtedBy, who.ID):
		return value{text: engine.PeerSuspected.String()}, nil
	}
	return value{text: engine.PeerUp.String()}, nil
}

func (l *look) silence(args []string) (value, error) {
	whom, err := l.node(args[1])
	if err != nil {
		return value{}, err
	}
	if _, err := l.node(args[0]); err != nil {
		return value{}, err
	}
	return value{n: int64(l.view().Opinions[whom.ID].Missed)}, nil
}
