// This file is what a history needs of a cluster: to let one thing happen at a time, to
// keep it as it is, and to know what it takes.

package engine

import (
	"time"
	"unsafe"

	"ringside/engine/ops"
)

// Last tells a cluster that it may last long and that somebody else sees to how much
// memory it takes: old events are packed.
func (c *Cluster) Last() {
	c.trace.Pack(true)
	c.weighed.most = 0
}

// Once lets one thing happen, whether it leaves an event or not, and reports whether there
// was one.
func (c *Cluster) Once() bool { return c.advance() }

// Tidy puts in order what is waiting to happen, as looking what is next does, so that it
// does not depend on whether anybody looks.
func (c *Cluster) Tidy() { c.peek() }

// Rest lets time pass in which nothing happens.
func (c *Cluster) Rest(until time.Duration) {
	c.now = until
	c.stale = true
}

// Frozen returns a cluster as c is now, to be cloned and never to be advanced.
func (c *Cluster) Frozen() *Cluster {
	c.tellAsked(nil) // so that a copy need not read all of the trace for them
	d := c.Clone()
	d.viewed, d.story = nil, ops.Story{}
	return d
}

// Succeed lets c be looked at in place of another cluster: a caller then sees a new View.
func (c *Cluster) Succeed(other *Cluster) {
	c.ringVersion = max(c.ringVersion, other.ringVersion)
	c.viewed, c.stale = nil, true
}

// Holds counts the keys on all nodes.
func (r *roster) Holds() (keys int) {
	for i := range r.members {
		keys += r.members[i].Store.Len()
	}
	return keys
}

// TraceBytes returns about how much memory the trace takes.
func (c *Cluster) TraceBytes() int { return c.trace.Bytes() }

// StateBytes returns about how much memory the cluster takes beside its trace.
func (c *Cluster) StateBytes() int { return c.state() }

// What it takes to copy a cluster, in things that happen, as measured.
const (
	effortOfClone  = 20      // besides what is counted by its size
	effortOfMember = 4       // each node
	bytesOfEffort  = 1 << 10 // that are copied
)

// CopyEffort returns what the processor has to do for a copy, in things that happen.
func (c *Cluster) CopyEffort() uint64 {
	moved := len(c.flights)*int(unsafe.Sizeof(flight{})) + c.queue.Len()*perQueued
	return effortOfClone + uint64(len(c.members)*effortOfMember+moved/bytesOfEffort)
}
