// Round trips: what the language prints, it reads back as the same.

package script

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/load"
	_ "ringside/internal/steady"
)

// anyText draws texts with many characters that need care.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"via", "as", "blind", "oneway", "all", "and", "none", "quiet", "-", "", "#", "a\\b", "n-1"}),
		rapid.StringOf(rapid.SampledFrom([]rune("ab \"'\\#,()=<>!-\t\n\x1b\u202e\u200bé牛"))),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

func anyName() *rapid.Generator[string] {
	return anyText().Filter(func(s string) bool { return s != "" })
}

// anyEnds draws a node or the two ends of a link.
func anyEnds() *rapid.Generator[[2]string] {
	return rapid.OneOf(
		rapid.Map(anyName(), func(node string) [2]string { return [2]string{node, ""} }),
		rapid.Map(rapid.SliceOfN(anyName(), 2, 2), func(ends []string) [2]string { return [2]string(ends) }),
	)
}

// anyLevel draws a level, or none.
func anyLevel() *rapid.Generator[engine.Level] {
	return rapid.Map(rapid.SampledFrom([]string{"", "", "1", "255", "one", "each_quorum", "dc1=1,west=255"}), func(s string) engine.Level {
		if s == "" {
			return engine.Level{}
		}
		level, err := engine.ParseLevel(s)
		if err != nil {
			panic(err)
		}
		return level
	})
}

// maybe draws "" half of the time.
func maybe(g *rapid.Generator[string]) *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), g)
}

// anyCommand draws a command that the language can express.
func anyCommand() *rapid.Generator[engine.Command] {
	return rapid.Custom(func(t *rapid.T) engine.Command {
		text := func(name string) string { return anyText().Draw(t, name) }
		node := func(name string) string { return anyName().Draw(t, name) }
		c := engine.Command{Verb: rapid.SampledFrom(Verbs()).Draw(t, "verb").Verb}
		switch c.Verb {
		case engine.Put, engine.Get, engine.Delete:
			c.Key, c.Via, c.Client = text("key"), maybe(anyName()).Draw(t, "via"), maybe(anyName()).Draw(t, "client")
			c.At = anyLevel().Draw(t, "at")
			if c.Verb == engine.Put {
				c.Value, c.Blind = text("value"), rapid.Bool().Draw(t, "blind")
			}
		case engine.Set:
			set := rapid.SampledFrom([][2]string{
				{"n", text("n")}, {"r", "2"}, {"w", "local_quorum"}, {"w", "dc1=1,dc2=2"}, {"quorum", "strict"}, {"conflict", "lww"}, {"timeout", "1h"},
			}).Draw(t, "set")
			c.Name, c.To = set[0], set[1]
		case engine.Resolve:
			c.Key, c.Value = text("key"), text("value")
			c.Via, c.Client = maybe(anyName()).Draw(t, "via"), maybe(anyName()).Draw(t, "as")
			c.At = anyLevel().Draw(t, "at")
		case engine.Add:
			c.Node = node("node")
			c.Rack, c.DC = maybe(anyName()).Draw(t, "rack"), maybe(anyName()).Draw(t, "dc")
			for i, n := range rapid.SliceOfN(rapid.Int64(), 0, 4).Draw(t, "tokens") {
				if i > 0 {
					c.Tokens += ","
				}
				c.Tokens += strconv.FormatInt(n, 10)
			}
		case engine.Skew:
			c.Node = node("node")
			c.For = time.Duration(rapid.Int64().Draw(t, "offset"))
		case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
			if c.Verb == engine.Delay {
				c.For = time.Duration(rapid.Int64Range(1, int64(engine.LongestDelay)).Draw(t, "by"))
			}
			if c.Verb == engine.Deliver || rapid.Bool().Draw(t, "one") {
				c.Msg = rapid.IntRange(1, 1<<30).Draw(t, "message")
				break
			}
			c.Node, c.Peer = node("a"), node("b")
			if c.Verb != engine.Delay && rapid.Bool().Draw(t, "many") {
				c.Count = rapid.IntRange(2, mostSteps).Draw(t, "count")
			}
		case engine.Crash, engine.Start, engine.Hang, engine.Resume, engine.Isolate, engine.Remove, engine.Wipe, engine.Power, engine.Blackout:
			c.Node = node("node")
		case engine.Gossip:
			c.Node, c.To = node("node"), rapid.SampledFrom([]string{engine.GossipOn, engine.GossipOff}).Draw(t, "to")
		case engine.Heal:
			if c.Node = maybe(anyName()).Draw(t, "node"); c.Node != "" {
				c.Peer = maybe(anyName()).Draw(t, "peer")
			}
		case engine.Cut, engine.Mend:
			c.Node, c.Peer = node("a"), node("b")
			c.OneWay = c.Verb == engine.Cut && rapid.Bool().Draw(t, "oneway")
		case engine.Slow:
			ends := anyEnds().Draw(t, "ends")
			c.Node, c.Peer = ends[0], ends[1]
			c.Factor = rapid.Int64Range(1, largestFactor).Draw(t, "factor")
		case engine.Load:
			if rapid.Bool().Draw(t, "off") {
				c.To = engine.LoadOff
				break
			}
			c.Work = load.Workload{
				Count: rapid.IntRange(1, load.MaxCount).Draw(t, "requests"), Puts: rapid.IntRange(0, load.Thousand).Draw(t, "puts"),
				Keys: rapid.IntRange(1, load.MaxKeys).Draw(t, "keys"), Zipf: rapid.IntRange(0, load.MaxZipf).Draw(t, "zipf"),
				Clients: rapid.IntRange(1, load.MaxClients).Draw(t, "clients"), Rate: rapid.IntRange(0, load.MaxRate).Draw(t, "rate"),
				Spread: rapid.Bool().Draw(t, "spread"),
			}
		case engine.Run:
			c.For = time.Duration(rapid.Int64Range(1, int64(longestRun)).Draw(t, "duration"))
		case engine.Step, engine.Back, engine.Forward, engine.Switch:
			c.Count = rapid.IntRange(1, mostSteps).Draw(t, "count")
		case engine.SyncDisk:
			c.Node = node("node")
			c.Count = rapid.IntRange(0, mostSteps).Draw(t, "operation")
		case engine.TimeOut:
			c.Count = rapid.IntRange(1, mostSteps).Draw(t, "operation")
		case engine.Until:
			c.Expr = rapid.OneOf(rapid.Just(goalQuiet), rapid.Just(goalReply), anyExpr()).Draw(t, "goal")
		case engine.Expect:
			c.Expr = anyExpr().Draw(t, "expr")
		}
		return c
	})
}

// anyExpr draws an expression in its canonical form.
func anyExpr() *rapid.Generator[string] {
	return rapid.Map(looseExpr(3), func(s string) string {
		e, err := ParseExpr(s)
		if err != nil {
			panic(err)
		}
		return e.String()
	})
}

// looseExpr draws an expression with more parentheses and quotes than it needs.
func looseExpr(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		part := func(name string) string { return looseExpr(depth-1).Draw(t, name) }
		if depth > 0 {
			switch rapid.IntRange(0, 5).Draw(t, "form") {
			case 0:
				return part("left") + " and " + part("right")
			case 1:
				return part("left") + " or " + part("right")
			case 2:
				return "not " + part("not")
			case 3:
				return "( " + part("in parentheses") + ")"
			}
		}
		return looseComparison(t, rapid.SampledFrom(Facts()).Draw(t, "fact"))
	})
}

func looseComparison(t *rapid.T, f FactInfo) string {
	s := f.Name
	if !f.standsAlone() {
		args := make([]string, len(f.Args))
		for i := range args {
			args[i] = anyArgument(t, f.Args[i].Kind)
		}
		s += "(" + strings.Join(args, " ,") + ")"
	} else if len(f.Args) > 0 && rapid.Bool().Draw(t, "which") {
		s += "(7)"
	}
	if f.typ == yesNo && rapid.Bool().Draw(t, "bare") {
		return s
	}
	return s + " " + rapid.SampledFrom(operators(f.typ)).Draw(t, "operator") + " " + looseValue(t, &f)
}

// anyArgument draws what may stand in a fact's parentheses.
func anyArgument(t *rapid.T, kind Kind) string {
	words := map[Kind][]string{
		Count: {"1", "07", "4294967295"}, Percent: {"50", "99.9", "100", "0.001"}, Outcome: outcomeWords()[1:], Cargo: cargoWords(),
	}
	if may := words[kind]; may != nil {
		return rapid.SampledFrom(may).Draw(t, "argument")
	}
	return plain(anyText().Draw(t, "argument"))
}

// TestEveryFactReadsBack: a comparison of any fact reads back from its canonical form.
func TestEveryFactReadsBack(t *testing.T) {
	for _, f := range Facts() {
		rapid.Check(t, func(t *rapid.T) {
			s := looseComparison(t, f)
			e, err := ParseExpr(s)
			if err != nil {
				t.Fatalf("%s: %v", s, err)
			}
			if again, err := ParseExpr(e.String()); err != nil || again.String() != e.String() {
				t.Fatalf("%s reads back from %s as %v, %v", s, e, again, err)
			}
		})
	}
}

func looseValue(t *rapid.T, f *FactInfo) string {
	word := func() string { return plain(anyText().Draw(t, "word")) }
	switch f.typ {
	case number:
		return rapid.SampledFrom([]string{"0", "-3", "w", "acks(2)", "up"}).Draw(t, "number")
	case latency:
		return rapid.SampledFrom([]string{"0s", "1500us", "latency(2)", "time"}).Draw(t, "duration")
	case text:
		return rapid.SampledFrom([]string{word(), "none", "value", `"value"`, "coordinator(1)"}).Draw(t, "text")
	case list:
		return rapid.SampledFrom([]string{word(), "none", word() + ", " + word(), "values", `"values"`, "replicas(x)"}).Draw(t, "list")
	}
	return rapid.SampledFrom(f.Words()).Draw(t, "choice")
}

// TestRoundTrip: every command reads back from the line that it prints as.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCommand().Draw(t, "command")
		line := c.String()
		if back, err := Parse(line); err != nil || back != c {
			t.Fatalf("%q reads back as\n%+v, %v, was\n%+v", line, back, err, c)
		}
		if back, err := Parse(" " + line + "\t # and a comment\r\n"); err != nil || back != c {
			t.Fatalf("%q with blanks and a comment reads back as\n%+v, %v", line, back, err)
		}
	})
}

// TestLinks: which end of `slow` is which.
func TestLinks(t *testing.T) {
	for line, want := range map[string]engine.Command{
		`slow n1 10`:           {Verb: engine.Slow, Node: "n1", Factor: 10_000},
		`slow n1-n2 10`:        {Verb: engine.Slow, Node: "n1", Peer: "n2", Factor: 10_000},
		`slow "n1-n2" 10`:      {Verb: engine.Slow, Node: "n1-n2", Factor: 10_000},
		`slow n1 n2 10`:        {Verb: engine.Slow, Node: "n1", Peer: "n2", Factor: 10_000},
		`slow a-1 b-2 0.25`:    {Verb: engine.Slow, Node: "a-1", Peer: "b-2", Factor: 250},
		`slow a-1-b 1.5`:       {Verb: engine.Slow, Node: "a-1-b", Factor: 1500},
		`slow 1 2 3`:           {Verb: engine.Slow, Node: "1", Peer: "2", Factor: 3000},
		`slow 1-2 3`:           {Verb: engine.Slow, Node: "1", Peer: "2", Factor: 3000},
		`slow "a-1" 2 3`:       {Verb: engine.Slow, Node: "a-1", Peer: "2", Factor: 3000},
		`slow a- 10`:           {Verb: engine.Slow, Node: "a-", Factor: 10_000},
		`slow n1 2 # 3`:        {Verb: engine.Slow, Node: "n1", Factor: 2000},
		`slow n1 10.125`:       {Verb: engine.Slow, Node: "n1", Factor: 10_125},
		`slow n1 1000000000.0`: {Verb: engine.Slow, Node: "n1", Factor: largestFactor},
	} {
		if got, err := Parse(line); err != nil || got != want {
			t.Errorf("%s\n is  %+v, %v\nnot %+v", line, got, err, want)
		}
	}
}

// seeds adds every line of the transcripts to a fuzz test's corpus.
func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatal("no transcripts", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			f.Add(strings.TrimSuffix(line, "\n"))
		}
	}
}

// FuzzParse: no line makes the parser panic; what it accepts, it prints in a form that
// parses to the same command; and an error has a place in the line.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, line string) {
		Complete(line, Known{Nodes: []string{"n1", "n-2"}, Keys: []string{"k", " "}, Clients: []string{"you"}})
		c, err := Parse(line)
		if err != nil {
			place(t, line, err)
			return
		}
		if back, err := Parse(c.String()); err != nil || back != c {
			t.Fatalf("%q prints as %q, which is\n%+v, %v, not\n%+v", line, c, back, err, c)
		}
	})
}

// FuzzExpr: no text makes the expression parser panic; what it accepts, it prints in a
// form that parses to the same expression.
func FuzzExpr(f *testing.F) {
	seeds(f)
	cluster := someCluster(f)
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseExpr(s)
		if err != nil {
			place(t, s, err)
			return
		}
		again, err := ParseExpr(e.String())
		if err != nil || again.String() != e.String() {
			t.Fatalf("%q prints as %q, and that as %q, %v", s, e, again, err)
		}
		verdict, bad := e.Eval(cluster)
		same, badAgain := again.Eval(cluster)
		if verdict != same || (bad == nil) != (badAgain == nil) {
			t.Fatalf("%q: %v, %v; %q: %v, %v", s, verdict, bad, e, same, badAgain)
		}
	})
}

// place checks the position that an error names, and that the error is safe to print.
func place(t *testing.T, line string, err error) {
	bad, ok := err.(*Error)
	if !ok || bad.Column < 1 || bad.Column > len(line)+1 || bad.Problem == "" {
		t.Fatalf("%q: %#v", line, err)
	}
	for _, r := range bad.Error() {
		if r < ' ' || r == 0x7f {
			t.Fatalf("%q: the error holds %q", line, r)
		}
	}
}
