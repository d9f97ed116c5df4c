// A test of what is said after challenges were won, each in several ways.

package presets

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/event"
)

// winsFile has at least two ways of winning each challenge.
const winsFile = "testdata/wins"

// won plays lines that win a challenge, and returns what is then said of it.
func won(t *testing.T, d *datadriven.TestData) (a *ChallengeRun, said string) {
	t.Helper()
	var name string
	d.ScanArgs(t, "name", &name)
	a = attempted(t, name)
	for line := range strings.Lines(d.Input) {
		if err := own(a.History(), strings.TrimSpace(line)); err != nil {
			return a, err.Error() + "\n"
		}
	}
	if s := a.Standing(); !s.Won {
		return a, "not won: " + s.Said + "\n"
	}
	return a, strings.Join(a.Happened(), "\n") + "\n"
}

// TestEveryWayOfWinningIsTold: what is said after each of them are three different sentences, which
// have what was read, if the goal is about that and not about what was wrong with it, and name no
// operation that there was not.
func TestEveryWayOfWinningIsTold(t *testing.T) {
	ways := make(map[string]int)
	number := regexp.MustCompile(`\bop (\d+)`)
	datadriven.RunTest(t, winsFile, func(t *testing.T, d *datadriven.TestData) string {
		a, said := won(t, d)
		name := a.preset.Name
		ways[name]++
		lines := strings.Split(strings.TrimSpace(said), "\n")
		if len(lines) != mostHappened || len(slices.Compact(slices.Sorted(slices.Values(lines)))) != mostHappened {
			t.Errorf("%s: after %q it is said %q", name, d.Input, lines)
		}
		v := a.History().View(engine.Watch{})
		for _, m := range number.FindAllStringSubmatch(strings.ToLower(said), -1) {
			if n, _ := strconv.ParseUint(m[1], 10, 32); n == 0 || operationOf(v, uint32(n)) == nil {
				t.Errorf("%s: after %q it is spoken of %s: %q", name, d.Input, m[0], lines)
			}
		}
		read := operationOf(v, 0)
		for _, c := range a.preset.Challenge.won.Calls() {
			wrong := read.Verb != event.Get || v.Trace.At(int(read.Symptom)).Kind != event.Reply
			for _, value := range read.Returned.Values() {
				if (c.Name == "value" || c.Name == "values") && !wrong && !strings.Contains(said, event.Show(value, maxName)) {
					t.Errorf("%s: after %q it is not said that %s was read: %q", name, d.Input, value, lines)
				}
			}
		}
		return said
	})
	for _, name := range Challenges() {
		if ways[name] < 2 {
			t.Errorf("%s is won in %d ways", name, ways[name])
		}
	}
}
