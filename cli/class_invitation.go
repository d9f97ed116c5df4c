// What students and instructors are told to type, and who is let in.

package cli

import (
	"fmt"
	"net"
	"strings"

	"ringside/classroom"
)

// invitation returns what students type.
func (s *serving) invitation(server *classroom.Server, addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		host, port = addr.String(), "22"
	}
	note := ""
	switch ip := net.ParseIP(host); {
	case ip != nil && ip.IsUnspecified():
		addrs, _ := net.InterfaceAddrs() // without any it is the machine's name
		hosts := reachable(addrs)
		if host = hosts[0]; len(hosts) > 1 {
			note = "  (this machine is also " + strings.Join(hosts[1:], ", ") + ")\n"
		}
	case ip != nil && ip.IsLoopback():
		note = "  (from this machine only; --listen 0.0.0.0:" + port + " lets in others)\n"
	}
	line := fmt.Sprintf("Students type\n  ssh -p %s NAME@%s\n", port, host)
	if len(s.rooms) > 1 {
		line = fmt.Sprintf("Students type, with one of the rooms %s at the end\n  ssh -t -p %s NAME@%s %s\n",
			strings.Join(s.rooms, ", "), port, host, s.rooms[0])
	}
	line += note
	switch {
	case s.students != "":
		line += "and are let in if their key is in " + s.students + ".\n"
	case s.open:
		line += "and everybody is let in.\n"
	default:
		line += "and are asked for the code: " + s.code + "\n"
		if classroom.WeakCode(s.code) {
			line += "  (a code this short can be guessed; --join-code chooses another)\n"
		}
	}
	if s.own != nil {
		line += "Instructors have one of the keys in ~/.ssh/*.pub; --instructors FILE names others.\n"
	}
	for _, note := range s.notes(server) {
		line += note + "\n"
	}
	return line + "The server's key is " + server.Fingerprint() + "\n"
}
