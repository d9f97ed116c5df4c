// Tests of playback: its speeds, a pause, and a program that was stopped.

package source

import (
	"testing"
	"time"

	"ringside/engine"
)

// stage is a cluster in which only time passes: what is going on from which moment to
// which.
type stage struct {
	Cluster
	now  time.Duration
	acts []act
	seen []time.Duration // where time was advanced to
}

type act struct {
	until  time.Duration
	motion engine.Motion
}

func (s *stage) Now() time.Duration { return s.now }

func (s *stage) Full() error { return nil }

func (s *stage) Motion() engine.Motion {
	for _, a := range s.acts {
		if s.now < a.until {
			return a.motion
		}
	}
	return engine.Quiet
}

func (s *stage) Next() (time.Duration, bool) {
	for _, a := range s.acts {
		if s.now < a.until {
			return a.until, true
		}
	}
	return 0, false
}

func (s *stage) Advance(until time.Duration, _ int) bool {
	s.now = max(s.now, until)
	s.seen = append(s.seen, s.now)
	return true
}

// TestPlayback plays a request that waits for a node that never answers: 2 ms of messages,
// then nothing until the timeout one second later, then 1 ms more.
func TestPlayback(t *testing.T) {
	s := &stage{acts: []act{
		{2 * time.Millisecond, engine.Moving},
		{1000 * time.Millisecond, engine.Waiting},
		{1001 * time.Millisecond, engine.Moving},
	}}
	p := NewPlayback()
	start := time.Unix(1000, 0)
	real := time.Duration(0)
	reached := func(virtual time.Duration) time.Duration {
		t.Helper()
		for s.now < virtual {
			d, ok := p.Wait(s)
			if !ok {
				t.Fatalf("no frame is needed at %v", s.now)
			}
			if p.last.IsZero() {
				p.last = start.Add(real)
			}
			real += d
			p.Advance(s, start.Add(real))
		}
		return real
	}
	near := func(got, want time.Duration, what string) {
		t.Helper()
		if got < want-slowFrame || got > want+slowFrame {
			t.Errorf("%s after %v, want about %v", what, got, want)
		}
	}
	near(reached(2*time.Millisecond), 2*time.Second, "the messages have arrived")
	near(reached(1000*time.Millisecond), 3*time.Second, "the timeout has come")
	near(reached(1001*time.Millisecond), 4*time.Second, "the last message has arrived")
	if d, ok := p.Wait(s); ok {
		t.Errorf("when nothing moves the next frame comes after %v, want none", d)
	}
	for _, at := range []time.Duration{2 * time.Millisecond, 1000 * time.Millisecond} {
		found := false
		for _, seen := range s.seen {
			found = found || seen == at
		}
		if !found {
			t.Errorf("time did not stop at %v, where the speed changes", at)
		}
	}
}

// TestPlaybackAfterSleep: a program that was stopped for an hour goes on from where it was.
func TestPlaybackAfterSleep(t *testing.T) {
	s := &stage{acts: []act{{time.Hour, engine.Waiting}}}
	p := NewPlayback()
	p.last = time.Unix(1000, 0)
	p.Advance(s, time.Unix(1000+3600, 0))
	if s.now > longestFrame {
		t.Errorf("one frame went on for %v, want at most %v", s.now, longestFrame)
	}
}

func TestPaused(t *testing.T) {
	s := &stage{acts: []act{{time.Second, engine.Moving}}}
	p := NewPlayback()
	p.Playing = false
	if _, ok := p.Wait(s); ok {
		t.Error("a frame is needed while time is halted")
	}
}

func TestSpeeds(t *testing.T) {
	p := NewPlayback()
	var got []string
	for p.Faster(-1) {
	}
	for more := true; more; more = p.Faster(+1) {
		got = append(got, p.Ratio(engine.Moving))
	}
	if first, last := got[0], got[len(got)-1]; first != "1/10000×" || last != "1×" || len(got) != len(speeds) {
		t.Errorf("the speeds go from %s to %s in %d steps", first, last, len(got))
	}
	if got := p.Ratio(engine.Waiting); got != "1×" {
		t.Errorf("waiting goes at %s", got)
	}
}
