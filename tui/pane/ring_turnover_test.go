// Scenes of nodes that join and leave.

package pane

import (
	"testing"

	"ringside/engine/ring"
)

// What the panes show of a key that n6 is about to keep, and of one that n2 is about to leave;
// while n6 joins: a write that knows of it, and then a join that
// waits for a crashed node; while n3 leaves; and when it is off the ring and waits for a
// crashed replica.
const (
	joining = "put cart milk via n5\nuntil quiet\nadd n6\nrun 2ms\n"
	leaving = "put cart milk via n5\nuntil quiet\nremove n2\nrun 1ms\n"
	joins   = "add n6\nrun 3400us\nput cart milk via n5\nuntil reply\n"
	waits   = "crash n4\nadd n6\nrun 3s\n"
	left    = "put cart milk via n5\nuntil quiet\nremove n3\nuntil ringversion == 3\nrun 1s\n"
	owes    = "put cart milk via n5\nput a v\nput b v\nput c v\nput d v\nput e v\nuntil quiet\nremove n3\nuntil ringversion == 3\ncrash n1\nrun 5s\n"
)

// chosen is a scene in which a key is chosen.
func chosen(key string, scene func(testing.TB) Scene) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		s := scene(t)
		s.Key, s.Walk = key, s.View.Walk(key)
		return s
	}
}

// at looks at one node of a scene.
func at(node ring.NodeID, scene func(testing.TB) Scene) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		s := scene(t)
		s.Node = node
		return s
	}
}
