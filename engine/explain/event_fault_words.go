// This file has the words for what happens to nodes and links, and for what nodes believe.

package explain

import (
	"time"

	"ringside/engine/event"
	"ringside/internal/count"
	"ringside/internal/timespan"
)

// fault appends what happens to a node or a link, or what a node believes.
func (w *wording) fault(b []byte, c *Claim) []byte {
	switch c.Kind {
	case Skips:
		b = join(b, "skips ", w.names(c.Peer), ", which it believes down")
	case WritesToo:
		b = join(b, "writes to ", w.names(c.Peer), " too, which is about to keep a copy")
	case BelievesDown:
		b = join(b, "believes that ", w.names(c.Peer), " is down")
	case BelievesUp:
		b = join(b, "believes that ", w.names(c.Peer), " is up again")
	case Doubts:
		b = join(b, "suspects ", w.names(c.Peer), ": ")
		b = number(b, c.N)
		b = join(b, " heartbeats missed")
	case HearsAgain:
		b = join(b, "hears of ", w.names(c.Peer), " again")
	case LearnsOf:
		b = join(b, "learns that ", w.names(c.Peer), " ", plain(c.Text))
	case Decides:
		b = join(b, w.names(c.Peer), " ", plain(c.Text))
	case CleansUp:
		b = w.cleanup(b, c)
	case Departs:
		b = join(b, "is gone")
	case CutsLink:
		b = join(b, "link cut")
	case MendsLink:
		b = join(b, "link mended")
	case IsSlow:
		if c.N == 1000 {
			b = join(b, "back to its usual speed")
		} else {
			b = join(b, "slow: takes ", event.Thousandths(int64(c.N)), " times as long")
		}
	case Compares:
		b = join(b, "compared with ", w.names(c.Peer), ": ", c.Text)
	case LosesDisk:
		b = join(b, "lost its disk: everything is gone, hints too")
	case LosesMemory:
		b = join(b, "crashed: memory gone")
	case KeepsDisk:
		b = join(b, ", disk kept")
	case Starts:
		b = join(b, "started from its disk")
	case Hangs:
		b = join(b, "hangs: keeps everything, answers nothing")
	case Resumes:
		b = join(b, "resumed where it hung")
	case StopsGossip:
		b = join(b, "gossips no more, and runs")
	case Gossips:
		b = join(b, "gossips again")
	case Syncs:
		b = join(b, "synced: ")
		b = number(b, c.N)
		b = join(b, " more durable")
	case PurgesTombstone:
		b = join(b, "dropped the tombstone of ", w.key(), ", ", timespan.Text(c.For.Round(time.Second)), " old")
	case ClockIs:
		b = join(b, "clock is off by ", timespan.Text(c.For))
	}
	return b
}

// cleanup appends that a node dropped keys that others keep, as they have told it.
func (w *wording) cleanup(b []byte, c *Claim) []byte {
	var have []string
	for _, id := range w.t.NodesOf(w.e) {
		have = append(have, w.names(id))
	}
	return join(b, "dropped ", count.Of(int(c.N), "key"), " that it no longer keeps: confirmed by ", and(have))
}
