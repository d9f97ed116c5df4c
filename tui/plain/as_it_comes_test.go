// Test of a cluster of which something becomes known while nobody types.

package plain_test

import (
	"io"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui/plain"
	"ringside/tui/source"
)

// eventful is a cluster that changes by itself.
type eventful struct {
	source.Cluster
	news chan struct{}
}

func (e eventful) News() <-chan struct{} { return e.news }

// printed hands over what is printed.
type printed chan string

func (p printed) Write(b []byte) (int, error) {
	p <- string(b)
	return len(b), nil
}

// TestPrintedAsItComes: what becomes known while nobody types is printed then, and not only after
// the next line.
func TestPrintedAsItComes(t *testing.T) {
	p, err := presets.Load("three")
	if err != nil {
		t.Fatal(err)
	}
	h, err := history.New(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	c, out := eventful{h, make(chan struct{})}, make(printed)
	in, typing := io.Pipe()
	over := make(chan error)
	go func() {
		over <- plain.Run(t.Context(), plain.Options{Cluster: c, In: in, Out: out})
		close(out)
	}()
	<-out // the greeting: now it waits for a line
	if err := h.Apply(engine.Command{Verb: engine.Crash, Node: "B"}); err != nil {
		t.Fatal(err)
	}
	c.news <- struct{}{}
	if line := <-out; !strings.Contains(line, "B") || !strings.Contains(line, "crashed") {
		t.Errorf("of a node that crashed it prints %q", line)
	}
	if err := typing.Close(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for range out {
		}
	}()
	if err := <-over; err != nil {
		t.Error(err)
	}
}
