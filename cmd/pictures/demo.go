// The picture that moves: a walk, a write, a crash and a stale read, as the explorer shows
// them.

package main

import (
	"context"
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/tui"
)

// demoStory is the session that is recorded: while a replica is down a write is acknowledged
// by the two others; started again, it is asked alone.
const demoStory = `
run 1s
put cart:42 milk
until quiet
run 600ms
crash n3
run 600ms
put cart:42 eggs
until quiet
start n3
run 0.1ms
set r 1
run 0.1ms
get cart:42 via n3
`

// The size of the picture: it is read in the width of a page.
const demoWidth, demoHeight = 100, 30

// demo plays the session and returns its recording.
func demo(ctx context.Context) ([]byte, error) {
	c := engine.Default()
	c.Latency = "fixed"
	h, err := history.New(c)
	if err != nil {
		return nil, err
	}
	if err := script.NewRunner(struct{ script.Cluster }{h}).RunFile(strings.NewReader(demoStory), nil); err != nil {
		return nil, fmt.Errorf("the session of the moving picture: %w", err)
	}
	return tui.Record(ctx, h, lanes.Part{}, tui.RecordOptions{Title: "default", Width: demoWidth, Height: demoHeight, Animated: true})
}
