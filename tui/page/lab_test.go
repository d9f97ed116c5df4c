// Tests of the lab's page: what it has worked out is about the cluster that is looked at.

package page

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/tui/workspace"
)

// worked lets the page of a cluster do all its work.
func worked(t *testing.T, change func(*engine.Config)) (*labPage, labCell) {
	t.Helper()
	cfg := engine.Default()
	change(&cfg)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	d := Desk{Workspace: &workspace.Workspace{View: c.View(engine.Watch{})}}
	p := &labPage{}
	for cmd := p.Work(d); cmd != nil; cmd = p.Work(d) {
		if !p.Hear(d, cmd().(Message)) {
			t.Fatal("an answer that nobody takes")
		}
	}
	return p, labCellOf(d.View)
}

// agree holds the curve of a page against the points that the engine measured on it.
func agree(t *testing.T, p *labPage, cell labCell) {
	t.Helper()
	now := p.now(cell)
	if now == nil || p.all(cell.labQuestion) == nil || !p.measured.has(cell) {
		t.Fatalf("not all is worked out: %+v", cell)
	}
	m := p.measured.answer
	for _, s := range m.Consistent {
		if share, low, high := s.P(); now.Consistent(s.After) < low-.005 || now.Consistent(s.After) > high+.005 {
			t.Errorf("after %v: %.4f fresh by the curve, the engine has %.4f (%.4f to %.4f)", s.After, now.Consistent(s.After), share, low, high)
		}
	}
	if d, low, high := m.Reads.Quantile(500_000); now.Read(500_000) < low-low/50 || now.Read(500_000) > high+high/50 {
		t.Errorf("half of the reads: %v by the curve, the engine has %v (%v to %v)", now.Read(500_000), d, low, high)
	}
	if d, low, high := m.Writes.Quantile(500_000); now.Write(500_000) < low-low/50 || now.Write(500_000) > high+high/50 {
		t.Errorf("half of the writes: %v by the curve, the engine has %v (%v to %v)", now.Write(500_000), d, low, high)
	}
}

// TestLabHasTheClustersOwnDelays: of a cluster that brings its delays along the page has
// these, and not those of a model of the program.
func TestLabHasTheClustersOwnDelays(t *testing.T) {
	own, err := latency.Parse("mine.csv", []byte("write ms,ack ms,read ms,response ms\n7.13,1.01,1.02,1.03\n9.4,1.2,1.37,2.1\n"))
	if err != nil {
		t.Fatal(err)
	}
	p, cell := worked(t, func(cfg *engine.Config) {
		cfg.Latency, cfg.Model, cfg.R, cfg.W = engine.OwnLatency, &own, engine.Answers(1), engine.Answers(2)
	})
	agree(t, p, cell)
	if w := p.now(cell).Write(999_000).Milliseconds(); w < 8 || w > 11 {
		t.Errorf("a write takes %d ms; two acks are there after 8 to 11", w)
	}
}

// TestWanInOneDataCentre: where no node is in another data centre nothing takes the way there.
func TestWanInOneDataCentre(t *testing.T) {
	p, cell := worked(t, func(cfg *engine.Config) { cfg.Latency = "wan" })
	agree(t, p, cell)
	if read := p.now(cell).Read(999_000).Milliseconds(); read > 10 {
		t.Errorf("99.9%% of the reads take up to %d ms, and data centres are 75 ms apart", read)
	}
}

// TestLabLinesOfLevels: in lines, too, levels that count by data centre have figures of their own.
func TestLabLinesOfLevels(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 6, 4)
	for i := range cfg.Nodes {
		cfg.Nodes[i].DC = []string{"dc1", "dc2"}[i%2]
	}
	cfg.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: 3}, ring.Copies{DC: "dc2", N: 3})
	for read, want := range map[string]string{
		"dc1=2": "  R dc1=2 W 1: read ",
		"2":     "  R 2 W 1: read ",
	} {
		cfg.R, _ = quorum.ParseLevel(read)
		cfg.W = engine.Answers(1)
		c, err := engine.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := LabLines(t.Context(), c.View(engine.Watch{}))
		if err != nil {
			t.Fatal(err)
		}
		var set []string
		for _, line := range lines {
			if strings.Contains(line, "these are set") {
				set = append(set, line)
			}
		}
		if len(set) != 1 || !strings.HasPrefix(set[0], want) {
			t.Errorf("R %s: of these it says that they are set: %q", read, set)
		}
	}
}

// TestLabFollowsLevels: of levels that count by data centre the page has the curve of their
// rule, with the way between data centres, and marks in the map of how many answers they are.
func TestLabFollowsLevels(t *testing.T) {
	p, cell := worked(t, func(cfg *engine.Config) {
		cfg.Nodes = ring.Draw(1, 6, 4)
		for i := range cfg.Nodes {
			cfg.Nodes[i].DC = []string{"east", "west"}[i%2]
		}
		cfg.Placement = ring.PerDC(ring.Copies{DC: "east", N: 2}, ring.Copies{DC: "west", N: 2})
		cfg.R, cfg.W = engine.Level{Kind: quorum.LocalOne}, engine.Level{Kind: quorum.LocalQuorum}
	})
	agree(t, p, cell)
	if cell.r != 1 || cell.w != 2 {
		t.Errorf("the map marks R %d W %d", cell.r, cell.w)
	}
	if now := p.now(cell); now.Consistent(0) > .55 || now.Read(500_000).Milliseconds() > 3 {
		t.Errorf("%.3f of the reads are fresh at once: half of them are in the other data centre; half take %v", now.Consistent(0), now.Read(500_000))
	}
	if each := p.all(cell.labQuestion).Read(3); each.Milliseconds() < 40 {
		t.Errorf("three answers of two and two are there after %v, and one comes from the other data centre", each)
	}
}
