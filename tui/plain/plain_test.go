// Tests of the plain form: sessions as transcripts, saving, ending, and failing.

package plain

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/session"
	"ringside/tui/desktest"
	"ringside/tui/draw"
)

// TestPlain runs transcripts of sessions: the lines that go in, and all that comes out.
func TestPlain(t *testing.T) {
	places := presets.NewProgressStore(t.TempDir())
	datadriven.RunTest(t, "testdata/plain", func(t *testing.T, d *datadriven.TestData) string {
		name := "lecture-ring-1"
		d.MaybeScanArgs(t, "preset", &name)
		c, err := history.New(preset(t, name))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		o := Options{
			Cluster: c, Title: name, ASCII: d.HasArg("ascii"), In: strings.NewReader(unescape(d.Input)), Out: &out,
			ProgressStore: places,
		}
		if d.HasArg("learn") {
			d.ScanArgs(t, "learn", &name)
			if o.Learn, err = presets.LoadLesson(name); err != nil {
				t.Fatal(err)
			}
		}
		err = Run(t.Context(), o)
		var unmet Unmet
		var refused Refused
		if errors.As(err, &unmet) || errors.As(err, &refused) {
			out.WriteString("ends with: " + err.Error() + "\n")
		} else if err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(out.String(), func(r rune) bool { return r != '\n' && (r < ' ' || r == 0x7f) }); i >= 0 {
			t.Errorf("a control character in %q", out.String()[i:])
		}
		return out.String()
	})
}

// TestPlainFitsTheTerminal: on a terminal a line goes on below itself between words.
func TestPlainFitsTheTerminal(t *testing.T) {
	printed := func(columns int) string {
		c, err := history.New(preset(t, "lecture-ring-1"))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		in := strings.NewReader("put cart milk\nuntil quiet\nwhy\nnodes\nhelp\nhelp put\nfacts\nlessons\nlearn unknown\n")
		err = Run(t.Context(), Options{Cluster: c, In: in, Out: &out, Columns: func() int { return columns }})
		if !errors.As(err, new(Refused)) {
			t.Fatal(err)
		}
		return out.String()
	}
	whole := printed(0)
	for _, columns := range []int{40, 60, 80, 190} {
		got := printed(columns)
		for line := range strings.Lines(got) {
			if w := draw.Width(strings.TrimSuffix(line, "\n")); w > columns {
				t.Errorf("on %d columns, a line of %d: %s", columns, w, line)
			}
		}
		if !slices.Equal(strings.Fields(got), strings.Fields(whole)) {
			t.Errorf("on %d columns, words are broken:\n%s", columns, got)
		}
	}
}

// TestTimeOfScripts: the same lines come to the same trace as in a script.
func TestTimeOfScripts(t *testing.T) {
	for _, lines := range []string{
		"put cart milk\nuntil acks == 1\ncrash 2\nget cart\n",
		"put cart milk\nput cart eggs blind\nrun 1ms\ncut 1 2\nget cart\nexpect reply == ok\nhang 3\nput b c\nstep 3\nheal\n",
		"load 20 rate 1000\nrun 5ms\ncrash 1\nuntil time > 10ms\nstart 1\n",
	} {
		var both [2]*history.History
		for i := range both {
			var err error
			if both[i], err = history.New(preset(t, "lecture-ring-1")); err != nil {
				t.Fatal(err)
			}
		}
		if err := Run(t.Context(), Options{Cluster: both[0], In: strings.NewReader(lines), Out: io.Discard}); err != nil {
			t.Fatal(err)
		}
		runner := script.NewRunner(both[1])
		for line := range strings.Lines(lines + "until quiet\n") {
			cmd, err := script.Parse(strings.TrimSpace(line))
			if err == nil {
				err = runner.Exec(cmd)
			}
			for done := false; err == nil && !done; {
				done, err = runner.Advance(1000)
			}
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		desktest.Same(t, both[0], both[1])
	}
}

// TestPlainSaves: a session can be saved by a line, too, and opens again from the file
// and from the code.
func TestPlainSaves(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	lines := "save\nput cart milk\nuntil quiet\nback 3\nput cart eggs\nuntil quiet\nsave s.yaml\nsave s.yaml\nput cart tea\nuntil quiet\nsave\nsave nowhere/s.yaml\ncode\nsaved s.yaml\n"
	if err := os.WriteFile("t.yaml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), Options{Cluster: c, In: strings.NewReader(lines + "save t.yaml\n"), Out: &out}); !errors.As(err, new(Refused)) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nsave: name the file: save FILE\n", "\nsaved: ringside replay s.yaml opens it here again\n", "\nsave the session: ",
		"\nsave: t.yaml already exists; save! replaces it\n", "\"saved\": not known",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	opened, _, err := session.Open("s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	desktest.Same(t, opened, c)
	if got, want := len(opened.Branches()), len(c.Branches()); got != want || want < 2 {
		t.Errorf("opened with %d branches, saved with %d", got, want)
	}
	_, code, _ := strings.Cut(out.String(), "\nringside replay ")
	code, _, _ = strings.Cut(code, "\n")
	decoded, _, err := session.Decode(code)
	if err != nil {
		t.Fatal(err)
	}
	desktest.Same(t, decoded, c)
}

// TestPlainEnds: the end of the context ends a session that waits for a line.
func TestPlainEnds(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	in, keep, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer keep.Close()
	ctx, cancel := context.WithCancel(t.Context())
	greeted := make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- Run(ctx, Options{Cluster: c, In: in, Out: desktest.TellOnce{First: greeted}})
	}()
	<-greeted
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Errorf("the session ended with %v, want %v", err, context.Canceled)
	}
}

func TestPlainFails(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	err = Run(t.Context(), Options{Cluster: c, In: strings.NewReader("put a b\n"), Out: full{}})
	if err == nil || !strings.Contains(err.Error(), io.ErrShortWrite.Error()) {
		t.Errorf("a full disk comes to %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// preset returns the cluster of an embedded preset.
func preset(t testing.TB, name string) engine.Config {
	t.Helper()
	p, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p.Config()
}

// unescape replaces the escapes
// , \t, \e and \u{…} of a transcript.
func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\e`, "\x1b", `\rlo`, "\u202e", `\ff`, "\xff").Replace(s)
}

// TestPlainEndsOnALongWay: the end of the context ends a session on its way to another
// moment, and the cluster is where it was.
func TestPlainEndsOnALongWay(t *testing.T) {
	c, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if err := c.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: "v"}); err != nil {
			t.Fatal(err)
		}
		for c.Step() {
		}
	}
	c.Back(1_000_000)
	was := c.Position()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &talk{desk: desk{cluster: c}}
	if err := p.travel(ctx, engine.Command{Verb: engine.Forward, Count: c.Ahead() / 2}); err != context.Canceled || c.Position() != was {
		t.Errorf("it ends with %v at %v, was at %v", err, c.Position(), was)
	}
}
