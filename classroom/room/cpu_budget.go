// Budgets for the server's processor: how much work each participant may ask for, with all that
// they hold, and in which order it is done.

package room

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ringside/engine/history"
	"ringside/tui/class"
)

// Processor is the computing budget that a server has for the clusters of participants and of
// classes. Everything that a participant drives (their copy, a lesson of their own, the class's
// past) draws on one budget, however often they go back, switch branches or take a new
// copy. Budgets are refilled as real time passes, all that are not full at the same rate.
//
// Work is counted as history.History's Effort, so that it is the same on every machine
// and does not depend on who else is there; the engine never reads the clock here.
//
//	Copy, Past, Own ──▶ budget ──▶ Processor: refills, in real time
//	                      │
//	                      └── less than half left: one at a time, so that a processor
//	                          is left for the class and for those who have asked for little
type Processor struct {
	now  func() time.Time
	turn chan struct{} // holds a token for each participant who may work at once, of those that use much

	mu     sync.Mutex
	last   time.Time // when budgets were last refilled
	hungry []*budget // those that are not full

	participants, drivers counts
}

// counts is what participants, or drivers of classes, have asked of a Processor.
type counts struct{ used, refused atomic.Uint64 }

// Work is how much a Processor has computed so far, in units of history.History's Effort,
// and how often it has refused to; Spent is how many budgets are used up now.
type Work struct {
	Used, Refused uint64
	Spent         int
}

// Counted returns the work for participants, and for drivers of classes.
func (p *Processor) Counted() (participants, drivers Work) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refill()
	participants = Work{Used: p.participants.used.Load(), Refused: p.participants.refused.Load()}
	drivers = Work{Used: p.drivers.used.Load(), Refused: p.drivers.refused.Load()}
	for _, b := range p.hungry {
		switch {
		case b.out && b.shared:
			participants.Spent++
		case b.out:
			drivers.Spent++
		}
	}
	return participants, drivers
}

// again is the part of a budget that has to come back before a used-up budget can be used
// again.
const again = 20

// NewProcessor returns a Processor that reads the time from now; nil means time.Now.
func NewProcessor(now func() time.Time) *Processor {
	if now == nil {
		now = time.Now
	}
	return &Processor{now: now, turn: make(chan struct{}, max(runtime.GOMAXPROCS(0)-1, 1))}
}

// budget is how much work may be done for somebody. Its methods can be called from any
// goroutine.
type budget struct {
	processor *Processor
	whose     string // as a sentence begins
	most      float64
	rate      float64
	shared    bool        // class.AllRate is for it and others
	low       atomic.Bool // less than half is left
	counts    *counts

	// Processor.mu guards the rest.
	left float64 // below 0 after something that took more than there was
	out  bool    // it was used up, and not enough has come back
}

func (p *Processor) newBudget(whose string, most, rate float64, shared bool) *budget {
	b := &budget{processor: p, whose: whose, most: most, rate: rate, left: most, shared: shared, counts: &p.drivers}
	if shared {
		b.counts = &p.participants
	}
	return b
}

// participantBudget returns the budget of a participant.
func (p *Processor) participantBudget() *budget {
	return p.newBudget("you have used up your time", class.ParticipantEffort, class.ParticipantRate, true)
}

// classBudget returns the budget of the driver of the class's cluster.
func (p *Processor) classBudget() *budget {
	return p.newBudget("the cluster of the class has used up its time", class.DriverEffort, class.DriverRate, false)
}

// refill adds what has come back since the previous call.
func (p *Processor) refill() {
	now := p.now()
	gone := now.Sub(p.last).Seconds()
	p.last = now
	if gone <= 0 || len(p.hungry) == 0 {
		return
	}
	share := p.share()
	p.hungry = slices.DeleteFunc(p.hungry, func(b *budget) bool {
		b.left = min(b.left+b.perSecond(share)*gone, b.most)
		b.noted()
		return b.left >= b.most
	})
}

// share returns the rate of each of the budgets that share, per second.
func (p *Processor) share() float64 {
	n := 0
	for _, b := range p.hungry {
		if b.shared {
			n++
		}
	}
	return class.AllRate / float64(max(n, 1))
}

// perSecond returns how much comes back to a budget per second.
func (b *budget) perSecond(share float64) float64 {
	if b.shared {
		return min(b.rate, share)
	}
	return b.rate
}

// noted updates what depends on how much is left.
func (b *budget) noted() {
	b.low.Store(b.left < b.most/2)
	switch {
	case b.left <= 0:
		b.out = true
	case b.left >= b.most/again:
		b.out = false
	}
}

// charge subtracts work that was done.
func (b *budget) charge(effort uint64) {
	if effort == 0 {
		return
	}
	b.counts.used.Add(effort)
	p := b.processor
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refill()
	if b.left >= b.most {
		p.hungry = append(p.hungry, b)
	}
	b.left -= float64(effort)
	b.noted()
}

// afford returns nil if work can be done now, else an error that says why not, and when
// it can be.
func (b *budget) afford() error {
	if !b.low.Load() {
		return nil
	}
	p := b.processor
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refill()
	if !b.out {
		return nil
	}
	b.counts.refused.Add(1)
	wait := math.Ceil((b.most/again - b.left) / b.perSecond(p.share()))
	return fmt.Errorf("%s on the server's processor, which others need too; try again in %.0f s", b.whose, max(wait, 1))
}

// takeTurn waits until a participant who uses much may go on, and returns what ends their turn. A
// participant who uses little does not wait.
func (b *budget) takeTurn() (end func()) {
	if !b.low.Load() {
		return func() {}
	}
	b.processor.turn <- struct{}{}
	return func() { <-b.processor.turn }
}

// meter counts what a history takes from a budget.
type meter struct {
	budget *budget
	paid   uint64 // of the history's Effort
}

// leastCharge is the least that is charged at once, so that most events cost no lock.
const leastCharge = 500

// work runs do on a history, if the budget allows it, and charges it.
func (m *meter) work(h *history.History, do func()) error {
	if err := m.budget.afford(); err != nil {
		return err
	}
	defer m.budget.takeTurn()()
	defer m.pay(h, leastCharge)
	do()
	return nil
}

// pay charges what has not been charged, if it is at least that much.
func (m *meter) pay(h *history.History, least uint64) { m.payTo(h.Effort(), least) }

// payTo is pay for a known effort.
func (m *meter) payTo(effort, least uint64) {
	if owed := effort - m.paid; effort > m.paid && owed >= least {
		m.paid = effort
		m.budget.charge(owed)
	}
}
