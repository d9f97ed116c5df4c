// A benchmark of many writes of one key at one instant.

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"ringside/engine"
)

// BenchmarkOneKey writes one key 1,000 times at one instant, and lets a second go by.
// The observer judges all of the key's writes whenever one of them is acknowledged.
func BenchmarkOneKey(b *testing.B) {
	for _, policy := range []engine.Conflict{engine.Siblings, engine.LWW} {
		b.Run(string(policy), func(b *testing.B) {
			for b.Loop() {
				cfg := engine.Default()
				cfg.Conflict = policy
				c, err := engine.New(cfg)
				if err != nil {
					b.Fatal(err)
				}
				for i := range 1000 {
					if err := c.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: fmt.Sprint("v", i)}); err != nil {
						b.Fatal(err)
					}
				}
				c.Advance(time.Second, 1<<20)
			}
		})
	}
}
