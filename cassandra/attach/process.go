// The processes of a cluster of one's own: of these alone more is known than what nodes say.

package attach

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// process is what is known of a node's process.
type process struct {
	ours   bool // this program has started it
	known  bool // it was asked about before
	ran    bool // it is ours, and was seen to run
	health engine.Health
	fell   time.Duration // since when it is not up, or gossips no more
	step   uint32        // the newest line of the log then
	mute   bool          // it has said itself that it does not gossip
}

// process asks what the process is doing of the node at an address.
func (c *Cluster) process(address netip.AddrPort) (p process) {
	if c.options.Process != nil {
		p.health, p.ours = c.options.Process(address)
	}
	return p
}

// runs takes in what a node's process is doing. Who begins to answer while our process is down is
// somebody else's, and stays so when it is lost; a connection to our process may be open for a moment
// after it has ended.
func (s *state) runs(at time.Duration, id ring.NodeID, now process, begins bool) {
	p := &s.holders[id].process
	if now.health == engine.Crashed {
		now.ours = now.ours && !begins && (p.ours || !p.known)
	}
	now.known, now.ran = true, now.ours && (p.ran || now.health != engine.Crashed)
	if now.fell, now.step = p.fell, p.step; now.health != p.health {
		now.fell, now.step = at, uint32(s.trace.Len())
	}
	now.mute = p.mute && now.health != engine.Crashed // a process that is started gossips
	*p = now
}

// gossips takes in whether a node gossips, and reports whether that is news.
func (s *state) gossips(at time.Duration, id ring.NodeID, does bool) bool {
	p := &s.holders[id].process
	if p.mute == !does {
		return false
	}
	if p.mute = !does; p.mute {
		p.fell, p.step = at, uint32(s.trace.Len())
		return true
	}
	for i := range s.holders[id].of { // it hears of the others again from now on
		if b := &s.holders[id].of[i]; !b.silent {
			b.heartbeatAt = at
		}
	}
	return true
}

// own reports whether this program has started all nodes. That processes of its own are down, where
// nobody answers, is no evidence: one of them must have been seen to run.
func (s *state) own() bool {
	ran := false
	for i := range s.nodes {
		if !s.nodes[i].out && !s.holders[i].ours && s.nodes[i].standing != engine.Joining { // of that it is soon known
			return false
		}
		ran = ran || s.holders[i].ran
	}
	return ran
}

// faults lists which processes do not run, or do not gossip, with the command that makes them do so.
func (s *state) faults() (all []engine.Fault) {
	for i := range s.nodes {
		p := &s.holders[i].process
		if s.nodes[i].out || p.health == engine.Up && !p.mute {
			continue
		}
		if p.health == engine.Up {
			all = append(all, engine.Fault{
				Kind: engine.FaultGossip, Node: ring.NodeID(i), Peer: ring.None, Text: s.nodes[i].name + " gossip off",
				Heal: engine.Command{Verb: engine.Gossip, Node: s.nodes[i].name, To: engine.GossipOn}, Since: p.fell, Step: p.step,
			})
			continue
		}
		heal := engine.Command{Verb: engine.Start, Node: s.nodes[i].name}
		if p.health == engine.Hung {
			heal.Verb = engine.Resume
		}
		all = append(all, engine.Fault{
			Kind: engine.FaultHealth, Node: ring.NodeID(i), Peer: ring.None, Text: s.nodes[i].name + " " + p.health.String(),
			Heal: heal, Since: p.fell, Step: p.step,
		})
	}
	return all
}

// Address returns where clients reach the node of a name; an error names those that there are.
func (c *Cluster) Address(name string) (a netip.AddrPort, err error) {
	var names []string
	c.look(func(s *state) {
		for _, n := range s.nodes {
			if n.out {
				continue
			}
			if n.name == name {
				a = n.address
			}
			names = append(names, n.name)
		}
	})
	if !a.IsValid() {
		slices.Sort(names)
		return a, fmt.Errorf("no node %s%s", printable.Escape(name), nearest.Among(name, "nodes", names))
	}
	return a, nil
}

// Standing returns the place in the membership of the node that clients reach at an address.
func (c *Cluster) Standing(address netip.AddrPort) (is engine.Standing) {
	is = engine.Gone
	c.look(func(s *state) {
		if id := s.atAddress(address); id != ring.None {
			is = s.nodes[id].standing
		}
	})
	return is
}

// LookAt looks again at what the process of a node is doing. If it runs, a connection that is lost is tried
// again at once: who has started it or made it run on knows that it answers.
func (c *Cluster) LookAt(address netip.AddrPort) {
	now := c.process(address)
	c.change(func(s *state) {
		if id := s.atAddress(address); id != ring.None {
			s.runs(time.Since(c.began), id, now, false)
		}
	})
	if now.ours && now.health == engine.Up {
		select {
		case c.ready <- address:
		default: // so many wait that it is tried again anyway
		}
	}
}

// Gossips takes in that a node's gossip was turned off or on just now: soon it says so itself.
func (c *Cluster) Gossips(address netip.AddrPort, does bool) {
	c.change(func(s *state) {
		if id := s.atAddress(address); id != ring.None {
			s.gossips(time.Since(c.began), id, does)
		}
	})
}

// Note adds a line to the log: what this program itself has done.
func (c *Cluster) Note(text string) {
	c.change(func(s *state) { s.tell(time.Since(c.began), ring.None, text) })
}
