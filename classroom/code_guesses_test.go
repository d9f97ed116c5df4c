// Simulated attacks that guess codes, with the rate they reach and the delay they cause.

package classroom

import (
	"container/heap"
	"context"
	"testing"
	"time"
)

// trial is a guess that is answered at a time.
type trial struct {
	at    time.Time
	guess int // the guesser's number
}

type trials []trial

func (t trials) Len() int           { return len(t) }
func (t trials) Less(i, j int) bool { return t[i].at.Before(t[j].at) }
func (t trials) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *trials) Push(x any)        { *t = append(*t, x.(trial)) }
func (t *trials) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// attack simulates so many connections that guess at once, each answer followed by a new
// connection under a new name, as fast as answers come. It returns how many codes they
// tried in that time, at most most, and how long the right code took at the end.
func attack(connections int, lasts time.Duration, most int) (tried int, right time.Duration, after time.Duration) {
	now := time.Unix(0, 0)
	g := &guesses{now: func() time.Time { return now }}
	var next trials
	for i := range connections {
		heap.Push(&next, trial{now, i})
	}
	for end := now.Add(lasts); tried < most; {
		one := heap.Pop(&next).(trial)
		if one.at.After(end) {
			break
		}
		now = one.at
		const reach = 20 * time.Millisecond // connecting, exchanging keys and typing
		heap.Push(&next, trial{now.Add(max(reach, g.tried(false, 0))), one.guess})
		tried++
	}
	right = g.delay(0)
	now = now.Add(3 * time.Minute)
	return tried, right, g.delay(0)
}

// TestGuessRate: how many codes can be tried in an hour, under any names, and how long
// the attack delays somebody who has the right code.
func TestGuessRate(t *testing.T) {
	for _, one := range []struct {
		connections int
		most        float64 // per second
	}{
		{1, 0.55}, {16, 0.6}, {64, 2.2}, {200, 6.8}, {1000, 34},
	} {
		tried, right, after := attack(one.connections, time.Hour, int(2*one.most*time.Hour.Seconds()))
		rate := float64(tried) / time.Hour.Seconds()
		t.Logf("%3d connections at once try %.2f codes a second; the right code takes %v from its question, and %v three minutes later",
			one.connections, rate, right, after)
		if rate > one.most {
			t.Errorf("%d connections try %.2f codes a second, at most %.2f are allowed", one.connections, rate, one.most)
		}
		if right > guessLongest || after != 0 {
			t.Errorf("with %d connections the right code takes %v, and %v when they are gone", one.connections, right, after)
		}
	}
}

// TestGuessTells: not waiting for an answer teaches nothing: a right code is answered no
// sooner than a wrong one.
func TestGuessTells(t *testing.T) {
	now := time.Unix(0, 0)
	a, b := &guesses{now: func() time.Time { return now }}, &guesses{now: func() time.Time { return now }}
	for range 100 {
		if right, wrong := a.delay(0), b.tried(false, 0); right != wrong {
			t.Fatalf("a right code takes %v, a wrong one %v", right, wrong)
		}
		a.tried(false, 0)
	}
	if a.delay(1) <= a.delay(0) {
		t.Error("a second try on a connection takes no longer")
	}
}

// TestGuessTyping: the time spent typing counts towards the delay.
func TestGuessTyping(t *testing.T) {
	now := time.Unix(100, 0)
	var waited []time.Duration
	g := &guesses{
		now: func() time.Time { return now },
		after: func(d time.Duration) <-chan time.Time {
			waited = append(waited, d)
			done := make(chan time.Time, 1)
			done <- now
			return done
		},
	}
	asked := now
	now = now.Add(4 * time.Second)
	g.hold(context.Background(), asked, 3*time.Second)
	g.hold(context.Background(), asked, 10*time.Second)
	if len(waited) != 1 || waited[0] != 6*time.Second {
		t.Errorf("waited %v, want 6s once", waited)
	}
}
