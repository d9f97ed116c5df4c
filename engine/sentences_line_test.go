// This file holds the lines about single events against what the stores had when they happened.

package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/store"
)

// saying is something that a line about an event can say, and whether it is true of the
// event. What it says is read from the words alone.
type saying struct {
	name string
	like *regexp.Regexp
	is   func(*line, []string) bool
}

// line is a line about an event, held against the stores after its batch of events.
type line struct {
	*witnessed
	t     *event.Trace
	e     *event.Event
	step  int
	disks []*store.Store
}

// sayings is never written to.
var sayings = []saying{
	{"durable", regexp.MustCompile(`^\S+ +(?:stored|has) [ab] .* durable$`), func(l *line, _ []string) bool {
		return l.later() || l.disk(l.e.Node)
	}},
	{"in memory", regexp.MustCompile(`^\S+ +(?:stored|has) [ab] .* in memory only$`), func(l *line, _ []string) bool {
		return l.later() || l.disks[l.e.Node].Get(l.e.Key).Has(l.e.Dot) && !l.disk(l.e.Node)
	}},
	{"stored", regexp.MustCompile(`^\S+ +stored [ab] `), func(l *line, _ []string) bool { return l.later() || !l.before() }},
	{"has already", regexp.MustCompile(`^\S+ +has [ab] \S+ already`), func(l *line, _ []string) bool { return l.later() || l.before() }},
	{"siblings", regexp.MustCompile(`now (\d+) siblings`), func(l *line, m []string) bool {
		return l.later() || strconv.Itoa(len(l.disks[l.e.Node].Get(l.e.Key).Siblings)) == m[1]
	}},
	{"discards", regexp.MustCompile(` discards [ab] \S+:\d+: it has a later version`), func(l *line, _ []string) bool {
		known := l.disks[l.e.Node].Get(l.e.Key)
		return l.later() || !known.Has(l.e.Dot) && known.Newest() != nil
	}},
	{"hint", regexp.MustCompile(` keeps a hint for .* durable$`), func(l *line, _ []string) bool {
		return l.later() || l.disks[l.e.Node].HasHint(l.e.Key, l.e.Dot)
	}},
	{"hint discarded", regexp.MustCompile(` discards a hint for .*: it has a later version`), func(l *line, _ []string) bool {
		kept, ok := l.disks[l.e.Node].HintOf(l.e.To, l.e.Key)
		return l.later() || ok && !kept.Set.Has(l.e.Dot)
	}},
	{"hint dropped", regexp.MustCompile(` dropped the hint for `), func(l *line, _ []string) bool {
		_, still := l.disks[l.e.Node].HintOf(l.e.To, l.e.Key)
		return l.later() || !still
	}},
	{"hint delivered", regexp.MustCompile(` dropped the hint for .* delivered$`), func(l *line, _ []string) bool {
		return l.hadBy(l.e.To, l.e.Key, l.e.Dot, l.step)
	}},
	{"tombstone dropped", regexp.MustCompile(` dropped the tombstone of `), func(l *line, _ []string) bool {
		return l.later() || l.disks[l.e.Node].Get(l.e.Key).Newest() == nil
	}},
	{"disk lost", regexp.MustCompile(` lost its disk: everything is gone, hints too`), func(l *line, _ []string) bool {
		return l.later() || l.disks[l.e.Node].Len() == 0 && l.disks[l.e.Node].Hints() == 0
	}},
	{"crashed", regexp.MustCompile(` crashed: memory gone, disk kept`), func(l *line, _ []string) bool {
		return l.later() || len(l.disks[l.e.Node].UnsyncedKeys()) == 0
	}},
	{"synced", regexp.MustCompile(` synced: (\d+) more durable`), func(l *line, _ []string) bool {
		return l.later() || len(l.disks[l.e.Node].UnsyncedKeys()) == 0
	}},
	{"safe", regexp.MustCompile(`safe: (\d+) cop(?:y|ies)`), (*line).copies},
	{"at risk", regexp.MustCompile(`at risk: on (\d+|no) disk`), (*line).copies},
	{"at risk", regexp.MustCompile(`at risk: [ab] \S+ on (\d+|no) disks? of`), (*line).copies},
	{"safe now", regexp.MustCompile(`safe now: [ab] \S+ on (\d+) disk`), (*line).copies},
	{"lost", regexp.MustCompile(` lost: no copy of .* is left`), func(l *line, _ []string) bool { return l.moved() || l.on() == 0 }},
	{"in flight", regexp.MustCompile(` in flight only: .* is on no node`), func(l *line, _ []string) bool { return l.moved() || l.on() == 0 }},
	{"unreachable", regexp.MustCompile(` unreachable: .* is only on nodes that are down`), func(l *line, _ []string) bool {
		v := l.c.View(engine.Watch{})
		return l.moved() || l.on() > 0 && !slices.ContainsFunc(l.present, func(s stretch) bool {
			return s.key == l.e.Key && s.dot == l.e.Dot && v.Nodes[s.node].Health == engine.Up
		})
	}},
	{"believed down", regexp.MustCompile(` believes that \S+ is down`), func(l *line, _ []string) bool {
		return l.later() || slices.Contains(l.c.View(engine.Watch{}).Nodes[l.e.To].DownBy, l.e.Node)
	}},
	{"believed up", regexp.MustCompile(` believes that \S+ is up again`), func(l *line, _ []string) bool {
		return l.later() || !slices.Contains(l.c.View(engine.Watch{}).Nodes[l.e.To].DownBy, l.e.Node)
	}},
	{"dropped by you", regexp.MustCompile(` dropped by you`), func(l *line, _ []string) bool { return l.e.Why == event.ByHand }},
	{"link cut", regexp.MustCompile(` dropped: the link is cut`), func(l *line, _ []string) bool {
		at := link{witnessed: l.witnessed, t: l.t}
		_, e := at.last(l.step, func(e *event.Event) bool {
			return e.From == l.e.From && e.To == l.e.To && (e.Kind == event.Cut || e.Kind == event.Mend)
		})
		return e.Kind == event.Cut
	}},
	{"node down", regexp.MustCompile(` dropped: the node is down`), func(l *line, _ []string) bool {
		at := link{witnessed: l.witnessed, t: l.t}
		return at.health(l.e.To, l.step) == event.Crash && !l.left()
	}},
	{"after the answer", regexp.MustCompile(` after the answer$`), func(l *line, _ []string) bool { return l.told() }},
	{"not counted", regexp.MustCompile(` not counted, \d+ of \d+$`), func(l *line, _ []string) bool { return !l.told() }},
	{"node left", regexp.MustCompile(` dropped: the node has left`), func(l *line, _ []string) bool { return l.left() }},
}

// later reports whether something else befell the node, or its beliefs, in the same batch
// after the event, so that the stores as they are now do not tell.
func (l *line) later() bool {
	for at := l.step + 1; at <= l.t.Len(); at++ {
		if e := l.t.At(at); e.Node == l.e.Node && e.Kind != event.Reply {
			return true
		}
	}
	return false
}

// left reports whether the node that the event's message was sent to has left.
func (l *line) left() bool {
	at := link{witnessed: l.witnessed, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool { return e.Kind == event.Depart && e.Node == l.e.To })
	return step > 0
}

// told reports whether the client of the event's operation had been told by then, or its
// coordinator has forgotten it.
func (l *line) told() bool {
	at := link{witnessed: l.witnessed, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool {
		return e.Op == l.e.Op && e.Kind == event.Reply || e.Kind == event.Crash && e.Node == l.e.To
	})
	return step > 0
}

// before reports whether the node had the event's version before the event, and not only as
// a hint.
func (l *line) before() bool {
	for at := l.step - 1; at > 0 && l.sameBatch(l.batches[len(l.batches)-1], at); at-- {
		switch e := l.t.At(at); {
		case e.Node != l.e.Node || e.Key != l.e.Key:
		case e.Kind == event.Purge:
			return false
		case e.Kind == event.Store && e.Dot == l.e.Dot && e.Why != event.Outdated:
			return true
		}
	}
	began := 0
	if n := len(l.batches); n > 1 {
		began = l.batches[n-2]
	}
	had := func(s stretch) bool {
		return s.node == l.e.Node && s.key == l.e.Key && s.dot == l.e.Dot && !s.hint && s.from <= began && (s.to == 0 || s.to > began)
	}
	return slices.ContainsFunc(l.present, had) || slices.ContainsFunc(l.past, had)
}

// moved reports whether anything that may have changed the stores came after the event in
// the same batch.
func (l *line) moved() bool {
	for at := l.step + 1; at <= l.t.Len(); at++ {
		if e := l.t.At(at); e.Kind != event.Reply && (e.Kind < event.Missed || e.Kind > event.Superseded) {
			return true
		}
	}
	return false
}

// disk reports whether a node has the event's version on its disk.
func (l *line) disk(id ring.NodeID) bool {
	_, onDisk := l.disks[id].Both(l.e.Key)
	return onDisk.Has(l.e.Dot)
}

// on counts the nodes that have the event's version, on a disk, in memory or as a hint.
func (l *line) on() (n int) {
	for _, s := range l.present {
		if s.key == l.e.Key && s.dot == l.e.Dot {
			n++
		}
	}
	return n
}

// copies reports whether the version is on as many disks as a line says.
func (l *line) copies(m []string) bool {
	if l.moved() {
		return true
	}
	n := 0
	for id := range l.disks {
		if l.disk(ring.NodeID(id)) || l.disks[id].HasHint(l.e.Key, l.e.Dot) {
			n++
		}
	}
	return strconv.Itoa(n) == m[1] || n == 0 && m[1] == "no"
}

// lines holds the lines about a batch of events against the stores.
func (w *witnessed) lines(from int, told map[string]int) error {
	t := w.c.Trace()
	l := line{witnessed: w, t: t, disks: engine.DisksOf(w.c)}
	for l.step = from; l.step <= t.Len(); l.step++ {
		l.e = t.At(l.step)
		said := explain.Event(t, l.step, w.c.NodeName).String()
		for _, s := range sayings {
			m := s.like.FindStringSubmatch(said)
			if m == nil {
				continue
			}
			told[s.name]++
			if !s.is(&l, m) {
				return fmt.Errorf("the line of step %d, %q, is not true (%s)", l.step, said, s.name)
			}
		}
	}
	return nil
}
