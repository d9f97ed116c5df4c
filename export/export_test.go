// Tests of the export formats: transcripts, and random clusters with hostile names.

package export

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/internal/printable"
	_ "ringside/internal/steady"
)

// TestTranscripts writes what lines of the command language do on five nodes:
//
//	run          lines of the command language, on a new cluster
//	mermaid, svg, shiviz [op=N]
//
// Regenerate with: go test ./export -rewrite
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		var c *engine.Cluster
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "run" {
				c = play(t, d.Input)
				return ""
			}
			var p lanes.Part
			if d.HasArg("op") {
				d.ScanArgs(t, "op", &p.Op)
			}
			text, err := Text(Format(d.Cmd), sourceOf(c, "a story"), p)
			if err != nil {
				return err.Error() + "\n"
			}
			return strings.ReplaceAll(string(text), "\n\n", "\n(blank)\n")
		})
	})
}

func play(t testing.TB, lines string) *engine.Cluster {
	t.Helper()
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := script.NewRunner(c).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func sourceOf(c *engine.Cluster, title string) Source {
	return Source{Trace: c.Trace(), Names: c.NodeName, Title: title}
}

// hostile is text with a meaning in one of the formats, or in a terminal.
var hostile = []string{
	"end", "bend the end", "a;b", "#35;", "%%{init: {}}%%", "x->>y: z", "<script>alert(1)</script>", "]]>", "&amp;", `"quoted"`,
	"two\nlines", "\x1b[31mred", "\u202egnorw", "b\xffad", "nö 世界 🙂", "{\"n1\":9}", "(?<event>.*)", "hand", "observer", "n1", "wrap: x", "",
}

// wild is the result of a random script with hostile names and values.
func wild(t *rapid.T) *engine.Cluster {
	cfg := engine.Default()
	cfg.Seed = rapid.Uint64().Draw(t, "seed")
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	text, node := rapid.SampledFrom(hostile), rapid.SampledFrom([]string{"n1", "n2", "n3", "n4", "n5"})
	for range rapid.IntRange(1, 12).Draw(t, "commands") {
		cmd := engine.Command{Verb: rapid.SampledFrom([]engine.Verb{
			engine.Put, engine.Put, engine.Get, engine.Delete, engine.Crash, engine.Start, engine.Hang, engine.Isolate, engine.Heal, engine.Drop,
		}).Draw(t, "verb")}
		switch cmd.Verb {
		case engine.Put, engine.Get, engine.Delete:
			cmd.Key, cmd.Client = text.Draw(t, "key"), text.Draw(t, "client")
			if cmd.Verb == engine.Put {
				cmd.Value = text.Draw(t, "value")
			}
		default:
			cmd.Node, cmd.Peer = node.Draw(t, "node"), node.Draw(t, "peer")
		}
		_ = c.Apply(cmd) // one that fails changes nothing
		c.Advance(c.Now()+time.Duration(rapid.IntRange(0, 2_000_000).Draw(t, "ns")), 1_000_000)
	}
	return c
}

// exported returns a random export, "" if nothing happened.
func exported(t *rapid.T, f Format) (*engine.Cluster, string) {
	c := wild(t)
	p := lanes.Part{Signs: rapid.Bool().Draw(t, "signs")}
	if rapid.Bool().Draw(t, "part") {
		p.From = rapid.IntRange(1, c.Trace().Len()+1).Draw(t, "from")
		p.To = rapid.IntRange(p.From, c.Trace().Len()+1).Draw(t, "to")
	}
	text, err := Text(f, sourceOf(c, rapid.SampledFrom(hostile).Draw(t, "title")), p)
	if err != nil {
		return c, ""
	}
	if i := strings.IndexFunc(string(text), func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || printable.Hidden(r) && r != '\n' }); i >= 0 {
		t.Fatalf("%q is in it", text[i:min(i+8, len(text))])
	}
	return c, string(text)
}

// TestMermaidIsASequenceDiagram checks every line against the small part of Mermaid's
// grammar that an export uses. No text may contain what ends a statement or begins a
// comment, an entity or a block.
func TestMermaidIsASequenceDiagram(t *testing.T) {
	name, text := `(?:[\pL\pN ,.+'()/_→…]|#\d+;)*`, `(?:[\pL\pN ,.+'()/_→…:|-]|#\d+;)*`
	grammar := regexp.MustCompile(`^(?:sequenceDiagram` +
		`|    acc(?:Title|Descr): ` + name +
		`|    (?:participant|actor) [nc]\d+ as ` + name +
		`|    Note over [nc]\d+(?:,[nc]\d+)?: ` + text +
		`|    [nc]\d+(?:->>|-->>|-x|-\))[nc]\d+: ` + text + `)$`)
	lonelyEnd := regexp.MustCompile(`(^|\PL)end(\PL|$)`)
	rapid.Check(t, func(t *rapid.T) {
		_, out := exported(t, Mermaid)
		for line := range strings.Lines(out) {
			line = strings.TrimSuffix(line, "\n")
			if _, said, _ := strings.Cut(line, ": "); !grammar.MatchString(line) || lonelyEnd.MatchString(said) || strings.HasPrefix(said, "wrap:") {
				t.Fatalf("%q is no statement of a sequence diagram", line)
			}
		}
	})
}

// TestSVGIsWellFormed parses it as XML, and finds a title, a description, and no active
// element.
func TestSVGIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, out := exported(t, SVG)
		seen := make(map[string]int)
		for dec := xml.NewDecoder(strings.NewReader(out)); ; {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, out)
			}
			if e, ok := token.(xml.StartElement); ok {
				seen[e.Name.Local]++
			}
		}
		if out == "" {
			return
		}
		if seen["title"] == 0 || seen["desc"] != 1 || seen["svg"] != 1 {
			t.Fatalf("it has the elements %v", seen)
		}
		for name := range seen {
			switch name {
			case "svg", "title", "desc", "style", "rect", "text", "line", "path", "circle":
			default:
				t.Fatalf("it has an element %s", name)
			}
		}
	})
}

// labelled finds the labels of a picture, which begin where they stand, and sizes its size.
var (
	labelled = regexp.MustCompile(`<text class="(?:ink|dim|good|doubt|bad)" x="([0-9.]+)" y="[0-9.]+">([^<]*)<`)
	sizes    = regexp.MustCompile(`<svg [^>]* width="([0-9.]+)"`)
)

// TestSVGHoldsItsLabels: no label goes beyond the picture, in the widest of its fonts: a letter
// of DejaVu Sans Mono is 1233/2048 of its size wide.
func TestSVGHoldsItsLabels(t *testing.T) {
	const letter = 13 * 1233. / 2048
	rapid.Check(t, func(t *rapid.T) {
		_, out := exported(t, SVG)
		size := sizes.FindStringSubmatch(out)
		if size == nil {
			return
		}
		width, _ := strconv.ParseFloat(size[1], 64)
		for _, l := range labelled.FindAllStringSubmatch(out, -1) {
			x, _ := strconv.ParseFloat(l[1], 64)
			if end := x + letter*float64(utf8.RuneCountInString(html.UnescapeString(l[2]))); end > width {
				t.Fatalf("%q ends at %.1f of %.0f", l[2], end, width)
			}
		}
	})
}

// TestShiVizReadsTheLog parses it as ShiViz does: by the regular expression in its first
// line. Every host counts its own events from 1, knows of no event that the log has not
// shown yet, and forgets nothing.
func TestShiVizReadsTheLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, out := exported(t, ShiViz)
		if out == "" {
			return
		}
		parser, rest, _ := strings.Cut(out, "\n\n")
		read := regexp.MustCompile(regexp.MustCompile(`\(\?<`).ReplaceAllString(parser, `(?P<`))
		matches := read.FindAllStringSubmatch(rest, -1)
		if lines := strings.Count(rest, "\n"); lines != 2*len(matches) {
			t.Fatalf("%d lines, %d events", lines, len(matches))
		}
		clocks := make(map[string]map[string]int)
		for _, m := range matches {
			host, clock := m[read.SubexpIndex("host")], make(map[string]int)
			if err := json.Unmarshal([]byte(m[read.SubexpIndex("clock")]), &clock); err != nil {
				t.Fatalf("%v in %q", err, m[0])
			}
			for other, n := range clock {
				if other != host && n > clocks[other][other] {
					t.Fatalf("%q knows of event %d of %s, which has %d", m[0], n, other, clocks[other][other])
				}
			}
			for other, n := range clocks[host] {
				if other != host && clock[other] < n {
					t.Fatalf("%q has forgotten event %d of %s", m[0], n, other)
				}
			}
			if clock[host] != clocks[host][host]+1 {
				t.Fatalf("%q is event %d of %s, after %d", m[0], clock[host], host, clocks[host][host])
			}
			clocks[host] = clock
		}
	})
}

// TestRecording parses a Cast as players do.
func TestRecording(t *testing.T) {
	r := NewRecording(80, 24, `a "title"`, Colours{Ink: "#ffffff", Paper: "#000000"})
	r.Output(0, "\x1b[2Jhello <&>")
	r.Marker(1500*time.Millisecond, "put cart milk")
	r.Output(61*time.Second, "世")
	lines := strings.Split(strings.TrimSuffix(string(r.Bytes()), "\n"), "\n")
	var header struct {
		Version, Width, Height int
		Title                  string
	}
	if err := json.Unmarshal([]byte(lines[0]), &header); err != nil || header.Version != 2 || header.Width != 80 || header.Height != 24 || header.Title != `a "title"` {
		t.Errorf("header %+v, %v", header, err)
	}
	want := []string{`0 o "\x1b[2Jhello <&>"`, `1.5 m "put cart milk"`, `61 o "世"`}
	for i, line := range lines[1:] {
		var e []any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%v %v %q", e...); got != want[i] {
			t.Errorf("event %d is %s, want %s", i, got, want[i])
		}
	}
}

// TestByEnding finds formats by file names.
func TestByEnding(t *testing.T) {
	for name, want := range map[string]Format{
		"a.svg": SVG, "b/c.SVG": SVG, "x.mmd": Mermaid, "x.mermaid": Mermaid, "x.cast": Cast, "x.log": ShiViz, "x.shiviz": ShiViz,
		"x": "", "svg": "", "x.png": "", "": "",
	} {
		if got, ok := ByEnding(name); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t; want %q", name, got, ok, want)
		}
	}
}
