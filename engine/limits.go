// This file says how much there can be of everything in a cluster, and refuses what
// would be more. Each refusal is one line, and changes nothing.

package engine

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
	"unsafe"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/count"
)

const (
	// MaxTime is when virtual time ends: 100 years after the start. The clock counts
	// nanoseconds in 64 bits, which end after 292.
	MaxTime = 100 * 365 * 24 * time.Hour
	// MaxKey, MaxValue and MaxClient are how many bytes these may have.
	MaxKey    = 64 << 10
	MaxValue  = 1 << 20
	MaxClient = 1 << 10
	// MaxSiblings is how many values a key may have at once, and MaxHeld how many bytes
	// they may have together. Every write of such a key goes through all of them, on
	// every replica; stores that have the problem warn at a hundred.
	MaxSiblings = 1000
	MaxHeld     = 4 << 20
	// MaxOpen is how many requests may be under way at once.
	MaxOpen = 10_000
	// MaxRules is how many commands may wait for the next messages of links, and
	// MaxChanges how often settings may be changed.
	MaxRules   = 1000
	MaxChanges = 10_000
	// MaxBytes is how much memory what has happened may take: 2 GiB, but for the byte that
	// an int of 32 bits has not.
	MaxBytes = 2<<30 - 1
)

// Limits lists what there can't be more of, in words, for the help.
func Limits() [][2]string {
	return [][2]string{
		{"virtual time", "100 years"},
		{"a key", Size(MaxKey)},
		{"a value", Size(MaxValue)},
		{"a client's name", Size(MaxClient)},
		{"values of a key at once (siblings)", Count(MaxSiblings) + ", " + Size(MaxHeld) + " together"},
		{"requests under way at once", Count(MaxOpen)},
		{"commands waiting for the next messages of links", Count(MaxRules)},
		{"changes of settings", Count(MaxChanges)},
		{"nodes that there have been", Count(ring.MaxNodes)},
		{"memory of what has happened", Size(MaxBytes)},
	}
}

// Size writes a number of bytes.
func Size(n int) string {
	const gib = 1 << 30
	switch more := int64(n) + 1; {
	case n >= gib && n%gib == 0:
		return strconv.Itoa(n/gib) + " GiB"
	case n >= gib && more%gib == 0: // all but a byte
		return strconv.FormatInt(more/gib, 10) + " GiB"
	case n >= 1<<20:
		return strconv.Itoa(n>>20) + " MiB"
	}
	return strconv.Itoa(n>>10) + " KiB"
}

// Count writes a number with a comma after each thousand.
func Count(n int) string { return count.Number(n) }

// ErrTime is why nothing happens after MaxTime.
var ErrTime = errors.New("virtual time ends 100 years after the start, and that is now; go back, or restart the cluster")

// Full returns why nothing more can happen, nil if it can: virtual time is over, or
// what has happened takes too much memory.
func (c *Cluster) Full() error {
	switch {
	case c.now >= MaxTime:
		return ErrTime
	case c.weighed.full:
		return fmt.Errorf("what has happened takes %s of memory, and it may not take more; restart the cluster", Size(c.weighed.most))
	}
	return nil
}

// weighed is what is known of how much memory a cluster takes. It is looked at anew
// whenever the trace has grown by a part.
type weighed struct {
	most int // bytes that it may take; 0: the one that drives the cluster sees to that
	next int // bytes of the trace at which to look again
	full bool
}

// weighEvery is by how many bytes a trace grows until its cluster is weighed again.
const weighEvery = 256 << 10

// weigh looks whether the cluster takes too much memory, if it is time for that.
func (c *Cluster) weigh() {
	w := &c.weighed
	if w.most == 0 {
		return
	}
	if trace := c.trace.Bytes(); trace >= w.next {
		w.next = trace + weighEvery
		w.full = c.Bytes() >= w.most
	}
}

// Bytes returns about how much memory the cluster takes: what has happened, what its
// nodes hold, and what is under way. It takes no longer than the number of nodes has it.
func (c *Cluster) Bytes() int { return c.trace.Bytes() + c.rings + c.state() }

// ringBytes returns about how much memory a ring takes.
func ringBytes(r *ring.Ring) int {
	if r == nil {
		return 0
	}
	return r.Len()*perToken + len(r.Nodes())*int(unsafe.Sizeof(ring.Node{}))
}

// What takes memory besides what has a size of its own, as measured.
const (
	perHistory = 640 // what the observer knows of a key
	perRead    = 160 // what a client has read of one
	perQueued  = 40  // what waits for its time
	perRequest = 640 // an operation under way and its coordinator's part in it
	perRecord  = 64  // what a node thinks of another one
	perToken   = 48  // a token of a ring, with its label

	perOccasion = 48 // how often a link carried something
)

// state returns about how much memory the cluster takes beside its trace: what a copy
// of it does not share with it, once both go on.
func (c *Cluster) state() int {
	n := len(c.flights)*int(unsafe.Sizeof(flight{})) + c.queue.Len()*perQueued + c.ops.open*perRequest +
		c.observer.Get().Keys()*perHistory + c.clients.len()*perRead +
		len(c.occasions.of.Rows())*perOccasion + len(c.eras)*int(unsafe.Sizeof(Era{})) + len(c.rules)*int(unsafe.Sizeof(rule{})) +
		len(c.members)*(int(unsafe.Sizeof(member{}))+512)
	for i := range c.members {
		m := &c.members[i]
		n += m.Store.Bytes() + m.Known()*perRecord + len(m.inbox)*int(unsafe.Sizeof(parcel{}))
	}
	return n
}

// checkSize refuses a request whose texts are too long.
func checkSize(cmd *Command) error {
	switch {
	case cmd.Key == "":
		return fmt.Errorf("%s: the key is empty; any other text will do", cmd.Verb)
	case len(cmd.Key) > MaxKey:
		return fmt.Errorf("%s: the key has %d bytes (allowed: at most %d)", cmd.Verb, len(cmd.Key), MaxKey)
	case len(cmd.Value) > MaxValue:
		return fmt.Errorf("%s %s: the value has %d bytes (allowed: at most %d)", cmd.Verb, event.Show(cmd.Key, event.LongestShown), len(cmd.Value), MaxValue)
	case len(cmd.Client) > MaxClient:
		return fmt.Errorf("%s: the client's name has %d bytes (allowed: at most %d)", cmd.Verb, len(cmd.Client), MaxClient)
	}
	return nil
}

// checkRoom refuses a request if too many are under way, and a write that would leave
// its key with too many values.
func (c *Cluster) checkRoom(cmd *Command) error {
	if c.opCount == math.MaxUint32 {
		return errors.New("the cluster has counted 4294967295 operations and can't count more")
	}
	key := func() string { return event.Show(cmd.Key, event.LongestShown) }
	if c.ops.open >= MaxOpen {
		return fmt.Errorf("%s %s: %s requests are under way, and there can't be more at once; let time go on first (until quiet)",
			cmd.Verb, key(), Count(MaxOpen))
	}
	if cmd.Verb == Get {
		return nil
	}
	c.largest = max(c.largest, len(cmd.Value)) // of one that is refused, too: it only says when to count
	if most := c.mostValues*len(c.members) + c.ops.open; most < MaxSiblings && (most+1)*c.largest <= MaxHeld && c.settings.Conflict != Merge {
		return nil
	}
	values, bytes := c.valuesAfter(cmd)
	switch {
	case values > MaxSiblings:
		return fmt.Errorf("%s %s: it has %s values at once, and can't have more; read and resolve it first, or set conflict lww",
			cmd.Verb, key(), Count(MaxSiblings))
	case bytes > MaxHeld:
		return fmt.Errorf("%s %s: its values would have more than %s together; read and resolve it first", cmd.Verb, key(), Size(MaxHeld))
	}
	return nil
}

// valuesAfter returns how many values a key may come to have, and of how many bytes, if
// a write is carried out: those that any node holds and the client has not read, those
// that are being written, and this one.
func (c *Cluster) valuesAfter(cmd *Command) (values, bytes int) {
	values, bytes = 1, len(cmd.Value)
	key, known := c.trace.Find(cmd.Key)
	if !known {
		return values, bytes
	}
	var all *version.Set
	for i := range c.members {
		all = version.Merge(all, c.members[i].Store.Known(key, version.KeepSiblings))
	}
	lww := c.settings.Conflict == LWW
	if all != nil && !lww { // where the last write wins, one is left
		seen := c.seenBy(cmd, key)
		for i := range all.Siblings {
			if s := &all.Siblings[i]; !seen.Contains(s.Dot) {
				values++
				bytes += len(s.Value)
			}
		}
	}
	for _, op := range c.ops.row {
		if op != nil && op.key == key && op.verb != event.Get && !lww && !(op.dot.Counter > 0 && all.Seen().Contains(op.dot)) {
			values++
			bytes += op.size
		}
	}
	return values, bytes
}

// seenBy returns what the client of a write has read of its key and so replaces.
func (c *Cluster) seenBy(cmd *Command, key event.Sym) *version.Context {
	if cmd.Blind {
		return nil
	}
	name := cmd.Client
	if name == "" {
		name = DefaultClient
	}
	client, known := c.trace.Find(name)
	if !known {
		return nil
	}
	return c.clients.seen(keyOf(client, key))
}
