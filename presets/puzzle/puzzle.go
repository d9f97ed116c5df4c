// Package puzzle makes challenges by search: a cluster, a goal and what may be done for it are
// drawn, and then it is proven how few commands reach the goal.
//
//	seed ─▶ draft ─▶ prove ── with fewer commands: in no order of events
//	          ▲        └──▶ solve ── with so many: these lines ─▶ a challenge
//	          └── none, or too easy: another draft
//
// The proof is a search of every order of events, so it holds however long messages take within the timeout; the
// solution is one of the cluster that the reader has. So par is the least there is.
package puzzle

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"ringside/presets"
)

const (
	// easiest and hardest are which pars a puzzle may have.
	easiest = 2
	hardest = 6
	// mostDrafts is how many drafts are tried for a seed.
	mostDrafts = 200
)

// Puzzle is a challenge whose par is proven.
type Puzzle struct {
	*presets.Preset
	Seed     uint64
	Par      int    // how many commands the shortest solution has
	File     string // the challenge's file
	Solution []string
	Searched int // states, for the proof
}

// Make makes the puzzle of a seed. It is always the same one. It returns ctx's cause if that
// ends first.
func Make(ctx context.Context, seed uint64) (*Puzzle, error) {
	from := rand.New(rand.NewPCG(seed, 0x70757a7a6c65))
	for range mostDrafts {
		d := draw(from)
		p, err := d.prove(ctx)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		p.Seed = seed
		p.File = d.file(p)
		if p.Preset, err = presets.Parse(fmt.Sprintf("puzzle-%d", seed), []byte(p.File)); err != nil {
			return nil, err
		}
		return p, nil
	}
	return nil, fmt.Errorf("seed %d gives no puzzle; take another one", seed)
}

// difficulty says how hard a puzzle of a par is.
func difficulty(par int) string {
	switch {
	case par <= 3:
		return "easy"
	case par == 4:
		return "medium"
	}
	return "hard"
}

// file writes the challenge's file.
func (d *draft) file(p *Puzzle) string {
	var b strings.Builder
	indent := func(text string) string {
		return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
	}
	fmt.Fprintf(&b, "format: 1\ntitle: \"Puzzle %d, %s: %s\"\n", p.Seed, difficulty(p.Par), d.title)
	fmt.Fprintf(&b, "about: \"Par is %d commands, and it is proven that no fewer do.\"\n", p.Par)
	fmt.Fprintf(&b, "minutes: %d\ncluster: %s\nchallenge:\n", 2*p.Par, d.cluster())
	fmt.Fprintf(&b, "  goal: |\n%s\n    Every node keeps a copy; R is %d and W is %d.%s Par is **%d commands**: with fewer it can't be done, however long messages take within the timeout.\n",
		indent(d.goal), d.r, d.w, d.unusual(), p.Par)
	if d.do != "" {
		fmt.Fprintf(&b, "  do: |\n%s", indent(d.do))
	}
	fmt.Fprintf(&b, "  won: %s\n  commands: %d\n", d.won, p.Par+6)
	verbs, most := []string{}, []string{}
	for _, r := range d.requests {
		if verb, _, _ := strings.Cut(r, " "); !strings.Contains(strings.Join(verbs, " "), verb) {
			verbs = append(verbs, verb)
		}
	}
	for _, f := range d.faults {
		verbs = append(verbs, f.verb)
		most = append(most, fmt.Sprintf("%s: %d", f.verb, f.most))
	}
	fmt.Fprintf(&b, "  verbs: [%s]\n", strings.Join(verbs, ", "))
	if len(d.requests) > 0 {
		fmt.Fprintf(&b, "  requests: [%s]\n", strings.Join(d.requests, ", "))
	}
	fmt.Fprintf(&b, "  most: {%s}\n  fixed: all\n", strings.Join(most, ", "))
	fmt.Fprintf(&b, "  stars: {three: %d, two: %d}\n", p.Par, p.Par+2)
	fmt.Fprintf(&b, "  hints:\n    - \"The shortest solution begins with: %s\"\n", firstCommand(p.Solution))
	fmt.Fprintf(&b, "  solution: |\n%s", indent(strings.Join(p.Solution, "\n")))
	return b.String()
}

// unusual tells the reader what is unusual about the cluster.
func (d *draft) unusual() string {
	if d.told == "" {
		return ""
	}
	return " " + d.told
}

// firstCommand returns the first line that lets no time pass.
func firstCommand(lines []string) string {
	for _, line := range lines {
		if !passes(line) {
			return line
		}
	}
	return ""
}

// passes reports whether a line only lets time pass.
func passes(line string) bool {
	return strings.HasPrefix(line, "until ") || strings.HasPrefix(line, "run ")
}
