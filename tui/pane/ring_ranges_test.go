// Ranges on the ring: their arcs are thick, and they are named beside all that is named anyway.

package pane

import (
	"fmt"
	"strings"
	"testing"

	"ringside/engine/ring"
	"ringside/presets"
	"ringside/tui/theme"
)

// ranged is the lecture's ring with a key and three ranges, one of them past the top.
func ranged(tb testing.TB) Scene {
	s := halfWritten(tb)
	s.Ranges = &Ranges{All: []presets.Range{{After: "t8", UpTo: "t4"}, {After: "t6", UpTo: "t1"}, {After: "t7", UpTo: "t8"}, {After: "t9", UpTo: "t1"}}}
	return s
}

// TestRangesAreNamed: on a ring of common sizes the key and its replicas are named as without
// ranges, each range that is on the ring has its name, and only its own cells are thick; one that
// is not there is left out.
func TestRangesAreNamed(t *testing.T) {
	rings := map[string]*ring.Ring{"lecture": lectureRing(t), "6×1": makeRing(t, ring.Draw(2, 6, 1)), "16×1": makeRing(t, ring.Draw(3, 16, 1))}
	for name, r := range rings {
		for _, size := range ringSizes {
			t.Run(fmt.Sprintf("%s at %d×%d", name, size[0], size[1]), func(t *testing.T) {
				last := r.Len() - 1
				end := func(i int) string {
					if s := r.Slot(i); s.Label == "" {
						return r.Nodes()[s.Node].Name
					}
					return r.Slot(i).Label
				}
				all := []presets.Range{{After: end(1), UpTo: end(2)}, {After: end(last), UpTo: end(0)}, {After: "nobody", UpTo: end(0)}}
				pane := &Ring{}
				for i := range 50 {
					s := sceneOf(atRest(r), fmt.Sprintf("user%d", i), theme.Options{Dark: true})
					s.Ranges = &Ranges{All: all}
					pane.Lines(s, size[0], size[1])
					checkLabels(t, pane)
					checkRanges(t, pane, all[:2])
				}
			})
		}
	}
}

func checkRanges(t *testing.T, p *Ring, want []presets.Range) {
	t.Helper()
	d := &p.d
	var names []string
	for _, l := range d.shown {
		if text := l.text.String(); strings.HasPrefix(text, "(") && reads(p, l.x, l.y, text) {
			names = append(names, text)
		}
	}
	if len(d.ranges) != len(want) {
		t.Fatalf("%d ranges are drawn, should be %d", len(d.ranges), len(want))
	}
	if len(names) != len(want) {
		t.Errorf("named: %q, should be %v:\n%s", names, want, picturedText(p))
	}
	for k := range d.plan.path.cells {
		slot := d.arc(k)
		_, yes := d.ranged(k)
		if should := slot == 2 || slot == 0; yes != should {
			t.Errorf("cell %d of slot %d is in a range: %v", k, slot, yes)
		}
	}
}
