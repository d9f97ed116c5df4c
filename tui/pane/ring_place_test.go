// Where the ring's labels stand: every replica is named at its own slot.

package pane

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/steady"
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
				for i := range steady.Rounds(70, 70, 3) {
					for down := range 3 {
						v := atRest(r)
						key := names[i%len(names)] + strconv.Itoa(i)
						for _, n := range v.Ring.Replicas(nil, ring.Hash(key), v.Settings.Placement)[:down] {
							v.Nodes[n].Health = engine.Crashed
						}
						s := sceneOf(v, key, theme.Options{Dark: true})
						pane.Lines(s, size[0], size[1])
						checkLabels(t, pane)
					}
				}
			})
		}
	}
}

// names are what keys begin with, short and long.
var names = []string{"user", "k", "customer:1234", "order-number-778", "a-key-that-is-longer-than-any-place-for-it-"}

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
				return reads(p, l.x, l.y, text) && joined(p, l, 2)
			}
		}
		return false
	}
	for _, w := range d.walk {
		at := d.plan.path.cells[w.cell]
		if !stands(at, d.mark(w)+" ") && !(stands(at, d.mark(w)) && d.plan.w < 47) { // the walk has the name
			t.Errorf("replica %s of %s is not named at its slot:\n%s", d.mark(w), d.Key, picturedText(p))
		}
	}
	name := d.shown[0]
	text := name.text.String()
	cut, short := strings.CutSuffix(text, d.Theme.Signs.More)
	switch {
	case !strings.HasPrefix(d.Key, cut) || !short && text != d.Key || !reads(p, name.x, name.y, text):
		t.Errorf("the key %s is not named:\n%s", d.Key, picturedText(p))
	case !joined(p, name, 0):
		t.Errorf("the key %s is named elsewhere than at its mark:\n%s", d.Key, picturedText(p))
	}
}

// joined reports whether a label touches what it names, or a line that can be seen leads from one to
// the other. A label in the next line may begin or end so many columns beside what it names.
func joined(p *Ring, l labelled, beside int) bool {
	to := nearest(l.of, l.x, l.y, l.text.width())
	dx, dy := max(l.of.x-to.x, to.x-l.of.x), max(l.of.y-to.y, to.y-l.of.y)
	if dy == 0 && dx <= 2 || dy == 1 && dx <= beside {
		return true
	}
	last, row, some := point{l.of.x, l.of.y}, 0, false
	for i, n := 0, lineDots(l.of, to); i <= n; i += lineGap {
		x, y := lineDot(l.of, to, i, n)
		c := point{x / 2, y / 4}
		if c == last || c == to {
			continue
		}
		last = c
		if sign, _ := utf8.DecodeRuneInString(p.last.At(c.x, c.y)); p.d.dots.Any(c.x, c.y, 1) && isArc(sign) {
			row, some = 0, true
		} else if row++; row > 1 {
			return false
		}
	}
	return some && row == 0
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
