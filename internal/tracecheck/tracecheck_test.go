// The checker on traces of random scripts, lessons, presets and cases, or on one given
// trace.

package tracecheck_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/internal/steady"
	"ringside/internal/tracecheck"
	"ringside/presets"
	"ringside/session"
)

var (
	rounds = flag.Int("tracecheck.rounds", 0, "how many random scripts are replayed; 0: 2500, or 400 with -short")
	seed   = flag.Uint64("tracecheck.seed", 1, "the seed of the random scripts")
	only   = flag.String("tracecheck.only", "", "the numbers of the random scripts that are replayed, such as 608,1994; empty: all of them")
	shrink = flag.Bool("tracecheck.shrink", false, "shrink the random scripts in which something was found")
	keep   = flag.String("tracecheck.keep", "", "a folder for the traces and scripts in which something was found")
	file   = flag.String("tracecheck.file", "", "a JSON trace to check, as `ringside run --json` prints it")
)

// TestTrace checks the trace that is named by its flag, and reports how much it checked:
//
//	go test ./internal/tracecheck -run TestTrace -v -tracecheck.file /PATH/FILE
func TestTrace(t *testing.T) {
	if *file == "" {
		return // the other tests make their own
	}
	b, err := os.ReadFile(*file)
	if err != nil {
		t.Fatal(err)
	}
	r := checked(t, *file, b)
	t.Logf("%d events, %d requests, %d answered reads, %d stores, %d verdicts", r.Events, r.Requests, r.Reads, r.Stores, r.Verdicts)
}

// checked replays a trace, which must be valid.
func checked(t *testing.T, name string, trace []byte) tracecheck.Report {
	t.Helper()
	lines, err := tracecheck.Read(bytes.NewReader(trace))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	r := tracecheck.Check(lines)
	for _, f := range r.Findings {
		t.Errorf("%s: %v", name, f)
	}
	return r
}

// told is a cluster that reports what has happened to it.
type told interface {
	Trace() *event.Trace
	NodeName(ring.NodeID) string
}

// trace returns the whole trace of a cluster, as lines of JSON.
func trace(cfg engine.Config, c told) []byte {
	b := append(cfg.AppendJSON(nil), '\n')
	for step := 1; step <= c.Trace().Len(); step++ {
		b = append(c.Trace().AppendJSON(b, step, c.NodeName), '\n')
	}
	return b
}

// TestRandomScripts replays the traces of random scripts with all kinds of faults. To look
// at one that fails:
//
//	go test ./internal/tracecheck -run RandomScripts -tracecheck.seed 7 -tracecheck.only 608 -tracecheck.shrink -tracecheck.keep DIR
func TestRandomScripts(t *testing.T) {
	var all tracecheck.Report
	numbers := chosen(t)
	results := make([]tracecheck.Report, len(numbers))
	errs := make([]error, len(numbers))
	inParallel(len(numbers), func(i int) { _, results[i], errs[i] = draw(*seed, numbers[i]).replayed() })
	bad := 0
	for i, r := range results {
		all.Events, all.Requests, all.Reads = all.Events+r.Events, all.Requests+r.Requests, all.Reads+r.Reads
		all.Stores, all.Verdicts = all.Stores+r.Stores, all.Verdicts+r.Verdicts
		if len(r.Findings) == 0 && errs[i] == nil {
			continue
		}
		if bad++; bad <= 5 {
			tell(t, numbers[i])
		}
	}
	t.Logf("%d scripts, %d of them wrong: %d events, %d requests, %d answered reads, %d stores, %d verdicts",
		len(numbers), bad, all.Events, all.Requests, all.Reads, all.Stores, all.Verdicts)
}

// TestOnceMisread replays random scripts of which the checker or the observer once made something
// else: a read's question that arrives twice, levels while a node joins in a new data centre;
// hints of two keys that expire at once, a coordinator that has left when it takes its
// request up, or of whose key N has been changed, a replica that is asked for its copy twice
// and gives another one, and a disk write that completes early while a message brings the same.
func TestOnceMisread(t *testing.T) {
	for _, s := range [][2]uint64{{990017, 3320}, {990017, 7466}, {990017, 8485}, {2, 13126}, {777, 14043}, {777, 14276}, {31337, 15028}, {31337, 17584}} {
		if _, r, err := draw(s[0], s[1]).replayed(); err != nil || len(r.Findings) > 0 {
			t.Errorf("script %d of seed %d: %v %v", s[1], s[0], r.Findings, err)
		}
	}
}

// inParallel calls f with 0 to n-1, with several at a time.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	workers.Wait()
}

// tell reports what is wrong with a script, and keeps it if that is asked for.
func tell(t *testing.T, number uint64) {
	t.Helper()
	s := draw(*seed, number)
	if *shrink {
		s = s.shrunk()
	}
	trace, r, err := s.replayed()
	if err != nil {
		t.Errorf("script %d of seed %d: %v\n%s", number, *seed, err, s.text())
	} else {
		t.Errorf("script %d of seed %d: %v, the first of %d findings\n%s", number, *seed, r.Findings[0], len(r.Findings), s.text())
	}
	if *keep != "" {
		s.keep(t, *keep, number, trace)
	}
}

// chosen returns the numbers of the random scripts to replay.
func chosen(t *testing.T) (numbers []uint64) {
	t.Helper()
	if *only != "" {
		for word := range strings.SplitSeq(*only, ",") {
			n, err := strconv.ParseUint(word, 10, 64)
			if err != nil {
				t.Fatalf("-tracecheck.only %s: %v", *only, err)
			}
			numbers = append(numbers, n)
		}
		return numbers
	}
	n := *rounds
	if n == 0 {
		n = steady.Rounds(2500, 400, 40)
	}
	for i := range uint64(n) {
		numbers = append(numbers, i)
	}
	return numbers
}

// TestHungWithItsOwnWrite: what a coordinator has given to its own disk when it hangs may
// still be stored, so that what it replaces is not lost; this also holds if the trace ends
// earlier.
func TestHungWithItsOwnWrite(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Siblings, engine.LWW, engine.Merge} {
		cfg := engine.Default()
		cfg.Placement, cfg.R, cfg.W, cfg.Conflict, cfg.Latency = ring.Simple(1), engine.Answers(1), engine.Answers(1), conflict, "fixed"
		c, err := engine.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		apply := func(cmd engine.Command, after time.Duration) {
			t.Helper()
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
			c.Advance(c.Now()+after, 1_000_000)
		}
		home := c.View(engine.Watch{}).Walk("a").Replicas[0]
		apply(engine.Command{Verb: engine.Put, Key: "a", Value: "first"}, time.Second)
		apply(engine.Command{Verb: engine.Put, Key: "a", Value: "other", Client: "ann", Blind: true}, time.Second)
		apply(engine.Command{Verb: engine.Put, Key: "a", Value: "next", Via: c.NodeName(home)}, 0)
		apply(engine.Command{Verb: engine.Hang, Node: c.NodeName(home)}, 5*time.Second)
		checked(t, fmt.Sprint(conflict)+", hung", trace(cfg, c))
		apply(engine.Command{Verb: engine.Resume, Node: c.NodeName(home)}, 5*time.Second)
		checked(t, fmt.Sprint(conflict)+", resumed", trace(cfg, c))
	}
}

// TestLessonsAndChallenges replays what the built-in lessons and the solutions of the
// challenges do.
func TestLessonsAndChallenges(t *testing.T) {
	for _, name := range steady.First(presets.Lessons(), 2) {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		l, err := presets.NewWalkthroughRun(p)
		for err == nil && !l.Finished() {
			if l.Open() {
				_, err = l.Reveal()
			}
			if err == nil && !l.Finished() {
				err = l.Next()
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := checked(t, name, trace(p.Config(), l.History())); r.Events == 0 && len(p.Steps) > 6 {
			t.Errorf("%s: nothing happened", name)
		}
	}
	for _, name := range steady.First(presets.Challenges(), 2) {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		h, _, err := session.Decode(presets.Check(p).Code)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := checked(t, name, trace(h.Config(), h)); r.Requests == 0 {
			t.Errorf("%s: nobody asked anything", name)
		}
	}
}

// TestScriptsOnPresets replays the scripts that are kept as cases, on every built-in
// cluster, and a few lines that go through everything.
func TestScriptsOnPresets(t *testing.T) {
	scripts := map[string]string{"plain": `put cart milk as ann
put cart eggs as bob blind
until quiet
get cart
resolve cart "milk,eggs"
until quiet
delete cart
until quiet
get cart
repair all
until quiet
run 60s`}
	files, err := filepath.Glob("../../engine/script/testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		scripts[filepath.Base(f)] = string(b)
	}
	for _, preset := range steady.First(presets.Names(), 1) {
		p, err := presets.Load(preset)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range scripts { // any order: each is by itself
			c, err := engine.New(p.Config())
			if err != nil {
				t.Fatal(err)
			}
			r := script.NewRunner(c)
			for line := range strings.Lines(text) {
				if cmd, err := script.Parse(line); err == nil && cmd.Verb != 0 {
					_ = carryOut(r, cmd) // a line that can't be here, or does not hold, is no matter
				}
			}
			_ = carryOut(r, engine.Command{Verb: engine.Until, Expr: "quiet"})
			if got := checked(t, name+" on "+preset, trace(p.Config(), c)); got.Requests == 0 && name == "plain" {
				t.Errorf("%s on %s: nobody asked anything", name, preset)
			}
		}
	}
}

// carryOut runs a command to its end.
func carryOut(r *script.Runner, cmd engine.Command) error {
	err := r.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.Advance(4096)
	}
	return err
}
