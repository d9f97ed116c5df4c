// The maps of the lab, and from what the page of the lab is drawn.

package page

import (
	"time"

	"ringside/engine"
	"ringside/engine/lab"
	"ringside/engine/latency"
	"ringside/tui/theme"
)

// labMap is what the map over R and W shows.
type labMap uint8

// The maps.
const (
	readMap labMap = iota
	writeMap
	staleMap
	downMap
	labMaps // how many there are
)

// labAfters are the times after the ack of which the share of stale reads can be shown.
var labAfters = []time.Duration{
	0, 100 * time.Microsecond, 200 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond, time.Second,
}

// How many trials there are at first, and later; and how many writes the engine does.
const (
	coarseTrials = 1 << 15
	fineTrials   = 1_000_000
	ruleTrials   = 200_000 // where each pair of levels has its own
	labWrites    = 6_000
)

// labStamp is what the page was drawn from.
type labStamp struct {
	all      *lab.Map
	now      *lab.Expected // of the present R and W
	measured *lab.Measured
	cell     labCell
	shows    labMap
	after    int
	theme    *theme.Theme
	w, h     int
}

// longest is the time after the ack up to which the curve of fresh reads is drawn.
func longest(e *lab.Expected) time.Duration {
	return max(e.Visibility(999_000)*6/5, time.Millisecond)
}

// labQuestion is whose trials are wanted.
type labQuestion struct {
	latency string
	own     *latency.Model // that the cluster brings along
	n       int
	copies  string // of each data centre, if there are several that keep some
	one     bool   // there is one data centre
}

// labCell is one R and W of them: the levels, and of how many replicas, at least, the answers
// meet them.
type labCell struct {
	labQuestion
	levels lab.Levels
	r, w   int
}

// labCellOf returns the cell of the cluster's settings. The map has numbers: of other levels
// it marks of how many replicas, at least, the answers are enough. A level that counts answers
// from anywhere, or from the one data centre there is, is a number.
func labCellOf(v *engine.View) labCell {
	number := func(l engine.Level) (engine.Level, int) {
		d := l.On(v.Ring, v.Settings.Placement)
		if !d.Split() {
			l = engine.Answers(d.Least())
		}
		return l, d.Least()
	}
	c := labCell{labQuestion: labQuestionOf(v)}
	c.levels.R, c.r = number(v.Settings.R)
	c.levels.W, c.w = number(v.Settings.W)
	return c
}

// labQuestionOf returns whose trials the cluster's settings ask for.
func labQuestionOf(v *engine.View) labQuestion {
	q := labQuestion{latency: v.Settings.Latency, n: v.Settings.Placement.N, one: len(v.Ring.DCs()) == 1}
	if q.latency == engine.OwnLatency {
		q.own = v.Own
	}
	if len(v.Settings.Placement.PerDC) > 1 {
		q.copies = engine.SettingText(&v.Settings, "n")
	}
	return q
}
