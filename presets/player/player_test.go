// Tests of what a lesson has played, watched.

package player_test

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/presets/player"
)

// clock lets a virtual millisecond go by in a real second, as the explorer does, and
// has the places of speed that it has.
type clock struct {
	now     time.Time
	last    time.Time
	speed   int
	playing bool
}

const frame = time.Second / 30

// Advance lets time go on at its speed.
func (c *clock) Advance(s player.Stretch, now time.Time) {
	s.Advance(s.Now()+now.Sub(c.last)*time.Duration(1+c.speed)/1000, 10_000)
	c.last = now
}

// Hold lets the time until now count for nothing.
func (c *clock) Hold(now time.Time) { c.last = now }

// Speed returns the place.
func (c *clock) Speed() int { return c.speed }

// SetSpeed goes to a place.
func (c *clock) SetSpeed(to int) { c.speed = to }

// Faster goes on by places, of which there are ten.
func (c *clock) Faster(by int) bool {
	was := c.speed
	c.speed = min(c.speed+by, 9)
	return c.speed != was
}

// Play lets time go on, or stand.
func (c *clock) Play(on bool) { c.playing = on }

// watch watches what was played last to its end, and returns how long that took.
func watch(t *testing.T, p *player.Player, c *clock) time.Duration {
	t.Helper()
	began := c.now
	c.last = c.now
	for range 20_000 {
		c.now = c.now.Add(frame)
		if p.On(c, c.now) {
			if err := p.End(c); err != nil {
				t.Fatal(err)
			}
			return c.now.Sub(began)
		}
	}
	t.Fatalf("it goes on for longer than %v", c.now.Sub(began))
	return 0
}

// goOn makes the next move of a lesson.
func goOn(t *testing.T, l *presets.WalkthroughRun) {
	t.Helper()
	err := error(nil)
	if l.Open() {
		_, err = l.Reveal()
	} else {
		err = l.Next()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestWatched goes through all lessons and watches every step: each is over in a while,
// whatever virtual time it takes, and then the lesson is where it should be, at the
// speed that there was.
func TestWatched(t *testing.T) {
	const longest = 2 * time.Minute
	for _, name := range steady.First(presets.Lessons(), 1) {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		l, err := presets.NewWalkthroughRun(p)
		if err != nil {
			t.Fatal(err)
		}
		one, c := player.New(l), &clock{now: time.Unix(1000, 0), speed: 1}
		watched := 0
		look := func() {
			if !one.Begin(c) {
				return
			}
			watched++
			if !one.Watching() || !c.playing || l.Where() != presets.Behind {
				t.Fatalf("%s: watching %v, playing %v, %v", name, one.Watching(), c.playing, l.Where())
			}
			took := watch(t, one, c)
			if _, n := l.Step(); took > longest {
				t.Errorf("%s, step %d: %v to watch", name, n, took)
			}
			if one.Watching() || c.playing || c.speed != 1 || l.Where() != presets.OnCourse {
				t.Fatalf("%s: watching %v, playing %v, speed %d, %v", name, one.Watching(), c.playing, c.speed, l.Where())
			}
		}
		for look(); !l.Finished(); look() {
			goOn(t, l)
		}
		if watched == 0 {
			t.Errorf("%s: nothing was watched", name)
		}
	}
}

// TestStray does something else while a step is watched: the watching ends where it is.
func TestStray(t *testing.T) {
	p, err := presets.Load(presets.Lessons()[0])
	if err != nil {
		t.Fatal(err)
	}
	l, err := presets.NewWalkthroughRun(p)
	if err != nil {
		t.Fatal(err)
	}
	one, c := player.New(l), &clock{speed: 1}
	for !one.Begin(c) {
		goOn(t, l)
	}
	if one.Stray(c) {
		t.Fatal("nobody has done anything else")
	}
	c.speed = 5
	if err := l.History().Apply(engine.Command{Verb: engine.Crash, Node: "1"}); err != nil {
		if err = l.History().Apply(engine.Command{Verb: engine.Crash, Node: "n1"}); err != nil {
			t.Fatal(err)
		}
	}
	if !one.Stray(c) || one.Watching() || c.speed != 1 {
		t.Errorf("watching %v at speed %d after something else was done", one.Watching(), c.speed)
	}
}
