// What came of a load, as JSON.

package cli

import (
	"encoding/json"
	"time"

	"ringside/engine/event"
	"ringside/engine/load"
)

// loadResult is what a line about the end of a load says of it.
type loadResult struct {
	Load      string         `json:"load"`
	Took      time.Duration  `json:"took_ns"`
	Gets      loadTally      `json:"gets"`
	Puts      loadTally      `json:"puts"`
	Stale     int            `json:"stale"`
	Older     int            `json:"older"`
	Undeleted int            `json:"undeleted"`
	NoRoom    int            `json:"no_room"`
	Sent      map[string]int `json:"sent_bytes"`
}

// loadTally is what it says of the requests of one kind.
type loadTally struct {
	Replies map[string]int   `json:"replies"`
	Latency *loadPercentiles `json:"latency_ns"` // null: none was answered
}

type loadPercentiles struct {
	P50  time.Duration `json:"p50"`
	P95  time.Duration `json:"p95"`
	P99  time.Duration `json:"p99"`
	P999 time.Duration `json:"p999"`
	Max  time.Duration `json:"max"`
}

// appendLoad adds to the JSON object of an event what came of a load.
func appendLoad(object []byte, r *load.Result) []byte {
	said := loadResult{
		Load: r.String(), Took: r.Took(r.Ended), Gets: loadTallied(&r.Gets), Puts: loadTallied(&r.Puts),
		Stale: r.Missed, Older: r.Older, Undeleted: r.Undeleted, NoRoom: r.Refused, Sent: make(map[string]int),
	}
	for _, c := range event.Cargoes() {
		said.Sent[c.String()] = r.Sent[c]
	}
	fields, err := json.Marshal(said)
	if err != nil {
		panic(err) // numbers and words can always be written
	}
	object = append(object[:len(object)-1], `,"result":`...)
	return append(append(object, fields...), '}')
}

func loadTallied(t *load.Tally) loadTally {
	said := loadTally{Replies: make(map[string]int)}
	for o, n := range t.Outcomes {
		if n > 0 {
			said.Replies[event.Outcome(o).String()] = n
		}
	}
	if l := &t.Latency; l.Count() > 0 {
		said.Latency = &loadPercentiles{l.Quantile(500_000), l.Quantile(950_000), l.Quantile(990_000), l.Quantile(999_000), l.Max()}
	}
	return said
}
