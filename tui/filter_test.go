// Tests of the filters of the log, the nodes and the walk.

package tui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/layout"
)

// many is a cluster of so many nodes, n1 and on.
func many(nodes int) engine.Config {
	cfg := engine.Default()
	cfg.Nodes = nil
	for i := range nodes {
		cfg.Nodes = append(cfg.Nodes, ring.Node{Name: fmt.Sprint("n", i+1), Tokens: []ring.Mark{{Token: ring.Token(i) << 56}}})
	}
	return cfg
}

// filter types a filter in a pane.
func (r *rig) filter(pane, words string) {
	r.t.Helper()
	r.press(pane, "/")
	r.write(words)
	r.press("enter")
}

// rows returns what stands in a pane, a row for each line.
func (r *rig) rows(p layout.Pane) string {
	rect := r.m.Screen.Panes[p]
	var all []string
	for y, line := range strings.Split(r.screen(), "\n") {
		if y > rect.Min.Y && y < rect.Max.Y-1 {
			cells := []rune(line)
			all = append(all, string(cells[min(rect.Min.X, len(cells)):min(rect.Max.X, len(cells))]))
		}
	}
	return strings.Join(all, "\n")
}

// TestFilterOfNodes: n1 is no part of n10, a word with ! must not be there, the matches are
// counted, the first one is chosen, arrows go among them, and esc lists all again.
func TestFilterOfNodes(t *testing.T) {
	r := open(t, many(50), Options{}, 120, 36)
	r.line("crash n37")
	r.filter("3", "n1")
	r.reads("filter n1", "1 match")
	if rows := r.rows(layout.Nodes); strings.Contains(rows, "n10") || r.m.NodeName(r.m.Node) != "n1" {
		t.Errorf("n1 lists\n%s", rows)
	}
	r.filter("3", "")
	r.press("/", "backspace", "backspace", "backspace")
	r.write("crashed")
	r.press("enter")
	if r.m.NodeName(r.m.Node) != "n37" {
		t.Errorf("%s is chosen, want the node that has crashed", r.m.NodeName(r.m.Node))
	}
	if r.press("down"); r.m.NodeName(r.m.Node) != "n37" {
		t.Errorf("down leaves what is listed, for %s", r.m.NodeName(r.m.Node))
	}
	if r.press("esc"); r.m.Filters[layout.Nodes] != "" || r.m.NodeName(r.m.Node) != "n37" {
		t.Errorf("esc does not list all nodes again, with the same one chosen:\n%s", r.screen())
	}
	r.filter("3", "!crashed")
	r.reads("49 matches")
	r.press("esc")
	r.filter("3", "n99")
	r.reads("0 matches", "no node matches")
}

// TestReplicasComeFirst: where not all nodes fit, the replicas of the key are the first rows,
// and the arrows go through the rows as they stand there.
func TestReplicasComeFirst(t *testing.T) {
	r := open(t, many(50), Options{}, 120, 36)
	v, key, replicas := r.m.View, "", []ring.NodeID(nil)
	for i := 0; len(replicas) == 0 || replicas[0] < 10; i++ { // those of most keys are the first nodes anyway
		key = fmt.Sprint("user", i)
		replicas = v.Ring.Replicas(nil, ring.Hash(key), v.Settings.Placement)
	}
	r.press("k")
	r.write(key)
	r.press("enter", "3", "home")
	lines := strings.Split(r.rows(layout.Nodes), "\n")[1:]
	for i, n := range replicas {
		if !regexp.MustCompile(`\b` + v.Nodes[n].Name + `\b`).MatchString(lines[i]) {
			t.Errorf("row %d is %q, want %s", i, lines[i], v.Nodes[n].Name)
		}
		if r.m.Node != n {
			t.Errorf("row %d: %s is chosen", i, r.m.NodeName(r.m.Node))
		}
		r.press("down")
	}
	r.filter("3", "replica")
	r.reads("3 matches")
}

// TestFilterOfTheWalk: hops are listed by their node, their label, and what was decided.
func TestFilterOfTheWalk(t *testing.T) {
	r := open(t, preset(t, "two-dcs"), Options{}, 120, 36)
	r.press("k")
	r.write("a")
	r.press("enter")
	r.filter("2", "skip")
	r.reads("2 matches", "rack r11 already has one")
	if rows := r.rows(layout.Walk); strings.Contains(rows, "first token") {
		t.Errorf("replicas are listed among skips:\n%s", rows)
	}
	r.press("esc")
	r.filter("2", "!skip")
	r.reads("4 matches", "first token")
	r.press("esc")
	r.reads("skip: rack r11 already has one", "first token")
}

// TestFilterOfTheLog: the same words work there.
func TestFilterOfTheLog(t *testing.T) {
	r := open(t, many(12), Options{}, 120, 36)
	r.line("set latency fixed")
	r.line("crash n1")
	r.line("crash n10")
	r.filter("5", "crash n1")
	r.reads("filter crash n1", "2 matches")
	if rows := r.rows(layout.Log); strings.Contains(rows, "n10") {
		t.Errorf("n10 is listed for n1:\n%s", rows)
	}
	r.press("esc")
	r.filter("5", "crash !n1")
	r.reads("2 matches")
	if rows := r.rows(layout.Log); !strings.Contains(rows, "n10") || regexp.MustCompile(`n1\b`).MatchString(rows) {
		t.Errorf("without n1 there are\n%s", rows)
	}
}

// TestPlacesOfNodes: the table says where nodes are if that differs.
func TestPlacesOfNodes(t *testing.T) {
	r := open(t, preset(t, "two-dcs"), Options{}, 160, 48)
	if rows := r.rows(layout.Nodes); !strings.Contains(rows, "dc2/r21") {
		t.Errorf("no data centres in\n%s", rows)
	}
	r = open(t, preset(t, "two-dcs"), Options{}, 120, 36)
	r.line("crash n4")
	r.line("slow n2 99.9")
	if rows := r.rows(layout.Nodes); !strings.Contains(rows, "n3    dc1/r12 up") || !strings.Contains(rows, "n4    dc2/r21 crashed") {
		t.Errorf("no data centres in\n%s", rows)
	}
	r = open(t, preset(t, "default"), Options{}, 160, 48)
	if head := strings.Split(r.rows(layout.Nodes), "\n")[0]; strings.Contains(head, " in ") {
		t.Errorf("a column for one data centre: %s", head)
	}
}
