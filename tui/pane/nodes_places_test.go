// Tests that the nodes' table says where each node is, and that a click on the ring finds a name.

package pane

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine/ring"
	"ringside/tui/theme"
)

// TestPlacesHaveAColumn: from the width that the table has on a screen of 80 columns on, there is a
// column for racks, and for data centres if there are several, whatever else gives way.
func TestPlacesHaveAColumn(t *testing.T) {
	for _, dcs := range []int{1, 2} {
		nodes := ring.Draw(1, 12, 8)
		for i := range nodes {
			nodes[i].DC, nodes[i].Rack = fmt.Sprint("dc", 1+i%dcs), fmt.Sprint("r", 1+i%3)
		}
		s := sceneOf(atRest(makeRing(t, nodes)), "cart:42", theme.Options{Dark: true})
		for w := 34; w < 120; w++ {
			lines := strings.Split(ansi.Strip(strings.Join(new(Nodes).Lines(s, w, 14), "\n")), "\n")
			want := [...]string{"r2", "dc2"}[dcs-1]
			if dcs == 2 && w >= 43 { // as on a screen of 100 columns
				want = "dc2/r2"
			}
			if !strings.Contains(lines[0], " in ") || !strings.Contains(lines[2], want) || !strings.Contains(lines[2], " up ") {
				t.Errorf("%d data centres, %d cells: the row does not say %q:\n%s\n%s", dcs, w, want, lines[0], lines[2])
			}
			if strings.HasSuffix(lines[2], "…") {
				t.Errorf("%d data centres, %d cells: the row ends in the middle: %s", dcs, w, lines[2])
			}
		}
	}
}

// TestClickOnAName: a click on any cell of a name inside the circle means that node, whatever slots
// are near.
func TestClickOnAName(t *testing.T) {
	for _, key := range []string{"cart:42", "milk", "s3", "user:7"} {
		for _, size := range []image.Point{{46, 14}, {34, 13}, {43, 13}, {70, 22}} {
			s := sceneOf(defaultCluster(t, 5, 8).View, key, theme.Options{Dark: true})
			found := 0
			for y, line := range strings.Split(ansi.Strip(strings.Join(new(Ring).Lines(s, size.X, size.Y), "\n")), "\n") {
				cells := []rune(line)
				for x := 0; x+1 < len(cells); x++ {
					if cells[x] != 'n' || cells[x+1] < '1' || cells[x+1] > '5' || x > 0 && cells[x-1] != ' ' {
						continue
					}
					want := ring.NodeID(cells[x+1] - '1')
					for _, at := range []image.Point{{x, y}, {x + 1, y}} {
						if got, ok := RingNodeAt(s, at, size.X, size.Y); !ok || got != want {
							t.Errorf("%s, %v: a click on %v of n%d chooses %d, %v", key, size, at, want+1, got+1, ok)
						}
					}
					found++
				}
			}
			if found < 3 {
				t.Errorf("%s, %v: %d names", key, size, found)
			}
		}
	}
}
