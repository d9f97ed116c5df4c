// The story of the Dynamo paper's Figure 3, whose clocks the walk and a node's page show.

package pane

import (
	"testing"

	"ringside/engine"
	"ringside/tui/theme"
)

// figure3 is D1 to D4 of Figure 3, and D5 if somebody has reconciled them.
func figure3(reconciled bool) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		cfg := engine.Default()
		cfg.Nodes = cfg.Nodes[:3]
		for i, name := range []string{"Sx", "Sy", "Sz"} {
			cfg.Nodes[i].Name = name
		}
		lines := `put cart D1 via Sx
until quiet
get cart via Sx
until quiet
put cart D2 via Sx
until quiet
get cart as ann
until quiet
get cart as bob
until quiet
put cart D3 via Sy as ann
put cart D4 via Sz as bob
until quiet
`
		if reconciled {
			lines += "get cart via Sx\nuntil quiet\nput cart D5 via Sx\nuntil quiet\n"
		}
		watch := engine.Watch{Key: "cart", Node: "Sx"}
		return sceneOf(played(t, cfg, lines).View(watch), "cart", theme.Options{Dark: true})
	}
}
