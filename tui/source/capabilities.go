// What a cluster may be able to do, and the interface of one that lives elsewhere.

package source

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
)

// Ability is something that not every cluster can do.
type Ability string

// What the explorer asks of a cluster. None is what every cluster can do.
const (
	None       Ability = ""
	Read       Ability = "read"       // answer a client's reads
	Write      Ability = "write"      // and its writes
	Load       Ability = "load"       // answer a load of many clients
	Levels     Ability = "levels"     // choose the levels of the next requests
	Settings   Ability = "settings"   // change all other settings
	Crash      Ability = "crash"      // lose a node
	Loss       Ability = "loss"       // lose a disk, or the power of a place
	Hang       Ability = "hang"       // hang a node
	Partitions Ability = "partitions" // cut links
	Gossip     Ability = "gossip"     // turn the gossip of one node off
	Slow       Ability = "slow"       // slow down nodes and links
	Skew       Ability = "skew"       // set wrong clocks
	Heal       Ability = "heal"       // heal faults
	Messages   Ability = "messages"   // lose, delay, repeat or deliver a message
	Membership Ability = "membership" // join and leave
	Repair     Ability = "repair"     // compare replicas when asked
	Timing     Ability = "timing"     // pause, or change the speed
	Travel     Ability = "travel"     // go back in time
)

// Needs returns what a cluster must be able to do for a command.
func Needs(cmd engine.Command) Ability {
	if cmd.Verb == engine.Set && (cmd.Name == "r" || cmd.Name == "w") {
		return Levels
	}
	return needs[cmd.Verb]
}

// OrTwin returns why something can't be done with the cluster of a View, and of a real one where it can
// be: in its twin, to which the explorer's own command leads, typed behind the key of a colon.
func OrTwin(v *engine.View, why, colon string) string {
	if why == "" || v.Outside == nil || v.Ring == nil {
		return why
	}
	return why + "; " + colon + "twin opens an embedded copy"
}

// InTwin reports whether the twin of a real cluster can do what that can't: requests of the real one
// need a flag, no twin.
func InTwin(what Ability) bool {
	return what != Read && what != Write && what != Levels
}

// needs is never written to.
var needs = map[engine.Verb]Ability{
	engine.Put: Write, engine.Delete: Write, engine.Resolve: Write, engine.Get: Read, engine.Load: Load,
	engine.Set: Settings, engine.Crash: Crash, engine.Wipe: Loss, engine.Power: Loss, engine.Blackout: Loss,
	engine.Hang: Hang, engine.Cut: Partitions, engine.Isolate: Partitions, engine.Slow: Slow, engine.Skew: Skew,
	engine.Gossip: Gossip, engine.Heal: Heal, engine.Start: Heal, engine.Resume: Heal, engine.Mend: Partitions,
	engine.Drop: Messages, engine.Delay: Messages, engine.Duplicate: Messages, engine.Deliver: Messages,
	engine.SyncDisk: Messages, engine.TimeOut: Messages,
	engine.Add: Membership, engine.Remove: Membership, engine.AntiEntropy: Repair,
	engine.Run: Timing, engine.Until: Timing, engine.Step: Timing, engine.Expect: Timing,
	engine.Back: Travel, engine.Forward: Travel, engine.Undo: Travel, engine.Redo: Travel, engine.Fork: Travel, engine.Switch: Travel,
}

// Source is a cluster that lives elsewhere. All methods return at once.
type Source interface {
	Shown
	// News has a token whenever there is another View; nil if it never changes.
	News() <-chan struct{}
	// Gone is closed when nothing comes from it any more, not even replies; nil if that
	// never happens.
	Gone() <-chan struct{}
	// Can returns why it can't do something; "" if it can.
	Can(Ability) string
	// Do has a command carried out that it can do; one Reply comes.
	Do(engine.Command) <-chan Reply
}

// Timed is a Source whose time goes by on its own clock, which can be asked for something.
type Timed interface {
	Source
	// Control asks the clock for something; one Reply comes.
	Control(Control) <-chan Reply
}

// Control is what can be asked of a clock.
type Control string

// All that can be asked.
const (
	Play   Control = "play"
	Pause  Control = "pause"
	Faster Control = "faster"
	Slower Control = "slower"
	Stop   Control = "stop" // what lets time go on as fast as it can
)

// Reply is the result of a command.
type Reply struct {
	Said string // to be shown; "" if what happens says enough
	Err  error  // why it failed
}

// Queue has replies taken in in the order in which they were asked for, however late the
// first one comes: the last line of the screen then tells of the last thing asked.
type Queue struct {
	waits []tea.Cmd
	asked int
}

// Asked is how many replies have been asked for.
func (q *Queue) Asked() int { return q.asked }

// Answered is how many replies have been taken in.
func (q *Queue) Answered() int { return q.asked - len(q.waits) }

// Add adds a command that waits for a reply. It returns it if no other reply is owed, else
// nil: Next will return it.
func (q *Queue) Add(wait tea.Cmd) tea.Cmd {
	q.asked++
	q.waits = append(q.waits, wait)
	if len(q.waits) > 1 {
		return nil
	}
	return wait
}

// Next says that the oldest reply has been taken in, and returns the command that waits
// for the next one; nil if none is owed.
func (q *Queue) Next() tea.Cmd {
	if len(q.waits) > 0 {
		q.waits = q.waits[1:]
	}
	if len(q.waits) == 0 {
		return nil
	}
	return q.waits[0]
}
