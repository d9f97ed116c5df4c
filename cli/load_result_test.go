// The test of what the JSON trace says of a load.

package cli

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLoadResult holds what the line about the end of each load says against the other
// lines: replies, latencies, bytes.
func TestLoadResult(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "l.txt"), "load 300 mix 0.3 keys 10\nuntil quiet\ncrash n1\nload 200 gets keys 10 rate 1000\nrun 50ms\nload off\nuntil quiet\n")
	type line struct {
		Kind    string        `json:"kind"`
		Text    string        `json:"text"`
		Op      int           `json:"op"`
		Verb    string        `json:"verb"`
		Outcome string        `json:"outcome"`
		Latency time.Duration `json:"latency_ns"`
		Bytes   int           `json:"bytes"`
		Result  *loadResult   `json:"result"`
	}
	replies := map[string]map[string]int{"get": {}, "put": {}}
	latencies := make(map[string][]time.Duration)
	bytes, ends := 0, 0
	for _, text := range strings.Split(strings.TrimSpace(shell(dir, "ringside run --json $DIR/l.txt", false)), "\n") {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		switch l.Kind {
		case "command":
			if strings.HasPrefix(l.Text, "load ") && l.Text != "load off" {
				replies = map[string]map[string]int{"get": {}, "put": {}}
				clear(latencies)
				bytes = 0
			}
		case "reply":
			replies[l.Verb][l.Outcome]++
			latencies[l.Verb] = append(latencies[l.Verb], l.Latency)
		case "send":
			bytes += l.Bytes
		case "loaded":
			ends++
			for verb, tally := range map[string]*loadTally{"get": &l.Result.Gets, "put": &l.Result.Puts} {
				for outcome, n := range replies[verb] {
					if tally.Replies[outcome] != n {
						t.Errorf("%d %ss were told %s, and it says %d", n, verb, outcome, tally.Replies[outcome])
					}
				}
				all := latencies[verb]
				if len(all) == 0 {
					continue
				}
				slices.Sort(all)
				if tally.Latency.Max != all[len(all)-1] {
					t.Errorf("the longest %s took %v, and it says %v", verb, all[len(all)-1], tally.Latency.Max)
				}
				if p50 := all[(len(all)+1)/2-1]; (tally.Latency.P50 - p50).Abs() > p50/100 {
					t.Errorf("half of the %ss took %v, and it says %v", verb, p50, tally.Latency.P50)
				}
			}
			sum := 0
			for _, n := range l.Result.Sent {
				sum += n
			}
			if sum != bytes {
				t.Errorf("%d bytes were sent, and it says %d", bytes, sum)
			}
		}
	}
	if ends != 2 {
		t.Errorf("%d loads ended", ends)
	}
}

// TestLoadNamesItsLevel: two loads that differ in their level alone can be told apart.
func TestLoadNamesItsLevel(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "l.txt"), "load 5 puts at each_quorum\nuntil quiet\nload 5 puts\nuntil quiet\n")
	printed := shell(dir, "ringside run --preset two-dcs --json $DIR/l.txt", false)
	for _, line := range []string{`"result":{"load":"5 puts at each_quorum",`, `"result":{"load":"5 puts",`} {
		if strings.Count(printed, line) != 1 {
			t.Errorf("there is no %s in\n%s", line, printed)
		}
	}
}
