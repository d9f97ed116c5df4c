// Tests of placements: parsing, printing and validation.

package ring

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePlacement(t *testing.T) {
	for _, c := range []struct{ in, want, err string }{
		{in: "3", want: "3"},
		{in: " 255 ", want: "255"},
		{in: "dc1=2,dc2=2", want: "dc1=2,dc2=2"},
		{in: "dc1 = 2 , dc2 = 1", want: "dc1=2,dc2=1"},
		{in: "dc1=2,dc2=1,cassandra", want: "dc1=2,dc2=1,cassandra"},
		{in: "3,cassandra", err: `placement "3,cassandra": "3,cassandra" is not a number of copies (allowed: 1 to 255, or so many for each data centre, as in dc1=2,dc2=2)`},
		{in: "dc1=2,cassandra,dc2=1", err: `placement "dc1=2,cassandra,dc2=1": "cassandra" is not a data centre and its copies, as in dc1=2`},
		{in: "", err: `placement "": "" is not a number of copies (allowed: 1 to 255, or so many for each data centre, as in dc1=2,dc2=2)`},
		{in: "0", err: `placement "0": "0" is not a number of copies (allowed: 1 to 255, or so many for each data centre, as in dc1=2,dc2=2)`},
		{in: "256", err: `placement "256": "256" is not a number of copies (allowed: 1 to 255, or so many for each data centre, as in dc1=2,dc2=2)`},
		{in: "three", err: `placement "three": "three" is not a number of copies (allowed: 1 to 255, or so many for each data centre, as in dc1=2,dc2=2)`},
		{in: "dc1=2,3", err: `placement "dc1=2,3": "3" is not a data centre and its copies, as in dc1=2`},
		{in: "=2", err: `placement "=2": "=2" is not a data centre and its copies, as in dc1=2`},
		{in: "dc1=0", err: `placement "dc1=0": dc1: "0" is not a number of copies (allowed: 1 to 255)`},
		{in: "dc1=1,dc1=2", err: `placement "dc1=1,dc1=2": data centre dc1 is named twice; once is enough`},
		{in: "dc1=200,dc2=56", err: `placement "dc1=200,dc2=56": 256 copies (allowed: 1 to 255)`},
	} {
		p, err := ParsePlacement(c.in)
		switch {
		case c.err != "":
			if err == nil || err.Error() != c.err {
				t.Errorf("ParsePlacement(%q): error %v\nwant %s", c.in, err, c.err)
			}
		case err != nil:
			t.Error(err)
		case p.String() != c.want:
			t.Errorf("ParsePlacement(%q) = %s, want %s", c.in, p, c.want)
		}
	}
}

func TestPlacementReadsBackAsPrinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := placement(t, topology(t))
		back, err := ParsePlacement(p.String())
		if err != nil {
			t.Fatal(err)
		}
		if back.String() != p.String() || back.N != p.N || back.Rule() != p.Rule() {
			t.Fatalf("%v reads back as %v", p, back)
		}
	})
}

func TestValidateSaysWhatTheRingCannotHold(t *testing.T) {
	r := laid(t, eighteen, driverRacks)
	for _, c := range []struct {
		p    Placement
		want string
	}{
		{Simple(1), ""},
		{Simple(6), ""},
		{PerDC(Copies{"DC1", 3}, Copies{"DC2", 1}), ""},
		{Simple(0), "placement 0: 0 copies (allowed: 1 to 255)"},
		{Simple(-1), "placement -1: -1 copies (allowed: 1 to 255)"},
		{Simple(256), "placement 256: 256 copies (allowed: 1 to 255)"},
		{Simple(7), "7 copies: the ring has 6 nodes (allowed: 1 to 6 copies)"},
		{PerDC(Copies{"DC1", 4}), "placement DC1=4: data centre DC1 has 3 nodes (allowed: 1 to 3 copies there)"},
		{PerDC(Copies{"DC3", 1}), "placement DC3=1: there is no data centre DC3 (known: DC1, DC2)"},
		{PerDC(Copies{"DC1", 0}), "placement DC1=0: 0 copies in DC1 (allowed: 1 to 255)"},
		{PerDC(Copies{"DC1", 1}, Copies{"DC1", 1}), "placement DC1=1,DC1=1: data centre DC1 is named twice; once is enough"},
		{Placement{N: 3, PerDC: []Copies{{"DC1", 2}}}, "placement DC1=2: its N is 3, but the data centres' copies sum to 2; they must agree"},
	} {
		err := c.p.Validate(r)
		if got := errText(err); got != c.want {
			t.Errorf("Validate of %v: %q\nwant %q", c.p, got, c.want)
		}
	}
}

func TestMoreCopiesThanNodes(t *testing.T) {
	r := laid(t, eighteen, driverRacks)
	for _, c := range []struct {
		p     Placement
		notes string
		nodes int
	}{
		{Simple(6), "", 6},
		{Simple(7), "7 copies, and the ring has 6 nodes: each of them keeps one", 6},
		{PerDC(Copies{"DC1", 3}, Copies{"DC2", 3}), "", 6},
		{PerDC(Copies{"DC1", 4}, Copies{"DC2", 5}), "4 copies in DC1, which has 3 nodes: each of them keeps one; " +
			"5 copies in DC2, which has 3 nodes: each of them keeps one", 6},
	} {
		for _, atOnce := range []bool{false, true} {
			c.p.AtOnce = atOnce
			if err := c.p.ValidateOver(r); err != nil {
				t.Errorf("%v: %v", c.p, err)
			}
			if got := strings.Join(c.p.Over(r), "; "); got != c.notes {
				t.Errorf("%v: %q\nwant %q", c.p, got, c.notes)
			}
			if got := len(r.Replicas(nil, 5, c.p)); got != c.nodes {
				t.Errorf("%v takes %d nodes, want %d", c.p, got, c.nodes)
			}
		}
	}
	if err := PerDC(Copies{"DC3", 1}).ValidateOver(r); errText(err) != "placement DC3=1: there is no data centre DC3 (known: DC1, DC2)" {
		t.Error(err)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A placement that was not validated yields what the ring has, and no panic.
func TestWalkOfAnInvalidPlacement(t *testing.T) {
	r := laid(t, eighteen, driverRacks)
	many := strings.Repeat("x", 300)
	var nowhere []Copies
	for range many {
		nowhere = append(nowhere, Copies{"DC1", 200})
	}
	for _, c := range []struct {
		p    Placement
		want string
	}{
		{Placement{}, ""},
		{Simple(-3), ""},
		{Simple(1000), "153264"},
		{PerDC(Copies{"DC9", 2}), ""},
		{PerDC(Copies{"DC2", -2}), ""},
		{PerDC(Copies{"DC2", 1000}), "264"},
		{PerDC(nowhere...), "153"},
	} {
		up := func(n NodeID) bool { return n > 2 }
		if got := named(r, r.Replicas(nil, 0, c.p)); got != c.want {
			t.Errorf("Replicas of %.20s = %s, want %s", c.p, got, c.want)
		}
		if got := named(r, taken(r.Preference(nil, 0, c.p, up), Replica)); got != c.want {
			t.Errorf("Preference of %.20s takes %s, want %s", c.p, got, c.want)
		}
	}
}
