// A rate limiter for many names, with bounded memory.

package transport

import (
	"sync"
	"time"
)

// Limiter limits how often something may be done under each of many names: Burst times at
// once, and then once every Every.
type Limiter struct {
	burst int
	every time.Duration
	now   func() time.Time

	mu     sync.Mutex
	spent  map[string]time.Time // when the name has its whole burst again
	bounds int
}

// mostNames is how many names a Limiter remembers. It forgets the names that have their
// whole burst again first; if there are none, no new name is allowed.
const mostNames = 20_000

// NewLimiter returns a Limiter that reads the time from now.
func NewLimiter(burst int, every time.Duration, now func() time.Time) *Limiter {
	return &Limiter{burst: burst, every: every, now: now, spent: make(map[string]time.Time), bounds: mostNames}
}

// Allow reports whether it may be done under a name now, and counts it if so.
func (l *Limiter) Allow(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	until, known := l.spent[name]
	if !known && len(l.spent) >= l.bounds && !l.forget(now) {
		return false
	}
	if until.Before(now) {
		until = now
	}
	if until = until.Add(l.every); until.Sub(now) > time.Duration(l.burst)*l.every {
		return false
	}
	l.spent[name] = until
	return true
}

// forget drops the names that have their whole burst again, and reports whether there
// were any.
func (l *Limiter) forget(now time.Time) bool {
	had := len(l.spent)
	for name, until := range l.spent {
		if !until.After(now) {
			delete(l.spent, name)
		}
	}
	return len(l.spent) < had
}
