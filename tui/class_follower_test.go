// The test that who follows somebody isn't told of keys that are the driver's.

package tui

import (
	"strings"
	"testing"

	"ringside/tui/theme"
)

// TestFollowersAreNotAskedToWrite: the empty pane of operations names the keys of requests to those
// who can make them.
func TestFollowersAreNotAskedToWrite(t *testing.T) {
	for _, following := range []bool{true, false} {
		c := &chair{}
		if !following {
			c.lease = &helm{}
		}
		r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
		r.send(newsMsg{})
		if says := strings.Contains(r.screen(), "no request yet: w writes, r reads"); says == following || !strings.Contains(r.screen(), "no request yet") {
			t.Errorf("following: %t, and it says so: %t\n%s", following, says, r.screen())
		}
	}
}
