// Tests of people who want more than a student may do, over SSH.

package classroom_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
	"ringside/classroom/room"
	"ringside/internal/screen"
)

// TestTwoHundredGuess: two hundred connections guess at once, under many names. All their
// codes are logged and counted, and none is let in; those with the right code are let in
// meanwhile, and no wrong answer comes sooner than a right one could.
func TestTwoHundredGuess(t *testing.T) {
	const guessers = 200
	var k clock
	var log logged
	c := withCode(t, theCode, &k, func(c *classroom.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	var all sync.WaitGroup
	for i := range guessers {
		all.Go(func() {
			_, err := c.login([]string{"ann", "bob", fmt.Sprint("g", i)}[i%3], nil, answers(fmt.Sprint("guess", i), ""))
			if err == nil {
				t.Errorf("guess %d lets in", i)
			}
		})
	}
	for _, name := range []string{"bob", "carol", "dave"} { // among them
		if !c.knocks(name, theCode) {
			t.Errorf("%s has the right code, and is not let in", name)
		}
	}
	all.Wait()
	if !c.knocks("erin", theCode) {
		t.Error("after all of them the right code does not let in")
	}
	if n := log.count("wrong code"); n != 3*guessers {
		t.Errorf("%d wrong codes are logged, want %d", n, 3*guessers)
	}
	for _, line := range []string{fmt.Sprintf("ringside_codes_wrong_total %d", 3*guessers), "ringside_codes_right_total 4", "ringside_connections_waited_total 0"} {
		if text := c.metrics(); !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if d := k.longest(); d < 25*time.Second || d > 35*time.Second {
		t.Errorf("the longest of them waits %v", d)
	}
}

// borrowed is a public key without its private key: it can be offered, but it signs
// nothing, or signs with another key.
type borrowed struct {
	public gossh.PublicKey
	signs  gossh.Signer // nil: nobody
}

func (b borrowed) PublicKey() gossh.PublicKey { return b.public }

func (b borrowed) Sign(r io.Reader, data []byte) (*gossh.Signature, error) {
	if b.signs == nil {
		return nil, errors.New("there is no private key")
	}
	return b.signs.Sign(r, data)
}

// TestBorrowedKeys: offering somebody's public key without being able to sign with it
// gives neither their role nor their place, whatever else lets the client in.
func TestBorrowedKeys(t *testing.T) {
	c := withCode(t, theCode, nil, nil)
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("The code of the class")
	alice.types(theCode + screen.Enter)
	alice.sees("nobody drives")
	alice.types("qq")
	alice.leaves()

	anns, alices := c.signer("ann").PublicKey(), c.signer("alice").PublicKey()
	code := answers(theCode, "")
	for _, one := range []struct {
		name string
		key  borrowed
		shut bool // the connection is closed
	}{
		{"ann", borrowed{anns, nil}, false}, {"alice", borrowed{alices, nil}, false},
		{"ann", borrowed{anns, c.signer("alice")}, true}, {"alice", borrowed{alices, c.signer("ann")}, true},
	} {
		tries := 0
		asked := gossh.RetryableAuthMethod(gossh.PublicKeysCallback(func() ([]gossh.Signer, error) {
			tries++
			return []gossh.Signer{one.key}, nil
		}), 1)
		client, err := c.login(one.name, nil, asked, code)
		if one.shut {
			if err == nil {
				t.Errorf("%s is let in with a signature by another key", one.name)
			}
			continue
		}
		if err == nil {
			_ = client.Close() // x/crypto's client goes on with the code
			continue
		}
		if tries == 0 {
			t.Errorf("%s: the key was not offered: %v", one.name, err)
		}
	}
	// Somebody who offers a key and is let in by the code is a student, and not in
	// alice's name.
	mal := c.offersOnly("alice", "alice")
	mal.sees("The code of the class")
	mal.types(theCode + screen.Enter)
	mal.leaves("the name alice belongs to a key that is not yours")
	mal = c.offersOnly("ann", "ann")
	mal.sees("The code of the class")
	mal.types(theCode + screen.Enter)
	mal.sees("nobody drives")
	for _, line := range []string{"take", "ban alice", "lesson token-ring", "instruct ann"} {
		mal.line("%s", line)
		mal.sees(strings.Fields(line)[0] + ": that is for instructors")
	}

	listed := reopenListed(t, c, "alice.pub")
	listed.offersOnly("alice", "alice").leaves("Your key is not on the list", "Permission denied")
}

// offersOnly logs in with a file of somebody's public key, and without the private one.
func (c *class) offersOnly(name, of string) person {
	c.t.Helper()
	public, err := os.ReadFile(filepath.Join(c.folder, of+".pub"))
	if err != nil {
		c.t.Fatal(err)
	}
	file := "only-" + of + ".pub"
	if err := os.WriteFile(filepath.Join(c.folder, file), public, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return c.comes(name, file, 120, 36)
}

// TestStudentsAreNoInstructors: every instructor's command is refused to a student, with
// the reason, and has no effect.
func TestStudentsAreNoInstructors(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "4/4 up")
	bob := c.comes("bob", "", 120, 36)
	bob.sees("with ann")
	for _, line := range []string{
		"lesson token-ring", "lesson off", "next", "previous", "again", "hint", "reveal", "close", "take", "hand bob", "pause all",
		"ask nodes k", "message hello", "show bob", "view ann", "reset class", "instruct bob", "mute ann", "kick ann", "ban ann",
		"unban bob", "bans", "admit all",
	} {
		bob.line("%s", line)
		bob.sees(strings.Fields(line)[0] + ": that is for instructors")
	}
	ann.sees("you drive")
	ann.line("lesson token-ring")
	bob.sees("token ring")
	bob.line("next")
	bob.sees("next: that is for instructors")
	ann.line("lesson off")
	bob.sees("4/4 up")
}

// TestMuted: a muted student can't raise a hand, even by reconnecting, and can't undo it;
// answers still count. An instructor can undo it.
func TestMuted(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("!")
	ann.sees("alice raises a hand", "1 hand up")
	ann.line("mute alice")
	ann.sees("alice is muted")
	alice.types("!")
	alice.sees("an instructor has muted you")
	alice.line("mute alice")
	alice.sees("mute: that is for instructors")
	alice.types("qq")
	alice.leaves()
	alice = c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("!")
	alice.sees("an instructor has muted you")
	if strings.Contains(ann.Text(), "hand up") {
		t.Errorf("a hand is up:\n%s", ann.Text())
	}
	ann.line(`ask choice "Is it safe?" yes no`)
	alice.sees("Is it safe?")
	alice.types("Ayes" + screen.Enter)
	ann.sees("1 of 1 answered")
	ann.line("close")
	ann.line("mute alice")
	ann.sees("alice is not muted any more")
	alice.types("!")
	ann.sees("1 hand up")
	ann.line("mute ann")
	ann.sees("mute: ")
}

// TestBanOfAKey: somebody banned with a key stays out under other names, is listed, and
// gets the name back when the ban is lifted.
func TestBanOfAKey(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("B")
	alice.sees("your own copy")
	alice.line("crash 1")
	alice.sees("3/4 up")
	ann.line("ban alice")
	alice.leaves("ann has asked you to stay away")
	for _, name := range []string{"alice", "ALICE", "somebody"} {
		c.comes(name, "alice", 120, 36).leaves("you have been asked to stay away")
	}
	ann.line("bans")
	ann.sees("banned: alice (SHA256:")
	ann.line("unban nobody")
	ann.sees("unban: nobody is not banned; :bans lists who is")
	ann.line("unban alice")
	ann.sees("alice can come back")
	ann.line("bans")
	ann.sees("nobody is banned")
	alice = c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("B")
	alice.sees("as you left it", "3/4 up")
}

// TestStrangeNames: a name with control characters or invisible ones, or one that looks
// like another, is shown escaped or refused, and is raw on nobody's screen nor in the
// log.
func TestStrangeNames(t *testing.T) {
	var log logged
	c := open(t, func(c *classroom.Config) { c.MaxSessions, c.Log = 60, slog.New(slog.NewTextHandler(&log, nil)) })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	_, _, keys, raw := c.dial("watch", 120, 36)
	until(t, raw, "with ann")
	for _, name := range []string{
		"\x1b[2Jeve", "\x1b]0;title\x07", "eve\r\nadmin", "\u202enna", "a\u0300\u0301\u0302b", "漢字漢字漢字漢字漢字漢字漢字",
		"\u200b\u200b", "eve\u2066\u2069", "\x00", "\xff\xfe", strings.Repeat("x", 2000), "👩\u200d👩\u200d👧", "\u0085\u009b2J",
	} {
		client, err := c.login(name, nil, answers("", ""))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		_, _, out := shell(t, client, 80, 24)
		until(t, out, "with ann")
	}
	for _, name := range []string{"ａｎｎ", "а\u043fn", "ann\u200b", "Ann", "\u202aann"} { // look like ann, some of them
		client, _, _, out := c.dial(name, 80, 24)
		_, _ = io.Copy(io.Discard, io.LimitReader(out, 200))
		_ = client.Close()
	}
	ann.types("@")
	ann.sees("here")
	desk, err := c.server.Host(c.ctx, room.Identity{Name: "desk", Key: "this terminal", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range desk.Snapshot().Room.People {
		p := one.Name
		if strings.ContainsAny(p, "\x1b\x07\r\n\x00\u202e\u2066\u200b\u0085\u009b") || len(p) > 200 {
			t.Errorf("somebody is called %q", p)
		}
	}
	if _, err := io.WriteString(keys, "@"); err != nil {
		t.Fatal(err)
	}
	shown := make([]byte, 1<<16)
	n, err := raw.Read(shown)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(shown[:n])+log.text(), "\u202e\u2066\u202a\u200b\u0085\u009b\x07\x00") {
		t.Errorf("raw on a screen or in the log:\n%q\n%q", shown[:n], log.text())
	}
}
