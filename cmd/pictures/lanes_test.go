// The test that the picture of the lanes in the repository is the one that this command
// draws.

package main

import (
	"bytes"
	"os"
	"testing"
)

// TestLanesPictureIsOfToday holds the README's picture of the lanes against what
// the program draws now; go run ./cmd/pictures draws it anew.
func TestLanesPictureIsOfToday(t *testing.T) {
	want, err := lanesSVG()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("../../docs/lanes.svg"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/lanes.svg is not what the program draws: %v", err)
	}
}
