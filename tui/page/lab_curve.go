// The curve of the lab's page: how probable it is that a request is over, or a read fresh,
// by some time.

package page

import (
	"fmt"
	"time"

	"ringside/engine/event"
	"ringside/engine/lab"
	"ringside/tui/draw"
)

// plot is a rectangle of cells with a time on its lower side and a probability on its
// left side.
type plot struct {
	x, y, w, h int // in cells
	most       time.Duration
	least      float64
}

// dot returns where a point is, counted in fine dots.
func (p *plot) dot(t time.Duration, part float64) (x, y int) {
	wide, high := float64(2*p.w-1), float64(4*p.h-1)
	x = 2*p.x + int(wide*float64(t)/float64(p.most)+.5)
	y = 4*p.y + int(high*(1-part)/(1-p.least)+.5)
	return x, y
}

// curve draws the curve of the present R and W between these columns and lines.
func (d *labDrawing) curve(left, top, right, bottom int) {
	th := d.theme
	const label = 6
	p := plot{x: left + label, y: top + 2, w: right - left - label, h: bottom - top - 4}
	if p.w < 8 || p.h < 2 {
		return
	}
	name, brief, model, engine := d.curves()
	p.most = max(p.most, time.Microsecond)
	for _, at := range model {
		p.most = max(p.most, at.t)
	}
	p.least = float64(int(10*model[0].part)) / 10
	if p.least == 1 {
		p.least = .9
	}
	if right-left < len(name) {
		name = brief
	}
	d.c.TextTo(left, top, right, name, th.Strong)
	d.c.TextRight(p.x-1, p.y, "100%", th.Dim)
	d.c.TextRight(p.x-1, p.y+p.h-1, fmt.Sprintf("%.0f%%", 100*p.least), th.Dim)
	d.c.Text(p.x, p.y+p.h, "0", th.Dim)
	d.c.TextRight(right, p.y+p.h, event.Millis(p.most), th.Dim)
	for _, at := range engine {
		if at.t <= p.most && at.part >= p.least {
			x, y := p.dot(at.t, at.part)
			d.c.Set(x/2, y/4, d.engineSign(), th.Accent)
		}
	}
	dots := draw.NewDots(d.w, d.h)
	for i := 1; i < len(model); i++ {
		x0, y0 := p.dot(model[i-1].t, model[i-1].part)
		x1, y1 := p.dot(model[i].t, model[i].part)
		dots.Line(x0, y0, x1, y1, 1, th.Text)
	}
	dots.Stamp(d.c, th.ASCII)
}

// engineSign stands for what the engine measured.
func (d *labDrawing) engineSign() string {
	sign, _ := d.theme.Node(0)
	return sign
}

// point is how probable something is by a time.
type point struct {
	t    time.Duration
	part float64
}

// curves returns the model's curve that goes with the map, its name, a shorter one, and the
// engine's points.
func (d *labDrawing) curves() (name, brief string, model, engine []point) {
	switch d.shows {
	case readMap:
		return "read answered within", "read within", quantiles(d.now.Read), measuredBy(d.measured, func(m *lab.Measured) lab.Sample { return m.Reads })
	case writeMap:
		return "write acknowledged within", "write within", quantiles(d.now.Write), measuredBy(d.measured, func(m *lab.Measured) lab.Sample { return m.Writes })
	}
	const steps = 200
	most := longest(d.now)
	for i := range steps + 1 {
		t := most * time.Duration(i) / steps
		model = append(model, point{t, d.now.Consistent(t)})
	}
	if d.measured != nil {
		for _, s := range d.measured.Consistent {
			part, _, _ := s.P()
			engine = append(engine, point{s.After, part})
		}
	}
	return "read fresh, by the time after the ack", "fresh, by time after ack", model, engine
}

// quantiles returns a distribution up to its 99.9th percentile.
func quantiles(of func(share uint64) time.Duration) (all []point) {
	all = []point{{0, 0}}
	for share := uint64(5_000); share < 1_000_000; share += 10_000 {
		all = append(all, point{of(share), float64(share) / 1e6})
	}
	return append(all, point{of(999_000), .999})
}

// measuredBy returns some quantiles of what the engine measured.
func measuredBy(m *lab.Measured, of func(*lab.Measured) lab.Sample) (all []point) {
	if m == nil {
		return nil
	}
	for _, share := range []uint64{100_000, 300_000, 500_000, 700_000, 900_000, 990_000} {
		t, _, _ := of(m).Quantile(share)
		all = append(all, point{t, float64(share) / 1e6})
	}
	return all
}
