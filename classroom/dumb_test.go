// The test of a student whose terminal can't be drawn on.

package classroom_test

import (
	"context"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"testing"

	"ringside/classroom"
	"ringside/internal/screen"
	"ringside/tui/plain"
)

// TestADumbTerminal: with TERM=dumb a student has the class in lines: what the driver does, what
// is asked, and how it came out; nothing of what is asked before. They answer, raise a hand and
// leave by lines, and no sequence is ever sent.
func TestADumbTerminal(t *testing.T) {
	c := open(t, func(config *classroom.Config) {
		config.Plain = func(ctx context.Context, s classroom.Client, line io.ReadWriter) error {
			return plain.Attend(ctx, s, s.Title, s.Env, line, line)
		}
	})
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "Ring")
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("these tests need OpenSSH's client: ", err)
	}
	_, port, err := net.SplitHostPort(c.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := screen.Start(100, 50, []string{"TERM=dumb"}, ssh, "-F", "/dev/null", "-t", "-p", port, "-i", filepath.Join(c.folder, "alice"),
		"-o", "UserKnownHostsFile="+filepath.Join(c.folder, "known"), "-o", "StrictHostKeyChecking=accept-new",
		"-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", "GlobalKnownHostsFile=/dev/null", "alice@127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	alice := person{s, c}
	alice.sees("ringside lecture-ring-1: alice in the class class.", "ann drives")
	ann.types("kcart:42" + screen.Enter + "w" + screen.Enter)
	alice.sees("put cart:42 v1", "why op 1: ")
	alice.types("wlak\x7f\x7f\x7falk" + screen.Enter)
	alice.sees("walk of cart:42: token 7683480308670753113", "first token")
	ann.line("ask nodes cart:7")
	alice.sees("question: Which nodes keep cart:7")
	alice.types("walk cart:7" + screen.Enter)
	alice.sees("walk: that would give the class's answer away")
	alice.types("answer 3 1 2" + screen.Enter)
	ann.sees("1 of 1")
	ann.line("reveal")
	alice.sees("the answer: ", "1 answered ")
	alice.types(":hand" + screen.Enter)
	alice.sees("hand: that is for instructors")
	ann.line("hand alice")
	alice.sees("alice drives")
	alice.types("crash 1" + screen.Enter)
	ann.sees("3/4 up")
	alice.types("quit" + screen.Enter)
	alice.sees("closed")
	if alice.AltScreen() {
		t.Error("it is drawn on")
	}
}
