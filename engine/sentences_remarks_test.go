// This file holds what sentences say of an operation as a whole against the stores and the
// trace.

package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// remarks are what a sentence can say of an operation as a whole, each with its condition.
// It is never written to.
var remarks = []struct {
	says string
	is   func(*truth) bool
}{
	{"in flight only", func(x *truth) bool { return len(x.holders()) == 0 && x.exists() }},
	{"unreachable: only nodes that are down have it", func(x *truth) bool {
		return len(x.holders()) > 0 && !slices.ContainsFunc(x.holders(), func(id ring.NodeID) bool { return x.v.Nodes[id].Health == engine.Up })
	}},
	{"lost: it was acknowledged", func(x *truth) bool { return x.o.Outcome == event.OK && !x.exists() }},
	{"it may win later", func(x *truth) bool { return x.o.Outcome != event.OK && x.exists() }},
	{"nothing was written", func(x *truth) bool { return !x.did() }},
	{"nothing was sent, nothing changed", func(x *truth) bool { return !x.did() }},
	{"hangs, and has not looked at the request", func(x *truth) bool {
		return x.v.Nodes[x.o.Coordinator].Health == engine.Hung && !x.did()
	}},
	{"is working on the request", func(x *truth) bool {
		return x.v.Nodes[x.o.Coordinator].Health == engine.Up && !x.did()
	}},
	{"the client waits for", func(x *truth) bool { return x.o.ToldStep == 0 }},
	{"unites them, and was written back", func(x *truth) bool {
		return x.known(x.o.Coordinator).Seen().Contains(x.o.United)
	}},
}

var (
	atRisk     = regexp.MustCompile(`at risk: on (no disk|\d+ disks?) of the (\d+) promised`)
	bothAtRisk = regexp.MustCompile(`at risk: it and what has replaced it are on fewer disks than the (\d+) promised`)
	isFirst    = regexp.MustCompile(`^(?:the answer of )?(\w+) (answered first|was the first that counts)`)
	believed   = regexp.MustCompile(`(\w+) believed only (\d+) of (\d+) replicas?(| or stand-ins| and pending ones) up, and (\d+) must answer`)
)

// remarks holds what a sentence says of the operation as a whole against the truth.
func (x *truth) remarks(said string) error {
	for _, r := range remarks {
		if strings.Contains(said, r.says) && !r.is(x) {
			return fmt.Errorf("%q is not true", r.says)
		}
	}
	if m := atRisk.FindStringSubmatch(said); m != nil {
		disks := 0
		for i := range x.disks {
			if _, disk := x.disks[i].Both(x.key); disk.Has(x.o.Dot) || x.disks[i].HasHint(x.key, x.o.Dot) {
				disks++
			}
		}
		if atoi(m[1]) != disks || disks >= atoi(m[2]) {
			return fmt.Errorf("%q, and it is on %d", m[0], disks)
		}
	}
	if m := bothAtRisk.FindStringSubmatch(said); m != nil {
		itself, both := 0, 0
		for i := range x.disks {
			if onDisk(x.disks[i], x.key, func(s *version.Set) bool { return s.Has(x.o.Dot) }) {
				itself++
			}
			if onDisk(x.disks[i], x.key, func(s *version.Set) bool { return s.Seen().Contains(x.o.Dot) }) {
				both++
			}
		}
		everLWW := x.cfg.Conflict == engine.LWW
		for at := 1; at <= x.v.Trace.Len(); at++ {
			e := x.v.Trace.At(at)
			everLWW = everLWW || e.Kind == event.Command && strings.Contains(x.v.Trace.Text(e.Text), "conflict")
		}
		if promised := atoi(m[1]); itself >= promised || !everLWW && both >= promised { // else contexts have what was only discarded
			return fmt.Errorf("%q, and it is on %d disks, and on %d with all that has seen it", m[0], itself, both)
		}
	}
	if m := isFirst.FindStringSubmatch(said); m != nil {
		first := ""
		x.some(func(e *event.Event) bool {
			if e.Op == x.o.ID && e.Kind == event.Deliver && first == "" && (e.Type == event.Data || e.Type == event.Digest) && (e.Need > 0 || m[2] == "answered first") {
				first = x.v.Node(e.From)
			}
			return false
		})
		if first != m[1] {
			return fmt.Errorf("%q, and it was %s", m[0], first)
		}
	}
	if m := believed.FindStringSubmatch(said); m != nil {
		if most := atoi(m[3]); m[1] != x.v.Node(x.o.Coordinator) || m[4] != " or stand-ins" && atoi(m[2]) > most || atoi(m[2]) >= atoi(m[5]) {
			return fmt.Errorf("%q makes no sense", m[0])
		}
	}
	return x.faults()
}

// faults holds what is said to be wrong with a read against what it returned.
func (x *truth) faults() error {
	for _, c := range explain.ReadFaults(x.o) {
		seen, has := x.o.Returned.Seen().Contains(c.Dot), x.o.Returned.Has(c.Dot)
		is := map[explain.Kind]bool{
			explain.MissedWrite: !seen, explain.Outranked: seen && !has, explain.MissedRead: !seen, explain.OutrankedRead: seen && !has, explain.CameBack: seen, // a union may have brought it back
		}[c.Kind]
		if kind, rest := explain.FaultWords(&c); !is || x.o.Verb != event.Get || x.o.ToldStep == 0 {
			return fmt.Errorf("%s %v%s: that is not so", kind, c.Dot, rest)
		}
	}
	return nil
}

// holders returns the nodes that have what the operation wrote, in any way.
func (x *truth) holders() (all []ring.NodeID) {
	for i := range x.disks {
		known, disk := x.disks[i].Both(x.key)
		if known.Has(x.o.Dot) || disk.Has(x.o.Dot) || x.disks[i].HasHint(x.key, x.o.Dot) {
			all = append(all, ring.NodeID(i))
		}
	}
	return all
}

// exists reports whether what the operation wrote is anywhere.
func (x *truth) exists() bool {
	return slices.ContainsFunc(engine.Everything(x.c, x.o.Key), func(s *version.Set) bool { return s.Has(x.o.Dot) })
}

// did reports whether anything was sent or stored for the operation.
func (x *truth) did() bool {
	return x.some(func(e *event.Event) bool {
		return e.Op == x.o.ID && (e.Kind == event.Send || e.Kind == event.Store || e.Kind == event.Hint)
	})
}
