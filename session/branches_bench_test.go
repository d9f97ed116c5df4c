// This file measures what saving and opening take where many branches begin.

package session_test

import (
	"fmt"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
)

// branchy is a session of so many branches, each of which begins in the middle of a write.
func branchy(tb testing.TB, branches int) *history.History {
	h, err := history.New(engine.Default())
	if err != nil {
		tb.Fatal(err)
	}
	for i := range branches {
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: fmt.Sprint("v", i)}); err != nil {
			tb.Fatal(err)
		}
		for range 3 {
			h.Step()
		}
		h.Back(2)
	}
	return h
}

func BenchmarkMarshalBranches(b *testing.B) {
	for _, n := range []int{125, 250, 500, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := branchy(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := session.Marshal(h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUnmarshalBranches(b *testing.B) {
	for _, n := range []int{125, 250, 500, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data, err := session.Marshal(branchy(b, n))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := session.Unmarshal("s.yaml", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
