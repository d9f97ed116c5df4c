// Test: a journey that is over keeps nothing of its history.

package source

import (
	"runtime"
	"testing"
	"weak"

	"ringside/engine"
	"ringside/engine/history"
)

// TestJourneysKeepNothing: what a journey went through is garbage when it is over, at once:
// where one goes back again and again, what is kept until the next collection or the one
// after would grow from one to the next.
func TestJourneysKeepNothing(t *testing.T) {
	for name, end := range map[string]func(*Journey){
		"arrived":  func(j *Journey) { _, _ = j.Advance() },
		"canceled": (*Journey).Cancel,
	} {
		h, err := history.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: "v"}); err != nil {
			t.Fatal(err)
		}
		j := NewJourney(h, WayOf(engine.Command{Verb: engine.Back, Count: 1}))
		end(j)
		way := weak.Make(j.way)
		j = nil
		runtime.GC()
		if way.Value() != nil {
			t.Errorf("%s: the journey is over, and its way is still there", name)
		}
	}
}
