// Tests of random tests that are the same in every run.

package steady_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringside/internal/steady"
)

// TestDraws prints what a random test draws, few numbers under the race detector; the test below
// reads it.
func TestDraws(t *testing.T) {
	var drawn []uint64
	rapid.Check(t, func(t *rapid.T) { drawn = append(drawn, rapid.Uint64().Draw(t, "n")) })
	fmt.Printf("drawn: %v\n", drawn)
	if least := steady.Rounds(100, 20, 3); len(drawn) < least || steady.Raced && len(drawn) > 20 {
		t.Errorf("%d numbers are drawn", len(drawn))
	}
}

// TestSeed: two runs draw the same, a seed in the environment draws something else, the same
// in every run too, and seed 0 draws other numbers each time.
func TestSeed(t *testing.T) {
	draw := func(env ...string) string {
		t.Helper()
		cmd := exec.Command(os.Args[0], "-test.run=^TestDraws$")
		for _, v := range os.Environ() {
			if !strings.HasPrefix(v, "RAPID_") {
				cmd.Env = append(cmd.Env, v)
			}
		}
		cmd.Env = append(cmd.Env, env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v\n%s", env, err, out)
		}
		line, _, _ := strings.Cut(string(out), "\n")
		if !strings.HasPrefix(line, "drawn: [") {
			t.Fatalf("it prints %q", line)
		}
		return line
	}
	first, seven := draw(), draw("RAPID_SEED=7")
	if again := draw(); again != first {
		t.Errorf("two runs draw %s and %s", first, again)
	}
	if again := draw("RAPID_SEED=7"); again != seven || seven == first {
		t.Errorf("seed 7 draws %s and %s, no seed %s", seven, again, first)
	}
	if any := draw("RAPID_SEED=0"); any == draw("RAPID_SEED=0") || any == first {
		t.Errorf("seed 0 draws %s again", any)
	}
}
