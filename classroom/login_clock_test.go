// A clock and a log for tests of logging in.

package classroom_test

import (
	"bytes"
	"strings"
	"sync"
	"time"
)

// clock is a clock that the test advances. Its timers fire at once, and it notes how long
// they would have taken.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
}

func (k *clock) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *clock) pass(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
}

func (k *clock) after(d time.Duration) <-chan time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waited = append(k.waited, d)
	done := make(chan time.Time, 1)
	done <- k.now
	return done
}

// longest returns the longest wait noted so far, and forgets it.
func (k *clock) longest() (longest time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, d := range k.waited {
		longest = max(longest, d)
	}
	k.waited = nil
	return longest
}

// logged is a log that can be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), text)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (c *class) metrics() string {
	var b strings.Builder
	c.server.WriteMetrics(&b)
	return b.String()
}
