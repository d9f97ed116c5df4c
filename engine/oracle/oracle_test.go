package oracle_test

import (
	"testing"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/version"
)

const cart event.Sym = 1

func dot(n uint32) version.Dot { return version.Dot{Actor: version.Actor{Node: 1}, Counter: n} }

func seen(dots ...uint32) (c *version.Context) {
	for _, n := range dots {
		c = c.With(dot(n))
	}
	return c
}

// TestMissed: a read owes what was acknowledged before it began, and no more.
func TestMissed(t *testing.T) {
	var o oracle.Observer
	o.Acked(cart, oracle.Write{Op: 10, Dot: dot(1)})
	due := o.AckedSoFar(cart)
	o.Acked(cart, oracle.Write{Op: 11, Dot: dot(2)})
	for _, test := range []struct {
		name   string
		known  *version.Context
		missed uint32
	}{
		{"it knows what was due", seen(1), 0},
		{"it knows more", seen(1, 2), 0},
		{"it knows only what came later", seen(2), 10},
		{"it knows nothing", nil, 10},
	} {
		w, missed := o.Missed(cart, due, test.known)
		if missed != (test.missed != 0) || w.Op != test.missed {
			t.Errorf("%s: missed %v, op %d; want op %d", test.name, missed, w.Op, test.missed)
		}
	}
	if _, missed := o.Missed(2, o.AckedSoFar(2), nil); missed {
		t.Error("a read of a key that was never written missed something")
	}
}

// TestFates: a write is lost or shadowed once, and not at all if a later write
// had seen it.
func TestFates(t *testing.T) {
	var o oracle.Observer
	for n := uint32(1); n <= 4; n++ {
		o.Acked(cart, oracle.Write{Op: n, Dot: dot(n)})
	}
	o.Wrote(cart, seen(1))
	where := map[version.Dot]oracle.Presence{dot(2): oracle.Somewhere, dot(3): oracle.Discarded}
	look := func(d version.Dot) oracle.Presence { return where[d] }
	known := o.Judge(cart, look)
	if len(known) != 2 || known[0].Op != 3 || known[0].Fate != oracle.Shadowed || known[1].Op != 4 || known[1].Fate != oracle.Lost {
		t.Errorf("found out %v; want that 3 is shadowed and 4 lost", known)
	}
	if again := o.Judge(cart, look); len(again) != 0 {
		t.Errorf("found out %v a second time", again)
	}
	where[dot(2)] = oracle.Nowhere
	if known := o.Judge(cart, look); len(known) != 1 || known[0].Op != 2 {
		t.Errorf("found out %v; want that 2 is lost now", known)
	}
	if o.Tally != (oracle.Tally{Lost: 2, Shadowed: 1}) {
		t.Errorf("the tally is %+v", o.Tally)
	}
}
