// Long names that differ only at their end, and many nodes in a small pane.

package pane

import (
	"image"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/theme"
)

// zones is the default cluster with names as they have them in data centres.
func zones() engine.Config {
	cfg := engine.Default()
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = "cassandra-eu-west-1" + string(rune('a'+i))
	}
	return cfg
}

// endless is a name that was cut at its end.
var endless = regexp.MustCompile(`cass[a-z0-9-]*(…|~)([^a-z0-9-]|$)`)

// TestLongNamesKeepTheirEnds: wherever a name is shown it ends as it should, on a screen of 80×24
// and in ASCII as well; and it is whole on a wide screen.
func TestLongNamesKeepTheirEnds(t *testing.T) {
	const lines = "crash cassandra-eu-west-1c\nput cart milk via cassandra-eu-west-1a\nuntil quiet\nget cart via cassandra-eu-west-1b\nuntil reply\n"
	for _, ascii := range []bool{false, true} {
		s := laidOutOn(zones(), lines, 2, 0)(t)
		s.Theme = theme.New(theme.Options{Dark: true, ASCII: ascii})
		s.Key, s.View.Watch.Key = "cart", "cart"
		s.Walk = s.View.Walk("cart")
		for _, c := range []struct {
			name  string
			pane  Pane
			sizes [][2]int // at 80×24, and the last one on a wide screen
		}{
			{"ring", &Ring{}, [][2]int{{34, 13}, {43, 13}, {110, 30}}},
			{"walk", &Walk{}, [][2]int{{42, 6}, {53, 12}, {96, 20}}},
			{"nodes", &Nodes{}, [][2]int{{34, 6}, {34, 1}, {43, 6}, {80, 12}}},
			{"operation", &Operation{}, [][2]int{{42, 8}, {53, 8}, {96, 14}}},
			{"log", &Log{}, [][2]int{{78, 4}, {58, 10}, {158, 14}}},
			{"lanes", &Lanes{}, [][2]int{{78, 10}, {158, 14}}},
			{"node", &NodeDetail{}, [][2]int{{42, 12}, {96, 14}}},
		} {
			for i, size := range c.sizes {
				var text string
				for _, line := range c.pane.Lines(s, size[0], size[1]) {
					if line = ansi.Strip(line); !strings.Contains(line, " command ") { // what somebody has typed is cut at its end
						text += line + "\n"
					}
				}
				if endless.MatchString(text) {
					t.Errorf("%s at %v: a name has lost its end:\n%s", c.name, size, text)
				}
				if c.name == "node" || size[1] == 1 {
					continue
				}
				if !regexp.MustCompile(`1[a-e]\b`).MatchString(text) {
					t.Errorf("%s at %v names nobody:\n%s", c.name, size, text)
				}
				if i+1 == len(c.sizes) && c.name != "lanes" && !regexp.MustCompile("cassandra-eu-west-1[a-e]").MatchString(text) {
					t.Errorf("%s at %v, a name is not whole:\n%s", c.name, size, text)
				}
			}
		}
	}
}

// TestManyNodesInALine: in one line as narrow as at 80×24, all of 16 nodes are there with what is
// wrong with them, and each can be pointed at; of 100 it says how many are up.
func TestManyNodesInALine(t *testing.T) {
	s := defaultCluster(t, 16, 4)
	s.View.Nodes[6].Health, s.View.Nodes[11].Health = engine.Crashed, engine.Hung
	line := ansi.Strip(new(Nodes).Lines(s, 34, 1)[0])
	for i := range s.View.Nodes {
		glyph, _ := s.Theme.Node(i)
		want := glyph
		if sign, _, _ := ill(s.Theme, s.View.Nodes[i].Health); sign != "" {
			want += sign
		}
		if !strings.Contains(line, want) {
			t.Errorf("%s is not in %q", s.View.Nodes[i].Name, line)
		}
	}
	seen := make(map[ring.NodeID]bool)
	for x := range 34 {
		if n, ok := NodeAt(&s, image.Pt(x, 0), 34, 1); ok {
			seen[n] = true
		}
	}
	if len(seen) != 16 {
		t.Errorf("%d of 16 nodes can be pointed at in %q", len(seen), line)
	}
	many := defaultCluster(t, 100, 4)
	many.View.Nodes[6].Health = engine.Crashed
	if line := ansi.Strip(new(Nodes).Lines(many, 34, 1)[0]); !strings.Contains(line, "n1") || !strings.Contains(line, "99 of 100 up") {
		t.Errorf("of 100 nodes it says %q", line)
	}
}
