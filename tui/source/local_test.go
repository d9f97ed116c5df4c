// Tests of the embedded engine as a source, and of work that goes on a slice at a time.

package source

import (
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
)

// local returns a source whose time goes both ways.
func local(t *testing.T) (*Local, *history.History) {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	return NewLocal(h), h
}

// TestLocal: a command has been answered when Do returns; what takes time goes on with
// Go, and no further after Cancel.
func TestLocal(t *testing.T) {
	var s Source
	l, h := local(t)
	s = l
	if s.News() != nil {
		t.Error("there is news of what is only done from here")
	}
	for _, c := range []struct {
		cmd  engine.Command
		bad  bool
		busy bool
	}{
		{engine.Command{Verb: engine.Crash, Node: "n9"}, true, false},
		{engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"}, false, false},
		{engine.Command{Verb: engine.Run, For: time.Second}, false, true},
	} {
		select {
		case r := <-s.Do(c.cmd):
			if (r.Err != nil) != c.bad || l.Busy() != c.busy {
				t.Errorf("%v: %v, busy %v", c.cmd, r.Err, l.Busy())
			}
		default:
			t.Errorf("%v is not answered at once", c.cmd)
		}
	}
	if len(h.View(engine.Watch{}).Ops) != 1 || h.Now() != 0 {
		t.Fatalf("the write was not started, or time has gone on to %v", h.Now())
	}
	for done := false; !done; {
		var err error
		if done, err = l.Go(10); err != nil {
			t.Fatal(err)
		}
	}
	if h.Now() != time.Second || l.Busy() {
		t.Errorf("it ends at %v, busy %v", h.Now(), l.Busy())
	}
	<-s.Do(engine.Command{Verb: engine.Run, For: time.Hour})
	l.Cancel()
	if done, err := l.Go(10); !done || err != nil || h.Now() != time.Second {
		t.Errorf("cancelled, and it goes on to %v", h.Now())
	}
}

// TestLocalCan: only what can travel in time does.
func TestLocalCan(t *testing.T) {
	l, h := local(t)
	if why := l.Can(Travel); why != "" {
		t.Error(why)
	}
	forward := NewLocal(struct{ Cluster }{h})
	if forward.Can(Travel) == "" || forward.Can(Crash) != "" {
		t.Error("what has no past goes back in time, or can't crash")
	}
}

// ticking is a clock on which every look takes a millisecond.
type ticking struct{ now time.Time }

func (c *ticking) Now() time.Time {
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (*ticking) After(time.Duration, tea.Msg) tea.Cmd { return nil }

// stopped is a clock on which none does.
type stopped struct{ ticking }

func (*stopped) Now() time.Time { return time.Time{} }

// TestJob goes on until the frame's time is up, or as many slices as there may be where
// the clock stands; and stops at the end, or at a failure.
func TestJob(t *testing.T) {
	slices := 0
	forever := Job{Slice: func(int) (bool, error) { slices++; return false, nil }}
	if done, err := forever.Go(&ticking{}); done || err != nil || slices != int(sliceTime/time.Millisecond) {
		t.Errorf("%d slices in %v: %v, %v", slices, sliceTime, done, err)
	}
	slices = 0
	if done, _ := forever.Go(&stopped{}); done || slices != maxSlices {
		t.Errorf("%d slices while the clock stands", slices)
	}
	left := 3
	short := Job{Slice: func(int) (bool, error) { left--; return left == 0, nil }}
	if done, err := short.Go(&stopped{}); !done || err != nil || left != 0 {
		t.Errorf("it is over: %v, %v with %d left", done, err, left)
	}
	bad := errors.New("full")
	fails := Job{Slice: func(int) (bool, error) { return false, bad }}
	if done, err := fails.Go(&stopped{}); done || !errors.Is(err, bad) {
		t.Errorf("it has failed: %v, %v", done, err)
	}
}

// TestPartOf is how much of a stretch of time has passed, also of none.
func TestPartOf(t *testing.T) {
	_, h := local(t)
	part, none := PartOf(h, 4*time.Second), PartOf(h, 0)
	h.Advance(time.Second, 1000)
	if part() != 0.25 || none() < 1 {
		t.Errorf("a quarter is %v, all of nothing %v", part(), none())
	}
}
