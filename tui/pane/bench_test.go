// Benchmarks of the panes: a frame in motion and at rest, large clusters, lanes and
// filters.

package pane

import (
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// frame draws the five panes of a wide screen, framed.
type frame struct {
	ring, walk, nodes, operation, log *Framed
}

func newFrame() frame {
	return frame{NewFramed(&Ring{}), NewFramed(&Walk{}), NewFramed(&Nodes{}), NewFramed(&Operation{}), NewFramed(&Log{})}
}

func (f frame) draw(s Scene, w, h int) {
	left, right := w*2/5, w-w*2/5
	top, middle := h/2, h/4
	f.ring.Lines(s, left, top)
	f.walk.Lines(s, right, top)
	f.nodes.Lines(s, left, middle)
	f.operation.Lines(s, right, middle)
	f.log.Lines(s, w, h-top-middle)
}

// moving returns a scene and a function that advances its time by a millisecond, so that
// every pane has to be drawn again.
func moving(s Scene) (Scene, func(*Scene)) {
	views := [2]engine.View{*s.View, *s.View}
	n := 0
	return s, func(s *Scene) {
		n++
		v := &views[n%2]
		v.Now = s.View.Now + ms
		s.View = v
	}
}

// BenchmarkFrame: all five panes have changed, 5 nodes at 120×36.
func BenchmarkFrame(b *testing.B) { benchmarkFrame(b, halfWritten(b), 120, 34) }

// BenchmarkFrameDefault: the same with 40 tokens.
func BenchmarkFrameDefault(b *testing.B) { benchmarkFrame(b, defaultHalf(b), 120, 34) }

// BenchmarkFrameLarge: 1000 nodes of 256 vnodes at 200×60 and a long trace.
func BenchmarkFrameLarge(b *testing.B) {
	s := thousand(b)
	s.View.Trace = longTrace(1_000_000).Snapshot()
	for i := range ring.NodeID(40) {
		s.View.Messages = append(s.View.Messages, engine.MessageView{Type: event.Write, From: i, To: i + 1, Lands: 1 << 40})
	}
	benchmarkFrame(b, s, 200, 58)
}

// BenchmarkLanes: one operation among five replicas, drawn again.
func BenchmarkLanes(b *testing.B) {
	s, goOn := moving(laidOut(write, 1, 0)(b))
	var p Lanes
	b.ReportAllocs()
	for b.Loop() {
		goOn(&s)
		p.Lines(s, 118, 24)
	}
}

func benchmarkFrame(b *testing.B, s Scene, w, h int) {
	f := newFrame()
	s, tick := moving(s)
	for range 8 {
		tick(&s)
		f.draw(s, w, h) // the long trace is searched in parts
	}
	b.ReportAllocs()
	for b.Loop() {
		tick(&s)
		f.draw(s, w, h)
	}
}

// BenchmarkFrameAtRest: nothing has changed.
func BenchmarkFrameAtRest(b *testing.B) {
	f, s := newFrame(), halfWritten(b)
	b.ReportAllocs()
	for b.Loop() {
		f.draw(s, 120, 34)
	}
}

// BenchmarkRingResized: the circle is laid out again each time.
func BenchmarkRingResized(b *testing.B) {
	p, s := &Ring{}, thousand(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Lines(s, 80+i%2, 30)
	}
}

// BenchmarkFilterMillion: a new filter over a million events.
func BenchmarkFilterMillion(b *testing.B) {
	s := thousand(b)
	t := &longTrace(1_000_000).Trace
	for b.Loop() {
		var x logIndex
		for x.update(t, s.View.Ring, "n1 key1", Everything); x.behind(t) > 0; {
			x.update(t, s.View.Ring, "n1 key1", Everything)
		}
	}
}
