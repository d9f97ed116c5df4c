// Benchmarks of one frame, and of a message that changes nothing.

package tui

import (
	tea "charm.land/bubbletea/v2"

	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/steady"
	"ringside/tui/source"
)

// benchFrames measures one frame while messages travel: time goes on by a
// thirtieth of a second, the View is built, the panes that changed are drawn and
// the screen is put together.
func benchFrames(b *testing.B, nodes, vnodes, w, h int) {
	r := moving(b, nodes, vnodes, w, h)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if r.m.Cluster.Motion() != engine.Moving {
			b.StopTimer()
			r.press("r")
			b.StartTimer()
		}
		r.frame()
	}
}

// moving opens an explorer of a cluster in which a write is under way.
func moving(t testing.TB, nodes, vnodes, w, h int) *rig {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, nodes, vnodes)
	r := open(t, cfg, Options{}, w, h)
	r.press("w", "enter", "enter")
	return r
}

// frame lets the time of a frame pass, and has the next one.
func (r *rig) frame() {
	r.now = r.now.Add(source.FrameTime)
	r.m.due = time.Time{}
	r.m.Update(frameMsg{r.m.awaited})
	_ = r.m.Frame()
}

// TestAFrameAllocatesLittle: a frame at 120×36 while messages travel makes few objects. The race
// detector keeps more of them from the stack.
func TestAFrameAllocatesLittle(t *testing.T) {
	frameObjects := float64(steady.Rounds(200, 200, 250))
	r := moving(t, 5, 8, 120, 36)
	if allocs := testing.AllocsPerRun(30, r.frame); allocs > frameObjects {
		t.Errorf("a frame allocates %v objects, want %v at most", allocs, frameObjects)
	}
	if r.m.Cluster.Motion() != engine.Moving {
		t.Error("nothing moves any more")
	}
}

func BenchmarkFrame5(b *testing.B)    { benchFrames(b, 5, 8, 120, 36) }
func BenchmarkFrame1000(b *testing.B) { benchFrames(b, 1000, 256, 200, 60) }

// BenchmarkIdle measures a message that changes nothing.
func BenchmarkIdle(b *testing.B) {
	r := open(b, engine.Default(), Options{}, 120, 36)
	b.ReportAllocs()
	for b.Loop() {
		r.m.refresh()
		r.m.draw()
	}
}

// BenchmarkLabKey is an arrow key on the lab's page, which changes W, to its picture.
func BenchmarkLabKey(b *testing.B) {
	r := open(b, preset(b, "default"), Options{}, 120, 36)
	r.press("K")
	keys := [2]tea.KeyPressMsg{{Code: tea.KeyLeft}, {Code: tea.KeyRight}}
	i := 0
	for b.Loop() {
		r.m.Update(keys[i%2]) // what it asks for is not done: the engine's points are missing
		_ = r.m.Frame()
		i++
	}
}
