// A node, and what has happened to it.

package engine

import (
	"time"

	"ringside/engine/node"
	"ringside/engine/ring"
)

// member is a node and what has happened to it.
type member struct {
	*node.Node
	health    Health
	slow      int64         // thousandths
	skew      time.Duration // how far its clock is ahead
	powerLoss powerLoss     // why its machine has no power, if it has none: then nothing refuses a connection
	life      uint32        // how often it has crashed
	fell      uint32        // the step of its last crash or hang
	wiped     uint32        // the step at which it lost its disk, until it starts with another; 0: it has it
	slowed    uint32        // the steps since which it is as slow, and its clock as wrong, as they are
	skewed    uint32
	inbox     []parcel // what came while it hung, in order
}

// powerLoss is the reason why a machine has no power: its rack or its data centre has lost
// it. The zero powerLoss means that it has power.
type powerLoss struct {
	by    Verb   // Power or Blackout
	since uint32 // the step of the command
}

func (o powerLoss) dark() bool { return o.by != 0 }

// standing returns a node's place in the membership, as the observer knows it.
func (c *Cluster) standing(id ring.NodeID) Standing {
	switch out := c.ring.Nodes()[id].Out; {
	case c.members[id].health == Left:
		return Gone
	case out && c.newest().Mover == id:
		return Joining
	case out || c.newest().Mover == id:
		return Leaving
	}
	return Member
}

// takenOut reports whether a node is down and will not come back: it has left, or it is
// being removed without its help.
func (c *Cluster) takenOut(id ring.NodeID) bool {
	e := c.newest()
	return c.members[id].health == Left || e.Dead && e.Mover == id
}

// newest returns the newest ring version.
func (c *Cluster) newest() *node.RingVersion { return c.ringVersions[len(c.ringVersions)-1] }

// anybody returns the first member that is up, other than one.
func (c *Cluster) anybody(but ring.NodeID) ring.NodeID {
	for i := range c.members {
		if id := ring.NodeID(i); id != but && c.members[i].health == Up && !c.ring.Nodes()[i].Out {
			return id
		}
	}
	return ring.None
}
