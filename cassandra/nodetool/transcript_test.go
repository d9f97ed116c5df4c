// Transcripts of texts that are read: the preset that is made of each, and what is said
// about it.

package nodetool

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/ring"
	"ringside/internal/printable"
	"ringside/presets"
)

// The transcripts:
//
//	read [keyspace=NAME] [rf=(COPIES)]     notes, and the preset or the error
//
// \e, \r, \t and \0 in a text are an escape, a carriage return, a tab and a byte that is no UTF-8.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var o Options
			if arg, ok := d.Arg("keyspace"); ok {
				o.Keyspace = arg.Vals[0]
			}
			if arg, ok := d.Arg("rf"); ok {
				p, err := ring.ParsePlacement(strings.Join(arg.Vals, ","))
				if err != nil {
					t.Fatal(err)
				}
				p.AtOnce = p.Racks()
				o.Copies = &p
			}
			text := strings.NewReplacer(`\e`, "\x1b", `\r`, "\r", `\t`, "\t", `\0`, "\xff").Replace(d.Input)
			c, err := Read("ring.txt", []byte(text))
			if err != nil {
				return "error: " + err.Error() + "\n"
			}
			preset, err := c.Preset(o)
			if err != nil {
				return "error: " + err.Error() + "\n"
			}
			if _, err := presets.Parse("mine.yaml", preset); err != nil {
				t.Errorf("%s: %v", d.Pos, err)
			}
			var s strings.Builder
			for _, note := range c.Notes {
				fmt.Fprintf(&s, "note: %s\n", note)
			}
			_, cluster, _ := strings.Cut(string(preset), "cluster:\n")
			return s.String() + cluster
		})
	})
}

// However a text is mangled, it is read or refused in one line that can be printed.
func TestMangled(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for _, f := range []string{"three/nodetool-ring.txt", "six/status.txt", "six/peers-expand.txt", "six/peers-more.txt",
		"three/nodetool-describering-s3.txt", "three/nodetool-describecluster.txt", "six/describe.txt"} {
		texts = append(texts, string(captures(t, f)))
	}
	words := []string{"\n", "", " ", "|", "{", "}", "[", "]", ",", ":", "-1", "Up Normal", "UN", "\x1b[31m", "\u202e", "\xff", "TokenRange(",
		"Datacenter: x\n", "@ Row 1\n", "18446744073709551616", "CREATE KEYSPACE ", strings.Repeat("9", 400)}
	for range 3000 {
		text := texts[r.IntN(len(texts))] + texts[r.IntN(len(texts))]
		for range 1 + r.IntN(4) {
			from := r.IntN(len(text) + 1)
			to := min(len(text), from+r.IntN(40))
			text = text[:from] + words[r.IntN(len(words))] + text[to:]
		}
		c, err := Read("mangled", []byte(text))
		if err == nil {
			var preset []byte
			if preset, err = c.Preset(Options{}); err == nil {
				if _, err := presets.Parse("mine.yaml", preset); err != nil {
					t.Fatalf("%v\n%s", err, preset)
				}
			}
			for _, note := range c.Notes {
				mustPrint(t, note)
			}
		}
		if err != nil {
			mustPrint(t, err.Error())
		}
	}
}

func mustPrint(t *testing.T, line string) {
	t.Helper()
	if strings.ContainsFunc(line, printable.Hidden) {
		t.Fatalf("%q", line)
	}
}

// A thousand nodes with as many tokens as Cassandra once gave them.
func large() []byte {
	nodes := ring.Draw(7, 1000, 256)
	on, err := ring.New(nodes)
	if err != nil {
		panic(err)
	}
	b := []byte("Datacenter: dc1\n==========\nAddress  Rack  Status State  Load  Owns  Token\n")
	b = fmt.Appendf(b, "    %d\n", on.Slot(on.Len()-1).Token)
	for _, s := range on.Slots() {
		b = fmt.Appendf(b, "10.0.%d.%d    rack%d   Up     Normal  100.87 KiB      ?     %d      \n", s.Node/250, s.Node%250, s.Node%3, s.Token)
	}
	return b
}

func BenchmarkThousandNodes(b *testing.B) {
	text := large()
	for b.Loop() {
		c, err := Read("large", text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Preset(Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
