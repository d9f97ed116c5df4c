// What many tests begin with: a preset that is there, and an attempt at a challenge.

package presets

import (
	"testing"

	"pgregory.net/rapid"
)

// loaded returns a preset, or fails the test, which may be one of rapid.
func loaded(t rapid.TB, name string) *Preset {
	t.Helper()
	p, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// attempted returns a new attempt at a challenge.
func attempted(t *testing.T, name string) *ChallengeRun {
	t.Helper()
	a, err := NewChallengeRun(loaded(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}
