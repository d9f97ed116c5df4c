// What comes of a load's requests: whose turn is next, what they were told, and the end.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// clientBits is how many bits of a turn's ref are the client; the others are the load.
const clientBits = 10

// nextTurn lets a client of the load make its next request when it is time for that.
func (c *Cluster) nextTurn(client int) {
	l := c.load
	at := c.now
	if l.result.Work.Rate > 0 {
		at = l.result.Began + l.source.Begins()
	}
	c.lookForTurn(client)
	c.queue.Push(at, turn, l.number<<clientBits|uint32(client))
}

// loadAnswered counts what a client of the load was told.
func (c *Cluster) loadAnswered(op *operation, o event.Outcome) {
	l := c.load
	if op.load != l.number {
		return // of one that was ended
	}
	tally := &l.result.Gets
	if op.verb != event.Get {
		tally = &l.result.Puts
	}
	tally.Add(o, c.now-op.began)
	c.loaded(int(op.loader))
}

// loaded notes that a client of the load has its answer. The load is over with the last.
func (c *Cluster) loaded(client int) {
	l := c.load
	switch {
	case l.underWay() == 0 && (l.off || l.result.Made == l.result.Work.Count):
		c.closeLoad()
	case l.result.Work.Rate == 0:
		c.nextTurn(client)
	}
}

// endLoad lets no further request of the load begin. It is over with the last answer to
// those that have.
func (c *Cluster) endLoad(cause uint32) {
	l := c.load
	if l.result.Made < l.result.Work.Count {
		c.motion.waiting--
	}
	l.off, l.cause = true, cause
	if l.underWay() == 0 {
		c.closeLoad()
	}
}

// closeLoad ends the load.
func (c *Cluster) closeLoad() {
	l := c.load
	l.result.Sent, l.result.Over, l.result.Ended = c.sentSince(l.before), true, c.now
	c.keepMeasured(l)
	c.record(event.Event{
		Kind: event.Loaded, Cause: l.cause, Arg: int64(l.result.Answered()), Node: ring.None, From: ring.None, To: ring.None,
	})
}

// sentSince returns the bytes that have been sent since there were as many as before.
func (c *Cluster) sentSince(before event.Traffic) (sent event.Traffic) {
	for i := range sent {
		sent[i] = c.sent[i] - before[i]
	}
	return sent
}

// lookAtLoad returns what has come of the newest load; nil if there was none.
func (c *Cluster) lookAtLoad() *load.Result {
	if c.load == nil {
		return nil
	}
	r := c.load.result.Clone()
	if !r.Over {
		r.Sent = c.sentSince(c.load.before)
	}
	return r
}
