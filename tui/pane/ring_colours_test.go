// Tests of the ring's colours: whose an arc is, where the walk goes, which node is chosen.

package pane

import (
	"image"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine/ring"
	"ringside/tui/theme"
)

// colouring is a picture's characters, and the escape sequence that each is drawn with.
type colouring struct {
	sign map[image.Point]rune
	ink  map[image.Point]string
}

var inkOrText = regexp.MustCompile("\x1b\\[[0-9;]*m|.")

func coloured(lines []string) colouring {
	c := colouring{make(map[image.Point]rune), make(map[image.Point]string)}
	for y, line := range lines {
		x, ink := 0, ""
		for _, s := range inkOrText.FindAllString(line, -1) {
			if strings.HasPrefix(s, "\x1b") {
				ink = strings.TrimPrefix(s, theme.Reset)
				continue
			}
			at := image.Pt(x, y)
			c.sign[at], c.ink[at] = []rune(s)[0], ink
			x += ansi.StringWidth(s)
		}
	}
	return c
}

// isArc reports whether a sign is part of the line of a round ring.
func isArc(sign rune) bool { return 0x2800 < sign && sign <= 0x28ff }

// TestRingColours: an arc has the colour of the node whose slot comes next; a key lights the line
// from it to its last replica and nothing else; the chosen node's slots look otherwise than
// before, those of all others as before.
func TestRingColours(t *testing.T) {
	const w, h, chosen, other = 64, 22, 0, 1
	for _, o := range []theme.Options{{Dark: true}, {}, {Dark: true, Profile: colorprofile.ANSI}, {Profile: colorprofile.ANSI}} {
		v := atRest(lectureRing(t))
		draw := func(key string, node ring.NodeID) (*Ring, Scene, colouring) {
			r, s := new(Ring), sceneOf(v, key, o)
			s.Node = node
			return r, s, coloured(r.Lines(s, w, h))
		}
		owner := func(s Scene, sign rune) int {
			for i := range v.Nodes {
				if glyph, _ := s.Theme.Node(i); glyph == string(sign) {
					return i
				}
			}
			return -1
		}

		r, s, bare := draw("", chosen)
		path := r.plan.path.cells
		at := func(k int) image.Point { return image.Pt(path[k%len(path)].x, path[k%len(path)].y) }
		arcs := make(map[int]int)
		for k := range path {
			if !isArc(bare.sign[at(k)]) {
				continue
			}
			next := k + 1
			for owner(s, bare.sign[at(next)]) < 0 {
				next++
			}
			n := owner(s, bare.sign[at(next)])
			_, ink := s.Theme.Node(n)
			if n != chosen {
				ink = s.Theme.Arc(n)
			}
			if got := bare.ink[at(k)]; got != ink.Open() {
				t.Errorf("%+v: the arc of %s at %v is drawn with %q, want %q", o, v.Nodes[n].Name, at(k), got, ink.Open())
			}
			arcs[n]++
		}
		if len(arcs) != len(v.Nodes) {
			t.Errorf("%+v: arcs of %d nodes are seen", o, len(arcs))
		}

		r, s, keyed := draw("cart:42", chosen)
		from, to := r.plan.path.index(s.Walk.Token), 0
		for _, hop := range s.Walk.Hops {
			if hop.Decision == ring.Replica {
				to = r.plan.path.index(v.Ring.Slot(int(hop.Slot)).Token)
			}
		}
		for k := range path {
			sign := keyed.sign[at(k)]
			on := (k-from+len(path))%len(path) <= (to-from+len(path))%len(path)
			if !isArc(sign) || k == from {
				continue
			}
			want := bare.ink[at(k)]
			if on {
				want = s.Theme.Accent.Open()
			}
			if got := keyed.ink[at(k)]; got != want {
				t.Errorf("%+v: at %v, on the way of the walk: %v; drawn with %q, want %q", o, at(k), on, got, want)
			}
		}

		_, _, moved := draw("", other)
		for k := range path {
			n := owner(s, bare.sign[at(k)])
			if n < 0 || moved.sign[at(k)] != bare.sign[at(k)] {
				continue
			}
			if same := moved.ink[at(k)] == bare.ink[at(k)]; same == (n == chosen || n == other) {
				t.Errorf("%+v: a slot of %s is drawn with %q while %s is chosen, and with %q while %s is", o, v.Nodes[n].Name,
					bare.ink[at(k)], v.Nodes[chosen].Name, moved.ink[at(k)], v.Nodes[other].Name)
			}
		}
	}
}
