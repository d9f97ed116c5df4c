// The latency models: how long messages and disk writes take.

package sim

import (
	"slices"
	"time"
)

// Model is a latency model. Delays are drawn from tables of quantiles with integer
// arithmetic only, so that every platform draws the same.
type Model struct {
	Name, About string
	flight      quantiles     // one way, between two nodes of a data centre
	far         time.Duration // in addition, one way, between data centres
	disk        quantiles     // until a write is durable
}

// quantiles are the delays at evenly spaced probabilities from 0 to 1; draws between two
// of them are interpolated. One entry is a constant.
type quantiles []time.Duration

func (q quantiles) draw(bits uint64) time.Duration {
	if len(q) == 1 {
		return q[0]
	}
	// 32 bits choose the place: the whole part the pair, the rest the point between them.
	place := (bits >> 32) * uint64(len(q)-1)
	i, rest := place>>32, int64(place&0xffffffff)
	lo, hi := int64(q[i]), int64(q[i+1])
	return time.Duration(lo + (hi-lo)*(rest>>12)>>20)
}

const us = time.Microsecond

var models = []Model{ // never written to
	{
		Name: "lan", About: "one rack row: most messages take 0.3 to 0.9 ms, with a tail to 4 ms; disks take 0.1 to 0.4 ms",
		flight: quantiles{250 * us, 300 * us, 340 * us, 380 * us, 420 * us, 460 * us, 500 * us, 540 * us, 590 * us,
			640 * us, 700 * us, 770 * us, 860 * us, 980 * us, 1150 * us, 1500 * us, 4000 * us},
		far:  20 * time.Millisecond,
		disk: quantiles{80 * us, 100 * us, 120 * us, 140 * us, 170 * us, 210 * us, 270 * us, 400 * us, 1500 * us},
	},
	{
		Name: "fixed", About: "every message takes 1 ms and every disk write 0.1 ms: easy to follow",
		flight: quantiles{1000 * us},
		far:    10 * time.Millisecond,
		disk:   quantiles{100 * us},
	},
}

// Models returns all models, the default one first.
func Models() []Model { return slices.Clone(models) }

// FindModel returns the model with a name.
func FindModel(name string) (Model, bool) {
	i := slices.IndexFunc(models, func(m Model) bool { return m.Name == name })
	if i < 0 {
		return Model{}, false
	}
	return models[i], true
}

// Flight returns how long a message takes, one way.
func (m *Model) Flight(bits uint64, far bool) time.Duration {
	d := m.flight.draw(bits)
	if far {
		d += m.far
	}
	return d
}

// Disk returns how long a replica takes to make a write durable.
func (m *Model) Disk(bits uint64) time.Duration { return m.disk.draw(bits) }
