// Package peer says which addresses on the network are to be taken for one.
package peer

import "net/netip"

// Network returns what of an address can't be changed at will: an IPv6 address
// without its last 64 bits, which a host may choose, and any other whole.
func Network(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	p, err := addr.Prefix(64)
	if err != nil {
		return host
	}
	return p.String()
}

// Same reports whether two addresses are of one network.
func Same(a, b string) bool { return Network(a) == Network(b) }
