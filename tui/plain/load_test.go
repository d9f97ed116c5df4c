// Tests of what is said of loads.

package plain

import (
	"regexp"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
)

// TestLoadsPlayedAtOnce: of several loads that a step of a lesson has played before anything is
// printed, the figures are those of the last, and stand behind it alone.
func TestLoadsPlayedAtOnce(t *testing.T) {
	p, err := presets.Parse("loads.yaml", []byte(`format: 1
title: Loads
objective: See two loads.
minutes: 1
cluster: {like: three, latency: fixed}
steps:
  - title: Two
    say: Two loads.
    do: |
      load 4 puts clients 1
      until quiet
      set w 1
      load 6 puts clients 1
      until quiet
    show: {pane: log}
    expect: loaded == 6
`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Run(t.Context(), Options{Cluster: c, Learn: p, In: strings.NewReader("measured\n"), Out: &out, ProgressStore: presets.NewProgressStore(t.TempDir())}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), " puts: "); n != 2 { // behind the last, and asked for
		t.Errorf("the figures of a load stand %d times in\n%s", n, out.String())
	}
}

// TestRequestsAmidALoad: of a request made while a load makes its own, it is told why it came out as it
// did, once; and why asks about that one, not about the load's newest.
func TestRequestsAmidALoad(t *testing.T) {
	said := spoken(t, "load 3000\nrun 20ms\nput mine v1\nrun 100ms\nget mine\nrun 100ms\nwhy")
	for _, verb := range []string{"put mine v1", "get mine"} {
		number := operationOf(t, said, verb)
		if n := strings.Count(said, "\nwhy op "+number+": "); n < 1 {
			t.Errorf("of %s it is told %d times why", verb, n)
		}
	}
	last := said[strings.LastIndex(said, "\nwhy op "):]
	if want := "\nwhy op " + operationOf(t, said, "get mine") + ": "; !strings.HasPrefix(last, want) {
		t.Errorf("why says\n%s, want%s…", last, want)
	}
}

// TestRefusedAmongLatencies: where requests of a load were refused it is said that the latencies count
// them, as what is refused at once makes the others look fast; where none were, it is not.
func TestRefusedAmongLatencies(t *testing.T) {
	for lines, want := range map[string]string{
		"load 1 puts": "\n1 put: 1 ok; half of them within ",
		"load 2 gets": "\n2 gets: 2 notfound; half of them within ",
		"set w 3\ncrash n1\ncrash n2\ncrash n3\nrun 9s\nload 9 puts": "\n9 puts: 9 unavailable; half of them, refused ones too, within 0.0 ms",
	} {
		if said := spoken(t, lines+"\nuntil quiet"); !strings.Contains(said, want) {
			t.Errorf("%s: no %q in\n%s", lines, want, said)
		}
	}
}

// TestWhyOfALateReply: a request whose client waits longer than that of a later one is told of as well.
func TestWhyOfALateReply(t *testing.T) {
	said := spoken(t, "hang n1\nput slow v1 via n1\nput fast v2 via n2\nuntil quiet\nrun 10s")
	for _, verb := range []string{"put slow v1", "put fast v2"} {
		if n := strings.Count(said, "\nwhy op "+operationOf(t, said, verb)+": "); n != 1 {
			t.Errorf("of %s it is told %d times why, want once:\n%s", verb, n, said)
		}
	}
}

// spoken returns what is said of some lines on a usual cluster.
func spoken(t *testing.T, lines string) string {
	t.Helper()
	c, err := history.New(preset(t, "default"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Run(t.Context(), Options{Cluster: c, In: strings.NewReader(lines + "\n"), Out: &out, ProgressStore: presets.NewProgressStore(t.TempDir())}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// operationOf returns the number of the request that somebody made with a line.
func operationOf(t *testing.T, said, line string) string {
	t.Helper()
	at := regexp.MustCompile(` you +` + line + ` +op (\d+)`).FindStringSubmatch(said)
	if at == nil {
		t.Fatalf("nobody said %s in\n%s", line, said)
	}
	return at[1]
}
