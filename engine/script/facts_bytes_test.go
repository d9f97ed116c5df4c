// What a read's bytes count, and what the facts of bytes and replies take.

package script

import (
	"strconv"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
)

// TestBytesCountLateAnswers: what a get costs are all answers that other nodes have sent so far,
// at any step. Those that come after the client was told count, too, unlike acks.
func TestBytesCountLateAnswers(t *testing.T) {
	for _, mode := range []string{"digest", "full", "all"} {
		c := newCluster(t)
		play(t, c, "set read "+mode+"\nput cart milk\nuntil quiet\nset r 1\nget cart via n5\nuntil reply\n")
		told, late := sentInAnswer(c), false
		for range 100 {
			sent := sentInAnswer(c)
			late = late || sent > told
			if !holdsIn(t, c, "bytes == "+strconv.Itoa(sent)) {
				t.Errorf("read %s: %d bytes were sent by step %d", mode, sent, c.View(engine.Watch{}).Trace.Len())
			}
			if !holdsIn(t, c, "acks == 1") {
				t.Errorf("read %s: a late answer is counted as an ack", mode)
			}
			c.Step()
		}
		if late != (mode == "all") {
			t.Errorf("read %s: a late answer was sent: %v", mode, late)
		}
	}
}

// sentInAnswer adds up the bytes of all answers to the newest get that are in the trace.
func sentInAnswer(c *engine.Cluster) (sum int) {
	v := c.View(engine.Watch{})
	op := v.Newest()
	for step := 1; step <= v.Trace.Len(); step++ {
		e := v.Trace.At(step)
		if e.Kind == event.Send && e.Op == op.ID && e.From != op.Coordinator && (e.Type == event.Data || e.Type == event.Digest) {
			sum += int(e.Ref)
		}
	}
	return sum
}

// TestLoadFactsNameTheirWords: the help of a fact of loads that takes a reply, or what messages bring, names
// all that it takes.
func TestLoadFactsNameTheirWords(t *testing.T) {
	words := map[string][]string{}
	for _, c := range event.Cargoes() {
		words["sent"] = append(words["sent"], c.String())
	}
	for o := event.OK; o <= event.CoordinatorLost; o++ {
		words["replies"] = append(words["replies"], o.String())
	}
	for _, f := range Facts() {
		for _, word := range words[f.Name] {
			if !strings.Contains(f.Help, word) {
				t.Errorf("the help of %s does not name %s", f.Name, word)
			}
		}
	}
}
