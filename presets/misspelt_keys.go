// A check for misspelt keys in a file.

package presets

import (
	"slices"

	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// lonelyKey returns an error if a file mentions a key only once and the key looks like
// another one: a typo, which the cluster can't notice, because any text is a key.
func lonelyKey(p *Preset) error {
	var keys []string
	places := make(map[string][]strictyaml.Value)
	add := func(key string, at strictyaml.Value) {
		if key == "" {
			return
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		places[key] = append(places[key], at)
	}
	p.eachKey(add)
	for i, key := range keys {
		if len(places[key]) > 1 {
			continue
		}
		others := slices.Concat(keys[:i], keys[i+1:])
		if like, ok := nearest.Of(key, others); ok {
			return places[key][0].Errorf("%q is a key that stands here alone; did you mean %q?", key, like)
		}
	}
	return nil
}

// eachKey calls add with every key that a file mentions, and where.
func (p *Preset) eachKey(add func(key string, at strictyaml.Value)) {
	lines := func(all []Line) {
		for i := range all {
			add(all[i].Key, all[i].place)
		}
	}
	expr := func(e Expectation) {
		for _, key := range e.Keys() {
			add(key, e.place)
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		lines(s.Do)
		lines(s.Then)
		add(s.Show.Key, s.Show.place)
		for _, e := range s.Expect {
			expr(e)
		}
		if s.Ask != nil {
			s.Ask.eachKey(add)
		}
		if s.Try != nil {
			expr(s.Try.Goal)
			lines(s.Try.solution)
		}
	}
	if c := p.Challenge; c != nil {
		lines(c.Do)
		lines(c.solution)
		expr(c.won)
	}
}

func (q *Question) eachKey(add func(key string, at strictyaml.Value)) {
	if q.Kind != AskChoice {
		for _, key := range q.fact.Keys() {
			add(key, q.place)
		}
	}
	for i := range q.Choices {
		c := &q.Choices[i]
		if !c.computed() {
			continue
		}
		for _, key := range c.when.Keys() {
			add(key, c.place)
		}
	}
}
