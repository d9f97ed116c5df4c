// Tests of the Runner and of scripts: transcripts, interruption, budgets and failures.

package script

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/ring"
)

// newCluster returns five nodes with fixed delays, so that a reader can follow.
func newCluster(t testing.TB) *engine.Cluster {
	c, err := engine.New(fixed())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newHistory returns the same as a history.
func newHistory(t testing.TB) *history.History {
	h, err := history.New(fixed())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func fixed() engine.Config {
	cfg := engine.Default()
	cfg.Latency = "fixed"
	cfg.Nodes = nil
	for i := range 5 {
		cfg.Nodes = append(cfg.Nodes, ring.Node{
			Name: fmt.Sprint("n", i+1), Tokens: []ring.Mark{{Token: ring.Token(-8e18) + ring.Token(i)*3e18}},
		})
	}
	return cfg
}

// someCluster returns a cluster with some past.
func someCluster(t testing.TB) *engine.Cluster {
	c := newCluster(t)
	lines := "put cart milk\nuntil reply\nput cart bread blind\nuntil reply\ncrash n2\nget cart\nuntil quiet\ndelete x\nstep"
	if err := NewRunner(c).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestScripts runs testdata/run, which is meant to be read. A "script" block runs on a new
// cluster of five nodes, with the word "history" on a history; a "more" block runs on the
// previous one, by RunFile. The output is the operations, the time, and the error if there
// is one. A "facts" block evaluates one expression per line.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/run", func(t *testing.T, path string) {
		var c Cluster
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var out strings.Builder
			switch d.Cmd {
			case "facts":
				for line := range strings.Lines(d.Input) {
					out.WriteString(judge(c, strings.TrimSuffix(line, "\n")) + "\n")
				}
				return out.String()
			case "script":
				if c = newCluster(t); d.HasArg("history") {
					c = newHistory(t)
				}
			}
			before := len(c.View(engine.Watch{}).Ops)
			err := NewRunner(c).RunFile(strings.NewReader(d.Input), nil)
			for _, op := range after(c, before) {
				fmt.Fprintf(&out, "%d %s %s: %s", op.ID, op.Verb, event.Quote(op.Key), op.Outcome)
				if op.Outcome != event.Pending {
					fmt.Fprintf(&out, " at %s", op.Told)
				}
				if op.Verb == event.Get {
					fmt.Fprintf(&out, " %q", op.Returned.Values())
				}
				out.WriteByte('\n')
			}
			fmt.Fprintf(&out, "now %s\n", c.Now())
			if err != nil {
				fmt.Fprintf(&out, "%v\n", err)
			}
			return out.String()
		})
	})
}

// after returns the operations after the first before ones.
func after(c Cluster, before int) []*engine.OpView {
	ops := c.View(engine.Watch{}).Ops
	return ops[min(before, len(ops)):]
}

func judge(c Cluster, line string) string {
	e, err := ParseExpr(line)
	if err != nil {
		return err.Error()
	}
	v, err := e.Eval(c)
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintf("%-5v %s", v.Holds, v.Found)
}

// TestStepCountsEvents: a number of steps is one of events, and those that happen in one go are
// not parted.
func TestStepCountsEvents(t *testing.T) {
	begun := func() (*engine.Cluster, *Runner) {
		c := newCluster(t)
		r := NewRunner(c)
		do(t, r, "put cart milk")
		return c, r
	}
	for n := range 10 {
		one, _ := begun()
		for want := one.Trace().Len() + n; one.Trace().Len() < want; {
			one.Step()
		}
		c, r := begun()
		if n > 0 {
			do(t, r, fmt.Sprint("step ", n))
		}
		if done, err := r.Advance(100); !done || err != nil {
			t.Fatalf("step %d: done %v, %v", n, done, err)
		}
		if got, want := c.Trace().Len(), one.Trace().Len(); got != want {
			t.Errorf("step %d leads to event %d, want %d", n, got, want)
		}
	}
}

// TestInterrupt: a long run proceeds in pieces, refuses a second one, lets the cluster be
// changed meanwhile, and stops where it is when cancelled.
func TestInterrupt(t *testing.T) {
	c := newCluster(t)
	r := NewRunner(c)
	do(t, r, "put cart milk")
	do(t, r, "run 5ms")
	if done, err := r.Advance(1); done || err != nil {
		t.Fatalf("after one thing: done %v, %v", done, err)
	}
	if cmd, busy := r.Busy(); !busy || cmd.String() != "run 5ms" {
		t.Fatalf("busy with %v: %v", cmd, busy)
	}
	if err := r.Exec(engine.Command{Verb: engine.Step, Count: 1}); err == nil || err.Error() != "step: run 5ms is still running" {
		t.Fatalf("a second command that takes time: %v", err)
	}
	do(t, r, "crash n1")
	pieces := 0
	for done := false; !done; pieces++ {
		var err error
		if done, err = r.Advance(2); err != nil {
			t.Fatal(err)
		}
	}
	if c.Now() != 5*time.Millisecond || pieces < 3 {
		t.Fatalf("done at %v after %d pieces", c.Now(), pieces)
	}
	do(t, r, "run 1000h")
	r.Cancel()
	if _, busy := r.Busy(); busy {
		t.Fatal("busy after Cancel")
	}
	if done, err := r.Advance(1); !done || err != nil || c.Now() != 5*time.Millisecond {
		t.Fatalf("after Cancel: done %v, %v, at %v", done, err, c.Now())
	}
}

func do(t *testing.T, r *Runner, line string) {
	t.Helper()
	cmd, err := Parse(line)
	if err == nil {
		err = r.Exec(cmd)
	}
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
}

// TestBudget: whatever the goal, one Advance stays within its budget.
func TestBudget(t *testing.T) {
	for _, line := range []string{"until quiet", "until reply", "step 8", "expect reply == ok", "until inflight == 0 and ops == 1", "run 1s"} {
		c := newCluster(t)
		r := NewRunner(c)
		do(t, r, "put cart milk")
		do(t, r, line)
		for pieces := 1; ; pieces++ {
			before := c.Trace().Len()
			done, err := r.Advance(1)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if grown := c.Trace().Len() - before; grown > 3 {
				t.Errorf("%s: one thing left %d events", line, grown)
			}
			if done {
				if pieces < 3 {
					t.Errorf("%s: done after %d pieces", line, pieces)
				}
				break
			}
			if pieces > 1000 {
				t.Fatalf("%s: no end", line)
			}
		}
	}
}

// TestPatience: the minute of nothing but probes starts again with any other event.
func TestPatience(t *testing.T) {
	c := newCluster(t)
	r := NewRunner(c)
	do(t, r, "set gossip off")
	do(t, r, "crash n1")
	for _, line := range []string{"put cart milk", "put bread rye", "put eggs ten"} {
		do(t, r, line)
	}
	do(t, r, "until up == 5")
	asked := false
	for {
		done, err := r.Advance(1)
		if !done {
			if !asked && c.Now() > 40*time.Second {
				do(t, r, "put cart bread")
				asked = true
			}
			continue
		}
		var f *Failure
		if !errors.As(err, &f) || c.Now() < 100*time.Second || c.Now() > 110*time.Second {
			t.Fatalf("gave up at %v: %v", c.Now(), err)
		}
		return
	}
}

// TestPause: RunFile calls pause between commands and during long ones, and ends with its
// error.
func TestPause(t *testing.T) {
	c := newCluster(t)
	r := NewRunner(c)
	stop := errors.New("enough")
	var seen []time.Duration
	err := r.RunFile(strings.NewReader("put cart milk\nrun 1ms\nrun 1ms\nrun 1ms"), func() error {
		if seen = append(seen, c.Now()); c.Now() >= 2*time.Millisecond {
			return stop
		}
		return nil
	})
	if err != stop {
		t.Fatalf("ended with %v", err)
	}
	if _, busy := r.Busy(); busy || c.Now() != 2*time.Millisecond {
		t.Fatalf("busy %v at %v", busy, c.Now())
	}
	if fmt.Sprint(seen) != "[0s 1ms 2ms]" {
		t.Errorf("paused at %v", seen)
	}
}

// TestFailureFields: a program can read the fields of a failure.
func TestFailureFields(t *testing.T) {
	err := NewRunner(newCluster(t)).RunFile(strings.NewReader("# a comment\n\nput cart milk\n\nexpect   acks==7\n"), nil)
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v", err)
	}
	if *f != (Failure{Line: 5, Verb: engine.Expect, Expr: "acks == 7", Found: "acks is 2"}) {
		t.Errorf("%+v", *f)
	}
}

// TestReader: lines with any line ending and of any length up to the limit.
func TestReader(t *testing.T) {
	megabyte := strings.Repeat("\x00", 1<<20)
	line := engine.Command{Verb: engine.Put, Key: "k", Value: megabyte}.String()
	src := "\ufeffget a # first\r\n\n \t \n# nothing\nget b\n" + line + "\n" + "bogus\nget c"
	rd := NewReader(iotest.HalfReader(strings.NewReader(src)))
	for _, want := range []struct {
		line int
		is   string
	}{{1, "get a"}, {5, "get b"}, {6, line}} {
		cmd, err := rd.Next()
		if err != nil || cmd.String() != want.is || rd.Line() != want.line {
			t.Fatalf("line %d: %.40q, %v, should be line %d: %.40q", rd.Line(), cmd, err, want.line, want.is)
		}
	}
	if _, err := rd.Next(); err == nil || !strings.HasPrefix(err.Error(), `line 7, "bogus": not known (verbs: put`) {
		t.Fatalf("a line that is not in the language: %v", err)
	}
	if cmd, err := rd.Next(); err != nil || cmd.Key != "c" || rd.Line() != 8 {
		t.Fatalf("the line after it: %v, %v", cmd, err)
	}
	for range 2 {
		if _, err := rd.Next(); err != io.EOF || rd.Line() != 8 {
			t.Fatalf("at the end, after line %d: %v", rd.Line(), err)
		}
	}
}

func TestReaderFails(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("get a\nput k "), bytes.NewReader(bytes.Repeat([]byte("x"), MaxLine+1)))
	broken := io.MultiReader(strings.NewReader("get a\nget b"), iotest.ErrReader(errors.New("the disk is gone")))
	for want, src := range map[string]io.Reader{
		"line 2: longer than 8388608 bytes; no value needs as much": endless,
		"line 2: the disk is gone":                                  broken,
	} {
		rd := NewReader(src)
		if _, err := rd.Next(); err != nil {
			t.Fatal(err)
		}
		if _, err := rd.Next(); err == nil || err.Error() != want {
			t.Errorf("%v, should be %s", err, want)
		}
	}
}
