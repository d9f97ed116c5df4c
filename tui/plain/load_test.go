// Tests of what is said of loads.

package plain

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
)

// TestLoadsPlayedAtOnce: of several loads that a step of a lesson has played before anything is
// printed, the figures are those of the last, and stand behind it alone.
func TestLoadsPlayedAtOnce(t *testing.T) {
	p, err := presets.Parse("loads.yaml", []byte(`format: 1
title: Loads
objective: See two loads.
minutes: 1
cluster: {like: three, latency: fixed}
steps:
  - title: Two
    say: Two loads.
    do: |
      load 4 puts clients 1
      until quiet
      set w 1
      load 6 puts clients 1
      until quiet
    show: {pane: log}
    expect: loaded == 6
`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Run(t.Context(), Options{Cluster: c, Learn: p, In: strings.NewReader("measured\n"), Out: &out, ProgressStore: presets.NewProgressStore(t.TempDir())}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), " puts: "); n != 2 { // behind the last, and asked for
		t.Errorf("the figures of a load stand %d times in\n%s", n, out.String())
	}
}
