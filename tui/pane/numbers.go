// Numbers and times in words.

package pane

import (
	"strconv"
	"time"

	"ringside/engine/event"
)

// Seconds formats a time in seconds with four decimals, cut, not rounded, so that nothing
// seems to happen later than it did.
func Seconds(t time.Duration) string {
	tenths := strconv.FormatInt(int64(t%time.Second)/100_000, 10)
	return strconv.FormatInt(int64(t/time.Second), 10) + "." + "0000"[len(tenths):] + tenths
}

// percent formats a fraction as a percentage with one decimal.
func percent(part float64) string { return strconv.FormatFloat(100*part, 'f', 1, 64) + "%" }

// thousandths formats n/1000 with at most one decimal.
func thousandths(n int64) string {
	if n%1000 == 0 || n >= 100_000 {
		return strconv.FormatInt(n/1000, 10)
	}
	return strconv.FormatInt(n/1000, 10) + "." + strconv.FormatInt(n%1000/100, 10)
}

// millis formats a duration in milliseconds with one decimal.
func millis(t time.Duration) string { return event.Millis(t) }
