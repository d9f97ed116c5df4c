// The picture of the lanes pane: a write to five replicas, drawn as SVG.

package main

import (
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/export"
)

// laneStory is the script behind the picture: while a write is on its way to five
// replicas, one of them crashes and the link to another is cut.
const laneStory = `
set n 5
set w 3
put cart:42 milk
run 0.4ms
crash n2
cut n1 n5
until quiet
`

// lanesSVG runs laneStory and draws its lanes.
func lanesSVG() ([]byte, error) {
	c, err := engine.New(engine.Default())
	if err != nil {
		return nil, err
	}
	if err := script.NewRunner(c).RunFile(strings.NewReader(laneStory), nil); err != nil {
		return nil, fmt.Errorf("the story of the lanes: %w", err)
	}
	return export.Text(export.SVG, export.Source{Trace: c.Trace(), Names: c.NodeName, Title: "a write, a crash and a cut link"}, lanes.Part{Op: 1})
}
