// The story of a search, for programs.

package cli

import "ringside/engine/search"

// canStep is a step of a story for programs.
type canStep struct {
	Command string   `json:"command"`
	Then    []string `json:"then,omitempty"`
	Why     string   `json:"why"`
}

func canSteps(told []search.Told) []canStep {
	steps := []canStep{}
	for _, t := range told {
		one := canStep{Command: t.Commands[0].String(), Why: t.Why}
		for _, cmd := range t.Commands[1:] {
			one.Then = append(one.Then, cmd.String())
		}
		steps = append(steps, one)
	}
	return steps
}
