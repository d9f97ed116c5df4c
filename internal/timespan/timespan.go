// Package timespan writes durations as people type them.
package timespan

import (
	"strings"
	"time"
)

// Text writes a duration without the zeros that Go puts behind: 3h, not 3h0m0s.
// time.ParseDuration reads it.
func Text(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
