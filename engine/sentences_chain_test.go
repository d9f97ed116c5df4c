package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

var (
	answeredBy = regexp.MustCompile(`op (\d+) (?:was answered|had been acknowledged) by ` + names)
	alsoBy     = regexp.MustCompile(`, op (\d+) by ` + names)
	inBoth     = regexp.MustCompile(names + ` in both`)
	isDown     = regexp.MustCompile(`^(\w+) has it, and is down`)
	stillOn    = regexp.MustCompile(`it was still on its way to (\w+), sent`)
	needNot    = regexp.MustCompile(`need not (?:have|be)`)
)

// chains holds the chains of causes of what the observer has just told against the raw
// trace, and against the stores where nothing has happened since.
func (w *witnessed) chains(told *audit) error {
	v := w.c.View(engine.Watch{})
	for step := w.told + 1; step <= v.Trace.Len(); step++ {
		e := v.Trace.At(step)
		if e.Kind < event.Missed || e.Kind > event.Shadowed || e.Key == 0 {
			continue
		}
		all := explain.Because(v, step)
		for _, r := range all {
			told.chains++
			if err := w.link(v, step, e, &r, all); err != nil {
				return fmt.Errorf("because of step %d (%v), %q: %w", step, explain.Event(&v.Trace, step, v.Node), r.Text, err)
			}
		}
	}
	w.told = v.Trace.Len()
	return nil
}

// link holds one link of a chain against the truth.
func (w *witnessed) link(v *engine.View, step int, e *event.Event, r *explain.Reason, all []explain.Reason) error {
	by := func(op string) []string {
		id, _ := strconv.Atoi(op)
		for at := v.Trace.Len(); at > 0; at-- {
			if reply := v.Trace.At(at); reply.Kind == event.Reply && int(reply.Op) == id {
				return namesOf(v, v.Trace.NodesOf(reply))
			}
		}
		return nil
	}
	for _, m := range slices.Concat(answeredBy.FindAllStringSubmatch(r.Text, -1), alsoBy.FindAllStringSubmatch(r.Text, -1)) {
		if !slices.Equal(listed(m[2]), by(m[1])) {
			return fmt.Errorf("op %s was answered by %v", m[1], by(m[1]))
		}
	}
	if ops := answeredBy.FindAllStringSubmatch(r.Text, -1); len(ops) == 2 && strings.Contains(r.Text, "both") {
		var both []string
		for _, n := range by(ops[1][1]) {
			if slices.Contains(by(ops[0][1]), n) {
				both = append(both, n)
			}
		}
		m := inBoth.FindStringSubmatch(r.Text)
		if (m == nil) != (len(both) == 0) || m != nil && !slices.Equal(listed(m[1]), both) {
			return fmt.Errorf("%v are in both", both)
		}
		if len(both) > 0 && slices.ContainsFunc(all, func(r explain.Reason) bool { return needNot.MatchString(r.Text) }) {
			return fmt.Errorf("%v are in both, and the chain says that they need not meet", both)
		}
	}
	if !w.still(v, step) {
		return nil
	}
	disks := engine.DisksOf(w.c)
	if m := isDown.FindStringSubmatch(r.Text); m != nil {
		n := nodeNamed(v, m[1])
		known, onDisk := disks[n.ID].Both(e.Key)
		if n.Health == engine.Up || !known.Has(e.Dot) && !onDisk.Has(e.Dot) && !disks[n.ID].HasHint(e.Key, e.Dot) {
			return fmt.Errorf("%s is %v, and has %v", m[1], n.Health, known)
		}
	}
	if m := stillOn.FindStringSubmatch(r.Text); m != nil && e.Kind != event.Missed && e.Kind != event.Older {
		n := nodeNamed(v, m[1])
		if !slices.ContainsFunc(v.Messages, func(m engine.MessageView) bool {
			return m.Type == event.Write && m.To == n.ID && m.Key == e.Key
		}) {
			return fmt.Errorf("nothing is on its way to %s", m[1])
		}
	}
	return nil
}

// still says whether nothing but words of the observer came after a step.
func (w *witnessed) still(v *engine.View, step int) bool {
	for at := step + 1; at <= v.Trace.Len(); at++ {
		if e := v.Trace.At(at); e.Kind < event.Missed || e.Kind > event.Shadowed {
			return false
		}
	}
	return true
}

func namesOf(v *engine.View, nodes []ring.NodeID) (all []string) {
	for _, id := range nodes {
		all = append(all, v.Node(id))
	}
	return all
}

func listed(names string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(names, " and ", ","), func(r rune) bool { return r == ',' || r == ' ' })
}

func nodeNamed(v *engine.View, name string) *engine.NodeView {
	return &v.Nodes[slices.IndexFunc(v.Nodes, func(n engine.NodeView) bool { return n.Name == name })]
}
