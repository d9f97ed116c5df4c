package classroom_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
)

// knocks tries to get in with a code, and says whether that was let.
func (c *class) knocks(name, code string) bool {
	c.t.Helper()
	client, err := gossh.Dial("tcp", c.addr.String(), &gossh.ClientConfig{
		User: name, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience,
		Auth: []gossh.AuthMethod{gossh.Password(code)},
	})
	if err == nil {
		_ = client.Close()
		return true
	}
	var broken net.Error
	if errors.As(err, &broken) || !strings.Contains(err.Error(), "unable to authenticate") {
		c.t.Fatal(err)
	}
	return false
}

// TestCode: the code lets in, another does not, and who guesses has to wait, which
// is nothing to the others behind the same address.
func TestCode(t *testing.T) {
	c := open(t, func(c *classroom.Config) { c.Open, c.Code = false, "owl" })
	if !c.knocks("alice", "owl") {
		t.Fatal("the code does not let in")
	}
	for range 10 {
		if c.knocks("eve", "cat") {
			t.Fatal("another code lets in")
		}
	}
	if c.knocks("eve", "owl") {
		t.Error("who has guessed ten times is let in at once")
	}
	if !c.knocks("alice", "owl") {
		t.Error("the others have to wait too")
	}
}

// TestOften: who comes and goes too often is told to wait.
func TestOften(t *testing.T) {
	c := open(t, func(c *classroom.Config) { c.MaxSessions = 100 })
	for range 20 {
		client, _, _, out := c.dial("eve", 80, 24)
		until(t, out, "\x1b")
		_ = client.Close()
	}
	_, _, _, out := c.dial("eve", 80, 24)
	until(t, out, "too often")
	_, _, _, out = c.dial("alice", 80, 24)
	until(t, out, "\x1b[?1049h")
}

// TestReadKeys: a file that is no list of keys is refused by name and line.
func TestReadKeys(t *testing.T) {
	folder := t.TempDir()
	key(t, folder, "ann")
	good, err := os.ReadFile(filepath.Join(folder, "ann.pub"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []struct{ content, says string }{
		{"# a comment\n\n" + string(good), ""},
		{string(good) + "ssh-rsa nonsense\n", "keys:2: not a public key"},
		{"", "there is no key in it"},
		{"\x1b[31m\n", "keys:1: not a public key"},
	} {
		path := filepath.Join(folder, "keys")
		if err := os.WriteFile(path, []byte(file.content), 0o600); err != nil {
			t.Fatal(err)
		}
		keys, err := classroom.ReadKeys(path)
		switch {
		case file.says == "" && (err != nil || len(keys) != 1):
			t.Errorf("%q: %d keys, %v", file.content, len(keys), err)
		case file.says != "" && (err == nil || !strings.Contains(err.Error(), file.says) || strings.Contains(err.Error(), "\x1b")):
			t.Errorf("%q: %v, want %q", file.content, err, file.says)
		}
	}
}
