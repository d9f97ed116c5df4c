// Tests of how durations are written.

package timespan_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "ringside/internal/steady"
	"ringside/internal/timespan"
)

// TestText: a duration loses nothing but the zeros behind.
func TestText(t *testing.T) {
	for _, text := range []string{"0s", "30s", "10m", "1h", "20h", "1000h", "1h30m", "1h0m5s", "1m0.5s", "-10m", "-1h", "1.5ms", "100µs", "7ns"} {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := timespan.Text(d); got != text {
			t.Errorf("%s is written as %s", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64().Draw(t, "d"))
		if got, err := time.ParseDuration(timespan.Text(d)); got != d || err != nil {
			t.Fatalf("%d ns are written as %s, which is read as %d: %v", d, timespan.Text(d), got, err)
		}
	})
}
