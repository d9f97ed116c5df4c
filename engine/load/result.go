// What came of a workload.

package load

import (
	"time"

	"ringside/engine/event"
)

// Result is what has come of a workload so far.
type Result struct {
	Work  Workload
	At    string // the level that was asked for; "": as the settings say
	Began time.Duration
	Over  bool          // nothing more comes of it
	Ended time.Duration // when that was so
	Made  int           // how many requests have begun

	Refused    int // requests that the cluster had no room for
	Puts, Gets Tally
	Missed     int // gets without a write that was acknowledged before they began
	Older      int // gets that knew less than an earlier one that was over before
	Undeleted  int // gets that returned what an acknowledged delete had removed

	Sent event.Traffic // bytes sent meanwhile, those of others' requests included
}

// Tally is what clients were told of one kind of request.
type Tally struct {
	Outcomes [event.CoordinatorLost + 1]int
	Latency  Histogram // of all that were answered, whatever the answer
}

// Add counts an answer.
func (t *Tally) Add(o event.Outcome, latency time.Duration) {
	t.Outcomes[o]++
	t.Latency.Add(latency)
}

// String returns what was asked for, in the words of the command language.
func (r *Result) String() string {
	if r.At == "" {
		return r.Work.String()
	}
	return r.Work.String() + " at " + r.At
}

// Answered returns how many requests have been answered.
func (r *Result) Answered() int { return r.Puts.Latency.Count() + r.Gets.Latency.Count() }

// Took returns how long the workload took, or has taken until now.
func (r *Result) Took(now time.Duration) time.Duration {
	if r.Over {
		now = r.Ended
	}
	return now - r.Began
}

// Clone returns a result that goes on independently of r.
func (r *Result) Clone() *Result {
	c := *r
	c.Puts.Latency, c.Gets.Latency = r.Puts.Latency.Clone(), r.Gets.Latency.Clone()
	return &c
}
