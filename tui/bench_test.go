// Benchmarks of one frame, and of a message that changes nothing.

package tui

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/source"
)

// benchFrames measures one frame while messages travel: time goes on by a
// thirtieth of a second, the View is built, the panes that changed are drawn and
// the screen is put together.
func benchFrames(b *testing.B, nodes, vnodes, w, h int) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, nodes, vnodes)
	r := open(b, cfg, Options{}, w, h)
	r.press("w", "enter", "enter")
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if r.m.Cluster.Motion() != engine.Moving {
			b.StopTimer()
			r.press("r")
			b.StartTimer()
		}
		r.now = r.now.Add(source.FrameTime)
		r.m.due = time.Time{}
		r.m.Update(frameMsg{r.m.awaited})
		_ = r.m.Frame()
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
