// This file has how versions, times and factors are written wherever they are shown.

package event

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringside/engine/ring"
	"ringside/engine/version"
)

// LongestShown is how many characters of a key or a value a line shows.
const LongestShown = 64

// DotText names a version as screens do: the node that coordinated it and its
// number there, n4:7; with a prime and the epoch after a lost disk, n4'1:7.
func DotText(d version.Dot, names func(ring.NodeID) string) string {
	if d.Counter == 0 {
		return "nothing"
	}
	s := names(d.Actor.Node)
	if d.Actor.Epoch > 0 {
		s += "'" + strconv.Itoa(int(d.Actor.Epoch))
	}
	return s + ":" + strconv.Itoa(int(d.Counter))
}

// Millis writes a duration in milliseconds with one decimal, rounded half up.
func Millis(d time.Duration) string {
	tenths := (int64(d) + 50_000) / 100_000
	return fmt.Sprintf("%d.%d ms", tenths/10, tenths%10)
}

// Thousandths writes n/1000 exactly, with no more decimals than it needs.
func Thousandths(n int64) string {
	s := fmt.Sprintf("%d.%03d", n/1000, n%1000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
