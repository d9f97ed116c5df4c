// This file meets every limit in every place where commands are given: the explorer,
// its plain form, a script, a walkthrough, the cluster of a class, and a copy in one.

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ringside/classroom/room"
	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui"
	"ringside/tui/class"
	"ringside/tui/plain"
	shown "ringside/tui/source"
)

// limit is one that can be met: what leads there, a line too many, and what is said of
// that.
type limit struct {
	leads func(add func(line string))
	over  string
	says  []string
	then  string            // a line that is still carried out
	not   map[string]string // where it can't be met so, and why; or what is said there instead
	only  []string          // where it can be met; nil: everywhere
}

// many adds a line so many times, with its number in it if there is a place for one.
func many(n int, line string) func(func(string)) {
	return func(add func(string)) {
		for i := range n {
			if strings.Contains(line, "%d") {
				add(fmt.Sprintf(line, i))
			} else {
				add(line)
			}
		}
	}
}

func limits() map[string]limit {
	inTime := []string{"explorer", "plain", "copy", "room"}
	return map[string]limit{
		"siblings": {
			leads: many(engine.MaxSiblings, "put cart v%d blind"), over: "put cart more blind",
			says: []string{"put cart: it has 1,000 values at once, and can't have more", "resolve"}, then: "put toys ball",
			not: map[string]string{"walkthrough": "lines; at most 200 are allowed"},
		},
		"bytes of siblings": {
			leads: func(add func(string)) {
				for i := range 5 {
					add(fmt.Sprintf("put cart %s%d blind", strings.Repeat("x", 800_000), i))
				}
			},
			over: "put cart " + strings.Repeat("y", 800_000) + " blind", says: []string{"put cart: its values would have more than 4 MiB together"}, then: "put toys ball",
			not: map[string]string{"walkthrough": "the file is larger than 1048576 bytes"},
		},
		"a value": {
			over: "put k " + strings.Repeat("x", engine.MaxValue+1), says: []string{"put k: the value has 1048577 bytes (allowed: at most 1048576)"}, then: "put k v",
			not: map[string]string{"walkthrough": "the file is larger than 1048576 bytes"},
		},
		"a key": {
			over: "put " + strings.Repeat("k", engine.MaxKey+1) + " v", says: []string{"put: the key has 65537 bytes (allowed: at most 65536)"}, then: "put k v",
			not: map[string]string{"walkthrough": "at most 4000 are allowed"},
		},
		"a client": {
			over: "get k as " + strings.Repeat("c", engine.MaxClient+1), says: []string{"get: the client's name has 1025 bytes (allowed: at most 1024)"}, then: "get k as bob",
		},
		"a node's name": {
			over: "add " + strings.Repeat("n", 41), says: []string{"can't be a name (allowed: up to 40"}, then: "add n41",
		},
		"requests": {
			leads: many(engine.MaxOpen, "get k%d"), over: "get k", says: []string{"get k: 10,000 requests are under way, and there can't be more at once"}, then: "run 1s",
			only: []string{"explorer", "copy", "room", "script"}, // elsewhere each is answered before the next
		},
		"rules": {
			leads: many(engine.MaxRules, "drop 1>2"), over: "drop 1>2", says: []string{"1,000"}, then: "put k v",
			not: map[string]string{"walkthrough": "lines; at most 200 are allowed"},
		},
		"changes": {
			leads: func(add func(string)) {
				for i := range engine.MaxChanges {
					add(fmt.Sprintf("set r %d", 1+i%2))
				}
			},
			over: "set r 3", says: []string{"set r: settings have been changed 10,000 times"}, then: "put k v",
			not: map[string]string{"walkthrough": "lines; at most 200 are allowed"},
		},
		"time": {
			leads: func(add func(string)) {
				many(875, "run 1000h")(add)
				add("run 1h")
			},
			over: "run 1000h", says: []string{"run 1000h: virtual time ends 100 years after the start, which is in 999h"}, then: "put k v",
			not: map[string]string{"walkthrough": "lines; at most 200 are allowed"},
		},
		"the end of time": {
			leads: many(876, "run 1000h"), over: "put k v", says: []string{"put: virtual time ends 100 years after the start, and that is now; go back, or restart the cluster"}, then: "back",
			only: inTime,
		},
		"a run": {
			over: "run 1001h", says: []string{"1000h"}, then: "run 1h",
		},
		"branches": {
			leads: many(history.SessionBounds().Branches-1, "fork"), over: "fork", only: []string{"explorer", "plain"},
			says: []string{"fork: this session has 1,000 branches, and can't have another one begin here; go on where one ends, or save it, and restart the cluster"}, then: "put k v",
		},
		"branches of a copy": {
			leads: many(class.CopyBounds().Branches-1, "fork"), over: "fork", only: []string{"copy"},
			says: []string{"fork: this copy has 100 branches, and can't have another one begin here; go on where one ends, or :fork takes a new one"}, then: "put k v",
		},
		"branches of a class": {
			leads: many(class.ClusterBounds().Branches-1, "fork"), over: "fork", only: []string{"room"},
			says: []string{"fork: the cluster of the class has 500 branches, and can't have another one begin here; go on where one ends, or an instructor can reset class"}, then: "put k v",
		},
		"commands of a copy": {
			leads: func(add func(string)) {
				for i := range 34 {
					add(fmt.Sprintf("put k%d %s", i, strings.Repeat("x", 240_000)))
				}
			},
			over: "put k " + strings.Repeat("x", 240_000), only: []string{"copy"}, then: "put k v",
			says: []string{"put: this copy is full for a line of 240078 bytes: as it is saved, it has 225898 left for commands; :fork takes a new one"},
		},
		"the beginning": {over: "back", says: []string{"back: this is the beginning"}, then: "put k v", only: inTime},
	}
}

// fronts are the places where commands are given. Each has what leads to a limit done,
// then the line too many, and then the one that can still be done; it returns what is
// said of the line too many, and fails the test if anything changes with it.
func fronts() map[string]func(t *testing.T, l limit) []string {
	return map[string]func(t *testing.T, l limit) []string{
		"explorer": inExplorer, "plain": inPlain, "script": inScript, "walkthrough": inWalkthrough, "room": inRoom, "copy": inCopy,
	}
}

// TestLimitsEverywhere: whatever limit is met, and wherever, one clear line says so, the
// cluster is as it was, and what is allowed still is.
func TestLimitsEverywhere(t *testing.T) {
	for name, l := range limits() {
		for front, meets := range fronts() {
			if l.only != nil && !strings.Contains(" "+strings.Join(l.only, " ")+" ", " "+front+" ") {
				continue
			}
			t.Run(name+"/"+front, func(t *testing.T) {
				said := meets(t, l)
				want := l.says
				if other, ok := l.not[front]; ok {
					want = []string{other}
				}
				if len(said) != 1 {
					t.Fatalf("%d lines are said: %.300q", len(said), said)
				}
				if len(said[0]) > 400 || strings.ContainsAny(said[0], "\n\x1b") {
					t.Errorf("no clear line: %.500q", said[0])
				}
				for _, w := range want {
					if !strings.Contains(said[0], w) {
						t.Errorf("it says %q, and not %q", said[0], w)
					}
				}
			})
		}
	}
}

// fixedConfig is a cluster in which nothing happens by itself.
func fixedConfig() engine.Config {
	cfg := engine.Default()
	cfg.Gossip, cfg.Latency = 0, "fixed"
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = fmt.Sprint(i + 1)
	}
	return cfg
}

func newHistory(t *testing.T) *history.History {
	t.Helper()
	h, err := history.New(fixedConfig())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// perform carries a line out on a cluster, to its end.
func perform(c shown.Cluster, line string) error {
	cmd, err := script.Parse(line)
	if err != nil {
		return err
	}
	r := script.NewRunner(c)
	err = r.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.Advance(10_000)
	}
	return err
}

// prepare has done what leads to a limit. With pauses every operation is answered before
// the next.
func (l *limit) prepare(t *testing.T, c shown.Cluster, pauses bool) {
	t.Helper()
	if l.leads == nil {
		return
	}
	l.leads(func(line string) {
		err := perform(c, line)
		if err == nil && pauses {
			err = perform(c, "until quiet")
		}
		if err != nil {
			t.Fatalf("%.80s: %v", line, err)
		}
	})
}

// fingerprint is all that a line may change.
func fingerprint(h *history.History) string {
	courses, on := h.Courses()
	commands := 0
	for _, c := range courses {
		commands += len(c.Commands)
	}
	return fmt.Sprint(h.Position(), h.End(), len(courses), on, commands, h.Revision())
}

func unchanged(t *testing.T, h *history.History, was string) {
	t.Helper()
	if is := fingerprint(h); is != was {
		t.Errorf("the cluster is %s, was %s", is, was)
	}
}

// stopped is a clock that stands.
type stopped struct{}

// Now returns always the same.
func (stopped) Now() time.Time { return time.Unix(1_000_000, 0) }

// After has nothing come.
func (stopped) After(time.Duration, tea.Msg) tea.Cmd { return nil }

func inExplorer(t *testing.T, l limit) []string {
	h := newHistory(t)
	l.prepare(t, h, false)
	m, err := tui.New(tui.Options{Cluster: h, Env: []string{"LANG=C.UTF-8"}, Clock: stopped{}})
	if err != nil {
		t.Fatal(err)
	}
	m.Update(tea.WindowSizeMsg{Width: 400, Height: 40})
	said := func(line string) (bad []string) {
		m.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		m.Update(tea.KeyPressMsg{Code: ':', Text: ":"})
		m.Update(tea.KeyPressMsg{Text: line})
		m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		frame := m.Frame()
		lines := strings.Split(ansi.Strip(frame.String()), "\n")
		for _, line := range lines[len(lines)-3:] {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "! "); ok {
				bad = append(bad, strings.TrimRight(rest, " "))
			}
		}
		return bad
	}
	was := fingerprint(h)
	bad := said(l.over)
	unchanged(t, h, was)
	if then := said(l.then); then != nil {
		t.Errorf("%s then: %q", l.then, then)
	}
	return bad
}

func inPlain(t *testing.T, l limit) []string {
	h := newHistory(t)
	l.prepare(t, h, true)
	said := func(line string) (bad []string) {
		var out bytes.Buffer
		var refused plain.Refused
		if err := plain.Run(t.Context(), plain.Options{Cluster: h, In: strings.NewReader(line + "\n"), Out: &out}); err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if rest, ok := strings.CutPrefix(line, "line 1, "); ok {
				bad = append(bad, strings.TrimRight(rest, "\n"))
			}
		}
		return bad
	}
	was := fingerprint(h)
	bad := said(l.over)
	unchanged(t, h, was)
	if then := said(l.then); then != nil {
		t.Errorf("%s then: %q", l.then, then)
	}
	return bad
}

// command runs a command line in a folder, with files, and returns what it prints.
func command(t *testing.T, files map[string]string, args ...string) (out, errs string, code int) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var printed, failed bytes.Buffer
	code = Main(args, World{In: strings.NewReader(""), Out: &printed, Err: &failed})
	return printed.String(), failed.String(), code
}

func inScript(t *testing.T, l limit) []string {
	var lines strings.Builder
	if l.leads != nil {
		l.leads(func(line string) { lines.WriteString(line + "\n") })
	}
	lead := lines.String()
	_, errs, code := command(t, map[string]string{"s": lead + l.over + "\n"}, "run", "--preset", "lecture-ring-1", "--latency", "fixed", "--gossip", "off", "s")
	if code == 0 {
		t.Error("the exit code is 0")
	}
	if _, errs, code := command(t, map[string]string{"s": lead + l.then + "\n"}, "run", "--preset", "lecture-ring-1", "--latency", "fixed", "--gossip", "off", "s"); code != 0 {
		t.Errorf("%s instead: %s", l.then, errs)
	}
	return strings.Split(strings.TrimSuffix(errs, "\n"), "\n")
}

func inWalkthrough(t *testing.T, l limit) []string {
	var lines strings.Builder
	if l.leads != nil {
		l.leads(func(line string) { lines.WriteString("      " + line + "\n") })
	}
	of := func(last string) string {
		return "format: 1\ntitle: Limits\nabout: All of them.\nobjective: Meet a limit.\nsource: none\nminutes: 1\ncluster: {like: lecture-ring-1}\n" +
			"steps:\n  - title: One\n    source: none\n    say: Look.\n    do: |\n      set gossip off\n" + lines.String() + "      " + last + "\n    expect: n == 3\n"
	}
	out, errs, code := command(t, map[string]string{"p.yaml": of(l.over)}, "check", "p.yaml")
	if code == 0 {
		t.Error("the exit code is 0")
	}
	if !strings.Contains(errs, "check: ") || strings.Count(errs, "\n") != 1 {
		t.Errorf("on the standard error: %q", errs)
	}
	if _, no := l.not["walkthrough"]; !no {
		if out, errs, code := command(t, map[string]string{"p.yaml": of(l.then)}, "check", "p.yaml"); code != 0 {
			t.Errorf("%s instead: %s%s", l.then, out, errs)
		}
	}
	return strings.Split(strings.TrimSuffix(out, "\n"), "\n")
}

// driver opens a room, and lets ann in, who drives.
func driver(t *testing.T) *room.Member {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var hours atomic.Int64 // what is worked out takes no time, so that no budget is met
	later := func() time.Time { return time.Unix(3600*hours.Add(1), 0) }
	now := func() time.Time { return time.Date(2026, 11, 28, 10, 30, 0, 0, time.UTC) }
	r, err := room.New(ctx, room.Config{Name: "class", Cluster: fixedConfig(), Processor: room.NewProcessor(later), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); <-r.Done() })
	m, err := r.Join(ctx, room.Identity{Name: "ann", Serves: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func inRoom(t *testing.T, l limit) []string {
	m := driver(t)
	lease, ok := m.Lease()
	if !ok {
		t.Fatal("ann does not drive")
	}
	<-lease.Control(shown.Pause)
	rest := func(reply shown.Reply) error {
		for m.Snapshot().Room.Job != "" {
			<-m.News()
		}
		return reply.Err
	}
	drive := func(line string) error {
		cmd, err := script.Parse(line)
		if err != nil {
			return err
		}
		return rest(<-lease.Do(cmd))
	}
	if l.leads != nil {
		driveAll(t, lease, l.leads, rest)
	}
	state := func() string {
		v := m.Snapshot().View(engine.Watch{})
		return fmt.Sprint(v.Trace.Len(), v.Now, m.Snapshot().Room.Ahead)
	}
	was := state()
	err := drive(l.over)
	if is := state(); is != was {
		t.Errorf("the cluster is %s, was %s", is, was)
	}
	if then := drive(l.then); then != nil {
		t.Errorf("%s then: %v", l.then, then)
	}
	if err == nil {
		return nil
	}
	return []string{err.Error()}
}

// driveAll has all lines carried out, as if they were pasted: many wait in the room at once.
// A line that takes time has the room to itself, since nothing is done beside it.
func driveAll(t *testing.T, lease class.Lease, leads func(add func(string)), rest func(shown.Reply) error) {
	t.Helper()
	type asked struct {
		line  string
		reply <-chan shown.Reply
	}
	var waiting []asked
	await := func() {
		for _, a := range waiting {
			if err := rest(<-a.reply); err != nil {
				t.Fatalf("%.80s: %v", a.line, err)
			}
		}
		waiting = waiting[:0]
	}
	leads(func(line string) {
		cmd, err := script.Parse(line)
		if err != nil {
			t.Fatalf("%.80s: %v", line, err)
		}
		if waiting = append(waiting, asked{line, lease.Do(cmd)}); cmd.Verb == engine.Run || len(waiting) == 200 {
			await()
		}
	})
	await()
}

func inCopy(t *testing.T, l limit) []string {
	own := driver(t).Own(newHistory(t))
	l.prepare(t, own, false)
	h := own.(*room.Copy).History
	was := fingerprint(h)
	err := perform(own, l.over)
	unchanged(t, h, was)
	if then := perform(own, l.then); then != nil {
		t.Errorf("%s then: %v", l.then, then)
	}
	if err == nil {
		return nil
	}
	return []string{err.Error()}
}
