// The drawings of the panes, as golden files.

package pane

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine/failures"
	"ringside/tui/theme"
)

var rewrite = flag.Bool("rewrite", false, "write the drawings in testdata anew; read them before you commit them")

// drawings lists what each golden file shows: panes of a scene at sizes.
var drawings = []struct {
	file  string
	pane  func() Pane
	scene func(testing.TB) Scene
	sizes [][2]int // of the inside
}{
	{"ring_lecture", func() Pane { return &Ring{} }, halfWritten, [][2]int{{46, 14}, {46, 9}, {38, 5}, {76, 20}, {36, 2}}},
	{"ring_default", func() Pane { return &Ring{} }, default5, [][2]int{{46, 14}, {64, 22}, {38, 9}, {34, 12}}},
	{"ring_large", func() Pane { return &Ring{} }, thousand, [][2]int{{46, 14}, {38, 4}}},
	{"ring_large_lost", func() Pane { return &Ring{} }, someLost, [][2]int{{46, 14}}},
	{"ring_ascii", func() Pane { return &Ring{} }, inASCII(halfWritten), [][2]int{{46, 14}, {38, 5}}},
	{"ring_ranges", func() Pane { return &Ring{} }, ranged, [][2]int{{46, 14}, {34, 9}, {36, 3}}},
	{"ring_covered", func() Pane { return &Ring{} }, covered(default5), [][2]int{{46, 14}}},
	{"walk", func() Pane { return &Walk{} }, halfWritten, [][2]int{{72, 9}, {38, 9}, {60, 4}}},
	{"walk_racks", func() Pane { return &Walk{} }, racks, [][2]int{{72, 14}}},
	{"walk_clocks", func() Pane { return &Walk{} }, figure3(false), [][2]int{{72, 12}, {38, 12}, {38, 10}, {38, 8}}},
	{"walk_clocks_merged", func() Pane { return &Walk{} }, figure3(true), [][2]int{{72, 12}}},
	{"node_clocks", func() Pane { return &NodeDetail{} }, figure3(false), [][2]int{{72, 9}, {38, 9}}},
	{"walk_covered", func() Pane { return &Walk{} }, covered(halfWritten), [][2]int{{72, 9}}},
	{"nodes", func() Pane { return &Nodes{} }, halfWritten, [][2]int{{46, 6}, {72, 6}, {28, 4}}},
	{"nodes_low", func() Pane { return &Nodes{} }, halfWritten, [][2]int{{46, 3}, {46, 2}, {30, 3}, {16, 3}, {12, 3}, {46, 1}}},
	{"nodes_large", func() Pane { return &Nodes{} }, thousand, [][2]int{{50, 6}}},
	{"node_detail", func() Pane { return &NodeDetail{} }, keepsKeys, [][2]int{{46, 12}, {38, 9}}},
	{"node_hung", func() Pane { return &NodeDetail{} }, troubled, [][2]int{{72, 24}, {38, 16}}},
	{"operation", func() Pane { return &Operation{} }, halfWritten, [][2]int{{72, 7}, {38, 9}, {38, 3}}},
	{"operation_read", func() Pane { return &Operation{} }, afterRead, [][2]int{{72, 9}, {50, 10}}},
	{"operation_stale", func() Pane { return &Operation{} }, laidOut(staleRead, 2, 0), [][2]int{{72, 7}, {42, 8}, {42, 5}, {38, 6}}},
	{"sloppy_ring", func() Pane { return &Ring{} }, sloppy, [][2]int{{46, 14}, {38, 5}}},
	{"sloppy_walk", func() Pane { return &Walk{} }, sloppy, [][2]int{{72, 7}, {38, 7}}},
	{"sloppy_nodes", func() Pane { return &Nodes{} }, sloppy, [][2]int{{46, 6}, {72, 6}}},
	{"sloppy_operation", func() Pane { return &Operation{} }, sloppy, [][2]int{{72, 7}, {38, 9}}},
	{"faults", func() Pane { return &Ring{} }, cutOff, [][2]int{{46, 14}}},
	{"faults_nodes", func() Pane { return &Nodes{} }, cutOff, [][2]int{{46, 6}}},
	{"clocks_nodes", func() Pane { return &Nodes{} }, wrongClocks, [][2]int{{72, 6}, {46, 6}, {28, 6}, {46, 1}, {72, 1}}},
	{"fault_list", func() Pane { return &FaultList{} }, manyFaults, [][2]int{{70, 24}, {43, 14}, {38, 9}}},
	{"fault_list_none", func() Pane { return &FaultList{} }, default5, [][2]int{{70, 18}}},
	{"joining_walk", func() Pane { return &Walk{} }, chosen("cart", laidOut(joining, 1, 0)), [][2]int{{72, 9}, {38, 7}, {38, 5}}},
	{"joining_ring", func() Pane { return &Ring{} }, chosen("cart", laidOut(joining, 1, 0)), [][2]int{{46, 14}, {36, 12}}},
	{"leaving_walk", func() Pane { return &Walk{} }, chosen("cart", laidOut(leaving, 1, 0)), [][2]int{{72, 8}}},
	{"joins_ring", func() Pane { return &Ring{} }, laidOut(joins, 1, 0), [][2]int{{46, 14}, {38, 5}}},
	{"joins_nodes", func() Pane { return &Nodes{} }, laidOut(joins, 1, 0), [][2]int{{62, 7}, {46, 7}, {28, 7}}},
	{"joins_operation", func() Pane { return &Operation{} }, laidOut(joins, 1, 0), [][2]int{{72, 7}, {38, 7}}},
	{"waits_ring", func() Pane { return &Ring{} }, inASCII(laidOut(waits, 0, 0)), [][2]int{{38, 12}}},
	{"waits_node", func() Pane { return &NodeDetail{} }, at(5, laidOut(waits, 0, 0)), [][2]int{{72, 8}}},
	{"owes_ring", func() Pane { return &Ring{} }, inASCII(laidOut(owes, 0, 0)), [][2]int{{38, 12}}},
	{"owes_nodes", func() Pane { return &Nodes{} }, laidOut(owes, 0, 0), [][2]int{{62, 7}, {46, 7}, {38, 7}, {28, 7}}},
	{"owes_node", func() Pane { return &NodeDetail{} }, at(2, laidOut(owes, 0, 0)), [][2]int{{72, 8}, {46, 8}}},
	{"owes_down", func() Pane { return &Nodes{} }, laidOut(owes+"crash n3\n", 0, 0), [][2]int{{46, 7}}},
	{"left_ring", func() Pane { return &Ring{} }, laidOut(left, 0, 0), [][2]int{{46, 14}}},
	{"left_nodes", func() Pane { return &Nodes{} }, laidOut(left, 0, 0), [][2]int{{46, 6}}},
	{"log", func() Pane { return &Log{} }, halfWritten, [][2]int{{118, 10}, {78, 6}, {38, 10}}},
	{"log_chain", func() Pane { return &Log{} }, selectedReply, [][2]int{{100, 14}}},
	{"lanes", func() Pane { return &Lanes{} }, laidOut(write, 1, 0), [][2]int{{118, 14}, {78, 12}, {40, 10}, {30, 6}}},
	{"lanes_faults", func() Pane { return &Lanes{} }, laidOut(timedOut, 1, 0), [][2]int{{118, 22}, {78, 12}}},
	{"lanes_read", func() Pane { return &Lanes{} }, laidOut(repaired, 2, 8), [][2]int{{118, 20}, {78, 12}, {40, 10}}},
	{"lanes_flying", func() Pane { return &Lanes{} }, laidOut(flying, 1, 0), [][2]int{{118, 10}, {40, 10}}},
	{"lanes_awkward", func() Pane { return &Lanes{} }, laidOutOn(awkwardNames(), awkward, 1, 3), [][2]int{{100, 12}, {50, 9}}},
	{"lanes_ascii", func() Pane { return &Lanes{} }, inASCII(laidOut(timedOut, 1, 0)), [][2]int{{100, 22}}},
	{"lanes_ascii_read", func() Pane { return &Lanes{} }, inASCII(laidOut(repaired, 2, 0)), [][2]int{{78, 14}}},
	{"log_ascii", func() Pane { return &Log{} }, inASCII(halfWritten), [][2]int{{78, 6}}},
}

func TestDrawings(t *testing.T) {
	for _, d := range drawings {
		t.Run(d.file, func(t *testing.T) {
			s := d.scene(t)
			var b strings.Builder
			for _, size := range d.sizes {
				f := NewFramed(d.pane())
				for _, line := range f.Lines(s, size[0]+2, size[1]+2) {
					fmt.Fprintln(&b, strings.TrimRight(ansi.Strip(line), " "))
				}
			}
			file := filepath.Join("testdata", d.file+".txt")
			if *rewrite {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("%s looks different now (go test -rewrite to accept):\n%s", file, b.String())
			}
		})
	}
}

func default5(t testing.TB) Scene { return defaultCluster(t, 5, 8) }

func thousand(t testing.TB) Scene {
	s := defaultCluster(t, 1000, 256)
	s.Node = 500
	return s
}

// someLost is a ring of more tokens than cells that would lose two stretches of ranges, and one range alone.
func someLost(t testing.TB) Scene {
	s := defaultCluster(t, 12, 16)
	lost := make([]failures.Lost, s.View.Ring.Len())
	for i := range lost {
		if i < 6 || i >= 100 && i < 110 || i == 150 {
			lost[i] = failures.Reads
		}
	}
	s.Supposed = &Supposed{Gone: make([]bool, 12), Lost: lost}
	return s
}

func inASCII(of func(testing.TB) Scene) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		s := of(t)
		s.Theme = theme.New(theme.Options{Dark: true, ASCII: true})
		return s
	}
}

func covered(of func(testing.TB) Scene) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		s := of(t)
		s.Covered = true
		return s
	}
}
