// The roster: who is in the cluster, under which ring versions, and what has happened to
// each node.

package engine

import (
	"time"

	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/internal/shared"
)

// roster is who is in the cluster. It knows the nodes and what holds of each, and nothing of
// time, messages or requests.
type roster struct {
	ring         *ring.Ring          // of the newest ring version
	ringVersions []*node.RingVersion // all that there have been
	leaving      []ring.NodeID       // nodes that have left the ring and still hand over what they hold
	members      []member
	byName       shared.Map[string, ring.NodeID]
}

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
	mute      uint32   // the step since which it runs without gossip; 0: it gossips
	unlike    unlike   // why it may differ from other replicas, for periodic comparison
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
func (r *roster) standing(id ring.NodeID) Standing {
	switch out := r.ring.Nodes()[id].Out; {
	case r.members[id].health == Left:
		return Gone
	case out && r.newest().Mover == id:
		return Joining
	case out || r.newest().Mover == id:
		return Leaving
	}
	return Member
}

// takenOut reports whether a node is down and will not come back: it has left, or it is
// being removed without its help.
func (r *roster) takenOut(id ring.NodeID) bool {
	e := r.newest()
	return r.members[id].health == Left || e.Dead && e.Mover == id
}

// newest returns the newest ring version.
func (r *roster) newest() *node.RingVersion { return r.ringVersions[len(r.ringVersions)-1] }

// anybody returns the first member that is up, other than one.
func (r *roster) anybody(but ring.NodeID) ring.NodeID {
	for i := range r.members {
		if id := ring.NodeID(i); id != but && r.members[i].health == Up && !r.ring.Nodes()[i].Out {
			return id
		}
	}
	return ring.None
}

// anyMute returns the first node that runs without gossip; ring.None if there is none.
func (r *roster) anyMute() ring.NodeID {
	for i := range r.members {
		if r.members[i].mute != 0 {
			return ring.NodeID(i)
		}
	}
	return ring.None
}
