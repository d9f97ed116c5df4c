// Views after travelling through time.

package history_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
)

// TestViewsAreMadeAgain: after a return to a moment, the View is the same as before in
// every part but its Version.
func TestViewsAreMadeAgain(t *testing.T) {
	watch := engine.Watch{Key: "a", Node: "n1"}
	rapid.Check(t, func(t *rapid.T) {
		h, err := history.New(randomscript.Any(t).Config)
		if err != nil {
			t.Fatal(err)
		}
		h.KeepEvery(rapid.SampledFrom([]int{1, 20, 100_000}).Draw(t, "keyframe every"))
		var seen []*engine.View
		var when []history.Moment
		look := func() {
			seen, when = append(seen, h.View(watch)), append(when, h.Position())
		}
		for _, m := range randomscript.Small(3, 2, 2).Script(t) {
			until := h.Now() + m.After
			for at, ok := h.Next(); ok && at <= until; at, ok = h.Next() {
				h.Advance(at, 1)
				look()
			}
			h.Advance(until, 1)
			_ = h.Apply(m.Command)
			look()
		}
		for range min(len(when), 20) {
			i := rapid.IntRange(0, len(when)-1).Draw(t, "moment")
			if err := h.Go(when[i]); err != nil {
				t.Fatal(err)
			}
			was, is := reflect.ValueOf(*seen[i]), reflect.ValueOf(*h.View(watch))
			for f := range was.NumField() {
				switch name := was.Type().Field(f).Name; name {
				case "Version":
				case "Trace": // held against the original elsewhere, byte for byte
					if seen[i].Trace.Len() != h.Trace().Len() {
						t.Fatalf("at %v the trace has another length", when[i])
					}
				default:
					if a, b := was.Field(f).Interface(), is.Field(f).Interface(); !reflect.DeepEqual(a, b) {
						t.Fatalf("at %v %s was\n%+v\nand is\n%+v", when[i], name, a, b)
					}
				}
			}
		}
	})
}
