// When to try again what has failed.

package attach

import (
	"context"
	"time"
)

// backoff is when to try again: after a while that is doubled up to eightfold, or as soon as it may work.
type backoff struct {
	first, next time.Duration
	now         chan struct{} // has a token when it may work now
}

func newBackoff(first time.Duration) *backoff {
	return &backoff{first, first, make(chan struct{}, 1)}
}

// reset begins anew after what has worked: what was said before that is over.
func (b *backoff) reset() {
	b.next = b.first
	select {
	case <-b.now:
	default:
	}
}

// hurry says that it may work now. Other goroutines may call it.
func (b *backoff) hurry() {
	select {
	case b.now <- struct{}{}:
	default:
	}
}

// wait waits until it is time to try again; false if ctx ended before. What will soon work is tried
// again and again after the shortest while.
func (b *backoff) wait(ctx context.Context, soon bool) bool {
	if soon {
		b.next = b.first
	}
	select {
	case <-time.After(b.next):
		b.next = min(2*b.next, 8*b.first)
		return true
	case <-b.now:
		b.next = b.first
		return true
	case <-ctx.Done():
		return false
	}
}
