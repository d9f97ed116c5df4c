// This file runs every script of testdata/cases, each of which says what must hold
// of a cluster. A new file there is a new test; nothing else need be changed.

package script_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/script"
	"ringside/presets"
)

// otherSeeds is with how many more seeds each case is run: what it says must not
// depend on the delays that happen to be drawn.
const otherSeeds = 20

// TestCases runs the scripts of testdata/cases; the comments at the top of each say
// what should be, and why. Some of these comments are for the test:
//
//	# run with: --preset two-dcs --nodes 60 …   the cluster, as ringside run takes it
//	# why cart: durable on all 3 replicas      what a sentence says in the end; see said
//	# seeds: 1                                  how many seeds it is run with, if not with 21
//
// The seeds are those of the delays: the ring stays as it is. Each case is also run
// behind lines that have nothing to do with it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			c := readCase(t, file)
			for seed := range uint64(c.seeds) {
				c.run(t, c.config.Seed+seed, "")
			}
			for _, front := range c.unrelated() {
				c.run(t, c.config.Seed, front)
			}
		})
	}
}

// testCase is one file.
type testCase struct {
	config engine.Config
	seeds  int
	lines  string
}

// said matches a comment that says what a sentence must be in the end: of the last write
// of a key (why), of its last read (read), or of how it is kept (kept).
var said = regexp.MustCompile(`(?m)^# *(why|read|kept) (\S+): *(.*)$`)

// numbers are of what an unrelated line shifts: in the comments stands N for them.
var numbers = regexp.MustCompile(`(\bop|\bmessage|kept until) \d[\w.]*`)

// says holds sentences against what the comments of the case say that they are.
func (c *testCase) says(cluster *engine.Cluster) error {
	for _, m := range said.FindAllStringSubmatch(c.lines, -1) {
		v, text := cluster.View(engine.Watch{Key: m[2]}), ""
		for _, o := range v.Ops {
			if o.Key == m[2] && (o.Verb == event.Get) == (m[1] == "read") {
				text = explain.Why(v, o)
			}
		}
		if m[1] == "kept" {
			text = explain.Durability(v)
		}
		if text = numbers.ReplaceAllString(text, "$1 N"); text != m[3] {
			return fmt.Errorf("%s %s: it says %q", m[1], m[2], text)
		}
	}
	return nil
}

var option = regexp.MustCompile(`(?m)^# *(run with|seeds): *(.*)$`)

func readCase(t *testing.T, file string) testCase {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := testCase{seeds: 1 + otherSeeds, lines: string(src)}
	flags := ""
	for _, m := range option.FindAllStringSubmatch(c.lines, -1) {
		switch m[1] {
		case "seeds":
			if c.seeds, err = strconv.Atoi(strings.TrimSpace(m[2])); err != nil || c.seeds < 1 {
				t.Fatalf("%q is not a number of seeds", m[2])
			}
		default:
			flags, _, _ = strings.Cut(m[2], "(") // a remark may follow
		}
	}
	c.config = configure(t, strings.Fields(flags))
	return c
}

// configure makes the cluster that flags ask for, a name and a value each.
func configure(t *testing.T, flags []string) engine.Config {
	name, settings := presets.Default, [][2]string{}
	for ; len(flags) >= 2; flags = flags[2:] {
		if flags[0] == "--preset" {
			name = flags[1]
			continue
		}
		settings = append(settings, [2]string{strings.TrimPrefix(flags[0], "--"), flags[1]})
	}
	if len(flags) > 0 {
		t.Fatalf("%s has no value", flags[0])
	}
	p, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	plan := p.Plan()
	for _, s := range settings {
		setting, known := presets.Lookup(s[0])
		if !known {
			t.Fatalf("there is no setting %s", s[0])
		}
		if err := setting.Set(&plan, s[1]); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := plan.Config()
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// unrelated returns lines that touch nothing of a case, to be put in front of it.
func (c *testCase) unrelated() []string {
	via := c.config.Nodes[min(2, len(c.config.Nodes)-1)].Name
	return []string{
		"get other via " + via + "\nuntil quiet\n",
		"put other v via " + via + " as somebody\nuntil quiet\n",
		"get other via " + via + "\nget another via " + via + "\nuntil quiet\nrun 7ms\n",
	}
}

// run plays the case behind some lines with the delays of a seed.
func (c *testCase) run(t *testing.T, seed uint64, front string) {
	cfg := c.config
	cfg.Seed = seed
	cluster, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	err = script.NewRunner(cluster).RunFile(strings.NewReader(front+c.lines), nil)
	if failure := (*script.Failure)(nil); errors.As(err, &failure) {
		failure.Line -= strings.Count(front, "\n")
	}
	if err == nil {
		err = c.says(cluster)
	}
	if err != nil {
		behind := ""
		if front != "" {
			behind = fmt.Sprintf(", behind %q", front)
		}
		t.Errorf("with seed %d%s: %v", seed, behind, err)
	}
}
