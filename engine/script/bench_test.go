// Benchmarks of parsing and of `until`.

package script

import (
	"strings"
	"testing"

	"ringside/engine"
)

func BenchmarkParse(b *testing.B) {
	for name, line := range map[string]string{
		"put":      "put cart milk via n4 as ann",
		"expect":   "expect reply == ok and replicas(cart) == 4,2,3",
		"megabyte": engine.Command{Verb: engine.Put, Key: "k", Value: strings.Repeat("milk and ", 1<<20/9)}.String(),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(line); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkUntil is one step of `until`: an event, and an evaluation of the expression.
func BenchmarkUntil(b *testing.B) {
	e, err := ParseExpr("holders(cart) == n1,n2,n3 and reply == ok")
	if err != nil {
		b.Fatal(err)
	}
	c := someCluster(b)
	b.ReportAllocs()
	for b.Loop() {
		c.Advance(c.Now()+1, 1)
		if _, err := e.Eval(c); err != nil {
			b.Fatal(err)
		}
	}
}
