// The sentences about operations, checked on random scripts: whatever was set, broken,
// delayed or changed, each claim of each sentence is true of the stores and of the trace at
// the moment when it is made, and the words say what the claims say. The truth is found by
// other means than those of the sentences: from the disks themselves, from the raw trace,
// and, if a sentence says what will repair a replica, by letting it happen.

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
	"ringside/internal/steady"
)

// sentenceRuns is how many scripts are played.
const sentenceRuns = 3000

func TestSentencesAreTrue(t *testing.T) {
	runs := steady.Rounds(sentenceRuns, sentenceRuns/10, 20) // each kind of script once
	var told audit
	for seed := range uint64(runs) {
		s := drawPlay(rand.New(rand.NewPCG(seed, 12)))
		switch seed % 20 { // some lead to what chance alone seldom comes to
		case 0:
			s = drawOlder(rand.New(rand.NewPCG(seed, 13)))
		case 10:
			s = drawBack(rand.New(rand.NewPCG(seed, 14)))
		case 2, 12:
			s = drawRefused(rand.New(rand.NewPCG(seed, 17)))
		case 5, 15:
			s = drawHinted(rand.New(rand.NewPCG(seed, 15)))
		case 4, 17:
			s = drawLater(rand.New(rand.NewPCG(seed, 19)))
		case 9:
			s = drawPolicies(rand.New(rand.NewPCG(seed, 20)))
		case 19:
			s = drawTurnedDown(rand.New(rand.NewPCG(seed, 21)))
		case 11:
			if seed%100 == 11 {
				s = drawMute(rand.New(rand.NewPCG(seed, 22)))
			}
		case 7:
			if seed%100 == 7 {
				s = drawMany(rand.New(rand.NewPCG(seed, 18)))
			}
		}
		if seed%4 == 1 {
			s.spread(seed)
		}
		if seed%3 == 0 {
			s.busy(seed)
		}
		if seed%5 == 3 {
			s.level(seed)
		}
		err := s.judge(&told)
		if err == nil {
			continue
		}
		for shorter := true; shorter; { // leave out what it does not take
			shorter = false
			for i := len(s.moments) - 1; i >= 0; i-- {
				less := s
				less.moments = slices.Delete(slices.Clone(s.moments), i, i+1)
				if e := less.judge(new(audit)); e != nil {
					s, err, shorter = less, e, true
				}
			}
		}
		t.Fatalf("seed %d: %v\n%v", seed, err, s)
	}
	t.Log(&told)
	if !testing.Short() {
		told.mustBeMuch(t)
	}
}

// keys returns those keys of the script that the cluster has heard of.
func (w *observation) keys() (all []string) {
	for _, name := range sentenceKeys {
		if _, ok := engine.FindText(w.c, name); ok {
			all = append(all, name)
		}
	}
	return all
}

// sentencePlay is a random script and the moments at which its sentences are checked.
type sentencePlay struct {
	cfg     engine.Config
	moments []sentenceMoment
	seed    uint64
}

// sentenceMoment is a command, and how many events after it the sentences are judged:
// at none, at once, or later.
type sentenceMoment struct {
	after time.Duration
	cmd   engine.Command
	looks []int
}

// spread puts the nodes into racks, and these into data centres perhaps; copies go by racks
// then, or do not.
func (s *sentencePlay) spread(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 16))
	dcs, racks := 1+r.IntN(2), 1+r.IntN(3)
	for i := range s.cfg.Nodes {
		s.cfg.Nodes[i].DC, s.cfg.Nodes[i].Rack = fmt.Sprint("dc", i%dcs), fmt.Sprint("r", i/dcs%racks)
	}
	switch n := s.cfg.Placement.N; {
	case r.IntN(2) == 0:
	case dcs == 1 || n < 4 && r.IntN(2) == 0: // dc0 has three nodes
		s.cfg.Placement = ring.PerDC(ring.Copies{DC: "dc0", N: n})
	case n > 1:
		s.cfg.Placement = ring.PerDC(ring.Copies{DC: "dc0", N: n - 1}, ring.Copies{DC: "dc1", N: 1})
	}
	s.cfg.Placement.AtOnce = s.cfg.Placement.Racks() && r.IntN(2) == 0
}

func (s sentencePlay) String() string {
	var b strings.Builder
	usual := engine.Default().Settings
	for _, name := range engine.SettingNames() {
		now := s.cfg.Settings
		if text := engine.SettingText(&now, name); text != engine.SettingText(&usual, name) {
			fmt.Fprintf(&b, "set %s %s\n", name, text)
		}
	}
	for _, m := range s.moments {
		fmt.Fprintf(&b, "run %v\n%v    # looks %v\n", m.after, m.cmd, m.looks)
	}
	return b.String()
}

var sentenceFaults = append(slices.Clone(randomscript.Faults), engine.Wipe, engine.Add, engine.Remove, engine.Drop, engine.Drop, engine.Drop)

// drawPlay draws settings and a script.
func drawPlay(r *rand.Rand) sentencePlay {
	cfg := engine.Default()
	n := 1 + r.IntN(4)
	cfg.Placement, cfg.R, cfg.W = ring.Simple(n), engine.Answers(1+r.IntN(n)), engine.Answers(1+r.IntN(n))
	cfg.Seed = r.Uint64()
	cfg.Read = pick(r, engine.DigestRead, engine.FullRead, engine.AllRead)
	cfg.Repair = pick(r, engine.RepairOff, engine.RepairAsync, engine.RepairBlocking)
	cfg.Conflict = pick(r, engine.Siblings, engine.LWW, engine.Merge)
	cfg.Quorum = pick(r, engine.Strict, engine.Sloppy)
	cfg.Speculate = pick(r, 0, 0, 2*time.Millisecond)
	cfg.Sync = pick(r, engine.SyncAlways, engine.SyncPeriodic)
	cfg.Gossip = pick(r, 0, time.Second)
	cfg.Entropy = pick(r, 0, 0, 3*time.Second)
	cfg.Grace = pick(r, 240*time.Hour, 2*time.Second)
	cfg.Latency = pick(r, "lan", "fixed")
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	for range 4 + r.IntN(24) {
		m := drawMoment(r, cfg.Nodes)
		s.moments = append(s.moments, m)
		if m.cmd.Verb == engine.Get && r.IntN(3) == 0 { // interfere with what it sends
			s.moments[len(s.moments)-1].looks = []int{4 + r.IntN(16)}
			s.moments = append(s.moments, sentenceMoment{cmd: engine.Command{Verb: pick(r, engine.Drop, engine.Delay), Msg: -1, For: time.Millisecond}, looks: []int{0, 3}})
		}
	}
	if r.IntN(4) == 0 { // drawn last, so that the other plays stay the same
		s.cfg.Settings, _ = engine.With(s.cfg.Settings, "rules", "cassandra")
		if len(s.moments) > 6 { // time for a conviction, too
			s.moments[len(s.moments)/2].after = time.Duration(15+r.IntN(10)) * time.Second
		}
	}
	return s
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func drawMoment(r *rand.Rand, nodes []ring.Node) sentenceMoment {
	m := sentenceMoment{after: time.Duration(r.IntN(3_000_000))}
	if r.IntN(2) == 0 {
		m.after /= 8 // while messages are under way
	}
	if r.IntN(8) == 0 {
		m.after = time.Duration(r.IntN(4000)) * time.Millisecond
	}
	for range r.IntN(3) {
		m.looks = append(m.looks, r.IntN(12))
	}
	slices.Sort(m.looks)
	node := func() string {
		if r.IntN(12) == 0 {
			return "x1"
		}
		return nodes[r.IntN(len(nodes))].Name
	}
	if r.IntN(5) < 3 {
		m.cmd = engine.Command{
			Verb: pick(r, engine.Put, engine.Put, engine.Get, engine.Get, engine.Get, engine.Delete), Key: pick(r, "a", "a", "b"),
			Client: pick(r, "", "ann", "bob"), Value: strconv.Itoa(r.IntN(100)), Blind: r.IntN(2) == 0,
		}
		if m.cmd.Verb != engine.Put {
			m.cmd.Value, m.cmd.Blind = "", false
		}
		if r.IntN(3) == 0 {
			m.cmd.Via = node()
		}
		return m
	}
	m.cmd = engine.Command{Verb: pick(r, sentenceFaults...), Node: node()}
	switch m.cmd.Verb {
	case engine.Cut, engine.Mend:
		m.cmd.Peer, m.cmd.OneWay = node(), r.IntN(2) == 0
	case engine.Slow:
		m.cmd.Factor = 100 + r.Int64N(50_000)
	case engine.Skew:
		m.cmd.For = time.Duration(r.Int64N(2e10) - 1e10)
	case engine.Power:
		m.cmd.Node = "r1"
	case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
		m.cmd.Peer = node()
		if m.cmd.Verb == engine.Deliver || r.IntN(2) == 0 {
			m.cmd.Node, m.cmd.Peer, m.cmd.Msg = "", "", -1-r.IntN(6)
		}
		if m.cmd.Verb == engine.Delay {
			m.cmd.For = time.Duration(1 + r.Int64N(5e9))
		}
	}
	if r.IntN(8) == 0 {
		m.cmd = engine.Command{Verb: engine.Set, Name: "repair", To: pick(r, "off", "async", "blocking")}
	}
	return m
}

// judge plays the script and checks all sentences at its moments.
func (s sentencePlay) judge(told *audit) error {
	c, err := engine.New(s.cfg)
	if err != nil {
		return fmt.Errorf("New: %w", err)
	}
	w := &observation{c: c, heard: told, cfg: s.cfg, served: make(map[servedBy]*version.Set), summed: make(map[servedBy]*version.Set), unsure: make(map[uint32]bool), values: make(map[valueOf]version.Sibling), knew: make(map[keptAt]*version.Context)}
	for i := range s.moments {
		m := &s.moments[i]
		until := c.Now() + m.after
		for {
			next, ok := c.Next()
			if !ok || next > until || !c.Step() {
				break
			}
			w.watch()
		}
		c.Advance(until, 1_000_000)
		w.watch()
		cmd := m.cmd
		if flying := c.View(engine.Watch{}).Messages; cmd.Msg < 0 && len(flying) > 0 {
			cmd.Msg = int(flying[-cmd.Msg%len(flying)].ID)
			for _, m := range flying {
				if m.Type == event.Repair {
					cmd.Msg = int(m.ID) // there are few of them
				}
			}
		}
		w.applied = append(w.applied, cmd.String())
		if cmd.Verb == engine.Load && cmd.To == "" {
			w.loads = append(w.loads, cmd.String())
		}
		_ = c.Apply(cmd) // what can't be changes nothing
		w.watch()
		if w.wrong != nil {
			return w.wrong
		}
		steps := 0
		for _, look := range m.looks {
			for ; steps < look && c.Motion() > engine.Background && c.Step(); steps++ {
				w.watch()
			}
			err := w.judge(told)
			if err == nil {
				err = w.chains(told)
			}
			if err == nil {
				err = w.durability(told)
			}
			if err == nil {
				err = w.walks(told)
			}
			if err != nil {
				return fmt.Errorf("%d events after %v: %w", steps, m.cmd, err)
			}
		}
	}
	return nil
}

// observation is a cluster and what was observed of it as it ran.
type observation struct {
	c      *engine.Cluster
	seen   int // steps
	told   int // steps whose chains of causes have been looked at
	served map[servedBy]*version.Set
	summed map[servedBy]*version.Set // of which a checksum was sent
	unsure map[uint32]bool           // reads of which an answer changed in the same batch
	policy version.Policy            // by which nodes merge now
	cfg    engine.Config

	traffic
	applied []string // the commands
	loads   []string // those of them that begin a load
	heard   *audit
	wrong   error // the first line that was not true

	knew   map[keptAt]*version.Context // what each node had taken into account after the last batch
	purges []purge

	values        map[valueOf]version.Sibling // all that a node has ever had
	batches       []int                       // the last step of each batch of events
	present, past []stretch
}

// servedBy is an answer to a read: the newest of a node in an operation.
type servedBy struct {
	op   uint32
	node ring.NodeID
}

// watch notes which versions of a key nodes had when they answered a read.
func (w *observation) watch() {
	w.policy = engine.PolicyOf(w.c)
	w.letGo()
	w.follow()
	tr, from := w.c.Trace(), w.seen+1
	disks := engine.DisksOf(w.c)
	for w.seen < tr.Len() {
		w.seen++
		e := tr.At(w.seen)
		switch {
		case e.Kind == event.Send && tr.At(int(e.Cause)).Kind == event.Command: // the network sends it again
		case e.Kind == event.Send && (e.Type == event.Data || e.Type == event.Digest):
			w.serve(e, disks)
			if e.Type == event.Digest {
				w.summed[servedBy{e.Op, e.From}] = w.served[servedBy{e.Op, e.From}]
			}
		case e.Kind == event.Deliver && e.Type == event.Data && e.From == e.To && !e.Late:
			w.serve(e, disks)
		}
	}
	if err := w.lines(from, w.heard); err != nil && w.wrong == nil {
		w.wrong = err
	}
}

// answers returns what a node answers a read with: all that it has of the key or, by
// Cassandra's rules, what it has as a replica.
func (w *observation) answers(s *store.Store, key event.Sym) *version.Set {
	if engine.RulesOf(w.c) == engine.CassandraRules {
		return s.Get(key)
	}
	return s.Known(key, w.policy)
}

// serve notes what a node has answered with: what it has when the batch is over, unless
// something of the key has happened to it in between.
func (w *observation) serve(e *event.Event, disks []*store.Store) {
	w.served[servedBy{e.Op, e.From}] = w.answers(disks[e.From], e.Key)
	for at, tr := w.seen+1, w.c.Trace(); at <= tr.Len(); at++ {
		if later := tr.At(at); later.Node == e.From && (later.Key == e.Key || later.Kind == event.Wipe || later.Kind == event.Cleanup) && later.Kind != event.Reply {
			w.unsure[e.Op] = true
		}
	}
}
