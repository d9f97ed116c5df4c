// Tests of ring files that are large.

package presets

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestARingFileHoldsAnyRing: as many tokens as are allowed, each with a label, are fewer
// bytes than a ring file may have; and a file above the limit of presets is read.
func TestARingFileHoldsAnyRing(t *testing.T) {
	longest := len("t262144: -9223372036854775807, ")
	if most := MaxSlots*longest + MaxNodes*(3*maxName+50); most > maxRingBytes {
		t.Errorf("a ring can have %d bytes, and %d are read", most, maxRingBytes)
	}
	const nodes, tokens = 500, 100
	var b bytes.Buffer
	b.WriteString("nodes:\n")
	for i := range nodes {
		fmt.Fprintf(&b, "  - {name: n%d, tokens: {", i+1)
		for k := range tokens {
			fmt.Fprintf(&b, "t%d: %d, ", i*tokens+k+1, -9e18+int64(i*tokens+k)*1e14)
		}
		b.WriteString("}}\n")
	}
	if b.Len() < 1<<20 {
		t.Fatalf("%d bytes are no test", b.Len())
	}
	path := filepath.Join(t.TempDir(), "ring.yaml")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := ReadRing(path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ParseRing(path, data)
	if err != nil || len(read) != nodes || len(read[nodes-1].Tokens) != tokens {
		t.Fatalf("%d nodes, %v", len(read), err)
	}
}

func TestARingFileIsNotEndless(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ring.yaml")
	if err := os.WriteFile(path, []byte(strings.Repeat("#", maxRingBytes+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	want := path + ": the file is larger than 16777216 bytes, the most that is read"
	if _, err := ReadRing(path); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err := ParseRing("r", bytes.Repeat([]byte("#"), maxRingBytes+1)); err == nil {
		t.Error("ParseRing reads it")
	}
}
