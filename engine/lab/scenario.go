// The small clusters of a tuning table: requests while nodes are down, loads, and writes
// whose copies go.

package lab

import (
	"errors"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// What draws are for.
const (
	tuning = iota + 0x74756e
	tuningReach
)

// scenario makes clusters like those of a Measurement, for one piece of a table.
type scenario struct {
	Measurement
	draws stream
	ring  *ring.Ring
}

// cluster makes a cluster.
func (s *scenario) cluster() (*engine.Cluster, error) {
	cfg := s.config(s.draws.next())
	var err error
	if s.ring, err = ring.New(cfg.Nodes); err != nil {
		return nil, err
	}
	return engine.New(cfg)
}

// place draws some of the nodes that keep a key, and a coordinator that is none of them.
func (s *scenario) place(key string, some int) (drawn []string, coordinator string) {
	nodes := s.ring.Nodes()
	replicas := s.ring.Replicas(nil, ring.Hash(key), s.config(0).Placement)
	var others []string
	for i := range nodes {
		if !slices.Contains(replicas, ring.NodeID(i)) {
			others = append(others, nodes[i].Name)
		}
	}
	for i := range some {
		j := i + s.draws.below(len(replicas)-i)
		replicas[i], replicas[j] = replicas[j], replicas[i]
		drawn = append(drawn, nodes[replicas[i]].Name)
	}
	return drawn, others[s.draws.below(len(others))]
}

// errUnanswered is why a scenario fails that should not.
var errUnanswered = errors.New("a request was never answered")

// ask makes a request, and lets time go on until it is answered.
func ask(c *engine.Cluster, cmd engine.Command) (event.Outcome, error) {
	step := c.Trace().Len()
	if err := c.Apply(cmd); err != nil {
		return 0, err
	}
	for {
		for t := c.Trace(); step < t.Len(); {
			step++
			if e := t.At(step); e.Kind == event.Reply {
				return e.Outcome, nil
			}
		}
		if !c.Step() {
			return 0, errUnanswered
		}
	}
}

// settle lets the messages and disk writes that are under way arrive. Timers go on: nodes
// that are believed down are probed for ever.
func settle(c *engine.Cluster) {
	for c.Motion() == engine.Moving && c.Step() {
	}
}

// refusals makes gets and puts, each pair on a cluster as it was before, with 0 to down of the key's
// nodes crashed: pairs of shares of those that did not succeed.
func (s *scenario) refusals(down, pairs int) (p tuningPiece) {
	fresh, err := s.cluster()
	if err != nil {
		return tuningPiece{err: err}
	}
	p.shares = make([]Share, 2*(down+1))
	for i := range pairs * (down + 1) {
		k := i % (down + 1)
		if err := s.refuse(fresh.Clone(), k, &p.shares[2*k], &p.shares[2*k+1]); err != nil {
			return tuningPiece{err: err}
		}
	}
	return p
}

// refuse makes a get and a put with some of the key's nodes crashed, and counts whether they did not
// succeed.
func (s *scenario) refuse(c *engine.Cluster, down int, get, put *Share) error {
	key := "k" + strconv.FormatUint(s.draws.next(), 36)
	crashed, via := s.place(key, down)
	outcome, err := ask(c, engine.Command{Verb: engine.Put, Key: key, Value: "v", Via: via})
	if err != nil || outcome != event.OK {
		return errors.Join(err, errUnanswered)
	}
	settle(c)
	for _, node := range crashed {
		if err := c.Apply(engine.Command{Verb: engine.Crash, Node: node}); err != nil {
			return err
		}
	}
	for _, of := range []struct {
		verb  engine.Verb
		share *Share
	}{{engine.Get, get}, {engine.Put, put}} {
		outcome, err := ask(c, engine.Command{Verb: of.verb, Key: key, Value: "w", Via: via, Client: "other"})
		if err != nil {
			return err
		}
		if of.share.Of++; outcome != event.OK {
			of.share.Seen++
		}
	}
	return nil
}

// load has clients make requests about few keys, each its next one when it has its answer,
// through nodes that keep no copy: the shares of stale and of older reads.
func (s *scenario) load() tuningPiece {
	c, err := s.cluster()
	if err != nil {
		return tuningPiece{err: err}
	}
	source := load.NewSource(load.Workload{Count: loadSize, Puts: load.Thousand / 2, Keys: loadKeys, Clients: loadClients}, s.draws.next(), 1)
	reads := 0
	next := func(client string) error {
		q, more := source.Next()
		if !more {
			return nil
		}
		cmd := engine.Command{Verb: engine.Get, Key: "k" + strconv.Itoa(q.Key), Client: client}
		_, cmd.Via = s.place(cmd.Key, 0)
		if reads++; q.Put {
			reads--
			cmd.Verb, cmd.Value = engine.Put, "v"
		}
		return c.Apply(cmd)
	}
	for i := range loadClients {
		if err := next("client" + strconv.Itoa(i+1)); err != nil {
			return tuningPiece{err: err}
		}
	}
	asked := make(map[uint32]string) // by operation
	for step := 0; c.Step(); {
		for t := c.Trace(); step < t.Len(); {
			step++
			switch e := t.At(step); e.Kind {
			case event.Invoke:
				asked[e.Op] = t.Text(event.Sym(e.Ref))
			case event.Reply:
				if err := next(asked[e.Op]); err != nil {
					return tuningPiece{err: err}
				}
			}
		}
		if c.Motion() != engine.Moving {
			break
		}
	}
	wrong := c.View(engine.Watch{}).Tally
	return tuningPiece{shares: []Share{{Of: reads, Seen: wrong.Stale}, {Of: reads, Seen: wrong.Older}}}
}

// losses makes writes, each on a cluster as it was before it, and lets its copies go: the
// share of those that are lost.
func (s *scenario) losses(disks, writes int) tuningPiece {
	fresh, err := s.cluster()
	if err != nil {
		return tuningPiece{err: err}
	}
	var lost Share
	for i := range writes {
		c := fresh.Clone()
		key := "k" + strconv.FormatUint(s.draws.next(), 36)
		gone, via := s.place(key, disks)
		outcome, err := ask(c, engine.Command{Verb: engine.Put, Key: key, Value: "v" + strconv.Itoa(i), Via: via})
		if err != nil || outcome != event.OK {
			return tuningPiece{err: errors.Join(err, errUnanswered)}
		}
		step := c.Trace().Len()
		cmds := []engine.Command{{Verb: engine.Isolate, Node: via}}
		for _, node := range gone {
			cmds = append(cmds, engine.Command{Verb: engine.Wipe, Node: node})
		}
		for _, cmd := range cmds {
			if err := c.Apply(cmd); err != nil {
				return tuningPiece{err: err}
			}
		}
		settle(c)
		lost.Of++
		for t := c.Trace(); step < t.Len(); {
			if step++; t.At(step).Kind == event.Lost {
				lost.Seen++
			}
		}
	}
	return tuningPiece{shares: []Share{lost}}
}
