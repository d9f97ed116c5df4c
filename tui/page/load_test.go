// Tests of the page of a load: its rows say how many requests took how long.

package page

import (
	"math/rand/v2"
	"testing"
	"time"

	"ringside/engine/load"
	"ringside/tui/theme"
)

// TestBars: the rows of a histogram follow each other without a gap, and each has what
// lies between its bounds, to the precision of the classes.
func TestBars(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var h load.Histogram
		all := make([]time.Duration, 1+r.IntN(200))
		for i := range all {
			all[i] = time.Duration(r.Int64N(int64(10) << (10 + r.IntN(30))))
			h.Add(all[i])
		}
		rows := bars(&h)
		sum := 0
		for i, b := range rows {
			sum += b.count
			if i > 0 && rows[i-1].to != b.from || b.from >= b.to {
				t.Fatalf("after %v comes %v", rows[max(i-1, 0)], b)
			}
			most, sure := 0, 0
			for _, d := range all {
				margin := d / 100
				if b.from <= d+margin && d-margin < b.to {
					most++
				}
				if b.from <= d-margin && d+margin < b.to {
					sure++
				}
			}
			if b.count < sure || b.count > most {
				t.Fatalf("%d from %v to %v, not %d to %d", b.count, b.from, b.to, sure, most)
			}
		}
		if sum != len(all) || rows[0].count == 0 || rows[len(rows)-1].count == 0 {
			t.Fatalf("%d in %v, not %d", sum, rows, len(all))
		}
	}
}

// TestBoundsDiffer: no two rows of a histogram have the same bounds in words.
func TestBoundsDiffer(t *testing.T) {
	before := boundText(0)
	for d := time.Duration(0); d < time.Hour; {
		_, to := halfOctave(d)
		text := boundText(to)
		if text == before {
			t.Errorf("from %v to %v is from %s to %s", d, to, before, text)
		}
		before, d = text, to
	}
}

// TestEmptyRowsAreShort: between what takes no time and what takes long there is one empty row and a sign
// that there are more, and not as many as there are bounds.
func TestEmptyRowsAreShort(t *testing.T) {
	var h load.Histogram
	h.Add(0)
	h.Add(time.Second)
	p := loadPage{theme: theme.New(theme.Options{Dark: true, ASCII: true}), w: 60}
	p.histogram("gets", &h)
	if n := len(p.text.lines); n != 6 { // the title, two full rows, an empty one, the sign, a blank line
		t.Errorf("%d lines, want 6", n)
	}
}
