// The addresses under which other machines can reach this one.

package cli

import (
	"net"
	"os"
	"slices"
)

// mostAddresses is the most addresses of this machine that are printed.
const mostAddresses = 4

// reachable lists the names or addresses by which others can reach a server that listens
// everywhere: this machine's addresses in its networks, or its name if it has none.
func reachable(all []net.Addr) []string {
	var found []string
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.To4() == nil || !n.IP.IsGlobalUnicast() || len(found) == mostAddresses {
			continue
		}
		if ip := n.IP.String(); !slices.Contains(found, ip) {
			found = append(found, ip)
		}
	}
	if len(found) > 0 {
		return found
	}
	if name, err := os.Hostname(); err == nil {
		return []string{name}
	}
	return []string{"HOST"}
}
