// What is known of the newest load.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/oracle"
)

// loading is the newest load. It goes on as time does: each request begins when a client's
// turn comes up in the queue.
type loading struct {
	source load.Source
	result load.Result
	before event.Traffic // what had been sent when it began
	number uint32        // of the load, from 1
	at     Level         // whose answers its requests wait for; the zero Level: as the settings say
	cause  uint32        // the step of its command, or of the one that ends it
	off    bool          // no further request begins
	eras   int           // how many settings there had been when it began
}

// underWay returns how many requests of the load have not been answered.
func (l *loading) underWay() int { return l.result.Made - l.result.Answered() - l.result.Refused }

// judged counts what was wrong with what a client of the load has read.
func (l *loading) judged(op *operation, wrong oracle.Wrong) {
	if r := &l.result; op.load == l.number {
		switch wrong {
		case oracle.Missed:
			r.Missed++
		case oracle.Older:
			r.Older++
		case oracle.Resurrected:
			r.Undeleted++
		}
	}
}

// clone returns a load that goes on independently of l; nil for nil.
func (l *loading) clone() *loading {
	if l == nil {
		return nil
	}
	d := *l
	d.result = *l.result.Clone()
	return &d
}
