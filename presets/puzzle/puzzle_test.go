// What puzzles promise: they can be solved with par, and not with less.

package puzzle_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"ringside/engine/script"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/presets/puzzle"
)

// TestPuzzles: a puzzle's own solution has par commands and is worth three stars. Readers who
// try anything with fewer commands, at any time, never reach the goal.
func TestPuzzles(t *testing.T) {
	tries := steady.Rounds(300, 100, 10)
	for seed := range uint64(steady.Rounds(12, 4, 1)) {
		p, err := puzzle.Make(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: par %d, %d states\n%s", p.Title, p.Par, p.Searched, strings.Join(p.Solution, "\n"))
		if r := presets.Check(p.Preset); len(r.Problems) > 0 || r.Commands != p.Par {
			t.Errorf("%s: %d commands, par %d, %v", p.Title, r.Commands, p.Par, r.Problems)
		}
		if s := p.Preset.Challenge; s.Three != p.Par {
			t.Errorf("%s: three stars for %d commands, par %d", p.Title, s.Three, p.Par)
		}
		from := rand.New(rand.NewPCG(seed, 1))
		for range tries {
			if lines := attempt(t, p, from); lines != nil {
				t.Fatalf("%s: solved with fewer than %d commands:\n%s", p.Title, p.Par, strings.Join(lines, "\n"))
			}
		}
	}
}

// attempt plays random lines with fewer commands than par, and returns them if they win.
func attempt(t *testing.T, p *puzzle.Puzzle, from *rand.Rand) (lines []string) {
	run, err := presets.NewChallengeRun(p.Preset)
	if err != nil {
		t.Fatal(err)
	}
	play := func(line string) {
		cmd, err := script.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if run.Refuses(cmd) != nil {
			return
		}
		r := script.NewRunner(run.History())
		err = r.Exec(cmd)
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err == nil {
			lines = append(lines, line)
		}
	}
	pick := func(words ...string) string { return words[from.IntN(len(words))] }
	for range 3 * p.Par {
		if run.Standing().Given < p.Par-1 {
			node := func() string { return pick("A", "B", "C") }
			c := p.Challenge
			switch verb := pick(c.Verbs...); verb {
			case "cut":
				play(pick("cut A B", "cut B C", "cut A C"))
			case "put", "get", "delete":
				play(c.Requests[from.IntN(len(c.Requests))].String() + " via " + node())
			default:
				play(verb + " " + node())
			}
		}
		play(pick("step", "step", "run 1ms", "until reply", "until quiet", "run 300us", "run 3s", "run 100us"))
		if run.Standing().Won {
			return lines
		}
	}
	return nil
}

// TestTheSameSeed: a seed gives the same puzzle, always.
func TestTheSameSeed(t *testing.T) {
	one, err := puzzle.Make(context.Background(), 7)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := puzzle.Make(context.Background(), 7); err != nil || again.File != one.File {
		t.Errorf("%v\n%s\n%s", err, one.File, again.File)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := puzzle.Make(ctx, 7); err == nil {
		t.Error("it is made though it was stopped")
	}
}

// TestPuzzlesDiffer: of fifty seeds, puzzles have a dozen goals at least, and pars from the easiest to
// the hardest; and none takes a search that a reader would have to wait for.
func TestPuzzlesDiffer(t *testing.T) {
	goals, pars := map[string]int{}, map[int]int{}
	for seed := range uint64(steady.Rounds(50, 50, 2)) {
		p, err := puzzle.Make(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		_, goal, _ := strings.Cut(p.Title, ": ")
		goals[goal]++
		pars[p.Par]++
		if p.Searched > 60_000 {
			t.Errorf("%s: %d states were searched", p.Title, p.Searched)
		}
	}
	if steady.Raced {
		return // with too few puzzles to differ
	}
	if len(goals) < 12 {
		t.Errorf("the goals are %v, want 12 at least", goals)
	}
	for par := 2; par <= 6; par++ {
		if pars[par] == 0 {
			t.Errorf("the pars are %v, and none is %d", pars, par)
		}
	}
}
