// Package latency holds the latency models: how long messages and disk writes take.
//
//	64 random bits ─▶ curve of the message's leg ─▶ delay in ns (+ far, between data centres)
//
// A model has a curve for each leg of a request: the write to a replica, its ack, the read,
// its response. All arithmetic is on integers, and the tables are part of the source, so
// that every platform draws the same.
package latency

import (
	"slices"
	"time"
)

// Leg is one way of a request: the W, A, R and S of the PBS paper (Bailis et al., VLDB
// 2012, §5.1).
type Leg uint8

const (
	// Write carries a version to a node.
	Write Leg = iota
	// Ack says that the node has it.
	Ack
	// Read asks a node for something.
	Read
	// Response brings it.
	Response
	// Legs is how many there are.
	Legs
)

// String returns the leg's name, as in a file of samples.
func (l Leg) String() string {
	return [Legs]string{Write: "write", Ack: "ack", Read: "read", Response: "response"}[l]
}

// Model is a latency model. It is never written to once it is made.
type Model struct {
	Name, About string
	legs        [Legs]curve   // one way, between two nodes of a data centre
	far         time.Duration // in addition, one way, between data centres
	disk        curve         // until a write is durable
	spread      bool          // it is of clusters with each copy in a data centre of its own
	text        string        // that it was made of; "" for those of this package
}

// Text returns the text that Parse made the model of; "" if it did not.
func (m *Model) Text() string { return m.text }

// Flight returns how long a message takes, one way.
func (m *Model) Flight(leg Leg, bits uint64, far bool) time.Duration {
	d := m.legs[leg].draw(bits)
	if far {
		d += m.far
	}
	return d
}

// Disk returns how long a replica takes to make a write durable.
func (m *Model) Disk(bits uint64) time.Duration { return m.disk.draw(bits) }

// Far returns how much longer a message takes, one way, between data centres.
func (m *Model) Far() time.Duration { return m.far }

// DiskFree reports whether disk writes take no time of their own.
func (m *Model) DiskFree() bool { return len(m.disk.even) == 1 && m.disk.even[0] == 0 }

// Spread reports whether the model is of clusters that keep each copy in a data centre of
// its own, as the PBS paper's wan.
func (m *Model) Spread() bool { return m.spread }

// Together returns the model for a cluster whose copies are all in one data centre.
func (m Model) Together() Model {
	m.spread = false
	return m
}

const us = time.Microsecond

// lanFlight are the messages of one data centre, at evenly spaced probabilities.
var lanFlight = curve{even: []time.Duration{250 * us, 300 * us, 340 * us, 380 * us, 420 * us, 460 * us, 500 * us, 540 * us, 590 * us,
	640 * us, 700 * us, 770 * us, 860 * us, 980 * us, 1150 * us, 1500 * us, 4000 * us}}

// The models of the PBS paper count the disk as part of the leg Write.
var (
	noDisk = constant(0)
	ssd    = curve{tail: &lnkdSSD}
	disk   = curve{tail: &lnkdDisk}
	ymmr   = curve{tail: &ymmrRest}
)

// pbsFar is what the PBS paper adds to each leg between data centres (§5.5).
const pbsFar = 75 * time.Millisecond

var models = []Model{ // never written to
	{
		Name: "lan", About: "one rack row: most messages take 0.3 to 0.9 ms, with a tail to 4 ms; disks take 0.1 to 0.4 ms; data centres are 20 ms apart, one way",
		legs: same(lanFlight),
		far:  20 * time.Millisecond,
		disk: curve{even: []time.Duration{80 * us, 100 * us, 120 * us, 140 * us, 170 * us, 210 * us, 270 * us, 400 * us, 1500 * us}},
	},
	{
		Name: "fixed", About: "every message takes 1 ms and every disk write 0.1 ms: easy to follow; data centres are 10 ms apart, one way",
		legs: same(constant(time.Millisecond)),
		far:  10 * time.Millisecond,
		disk: constant(100 * us),
	},
	{
		Name: "lnkd-ssd", About: "LinkedIn's Voldemort on SSDs (PBS paper): half of the messages take up to 0.25 ms, one in 1000 takes 2.7 ms or more; disks are part of that; data centres are 75 ms apart, one way",
		legs: same(ssd),
		far:  pbsFar, disk: noDisk,
	},
	{
		Name: "lnkd-disk", About: "LinkedIn's Voldemort on spinning disks (PBS paper): half of the writes take up to 2.5 ms, one in 1000 takes 55 ms or more; the other messages are as in lnkd-ssd; data centres are 75 ms apart, one way",
		legs: [Legs]curve{disk, ssd, ssd, ssd},
		far:  pbsFar, disk: noDisk,
	},
	{
		Name: "ymmr", About: "Yammer's Riak (PBS paper): half of the writes take up to 3.7 ms, one in 1000 takes 1.5 s or more; other messages take 1.8 ms and 130 ms; data centres are 75 ms apart, one way",
		legs: [Legs]curve{{tail: &ymmrWrite}, ymmr, ymmr, ymmr},
		far:  pbsFar, disk: noDisk,
	},
	{
		Name: "wan", About: "lnkd-disk with data centres 75 ms apart, one way (PBS paper)",
		legs: [Legs]curve{disk, ssd, ssd, ssd},
		far:  pbsFar, disk: noDisk, spread: true,
	},
}

// Models returns all models, the default one first.
func Models() []Model { return slices.Clone(models) }

// Find returns the model with a name.
func Find(name string) (Model, bool) {
	i := slices.IndexFunc(models, func(m Model) bool { return m.Name == name })
	if i < 0 {
		return Model{}, false
	}
	return models[i], true
}
