// A test that what the lesson on the point of no return says of futures is so.

package presets

import (
	"context"
	"testing"
	"time"

	"ringside/engine/likely"
	"ringside/engine/script"
)

// TestPointOfNoReturn plays the lesson until the photo is lost, and asks since when that could not
// be stopped: since the cut, before which about four of ten futures end well.
func TestPointOfNoReturn(t *testing.T) {
	p := loaded(t, "since-when")
	l, err := NewWalkthroughRun(p)
	for step := 1; err == nil && step < 3; step++ {
		if _, err = l.Reveal(); err == nil {
			err = l.Next()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if step, _ := l.Step(); step.Title != "Since when?" {
		t.Fatalf("the photo is lost in step %q", step.Title)
	}
	lost, err := script.ParseExpr("lost == 1")
	if err != nil {
		t.Fatal(err)
	}
	a, err := likely.Run(context.Background(), l.History(), likely.Question{Expr: lost}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Holds || a.Certain < 1 {
		t.Fatalf("lost: %v, point of no return %d", a.Holds, a.Certain)
	}
	before, since := a.Share(a.Certain-1), a.Steps[a.Certain]
	if before < 0.55 || before > 0.65 {
		t.Errorf("before the point of no return the photo is lost in %.1f%% of the futures, and not in about six of ten", 100*before)
	}
	if since.Now.Round(10*time.Microsecond) != 400*time.Microsecond || a.Steps[a.Certain-1].Now >= since.Now {
		t.Errorf("the point of no return is at %v, and the cut at 400µs or so", since.Now)
	}
}
