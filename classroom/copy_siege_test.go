// A test of one student who pastes, over SSH, whatever keeps a processor busy or fills
// memory.

package classroom_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/internal/screen"
)

// pastes pastes text, as a terminal with bracketed paste does.
func (p person) pastes(text string) {
	p.c.t.Helper()
	p.types("\x1b[200~" + text + "\x1b[201~")
}

// seesOneOf waits until one of several texts is on the screen.
func (p person) seesOneOf(texts ...string) {
	p.c.t.Helper()
	ctx, cancel := context.WithTimeout(p.c.ctx, longestWait)
	defer cancel()
	if err := p.Until(ctx, func(shown string) bool {
		for _, text := range texts {
			if strings.Contains(shown, text) {
				return true
			}
		}
		return false
	}); err != nil {
		p.c.t.Fatalf("none of %q: %v", texts, err)
	}
}

// usesUp waits until the participant has used up their time. On a machine that is so slow that as
// much comes back as it uses, it is stopped after a while.
func (p person) usesUp() {
	p.c.t.Helper()
	const long = 20 * time.Second
	ctx, cancel := context.WithTimeout(p.c.ctx, long)
	defer cancel()
	if err := p.Shows(ctx, timeUsedUp, "try again"); err == nil {
		return
	}
	p.types(screen.Escape)
	p.seesOneOf("stopped", timeUsedUp)
}

// pastesValues writes large values, each in a paste of its own. A line alone opens the command
// line, which the next one enters and closes: after an even number none is open.
func (p person) pastesValues(n int) {
	p.c.t.Helper()
	for i := range n {
		p.pastes(fmt.Sprintf("put k%d %s%d\n", i, strings.Repeat("x", 240_000), i))
	}
}

// heap returns how many bytes are in use after a collection.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// drives has ann write, and returns how long it took until the class saw the answer.
func drives(ann, other person, key string) time.Duration {
	ann.c.t.Helper()
	began := time.Now()
	ann.line("put %s v", key)
	ann.sees("put "+key, "told OK")
	other.sees("put "+key, "told OK")
	return time.Since(began)
}

const (
	timeUsedUp = "you have used up your time"
	memoryFull = "your memory here is full"
	copyFull   = "this copy is full"
)

// TestSiegeByOneParticipant: whatever one student pastes into their own copy is answered with a
// line and takes a bounded part of the memory, and neither the class nor another student
// waits for it; saving the class and opening it again does not reset those limits.
func TestSiegeByOneParticipant(t *testing.T) {
	folder := t.TempDir()
	change := func(c *classroom.Config) { c.State = folder }
	c := open(t, change)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "4/4 up")
	bob := c.comes("bob", "", 120, 36)
	bob.sees("with ann", "4/4 up")
	before := heap()

	mallory := c.comes("mallory", "", 120, 36)
	mallory.sees("with ann")
	mallory.types("B")
	mallory.sees("your own copy")
	mallory.pastes(strings.Repeat("put much v\nuntil quiet\n", 2000) + "put done v\nuntil quiet\n")
	mallory.sees("put done", "told OK")
	mallory.pastes(strings.Repeat("put k v\nstep 3\nback 2\n", 8000))
	t.Logf("the class sees a write after %v while a participant goes back and forth", drives(ann, bob, "amid"))
	mallory.seesOneOf(timeUsedUp, "this copy has 100 branches")
	mallory.pastes(strings.Repeat("back 1997\nforward 1499\nback 997\nforward 1489\n", 2500))
	mallory.usesUp()
	mallory.pastes(strings.Repeat("fork\n", 5000))
	t.Logf("the class sees a write after %v while a participant asks for copies", drives(ann, bob, "more"))

	eve := c.comes("eve", "", 120, 36)
	eve.sees("with ann")
	eve.types("B")
	eve.sees("your own copy")
	eve.pastes(strings.Repeat("fork\nstep 5\nswitch 1\n", 2000) + "put forked v\nstep 3\n")
	eve.seesOneOf(timeUsedUp, "put forked")

	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("B")
	alice.sees("your own copy")
	alice.pastesValues(500)
	alice.sees(copyFull)
	alice.line("offer")
	alice.sees("instructors can look at your copy")
	alice.types("C")
	alice.sees("Lessons, 0 of")
	alice.types("/token-ring" + screen.Enter)
	alice.sees("/token-ring", "not started")
	alice.types(screen.Enter)
	alice.sees("by yourself", "Eight tokens")
	alice.pastesValues(200)
	alice.sees(memoryFull)
	alice.types("Z")
	alice.sees("back in the class")
	t.Logf("the class sees a write after %v beside participants whose memory is full", drives(ann, bob, "late"))
	if grown := heap() - before; grown > 160<<20 {
		t.Errorf("four students have the server grow by %d MiB", grown>>20)
	} else {
		t.Logf("four students have the server grow by %d MiB", grown>>20)
	}

	c.stop()
	again := reopen(t, c, change)
	ann = again.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "put late")
	alice = again.comes("alice", "alice", 120, 36)
	alice.sees("with ann", "put late")
	alice.types("B")
	alice.sees("as you left it")
	alice.pastesValues(1)
	alice.types(screen.Enter)
	alice.sees(copyFull)
}
