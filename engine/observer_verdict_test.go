// This file holds the observer's verdicts on acknowledged writes against readings that
// share nothing with it, after every single thing that happens.

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/steady"
)

// scripts is how many hundreds of random scripts each property here is held to.
const scripts = 20

// everyStep plays random scripts, and calls look after each thing that happens.
func everyStep(t *testing.T, draw func(*rapid.T) randomscript.World, look func(*rapid.T, *watched)) {
	for range steady.Rounds(scripts, 1, 1) {
		rapid.Check(t, func(t *rapid.T) {
			w := draw(t)
			p := &watched{World: w, told: newLedger()}
			var err error
			if p.c, err = engine.New(w.Config); err != nil {
				t.Fatal(err)
			}
			for _, m := range w.Script(t) {
				p.until(t, p.c.Now()+m.After, look)
				if err := p.c.Apply(m.Command); err == nil && m.Command.Verb <= engine.Resolve {
					p.told.ops = append(p.told.ops, m.Command)
				}
				p.see(t, look)
			}
			p.until(t, p.c.Now()+30*time.Second, look)
		})
	}
}

// watched is a cluster that is looked at all the time.
type watched struct {
	randomscript.World
	c    *engine.Cluster
	told *ledger
}

// until lets things happen one by one.
func (p *watched) until(t *rapid.T, at time.Duration, look func(*rapid.T, *watched)) {
	for i := 0; ; i++ {
		next, ok := p.c.Next()
		if !ok || next > at || i == 20_000 {
			break
		}
		p.c.Advance(next, 1)
		p.see(t, look)
	}
	p.c.Advance(at, 1_000_000)
	p.see(t, look)
}

func (p *watched) see(t *rapid.T, look func(*rapid.T, *watched)) {
	if p.told.read(p.c) {
		look(t, p)
	}
	p.told.snapshot(p.c, p.Keys)
}

// story tells what has happened.
func (p *watched) story() string {
	var all strings.Builder
	for step := 1; step <= p.c.Trace().Len(); step++ {
		fmt.Fprintln(&all, step, explain.Event(p.c.Trace(), step, p.c.NodeName))
	}
	return all.String()
}

// ledger is what a bookkeeper knows who reads the trace and the commands, and nothing
// else: who has read what before writing what, and what was acknowledged and purged.
type ledger struct {
	step    int
	ops     []engine.Command // those that were asked for, in order
	clients map[[2]string]*reader
	writes  map[uint32]*written
	byDot   map[string]*written
	over    map[string][]version.Dot // by key: tombstones that have had their time, and what they have removed for good
	held    map[string]*version.Set  // by node and key, before the last thing that happened
	skew    map[ring.NodeID]int64
	grace   time.Duration
}

// reader is what a client has read of a key.
type reader struct{ has []version.Dot }

// written is a version that a client wrote.
type written struct {
	key     string
	dot     version.Dot
	parents []version.Dot // what its client had read
	acked   bool
}

func newLedger() *ledger {
	return &ledger{
		clients: make(map[[2]string]*reader), writes: make(map[uint32]*written), byDot: make(map[string]*written),
		over: make(map[string][]version.Dot), held: make(map[string]*version.Set), skew: make(map[ring.NodeID]int64),
	}
}

func named(key string, d version.Dot) string { return fmt.Sprint(key, " ", d) }

// read takes in what the trace has got more, and reports whether there was anything.
func (l *ledger) read(c *engine.Cluster) bool {
	tr, before := c.Trace(), l.step
	for l.step < tr.Len() {
		l.step++
		l.event(c, tr, tr.At(l.step))
	}
	return l.step > before
}

func (l *ledger) event(c *engine.Cluster, tr *event.Trace, e *event.Event) {
	key := tr.Text(e.Key)
	if w := l.writes[e.Op]; e.Op != 0 && w != nil && w.dot.Counter == 0 && e.Dot.Counter != 0 {
		w.dot = e.Dot
		l.byDot[named(key, e.Dot)] = w
	}
	switch e.Kind {
	case event.Invoke:
		l.invoke(tr, e, key)
	case event.Reply:
		l.reply(tr, e, key)
	case event.Purge:
		l.removed(c, key, e.Dot, l.held[fmt.Sprint(e.Node, key)])
	case event.Skew:
		l.skew[e.Node] = e.Arg
	case event.Depart:
		for _, w := range l.writes { // any order: each is by itself
			l.overdue(c, e.Node, w.key, int64(e.At))
		}
	}
}

// removed notes what a tombstone has removed for good whose grace is over: all that it builds
// upon, if it was acknowledged; else what no node has, nor anything that builds upon it and was to
// be removed, too.
func (l *ledger) removed(c *engine.Cluster, key string, tombstone version.Dot, set *version.Set) {
	all, spared := make(map[version.Dot]bool), make(map[version.Dot]bool)
	l.builds(key, tombstone, all)
	if set != nil && c.View(engine.Watch{}).Settings.Conflict != engine.LWW { // there a node has also taken into account what it has only discarded
		for _, d := range dots(set.Context) {
			all[d] = true
		}
	}
	told := func(d version.Dot) bool { w := l.byDot[named(key, d)]; return w != nil && w.acked }
	if !told(tombstone) || set != nil && slices.ContainsFunc(set.Siblings, func(s version.Sibling) bool { return !told(s.Dot) }) {
		known := c.View(engine.Watch{Key: key}).Copies
		for d := range all { // any order: it is a set
			has := func(copy engine.Copy) bool { return copy.Set.Has(d) }
			if d != tombstone && (engine.Disks(c, key, d) > 0 || slices.ContainsFunc(known, has)) {
				l.builds(key, d, spared)
			}
		}
	}
	for d := range all { // any order: it is a set
		if !spared[d] {
			l.over[key] = append(l.over[key], d)
		}
	}
}

// overdue notes what the tombstones of a node have removed, if their grace is over by its clock.
func (l *ledger) overdue(c *engine.Cluster, node ring.NodeID, key string, at int64) {
	set := l.held[fmt.Sprint(node, key)]
	if set == nil || len(set.Siblings) == 0 {
		return
	}
	youngest := set.Siblings[0]
	for _, s := range set.Siblings {
		if !s.Tombstone {
			return
		}
		if s.Stamp > youngest.Stamp {
			youngest = s
		}
	}
	if at+l.skew[node]-youngest.Stamp > int64(l.grace) {
		l.removed(c, key, youngest.Dot, set)
	}
}

func (l *ledger) invoke(tr *event.Trace, e *event.Event, key string) {
	who := l.client(tr.Text(event.Sym(e.Ref)), key)
	if e.Verb == event.Get {
		return
	}
	w := &written{key: key, dot: e.Dot}
	if !l.ops[e.Op-1].Blind {
		w.parents = slices.Clone(who.has)
	}
	l.writes[e.Op] = w
	if e.Dot.Counter != 0 {
		l.byDot[named(key, e.Dot)] = w
	}
}

func (l *ledger) client(name, key string) *reader {
	who := l.clients[[2]string{name, key}]
	if who == nil {
		who = new(reader)
		l.clients[[2]string{name, key}] = who
	}
	return who
}

func (l *ledger) reply(tr *event.Trace, e *event.Event, key string) {
	name := l.ops[e.Op-1].Client
	if name == "" {
		name = engine.DefaultClient
	}
	who := l.client(name, key)
	switch {
	case e.Outcome != event.OK && e.Outcome != event.NotFound:
	case e.Verb == event.Get:
		who.has = nil
		if set := tr.SetOf(e); set != nil {
			for _, s := range set.Siblings {
				who.has = append(who.has, s.Dot)
				if l.byDot[named(key, s.Dot)] == nil { // a coordinator made it of siblings
					who.has = append(who.has, dots(set.Context)...)
				}
			}
		}
	default:
		l.writes[e.Op].acked = true
		who.has = append(who.has, e.Dot)
	}
}

// snapshot remembers what nodes hold.
func (l *ledger) snapshot(c *engine.Cluster, keys []string) {
	for _, key := range keys {
		v := c.View(engine.Watch{Key: key})
		for i := range v.Nodes {
			delete(l.held, fmt.Sprint(ring.NodeID(i), key))
		}
		for _, copy := range v.Copies {
			l.held[fmt.Sprint(copy.Node, key)] = copy.Set
		}
		l.grace = v.Settings.Grace
		for i := range v.Nodes {
			l.overdue(c, ring.NodeID(i), key, int64(c.Now()))
		}
	}
}

// dots lists what a context has.
func dots(c *version.Context) (all []version.Dot) {
	if c == nil {
		return nil
	}
	for _, e := range c.Seen {
		for n := uint32(1); n <= e.Max; n++ {
			all = append(all, version.Dot{Actor: e.Actor, Counter: n})
		}
	}
	return append(all, c.Cloud...)
}

// builds adds a version and all that it builds upon.
func (l *ledger) builds(key string, d version.Dot, into map[version.Dot]bool) {
	if into[d] {
		return
	}
	into[d] = true
	if w := l.byDot[named(key, d)]; w != nil {
		for _, p := range w.parents {
			l.builds(key, p, into)
		}
	}
}

// gone lists the acknowledged writes of a key of which nothing is left: they are not
// there, nothing that is there builds upon them, and no acknowledged write does.
func (l *ledger) gone(p *watched, key string) (all []version.Dot) {
	kept := make(map[version.Dot]bool)
	for _, d := range l.over[key] {
		kept[d] = true
	}
	for _, set := range engine.Everything(p.c, key) {
		if p.Config.Conflict != engine.LWW {
			for _, d := range dots(set.Context) {
				kept[d] = true
			}
		}
		for _, s := range set.Siblings {
			l.builds(key, s.Dot, kept)
		}
	}
	for _, w := range l.writes {
		if w.key == key && w.acked {
			for _, d := range w.parents {
				l.builds(key, d, kept)
			}
		}
	}
	for _, w := range l.writes {
		if w.key == key && w.acked && !kept[w.dot] {
			all = append(all, w.dot)
		}
	}
	slices.SortFunc(all, version.Dot.Compare)
	return all
}

// lossy draws a world in which much is lost: few keys, and disks that die.
func lossy(t *rapid.T) randomscript.World {
	w := randomscript.Any(t)
	w.Keys = w.Keys[:rapid.IntRange(1, len(w.Keys)).Draw(t, "keys")]
	if rapid.Bool().Draw(t, "losses") {
		w.Faults = append(slices.Clip(w.Faults), engine.Wipe, engine.Wipe, engine.Wipe, engine.Wipe, engine.Crash, engine.Crash, engine.Start, engine.Start)
		w.Config.W = engine.Answers(rapid.IntRange(1, min(2, w.Config.Placement.N)).Draw(t, "few"))
	}
	return w
}

// TestLostIsWhatIsNowhere: after every single thing that happens, whatever breaks, the
// writes that the observer calls lost (or, where the last write wins, lost or shadowed)
// are as many as a bookkeeper counts who has read the trace and looks everywhere
// himself; and so many the durability of the keys and gone(KEY) tell of (docs/ARCHITECTURE.md, promise 8).
func TestLostIsWhatIsNowhere(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T) randomscript.World {
		w := lossy(t)
		if rapid.Bool().Draw(t, "purges") {
			w.Config.Grace = rapid.SampledFrom([]time.Duration{time.Millisecond, 100 * time.Millisecond, time.Second}).Draw(t, "grace")
		}
		return w
	}
	everyStep(t, draw, func(t *rapid.T, p *watched) {
		want, shown := 0, 0
		for _, key := range p.Keys {
			gone := p.told.gone(p, key)
			want += len(gone)
			v := p.c.View(engine.Watch{Key: key})
			here := 0
			for _, k := range v.Kept {
				if k.State.Gone() && k.Acked {
					here++
				}
			}
			if shown += here; here != len(gone) || v.Gone < here || here == 0 && v.Gone > 0 {
				t.Fatalf("step %d: %s: gone are %v; the observer shows %+v, and gone(%s) is %d\n%s", p.told.step, key, gone, v.Kept, key, v.Gone, p.story())
			}
		}
		tally := p.c.View(engine.Watch{}).Tally
		if tally.Lost+tally.Shadowed != want || p.Config.Conflict != engine.LWW && tally.Shadowed > 0 {
			t.Fatalf("step %d: %d acknowledged writes are gone; the observer counts %+v\n%s", p.told.step, want, tally, p.story())
		}
	})
}

// TestVerdictsDoNotDependOnLooking: at any moment the observer, which has looked now
// and then on the way, says of every acknowledged write what one says who looks for
// the first time; and its tally is the sum of that, and so are the events.
func TestVerdictsDoNotDependOnLooking(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T) randomscript.World {
		w := lossy(t)
		w.Config.Grace = rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, time.Hour}).Draw(t, "grace")
		if rapid.Bool().Draw(t, "policy changes") {
			ask := w.Requests
			w.Requests = func(t *rapid.T, w randomscript.World) engine.Command {
				if rapid.IntRange(0, 9).Draw(t, "change") == 0 {
					return engine.Command{Verb: engine.Set, Name: "conflict", To: rapid.SampledFrom([]string{"siblings", "lww", "merge"}).Draw(t, "policy")}
				}
				return ask(t, w)
			}
		}
		return w
	}
	everyStep(t, draw, func(t *rapid.T, p *watched) {
		states, tally := engine.Verdicts(p.c, false)
		fresh, anew := engine.Verdicts(p.c, true)
		if !slices.Equal(states, fresh) || tally != anew {
			t.Fatalf("step %d: who has looked says %v, %+v; who looks now %v, %+v\n%s", p.told.step, states, tally, fresh, anew, p.story())
		}
	})
}

// TestEventsAgreeWithTheTally: who reads the observer's events counts as many lost and
// shadowed writes as it does.
func TestEventsAgreeWithTheTally(t *testing.T) {
	t.Parallel()
	everyStep(t, lossy, func(t *rapid.T, p *watched) {
		now := make(map[uint32]event.Kind)
		for step := 1; step <= p.c.Trace().Len(); step++ {
			switch e := p.c.Trace().At(step); e.Kind {
			case event.Lost, event.Shadowed, event.Superseded:
				now[e.Op] = e.Kind
			}
		}
		var told oracle.Tally
		for _, k := range now {
			switch k {
			case event.Lost:
				told.Lost++
			case event.Shadowed:
				told.Shadowed++
			}
		}
		if tally := p.c.View(engine.Watch{}).Tally; tally.Lost != told.Lost || tally.Shadowed != told.Shadowed {
			t.Fatalf("step %d: the events tell of %+v, the tally is %+v\n%s", p.told.step, told, tally, p.story())
		}
	})
}

// TestCopiesToldAreAllThereAre: when a client is told that a write is OK, the copies
// that it is told of are all disks that have it, whether their acks have come or not,
// those of stand-ins included.
func TestCopiesToldAreAllThereAre(t *testing.T) {
	t.Parallel()
	looked := make(map[*watched]int)
	everyStep(t, lossy, func(t *rapid.T, p *watched) {
		tr := p.c.Trace()
		for step := looked[p] + 1; step <= tr.Len(); step++ {
			e := tr.At(step)
			if e.Kind != event.Reply || e.Verb == event.Get || e.Outcome != event.OK {
				continue
			}
			if disks := engine.Disks(p.c, tr.Text(e.Key), e.Dot); int(e.Copies) != disks {
				t.Fatalf("step %d: the client is told of %d copies, and %d disks have it\n%s", step, e.Copies, disks, p.story())
			}
		}
		looked[p] = tr.Len()
	})
}
