// Where the ring's labels stand: every replica is named at its own slot.

package pane

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/theme"
)

// ringSizes are those of the ring's pane, inside its frame, on common screens.
var ringSizes = [][2]int{{61, 18}, {46, 13}, {38, 11}, {34, 13}, {33, 9}, {60, 20}}

// TestEveryReplicaIsNamedAtItsSlot draws rings of many shapes with many keys: the label of
// each replica and the key's name are on the canvas, whole, and one line apart at most
// from what they name or joined to it by a line.
func TestEveryReplicaIsNamedAtItsSlot(t *testing.T) {
	rings := map[string]*ring.Ring{
		"lecture":                  lectureRing(t),
		"5×8":                      makeRing(t, ring.Draw(1, 5, 8)),
		"6×1":                      makeRing(t, ring.Draw(2, 6, 1)),
		"16×1":                     makeRing(t, ring.Draw(3, 16, 1)),
		"12×4":                     makeRing(t, ring.Draw(4, 12, 4)),
		"60×1":                     makeRing(t, ring.Draw(5, 60, 1)),
		"60×16":                    makeRing(t, ring.Draw(6, 60, 16)),
		"3×8 with addresses":       makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8))),
		"6×16 with long addresses": makeRing(t, withAddresses("10.128.100.20", ring.Draw(8, 6, 16))),
	}
	for name, r := range rings {
		for _, size := range ringSizes {
			t.Run(fmt.Sprintf("%s at %d×%d", name, size[0], size[1]), func(t *testing.T) {
				pane := &Ring{}
				for i := range 200 {
					s := sceneOf(atRest(r), "user"+strconv.Itoa(i), theme.Options{Dark: true})
					pane.Lines(s, size[0], size[1])
					checkLabels(t, pane)
				}
			})
		}
	}
}

// withAddresses gives nodes the names that those of a real cluster have.
func withAddresses(prefix string, nodes []ring.Node) []ring.Node {
	for i := range nodes {
		nodes[i].Name = prefix + strconv.Itoa(i+1)
	}
	return nodes
}

// checkLabels fails the test unless the key and the replicas are named in the picture
// that the ring drew last.
func checkLabels(t *testing.T, p *Ring) {
	t.Helper()
	d := &p.d
	stands := func(of place, begins string) bool {
		for _, l := range d.shown {
			text := l.text.String()
			if l.of.x == of.x && l.of.y == of.y && len(text) >= len(begins) && text[:len(begins)] == begins {
				return reads(p, l.x, l.y, text)
			}
		}
		return false
	}
	for _, w := range d.walk {
		at := d.plan.path.cells[w.cell]
		if !stands(at, d.mark(w)+" ") {
			t.Errorf("replica %s of %s is not named at its slot:\n%s", d.mark(w), d.Key, picturedText(p))
		}
	}
	if name := d.shown[0]; name.text.String() != d.Key || !reads(p, name.x, name.y, d.Key) {
		t.Errorf("the key %s is not named:\n%s", d.Key, picturedText(p))
	}
}

// reads reports whether a text stands on the canvas.
func reads(p *Ring, x, y int, text string) bool {
	for i, c := range []rune(text) {
		if got := p.last.At(x+i, y); got != string(c) && !(c == ' ' && (got == "" || got == " ")) {
			return false
		}
	}
	return true
}

// picturedText returns the picture without its inks.
func picturedText(p *Ring) string { return ansi.Strip(strings.Join(p.last.lines, "\n")) }

// TestLabelsAreJoined: on a round ring, also with long keys and nodes that are down, whose labels are longer, a label
// that does not stand beside what it names is joined to it by a line that can be seen, or names a node
// that is named inside the circle as well.
func TestLabelsAreJoined(t *testing.T) {
	keys := []string{"user", "customer:1234567", "order-number-7788", "invoice-2026-11-"}
	for _, size := range ringSizes {
		t.Run(fmt.Sprintf("%d×%d", size[0], size[1]), func(t *testing.T) {
			pane := &Ring{}
			for i := range 200 {
				v := atRest(makeRing(t, ring.Draw(1, 5, 8)))
				v.Nodes[i%5].Health = engine.Crashed
				s := sceneOf(v, keys[i/7%len(keys)]+strconv.Itoa(i), theme.Options{Dark: true})
				s.Node = ring.NodeID(i % 3)
				pane.Lines(s, size[0], size[1])
				for _, l := range pane.d.shown {
					if pane.d.plan.path.round && !joined(pane, l) && !namedInside(pane, l) {
						t.Errorf("nothing joins %s to (%d,%d):\n%s", l.text.String(), l.of.x, l.of.y, picturedText(pane))
					}
				}
			}
		})
	}
}

// namedInside reports whether a label is a replica's whose node is named inside the circle as well.
func namedInside(p *Ring, l labelled) bool {
	n, ok := p.d.ownerAt(l.of)
	return ok && slices.ContainsFunc(p.d.hub, func(h hubNode) bool { return h.node == n && !h.name.Empty() })
}

// joined reports whether a label stands beside what it names, or half of the cells between them
// show a line.
func joined(p *Ring, l labelled) bool {
	to := nearest(l.of, l.x, l.y, l.text.width())
	if distance(l.of, to) <= 5 {
		return true
	}
	n, seen := max(l.of.x-to.x, to.x-l.of.x, l.of.y-to.y, to.y-l.of.y), 0
	for i := 1; i < n; i++ {
		x, y := (l.of.x*(n-i)+to.x*i+n/2)/n, (l.of.y*(n-i)+to.y*i+n/2)/n
		if glyph := []rune(p.last.At(x, y)); len(glyph) == 1 && glyph[0] >= 0x2800 && glyph[0] < 0x2900 {
			seen++
		}
	}
	return 2*seen >= n-1
}
