// Tests that no line in the plain form prints what a question covers.

package plain

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/presets"
)

// askingLesson is a lesson with a question that covers some of the screen.
func askingLesson(t *testing.T, cover presets.Part) *presets.Preset {
	t.Helper()
	l, err := presets.Parse("asks.yaml", []byte(`
format: 1
title: Asks
about: A question.
objective: Answer it.
minutes: 1
cluster: {like: three}
steps:
  - title: One
    say: Something happens.
    do: |
      put cart zebra
      until quiet
    cover: [`+string(cover)+`]
    ask:
      kind: choice
      text: What is it?
      choices: [much, little]
      answer: 1
      why: So it is.
    then: put cart lion
`))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestRequestsTellNothingCovered: each word that would print something is refused while a
// question covers that, and no other word is.
func TestRequestsTellNothingCovered(t *testing.T) {
	const always = "faults branches can likely failures lab measured merkle"
	for cover, also := range map[presets.Part]string{
		presets.PartRing: "walk", presets.PartWalk: "walk kept", presets.PartNodes: "walk kept nodes",
		presets.PartOperation: "why", presets.PartLog: "why", presets.PartLanes: "why",
	} {
		want := strings.Fields(also + " " + always)
		for _, r := range requests() {
			c, err := history.New(preset(t, "default"))
			if err != nil {
				t.Fatal(err)
			}
			out := &strings.Builder{}
			in := strings.NewReader("key cart\n" + r.word + "\n")
			if err := Run(t.Context(), Options{Cluster: c, Learn: askingLesson(t, cover), In: in, Out: out}); err != nil && !errors.As(err, new(Refused)) {
				t.Fatal(err)
			}
			refused := strings.Contains(out.String(), r.word+": that would give the answer away; answer first")
			if refused != slices.Contains(want, r.word) {
				t.Errorf("covered is %s: %s is refused: %v\n%s", cover, r.word, refused, out)
			}
		}
	}
}
