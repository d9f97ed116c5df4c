// Tests of `ringside classroom`: failing explorers, signals, and classes that are
// resumed.

package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/tui"
	"ringside/tui/class"
	"ringside/tui/paint"
)

// teaching runs `ringside classroom` with the test's explorers, one for each time that it
// is opened.
func teaching(t *testing.T, in string, explorers ...func(*testing.T, tui.Options) error) (opened int, out string) {
	t.Helper()
	var printed, errs bytes.Buffer
	dir := t.TempDir()
	world := World{
		In: strings.NewReader(in), Out: &printed, Err: &errs, Terminal: true,
		Environ: []string{"HOME=" + dir, "USER=ann", "XDG_STATE_HOME=" + dir, "XDG_DATA_HOME=" + dir},
		Explore: func(_ context.Context, o tui.Options) error {
			opened++
			if opened > len(explorers) {
				t.Fatalf("opened for the %dth time: %s", opened, printed.String())
			}
			return explorers[opened-1](t, o)
		},
	}
	if code := Main([]string{"classroom", "--listen", "127.0.0.1:0", "--open"}, world); code != 0 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	return opened, printed.String()
}

// student joins the explorer's class, and stays.
func student(t *testing.T, o tui.Options) {
	t.Helper()
	port := regexp.MustCompile(`ssh -p (\d+)`).FindStringSubmatch(o.Participant.Snapshot().Room.Invitation)
	for port == nil { // the room has it soon
		<-o.Participant.News()
		port = regexp.MustCompile(`ssh -p (\d+)`).FindStringSubmatch(o.Participant.Snapshot().Room.Invitation)
	}
	client, err := gossh.Dial("tcp", "127.0.0.1:"+port[1], &gossh.ClientConfig{
		User: "bob", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 20 * time.Second,
		Auth: []gossh.AuthMethod{gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s.Stdout = new(bytes.Buffer)
	if _, err := s.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	for !isHere(o, "bob") {
		<-o.Participant.News()
	}
}

func isHere(o tui.Options, name string) bool {
	return slices.ContainsFunc(o.Participant.Snapshot().Room.People, func(p class.Person) bool { return p.Name == name && p.Here })
}

func fails(*testing.T, tui.Options) error { return &paint.Panic{Value: "ouch"} }

// TestTheInstructorsExplorerFails: an explorer that fails is reopened for the same person,
// and nobody else notices.
func TestTheInstructorsExplorerFails(t *testing.T) {
	opened, _ := teaching(t, "", func(t *testing.T, o tui.Options) error {
		student(t, o)
		if r := <-o.Participant.Ask(class.Request{Verb: "message", Rest: "remember this"}); r.Err != nil {
			t.Error(r.Err)
		}
		if n := o.Ends(); n != 1 {
			t.Errorf("quitting ends the class for %d", n)
		}
		return fails(t, o)
	}, func(t *testing.T, o tui.Options) error {
		now := o.Participant.Snapshot()
		if o.Participant.Name() != "ann" || now.Lease == nil || !now.Mine.Instructor {
			t.Errorf("%s sits there now, and drives: %v", o.Participant.Name(), now.Lease != nil)
		}
		if !isHere(o, "bob") || now.Room.Note.Text != "ann: remember this" {
			t.Errorf("the class did not go on: %+v, %q", now.Room.People, now.Room.Note.Text)
		}
		if want := "the explorer failed (ouch) and was opened again; the class went on"; o.Note != want {
			t.Errorf("said %q", o.Note)
		}
		return nil
	})
	if opened != 2 {
		t.Errorf("opened %d times", opened)
	}
}

// TestASignalEndsTheClass: a signal ends the class in order, with the exit code of the
// signal.
func TestASignalEndsTheClass(t *testing.T) {
	var out, errs bytes.Buffer
	dir := t.TempDir()
	world := World{
		In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: true,
		Environ: []string{"HOME=" + dir, "USER=ann", "XDG_STATE_HOME=" + dir, "XDG_DATA_HOME=" + dir},
		Explore: func(context.Context, tui.Options) error { return paint.SignalError{Signal: syscall.SIGHUP} },
	}
	code := Main([]string{"classroom", "--listen", "127.0.0.1:0", "--open"}, world)
	if code != 129 || errs.Len() > 0 || !strings.HasSuffix(out.String(), "The class is over. It is kept: the same command opens it again.\n") {
		t.Errorf("exit %d, %s%s", code, out.String(), errs.String())
	}
	world.Explore = func(context.Context, tui.Options) error {
		return os.RemoveAll(filepath.Join(dir, "ringside", "rooms"))
	}
	out.Reset()
	code = Main([]string{"classroom", "--listen", "127.0.0.1:0", "--open"}, world)
	if code != 1 || !strings.Contains(errs.String(), "the room class could not be saved: ") || strings.Contains(out.String(), "kept") {
		t.Errorf("not saved: exit %d, %s%s", code, out.String(), errs.String())
	}
}

// TestTheExplorerFailsAlways: an explorer that fails again and again is not reopened
// automatically.
func TestTheExplorerFailsAlways(t *testing.T) {
	opened, out := teaching(t, "\n", fails, fails, fails, fails, fails, fails)
	if opened != 2*mostFails || strings.Count(out, "Enter opens the explorer again") != 2 {
		t.Errorf("opened %d times:\n%s", opened, out)
	}
}

// classIn runs `ringside classroom` on a folder, and returns the first note, the title
// and the invitation that the instructor sees.
func classIn(t *testing.T, dir string, args ...string) (note, title, invitation string) {
	t.Helper()
	var errs bytes.Buffer
	world := World{
		In: strings.NewReader(""), Out: new(bytes.Buffer), Err: &errs, Terminal: true,
		Environ: []string{"HOME=" + dir, "USER=ann", "XDG_STATE_HOME=" + dir, "XDG_DATA_HOME=" + dir},
		Explore: func(_ context.Context, o tui.Options) error {
			for o.Participant.Snapshot().Room.Invitation == "" {
				<-o.Participant.News()
			}
			note, title, invitation = o.Note, o.Title, o.Participant.Snapshot().Room.Invitation
			return nil
		},
	}
	if code := Main(append([]string{"classroom", "--listen", "127.0.0.1:0", "--open"}, args...), world); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return note, title, invitation
}

// TestAClassThatWasLeft: its header names what it was made from, and a line names the
// options that do not apply; --fresh starts over and keeps the old one, and both are listed.
func TestAClassThatWasLeft(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []struct{ args, note, title string }{
		{"--preset lecture-ring-1", "@ shows what students type to come in", "lecture-ring-1"},
		{"--preset lecture-ring-1", "The class is as it was left (made from lecture-ring-1); --fresh begins anew.", "lecture-ring-1"},
		{"", "The class is as it was left (made from lecture-ring-1): what is configured now is not used for it; --fresh begins anew with that.", "lecture-ring-1"},
		{"--preset two-dcs", "The class is as it was left (made from lecture-ring-1): --preset two-dcs is not used for it; --fresh begins anew with that.", "lecture-ring-1"},
		{"--preset two-dcs -r 1", "The class is as it was left (made from lecture-ring-1): --preset two-dcs, --r 1 are not used for it; --fresh begins anew with them.", "lecture-ring-1"},
		{"--preset two-dcs -r 1 --fresh", "The class before is kept; --room class-", "two-dcs"},
	} {
		note, title, invitation := classIn(t, dir, strings.Fields(step.args)...)
		if !strings.HasPrefix(note, step.note) || title != step.title {
			t.Errorf("%s: %q, said %q", step.args, title, note)
		}
		if strings.HasPrefix(step.note, "The class") && !strings.Contains(invitation, step.note) {
			t.Errorf("%s: the invitation does not say it: %s", step.args, invitation)
		}
	}
	var out, errs bytes.Buffer
	world := World{
		In: strings.NewReader(""), Out: &out, Err: &errs,
		Environ: []string{"HOME=" + dir, "XDG_STATE_HOME=" + dir, "XDG_DATA_HOME=" + dir},
	}
	for _, command := range []string{"classroom", "serve"} {
		out.Reset()
		if code := Main([]string{command, "--list"}, world); code != 0 || errs.Len() > 0 {
			t.Errorf("exit %d: %s", code, errs.String())
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 3 || !regexp.MustCompile(`^class +\d{4}-\d\d-\d\d \d\d:\d\d +two-dcs +1 +0$`).MatchString(lines[1]) ||
			!regexp.MustCompile(`^class-\d{8}-\d{6} .* lecture-ring-1 +1 +0$`).MatchString(lines[2]) {
			t.Errorf("%s --list:\n%s", command, out.String())
		}
	}
}
