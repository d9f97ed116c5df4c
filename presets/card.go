// The card of a lesson: what to remember, and common mistakes, as its last two steps.

package presets

import (
	"strings"

	"ringside/internal/strictyaml"
)

// The most that a card may say: it is to be read at a glance.
const (
	maxOnCard   = 5
	maxCardText = 200
)

func cardShape(help string) *strictyaml.Shape {
	return strictyaml.List(help, 1, maxOnCard, strictyaml.Text("one sentence or two: short Markdown", maxCardText))
}

// card is what stands on a card.
type card struct {
	remember, mistakes []string
	place              strictyaml.Value // of one of the two fields
}

// addCard appends the card to the steps, so that everything that shows steps shows it.
func (p *Preset) addCard() error {
	c := &p.card
	var steps []Step
	for _, part := range []struct {
		title string
		texts []string
	}{{"To remember", c.remember}, {"Common mistakes", c.mistakes}} {
		if len(part.texts) > 0 {
			steps = append(steps, Step{Title: part.title, Source: p.Source, Say: bullets(part.texts), place: c.place})
		}
	}
	switch {
	case len(steps) == 0:
		return nil
	case len(p.Steps) == 0:
		return c.place.Errorf("is only for a walkthrough; this file has no field steps")
	case len(p.Steps)+len(steps) > maxSteps:
		return c.place.Errorf("with it there are %d steps; at most %d are allowed", len(p.Steps)+len(steps), maxSteps)
	}
	p.Steps = append(p.Steps, steps...)
	return nil
}

// bullets returns texts as a Markdown list.
func bullets(texts []string) string {
	items := make([]string, len(texts))
	for i, text := range texts {
		items[i] = "- " + strings.Join(strings.Fields(text), " ")
	}
	return strings.Join(items, "\n")
}
