// Tests of the bounds of codes, and of how long an answer may take.

package classroom

import (
	"strings"
	"testing"
	"time"
)

// TestLongCode: a code has a greatest length.
func TestLongCode(t *testing.T) {
	if CheckCode(strings.Repeat("x", 64)) != nil || CheckCode(strings.Repeat("x", 65)) == nil {
		t.Error("a code of 64 is refused, or one of 65 is not")
	}
}

// TestLongestDelay: whatever has been guessed, who has the right code waits so long and no longer.
func TestLongestDelay(t *testing.T) {
	g := &guesses{now: time.Now, debt: 1000 * time.Hour, at: time.Now()}
	if d := g.delay(0); d != guessLongest {
		t.Errorf("an answer takes %v", d)
	}
}
