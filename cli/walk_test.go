// Tests of the walk command: its transcripts, flags, JSON, and large or broken input.

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestWalkTranscripts runs `ringside walk`. In the transcripts,
//
//	file NAME   writes a file into the folder where the command runs
//	walk        has the arguments in its first line, of which \e is an escape and
//	            \s a space, and standard input in those after it: \r is a carriage
//	            return, \x a byte that is not UTF-8
//
// and what follows is the standard output, then each line of the standard error
// behind "! ", then the exit code if it is not 0.
func TestWalkTranscripts(t *testing.T) {
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	transcripts, err := filepath.Glob("testdata/walk/*.txt")
	if err != nil || len(transcripts) == 0 {
		t.Fatalf("%d transcripts, %v", len(transcripts), err)
	}
	for _, path := range transcripts {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Chdir(t.TempDir())
			datadriven.RunTest(t, filepath.Join(home, path), func(t *testing.T, d *datadriven.TestData) string {
				switch d.Cmd {
				case "file":
					return writeFile(t, d.CmdArgs[0].Key, d.Input)
				case "walk":
					args, input, _ := strings.Cut(d.Input, "\n")
					input = strings.NewReplacer(`\r`, "\r", `\x`, "\xff").Replace(input)
					words := strings.Fields(args)
					for i := range words {
						words[i] = strings.NewReplacer(`\e`, "\x1b", `\s`, " ", `\x`, "\xff", `""`, "").Replace(words[i])
					}
					out, errs, code := walked(strings.NewReader(input), words...)
					for line := range strings.Lines(errs) {
						out += "! " + line
					}
					if code != 0 {
						out += fmt.Sprintf("exit %d\n", code)
					}
					return out
				}
				t.Fatalf("%s: no command %q", d.Pos, d.Cmd)
				return ""
			})
		})
	}
}

// walked runs `ringside walk` with those arguments.
func walked(in io.Reader, args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = walkInto(&o, &e, in, args...)
	return o.String(), e.String(), code
}

func walkInto(out, errs io.Writer, in io.Reader, args ...string) int {
	return Main(append([]string{"walk"}, args...), World{In: in, Out: out, Err: errs})
}

// TestWalkParsesFlagsLikeAnyCommand: the command parses its flags itself, around numbers
// below zero, and otherwise behaves like any other command.
func TestWalkParsesFlagsLikeAnyCommand(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"walk --rf 1 --token -5 -7 --json", `{"token":-5,`},
		{"walk --json --rf=1 --token -- -5", `{"token":-5,`},
		{"walk --json --rf 1 -- -5", `{"key":"-5",`},
		{"walk --json --rf 1 -- --json", `{"key":"--json",`},
		{"walk --json -n 1 -5", `{"key":"-5",`},
		{"walk --json -n1 -5", `{"key":"-5",`},
		{"--preset lecture-ring-1 walk k -n 1", "key k"},
		{"walk -n -3 k", `ringside: --n: "-3" is not allowed`},
		{"walk -x k", `ringside: "-x" is not a flag of ringside walk`},
		{"walk --json=maybe k", `ringside: --json: "maybe" is not allowed (allowed: true, false)`},
		{"walk --help", "Print the walk from each key's token clockwise"},
		{"help walk", "Print the walk from each key's token clockwise"},
		{"__complete walk --preset lecture-ring-1 --pl", "--placement\t"},
		{"__complete walk --placement r", "simple\nrack\ncassandra\n:4"},
		{"__complete walk k --ring x", "yaml\nyml\n:8"},
		{"__complete walk --token c", ":4"},
	} {
		var out bytes.Buffer
		Main(strings.Fields(c.args), World{In: strings.NewReader(""), Out: &out, Err: &out})
		if got := strings.TrimSpace(out.String()); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s\n%s\nwant %s…", c.args, got, c.want)
		}
	}
}

// walkObject is one object that --json prints, parsed.
type walkObject struct {
	Key      *string
	KeyHex   *string `json:"key_hex"`
	Token    int64
	Replicas []string
	Hops     []struct {
		Token                      int64
		Label, Node, Decision, Why string
		Wraps                      bool
	}
}

func readObject(t *testing.T, line string) walkObject {
	t.Helper()
	var o walkObject
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		t.Fatalf("%v in %q", err, line)
	}
	return o
}

// TestWalkJSONIsTheWalk: the JSON line of every key matches the ring, whatever bytes the
// key has.
func TestWalkJSONIsTheWalk(t *testing.T) {
	r, err := ring.New(engine.Default().Nodes)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"cart:42", `"\`, "a\tb", "\x00\x1f", "\xff\xfe", "é\u2028<&>", strings.Repeat("ü", 5000), "\U0010ffff"}
	for c := range 256 {
		keys = append(keys, "k"+string([]byte{byte(c)}))
	}
	for _, key := range keys {
		if strings.ContainsAny(key, "\n\r") {
			continue
		}
		out, errs, code := walked(strings.NewReader(key+"\n"), "--json", "-")
		if code != 0 || errs != "" || strings.Count(out, "\n") != 1 {
			t.Fatalf("key %q: exit %d, %s%s", key, code, errs, out)
		}
		o := readObject(t, out)
		if utf8.ValidString(key) {
			if *o.Key != key || o.KeyHex != nil {
				t.Errorf("key %q is printed as %q, key_hex %v", key, *o.Key, o.KeyHex)
			}
		} else if !strings.Contains(*o.Key, "\ufffd") || o.KeyHex == nil || *o.KeyHex != fmt.Sprintf("%x", key) {
			t.Errorf("key %q is printed as %q, key_hex %v", key, *o.Key, o.KeyHex)
		}
		token := ring.Hash(key)
		if o.Token != int64(token) {
			t.Errorf("key %q has token %d, want %d", key, o.Token, token)
		}
		checkObject(t, r, o)
	}
}

// checkObject compares the replicas and hops with the ring's own, for placement 3.
func checkObject(t *testing.T, r *ring.Ring, o walkObject) {
	t.Helper()
	var want []string
	for _, n := range r.Replicas(nil, ring.Token(o.Token), ring.Simple(3)) {
		want = append(want, r.Nodes()[n].Name)
	}
	if fmt.Sprint(o.Replicas) != fmt.Sprint(want) {
		t.Errorf("token %d: replicas %v, want %v", o.Token, o.Replicas, want)
	}
	hops := r.Walk(nil, ring.Token(o.Token), ring.Simple(3))
	if len(hops) != len(o.Hops) {
		t.Fatalf("token %d: %d hops, want %d", o.Token, len(o.Hops), len(hops))
	}
	for i, h := range hops {
		slot, got := r.Slot(int(h.Slot)), o.Hops[i]
		if got.Token != int64(slot.Token) || got.Label != slot.Label || got.Node != r.Nodes()[h.Node].Name ||
			got.Decision != h.Decision.String() || got.Why != r.Explain(h) || got.Wraps != h.Wraps {
			t.Errorf("token %d: hop %d is %+v, want %+v of %+v", o.Token, i, got, h, slot)
		}
	}
}

// TestWalkOfALongKey: a key may be larger than any buffer.
func TestWalkOfALongKey(t *testing.T) {
	key := strings.Repeat("0123456789abcdef", 5<<16)
	out, errs, code := walked(strings.NewReader("a\r\n"+key+"\r\nz"), "--json", "-")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3", len(lines))
	}
	for i, want := range []string{"a", key, "z"} {
		if o := readObject(t, lines[i]); *o.Key != want || o.Token != int64(ring.Hash(want)) {
			t.Errorf("line %d: token %d of a key of %d bytes, want %d of %d bytes", i+1, o.Token, len(*o.Key), ring.Hash(want), len(want))
		}
	}
	text, _, _ := walked(strings.NewReader(key), "-")
	if first, _, _ := strings.Cut(text, "\n"); len(first) > 200 {
		t.Errorf("a key of %d bytes is shown to people in %d", len(key), len(first))
	}
}

func TestWalkRefusesAnEndlessLine(t *testing.T) {
	_, errs, code := walked(endless{}, "-")
	if want := fmt.Sprintf("ringside: standard input: line 1: has more than %d bytes; a key may have so many\n", maxKey); errs != want || code != exitUsage {
		t.Errorf("exit %d, %swant %s", code, errs, want)
	}
}

// endless is a stream without a line break.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'k'
	}
	return len(b), nil
}

// keyStream is a stream of keys, one per line, and measures the memory that the reader
// holds meanwhile.
type keyStream struct {
	left int
	most uint64
}

func (s *keyStream) Read(b []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	if s.left%1000 == 0 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.most = max(s.most, m.HeapAlloc)
	}
	s.left--
	return copy(b, fmt.Sprintf("key-%d-%s\n", s.left, strings.Repeat("x", 900))), nil
}

func TestWalkHoldsOneKeyAtATime(t *testing.T) {
	few, many := &keyStream{left: 1001}, &keyStream{left: 10001}
	for _, s := range []*keyStream{few, many} {
		for _, flag := range []string{"--json", "--token=false"} {
			left := s.left
			if code := walkInto(io.Discard, io.Discard, s, flag, "-"); code != 0 {
				t.Fatalf("exit %d", code)
			}
			s.left = left
		}
	}
	// 9 MB of keys went through each time.
	if many.most > few.most+2<<20 {
		t.Errorf("%d bytes are held in the course of 10,000 keys, %d of 1,000", many.most, few.most)
	}
}

// TestWalkAnswersBeforeItWaits: a user who types keys sees each key's walk before typing
// the next.
func TestWalkAnswersBeforeItWaits(t *testing.T) {
	in, keyboard := io.Pipe()
	screen, out := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- walkInto(out, io.Discard, in, "--json", "-")
		out.Close()
		in.Close()
	}()
	answers := bufio.NewScanner(screen)
	for _, key := range []string{"cart", "user", "order"} {
		if _, err := fmt.Fprintln(keyboard, key); err != nil {
			t.Fatalf("typed %s: the command has ended with exit %d", key, <-code)
		}
		if !answers.Scan() {
			t.Fatalf("no answer to %s: %v", key, answers.Err())
		}
		if o := readObject(t, answers.Text()); *o.Key != key {
			t.Errorf("typed %s, got the walk of %s", key, *o.Key)
		}
	}
	keyboard.Close()
	if answers.Scan() {
		t.Errorf("one answer too many: %s", answers.Text())
	}
	if c := <-code; c != 0 {
		t.Errorf("exit %d", c)
	}
}

// closedAfter accepts so many bytes and then fails, as if nobody read them any more, or
// with another error.
type closedAfter struct {
	left int
	err  error
}

func (c *closedAfter) Write(b []byte) (int, error) {
	if c.left -= len(b); c.left < 0 {
		return 0, c.err
	}
	return len(b), nil
}

func TestWalkWhenNobodyReads(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		says string
	}{
		{&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}, 0, ""},
		{io.ErrClosedPipe, 0, ""},
		{errors.New("disk full"), exitUsage, "disk full"},
	} {
		for _, args := range [][]string{{"--json", "-"}, {"-"}, {"cart"}} {
			var errs bytes.Buffer
			keys := &keyStream{left: 999}
			code := walkInto(&closedAfter{left: 100, err: c.err}, &errs, keys, args...)
			if code != c.code || !strings.Contains(errs.String(), c.says) || c.says == "" && errs.Len() > 0 {
				t.Errorf("walk %v into %v: exit %d, %q; want %d", args, c.err, code, errs.String(), c.code)
			}
		}
	}
}

type brokenInput struct{}

func (brokenInput) Read([]byte) (int, error) { return 0, errors.New("the cable is out") }

func TestWalkWhenTheInputBreaks(t *testing.T) {
	_, errs, code := walked(io.MultiReader(strings.NewReader("a\nb"), brokenInput{}), "-")
	if want := "ringside: standard input: line 2: cannot be read: the cable is out\n"; errs != want || code != exitFailed {
		t.Errorf("exit %d, %swant %s", code, errs, want)
	}
}

func BenchmarkWalkJSON(b *testing.B) {
	keys := &keyLinesOf{left: b.N}
	if code := walkInto(io.Discard, io.Discard, keys, "--json", "--nodes", "1000", "--vnodes", "256", "-"); code != 0 {
		b.Fatal(code)
	}
}

// keyLinesOf is a stream of short keys, one per line.
type keyLinesOf struct {
	left int
	rest []byte
}

func (k *keyLinesOf) Read(b []byte) (int, error) {
	for len(k.rest) < len(b) && k.left > 0 {
		k.rest = fmt.Appendf(k.rest, "key-%d\n", k.left)
		k.left--
	}
	if len(k.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, k.rest)
	k.rest = append(k.rest[:0], k.rest[n:]...)
	return n, nil
}
