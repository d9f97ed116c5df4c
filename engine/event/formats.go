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
	var text [32]byte
	return string(AppendDot(text[:0], d, names))
}

// ClockText writes a vector clock as the Dynamo paper does (section 4.4, Figure 3):
// [(Sx,2),(Sy,1)]. A version that was seen without those before it follows as its dot.
func ClockText(c *version.Context, names func(ring.NodeID) string) string {
	var text [64]byte
	return string(c.Append(text[:0], names))
}

// AppendDot appends DotText of a version to b.
func AppendDot(b []byte, d version.Dot, names func(ring.NodeID) string) []byte {
	if d.Counter == 0 {
		return append(b, "nothing"...)
	}
	b = append(b, names(d.Actor.Node)...)
	if d.Actor.Epoch > 0 {
		b = strconv.AppendUint(append(b, '\''), uint64(d.Actor.Epoch), 10)
	}
	return strconv.AppendUint(append(b, ':'), uint64(d.Counter), 10)
}

// Millis writes a duration in milliseconds with one decimal, rounded half up.
func Millis(d time.Duration) string {
	tenths := (int64(d) + 50_000) / 100_000
	var text [24]byte
	b := strconv.AppendInt(text[:0], tenths/10, 10)
	return string(append(strconv.AppendInt(append(b, '.'), tenths%10, 10), " ms"...))
}

// logWidth is how many columns a log gives to the seconds of a time: 999 of them.
const logWidth = len("999.000000")

// AppendLogTime appends a time as a log in words begins its lines: in seconds with six
// decimals, cut, not rounded, right-aligned, and with the unit.
func AppendLogTime(b []byte, t time.Duration) []byte {
	whole, part := int64(t/time.Second), int64(t%time.Second/time.Microsecond)
	var text [24]byte
	digits := strconv.AppendInt(text[:0], whole, 10)
	for n := len(digits); n < logWidth-len(".000000"); n++ {
		b = append(b, ' ')
	}
	b = append(append(b, digits...), '.')
	digits = strconv.AppendInt(text[:0], 1_000_000+part, 10)
	return append(append(b, digits[1:]...), " s"...)
}

// Thousandths writes n/1000 exactly, with no more decimals than it needs.
func Thousandths(n int64) string {
	s := fmt.Sprintf("%d.%03d", n/1000, n%1000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
