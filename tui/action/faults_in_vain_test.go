// A test that keys of faults are off where the cluster would refuse their commands.

package action

import (
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
	_ "ringside/internal/steady"
	"ringside/keymaps"
)

// TestFaultsInVain: whatever has happened, the keys that crash, hang, isolate and heal the
// chosen node are off if and only if the cluster would refuse what they do. So the foot of
// the screen offers nothing that can't be.
func TestFaultsInVain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := randomscript.Small(3, 2, 2)
		d, _ := at(t)
		h, err := history.New(w.Config)
		if err != nil {
			rt.Fatal(err)
		}
		for _, line := range w.Script(rt) {
			_ = h.Apply(line.Command) // a line may be in vain itself
		}
		d.View = h.View(engine.Watch{})
		of := d.Faults()
		for i := range d.View.Nodes {
			d.Node = ring.NodeID(i)
			for action, verb := range map[keymaps.Action]engine.Verb{
				keymaps.Crash: engine.Crash, keymaps.Hang: engine.Hang, keymaps.Isolate: engine.Isolate, keymaps.Heal: engine.Heal,
			} {
				err := h.Fork().Apply(engine.Command{Verb: verb, Node: d.NodeName(d.Node)})
				if off := of[action].Off(); (off != "") != (err != nil) {
					rt.Fatalf("%s of %s is off with %q, and the cluster says: %v", action, d.NodeName(d.Node), off, err)
				}
			}
		}
	})
}
