// The list of hosts that a user names.

package attach

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"unicode"

	"ringside/internal/printable"
)

// Hosts returns the hosts of a list such as 10.0.0.1,[::1]:9142, as Options takes them. An error says
// which of them can't be one.
func Hosts(list string) (all []string, err error) {
	for host := range strings.SplitSeq(list, ",") {
		host = strings.TrimSpace(host)
		if host == "" {
			return nil, fmt.Errorf("%q names an empty host", list)
		}
		if err := checkHost(host); err != nil {
			return nil, fmt.Errorf("host %q: %w", host, err)
		}
		all = append(all, host)
	}
	return all, nil
}

func checkHost(host string) error {
	name, port := host, DefaultPort
	if n, p, err := net.SplitHostPort(host); err == nil {
		name, port = n, p
	} else if inner, ok := strings.CutPrefix(host, "["); ok {
		if name, ok = strings.CutSuffix(inner, "]"); !ok {
			return errors.New("a bracket is not closed (as in [::1]:" + DefaultPort + ")")
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("no port: %s (allowed: 1 to 65535)", printable.Quote(port))
	}
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || printable.Hidden(r) || strings.ContainsRune("[]/@", r) }) {
		return errors.New("no name and no address (allowed: such as 10.0.0.1, [::1] or db.example, each with a port after a colon or without)")
	}
	return nil
}
