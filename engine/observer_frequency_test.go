// Property test: how often the observer looks changes none of its verdicts.

package engine_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/oracle"
	"ringside/engine/randomscript"
	"ringside/internal/steady"
)

// TestVerdictsDoNotDependOnHowOften: one observer looks when it has to, one also after every
// single thing that happens, one also at random moments. After every command, and in the end,
// all three say the same of every acknowledged write, and have the same tally. Keys are
// written so often that the observers forget old versions meanwhile.
func TestVerdictsDoNotDependOnHowOften(t *testing.T) {
	t.Parallel()
	forgets := 0
	for range steady.Rounds(scripts/4, 1, 1) {
		rapid.Check(t, func(t *rapid.T) {
			w := lossy(t)
			w.Keys = w.Keys[:1]
			w.Config.Grace = rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, time.Hour}).Draw(t, "grace")
			var script []randomscript.Line
			for len(script) < 100 {
				script = append(script, w.Script(t)...)
			}
			often := rapid.IntRange(2, 200).Draw(t, "often")
			plain := lookedAt(t, w, script, func(int) bool { return false })
			always := lookedAt(t, w, script, func(int) bool { return true })
			sometimes := lookedAt(t, w, script, func(i int) bool { return i%often == 0 })
			for i, want := range plain.said {
				for _, other := range []*opinions{always, sometimes} {
					if got := other.said[i]; !slices.Equal(got.states, want.states) || got.tally != want.tally {
						t.Fatalf("after %d commands: %+v; looked at more often: %+v", i, want, got)
					}
				}
			}
			if plain.writes > 32 {
				forgets++
			}
		})
	}
	if forgets == 0 {
		t.Error("no key was written so often that something was forgotten")
	}
}

// verdicts are those on the acknowledged writes in trouble, and the tally.
type verdicts struct {
	states []string
	tally  oracle.Tally
}

// opinions are what an observer has said on the way.
type opinions struct {
	said   []verdicts
	writes int // puts and deletes that were asked for
}

// lookedAt plays a script, and makes the observer look whenever look says so.
func lookedAt(t *rapid.T, w randomscript.World, script []randomscript.Line, look func(i int) bool) *opinions {
	c, err := engine.New(w.Config)
	if err != nil {
		t.Fatal(err)
	}
	o, happened := new(opinions), 0
	until := func(at time.Duration) {
		for i := 0; i < 20_000; i++ {
			next, ok := c.Next()
			if !ok || next > at {
				break
			}
			c.Advance(next, 1)
			if happened++; look(happened) {
				engine.Look(c, w.Keys[0])
			}
		}
		c.Advance(at, 1_000_000)
	}
	note := func() {
		states, tally := engine.Verdicts(c, false)
		o.said = append(o.said, verdicts{states, tally})
	}
	for _, m := range script {
		until(c.Now() + m.After)
		if err := c.Apply(m.Command); err == nil && (m.Command.Verb == engine.Put || m.Command.Verb == engine.Delete) {
			o.writes++
		}
		if happened++; look(happened) {
			engine.Look(c, w.Keys[0])
		}
		note()
	}
	until(c.Now() + 30*time.Second)
	note()
	return o
}
