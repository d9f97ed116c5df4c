// A test of the addresses that students are told.

package cli

import (
	"net"
	"os"
	"slices"
	"testing"
)

// TestReachable: students are told addresses that another machine can reach.
func TestReachable(t *testing.T) {
	addr := func(text string) net.Addr {
		ip, n, err := net.ParseCIDR(text)
		if err != nil {
			t.Fatal(err)
		}
		n.IP = ip
		return n
	}
	all := []net.Addr{
		addr("127.0.0.1/8"), addr("::1/128"), addr("169.254.3.4/16"), addr("fe80::1/64"),
		addr("192.168.1.20/24"), addr("10.0.0.7/8"), addr("192.168.1.20/24"),
	}
	if got, want := reachable(all), []string{"192.168.1.20", "10.0.0.7"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if got := reachable(all[:4]); !slices.Equal(got, []string{name}) {
		t.Errorf("without a network: %v", got)
	}
}
