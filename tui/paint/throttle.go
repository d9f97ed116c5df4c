// A limit on how many keys of a session are handled per second.

package paint

import (
	"context"
	"time"
)

// burst is how many keys may come at once: lines that a terminal without bracketed paste
// types for its user.
const burst = 4096

// throttle keeps a session that types as fast as its line allows from using up a
// processor that many share: a burst of keys goes through at once, and then so many per
// second.
type throttle struct {
	rate int // 0: no limit
	debt time.Duration
	last time.Time
}

// wait waits until the next key is due, or returns ctx's error.
func (t *throttle) wait(ctx context.Context) error {
	if t.rate > 0 {
		if d := t.due(time.Now()); d > 0 {
			timer := time.NewTimer(d)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-ctx.Done():
			}
		}
	}
	return ctx.Err()
}

// due counts a key that comes now, and returns how long it has to wait.
func (t *throttle) due(now time.Time) time.Duration {
	each := time.Second / time.Duration(t.rate)
	t.debt = max(t.debt-now.Sub(t.last), 0) + each
	t.last = now
	return max(t.debt-burst*each, 0)
}
