// This file holds the engine's number to what the engine does: equal scripts that no longer
// come to the same need another number.

package engine_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// The scripts are never changed: a session that was saved isn't either. More may be added,
// with a line in the list of every number that is still wanted.
const (
	behaviours   = "testdata/behaviour"
	fingerprints = "testdata/fingerprints"
)

// TestNumberIsRaised runs the scripts of testdata/behaviour and compares what they come to
// with the line of testdata/fingerprints that has the engine's number. After a change of
// what the engine does, raise engine.Number and run
//
//	go test ./engine -run NumberIsRaised -rewrite
//
// which adds the line of a number that has none, and never changes one.
func TestNumberIsRaised(t *testing.T) {
	paths, err := filepath.Glob(behaviours + "/*")
	if err != nil || len(paths) < 5 {
		t.Fatalf("%d scripts in %s: %v", len(paths), behaviours, err)
	}
	h := sha256.New()
	for _, path := range paths { // sorted
		lines, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		behave(t, h, lines)
	}
	now := fmt.Sprintf("%x", h.Sum(nil)[:12])
	switch was, err := fingerprintOf(engine.Number); {
	case err != nil:
		t.Fatal(err)
	case was == now:
	case was != "":
		t.Errorf("scripts no longer come to what they came to, and the engine's number is %d as before: "+
			"if that is meant, raise Number in fingerprint.go and run this test with -rewrite\n\twas %s\n\tis  %s", engine.Number, was, now)
	case flag.Lookup("rewrite").Value.String() == "true":
		f, err := os.OpenFile(fingerprints, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = fmt.Fprintf(f, "%d %s\n", engine.Number, now)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has no line of number %d: run this test with -rewrite", fingerprints, engine.Number)
	}
}

// TestAnotherBehaviourIsFound shows that the fingerprint is another one if one answer, one
// copy or one belief is.
func TestAnotherBehaviourIsFound(t *testing.T) {
	of := func(lines string) string {
		h := sha256.New()
		behave(t, h, []byte("set gossip off\nset latency fixed\nset n 6\n"+lines))
		return string(h.Sum(nil))
	}
	seen := map[string]string{of(""): ""}
	for _, lines := range []string{
		"get a", "put a 1", "put a 2", "put b 1", "put a 1\nput a 2", "crash n1", "crash n1\nput a 1 via n2",
		"put a 1\nrun 1s\ncrash n1", "put a 1\nrun 1s\ncrash n1\nwipe n1", "nonsense",
	} {
		sum := of(lines)
		if other, there := seen[sum]; there {
			t.Errorf("%q comes to the same as %q", lines, other)
		}
		seen[sum] = lines
	}
}

// fingerprintOf returns the fingerprint of a number; "" if the list has none.
func fingerprintOf(number int) (string, error) {
	list, err := os.ReadFile(fingerprints)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(list)) {
		if of, sum, ok := strings.Cut(strings.TrimSpace(line), " "); ok && of == strconv.Itoa(number) {
			return sum, nil
		}
	}
	return "", nil
}

// behave runs a script on six nodes and adds what it comes to: which lines were refused,
// what clients were told, and the state now and then.
func behave(t *testing.T, h hash.Hash, lines []byte) {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed = nil, 1
	for i := range 6 {
		n := ring.Node{Name: fmt.Sprint("n", i+1), DC: fmt.Sprint("dc", 1+i/4), Rack: fmt.Sprint("r", 1+i%2)}
		for k := range 4 {
			n.Tokens = append(n.Tokens, ring.Mark{Token: ring.Token((i*4+k)*7919%24-12)<<59 + ring.Token(i)})
		}
		cfg.Nodes = append(cfg.Nodes, n)
	}
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(c)
	for i, line := range bytes.Split(append(lines, "\nuntil quiet"...), []byte("\n")) {
		cmd, err := script.NewReader(bytes.NewReader(line)).Next()
		if errors.Is(err, io.EOF) {
			continue
		}
		if err == nil {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(100_000)
		}
		if err != nil {
			r.Cancel()
			fmt.Fprintln(h, "refused", i)
		}
		if i%10 == 0 {
			stateOf(h, c)
		}
	}
	stateOf(h, c)
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Reply {
			fmt.Fprintln(h, e.Op, e.At, int(e.Node), uint8(e.Outcome), e.N, e.Need, e.Copies, c.Trace().SetOf(e).Values())
		}
	}
}

// stateOf adds the state of a cluster.
func stateOf(h hash.Hash, c *engine.Cluster) {
	for _, part := range []engine.Part{engine.PartStores, engine.PartBeliefs, engine.PartMessages} {
		c.Form(part, func(piece []byte) { h.Write(piece) })
	}
}
