// Tests of which addresses count as one.

package peer

import "testing"

func TestNetwork(t *testing.T) {
	for host, want := range map[string]string{
		"192.0.2.7":              "192.0.2.7",
		"::ffff:192.0.2.7":       "192.0.2.7", // the same host by another notation
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"2001:db8:1:2::":         "2001:db8:1:2::/64",
		"2001:DB8:1:2:0:0:0:1":   "2001:db8:1:2::/64",
		"fe80::1%eth0":           "fe80::/64", // a zone is the reader's, not the host's
		"::1":                    "::/64",
		"":                       "",
		"localhost":              "localhost",
		"192.0.2.7:22":           "192.0.2.7:22", // no address: left alone
		"2001:db8:1:2:3:4:5:6:7": "2001:db8:1:2:3:4:5:6:7",
	} {
		if got := Network(host); got != want {
			t.Errorf("Network(%q) = %q, want %q", host, got, want)
		}
	}
}

// TestSame: a host that can choose its address is one all the same, and two hosts that can't
// are two.
func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"192.0.2.7", "192.0.2.8", false},
		{"192.0.2.7", "::ffff:192.0.2.7", true},
		{"fe80::1%eth0", "fe80::2%eth1", true},
		{"pipe", "pipe", true},
		{"pipe", "", false},
	} {
		if got := Same(c.a, c.b); got != c.want || Same(c.b, c.a) != got {
			t.Errorf("Same(%q, %q) = %v, want %v both ways", c.a, c.b, got, c.want)
		}
	}
}
