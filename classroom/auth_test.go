// Tests of logging in: codes, guesses, keys, algorithms and the time that a login may
// take.

package classroom_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
	"ringside/internal/screen"
)

// answers types the same answer whenever a code is asked for: the class's, then the
// participant's.
func answers(code, own string) gossh.AuthMethod {
	return gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		var typed []string
		for _, q := range questions {
			if strings.Contains(q, "login") {
				typed = append(typed, own)
			} else {
				typed = append(typed, code)
			}
		}
		return typed, nil
	})
}

// login logs in.
func (c *class) login(name string, change func(*gossh.ClientConfig), auth ...gossh.AuthMethod) (*gossh.Client, error) {
	config := &gossh.ClientConfig{User: name, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: longestWait, Auth: auth}
	if change != nil {
		change(config)
	}
	client, err := gossh.Dial("tcp", c.addr.String(), config)
	if err == nil {
		c.t.Cleanup(func() { _ = client.Close() })
	}
	return client, err
}

// knocks tries to log in with a code, and reports whether that worked.
func (c *class) knocks(name, code string) bool {
	c.t.Helper()
	client, err := c.login(name, nil, answers(code, ""))
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

// withCode opens a class with a code, on a clock of the test's.
func withCode(t *testing.T, code string, k *clock, change func(*classroom.Config)) *class {
	t.Helper()
	return open(t, func(c *classroom.Config) {
		c.Open, c.Code = false, code
		if k != nil {
			k.now = time.Unix(1_000_000, 0)
			c.Now, c.After = k.Now, k.after
		}
		if change != nil {
			change(c)
		}
	})
}

// TestCode: the code lets people in, however they type it. Guessing is delayed more and
// more, under any names; the right code is let in all the same, also under a name used
// for guessing, from the same address. Attempts are logged and counted.
func TestCode(t *testing.T) {
	var k clock
	var log logged
	c := withCode(t, "kq7-4mt-w9x", &k, func(c *classroom.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	for _, typed := range []string{"kq7-4mt-w9x", "KQ74MTW9X", " kq7 4mt w9x ", "Kq7–4mt–w9X"} {
		if !c.knocks("alice", typed) {
			t.Errorf("%q does not let in", typed)
		}
	}
	if d := k.longest(); d != 0 {
		t.Errorf("the right code takes %v", d)
	}
	var before time.Duration
	for round := range 3 {
		for i := range 8 {
			if c.knocks([]string{"alice", fmt.Sprint("eve", round, i)}[i%2], "owl") {
				t.Fatal("another code lets in")
			}
		}
		if d := k.longest(); d <= before {
			t.Errorf("round %d of guesses waits %v, the one before %v", round, d, before)
		} else {
			before = d
		}
	}
	for range 20 {
		c.knocks("alice", "")
	}
	if d := k.longest(); d < 25*time.Second || d > 35*time.Second {
		t.Errorf("who has guessed for long waits %v", d)
	}
	for _, name := range []string{"alice", "bob", "eve01"} {
		if !c.knocks(name, "kq7-4mt-w9x") {
			t.Errorf("%s has the right code, and is not let in", name)
		}
	}
	if n := log.count("wrong code"); n != 3*(3*8+20) {
		t.Errorf("%d wrong codes are logged", n)
	}
	if log.count("owl") > 0 {
		t.Error("what was typed is in the log")
	}
	if text := c.metrics(); !strings.Contains(text, "\nringside_codes_wrong_total 132\n") || !strings.Contains(text, "\nringside_codes_right_total 7\n") {
		t.Errorf("counted\n%s", text)
	}
	k.longest()
	k.pass(3 * time.Minute)
	if !c.knocks("carol", "kq7-4mt-w9x") || k.longest() > 0 {
		t.Error("when nobody guesses any more, the right code takes as long")
	}
}

// TestCrowdAtTheDoor: twenty connections per second from the address of a lecture hall that
// say nothing, or begin a login, keep nobody out. When there are too many, they are dropped,
// and not somebody who has been asked for the code and takes their time.
func TestCrowdAtTheDoor(t *testing.T) {
	var k clock
	c := withCode(t, "kq7-4mt-w9x", &k, func(c *classroom.Config) { c.Limits.Pending = 100 })
	asked, over, slow := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := c.login("bob", nil, gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) {
			close(asked)
			<-over
			return []string{"kq7-4mt-w9x"}, nil
		}))
		slow <- err
	}()
	select {
	case <-asked:
	case err := <-slow:
		t.Fatal(err)
	}
	const crowd = 600
	for i := range crowd {
		conn, err := net.Dial("tcp", c.addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if i%2 == 0 { // as much of a login as costs nothing
			_, _ = io.WriteString(conn, "SSH-2.0-x\r\n\x00\x00\x07\x00"+strings.Repeat("x", 400)) // it may be closed already
		}
		if k.pass(50 * time.Millisecond); i%100 == 99 && !c.knocks("alice", "kq7-4mt-w9x") {
			t.Fatalf("after %d connections the right code does not let in", i)
		}
	}
	close(over)
	if err := <-slow; err != nil {
		t.Errorf("who was at the question: %v", err)
	}
	if text := c.metrics(); !strings.Contains(text, "\nringside_connections_waited_total 0\n") || strings.Contains(text, "\nringside_connections_evicted_total 0\n") {
		t.Errorf("counted\n%s", text)
	}
}

// TestFloodAtTheDoor: somebody who connects and hangs up far faster than connections are
// taken from one address keeps nobody of that address out.
func TestFloodAtTheDoor(t *testing.T) {
	var k clock
	c := withCode(t, "kq7-4mt-w9x", &k, nil)
	flood := func(n int) {
		for i := range n {
			conn, err := net.Dial("tcp", c.addr.String())
			if err != nil {
				t.Error(err)
				return
			}
			if i%2 == 0 {
				_, _ = io.WriteString(conn, "SSH-2.0-x\r\n") // it may be closed already
			}
			_ = conn.Close()
		}
	}
	flood(1000)
	for i := range 3 {
		in := make(chan error, 1)
		go func() {
			_, err := c.login(fmt.Sprint("alice", i), nil, answers("kq7-4mt-w9x", ""))
			in <- err
		}()
		for over := false; !over; {
			flood(20)
			k.pass(5 * time.Millisecond)
			select {
			case err := <-in:
				if over = true; err != nil {
					t.Errorf("the right code does not let in: %v", err)
				}
			default:
			}
		}
	}
}

// TestNoPassword: three wrong codes are answered with a reason, and never with a password
// prompt; nor is there one where only keys are let in.
func TestNoPassword(t *testing.T) {
	var k clock
	c := withCode(t, "kq7-4mt-w9x", &k, nil)
	bob := c.comes("bob", "", 120, 36)
	bob.sees("The code of the class")
	bob.types("cat" + screen.Enter)
	bob.sees("That is not the code.")
	bob.types("dog" + screen.Enter)
	if err := bob.Until(c.ctx, func(text string) bool { return strings.Count(text, "The code of the class") == 3 }); err != nil {
		t.Fatal(err)
	}
	bob.types("cow" + screen.Enter)
	bob.leaves("3 codes were wrong", "Ask the instructor", "Permission denied (publickey,keyboard-interactive)")
	if strings.Contains(strings.ToLower(bob.Text()), "password") {
		t.Errorf("a password is asked for:\n%s", bob.Text())
	}

	listed := reopenListed(t, c, "ann.pub")
	for _, keyFile := range []string{"", "alice"} {
		eve := listed.comes("eve", keyFile, 120, 36)
		eve.leaves("Your key is not on the list of this class", "Permission denied")
		if strings.Contains(strings.ToLower(eve.Text()), "password") {
			t.Errorf("a password is asked for:\n%s", eve.Text())
		}
	}
}

// TestRefusalsSayWhy: a client without a means to log in, or with none that this class
// accepts, is told what the class accepts before it gives up. It is never asked for a
// password.
func TestRefusalsSayWhy(t *testing.T) {
	const code, list, open = "This class asks a question before it lets you in", "This class lets in the keys on its list", "This class is open to everybody"
	coded := withCode(t, "kq7-4mt-w9x", nil, nil)
	listed := withCode(t, "", nil, func(c *classroom.Config) { c.Students = c.Instructors })
	free := withCode(t, "", nil, func(c *classroom.Config) { c.Open = true })
	for _, one := range []struct {
		class      *class
		key, means string
		says       []string
	}{
		{coded, "", "password", []string{code}},
		{coded, "", "publickey", []string{code}},
		{coded, "", "none", []string{code}},
		{coded, "alice", "publickey", []string{code}},
		{listed, "", "password", []string{list}},
		{listed, "", "publickey", []string{list}},
		{listed, "", "keyboard-interactive", []string{list, "Your key is not on the list"}},
		{listed, "alice", "publickey", []string{list, "The key SHA256:", " is not on the list."}},
		{listed, "alice", "publickey,password,keyboard-interactive", []string{list, "Your key is not on the list"}},
		{free, "", "password", []string{open}},
		{free, "", "publickey", []string{open}},
	} {
		eve := one.class.comes("eve", one.key, 120, 36, "-o", "PreferredAuthentications="+one.means)
		eve.leaves(append(one.says, "Permission denied")...)
		text := strings.TrimSpace(eve.Text())
		if strings.Contains(strings.ToLower(text), "password") || strings.Count(text, "\n") > 6 {
			t.Errorf("%q by %s is told\n%s", one.key, one.means, text)
		}
	}
}

// reopenListed reopens a class that lets in only the keys of a file.
func reopenListed(t *testing.T, c *class, file string) *class {
	t.Helper()
	c.stop()
	return reopen(t, c, func(config *classroom.Config) {
		config.Open, config.Code = false, ""
		var err error
		if config.Students, err = classroom.ReadKeys(filepath.Join(c.folder, file)); err != nil {
			t.Fatal(err)
		}
	})
}

// signer reads somebody's key.
func (c *class) signer(name string) gossh.Signer {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil {
		c.t.Fatal(err)
	}
	s, err := gossh.ParsePrivateKey(data)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// TestManyKeys: a client that offers thirty keys, as an agent may hold, 29 of them unknown,
// gets in with the last; a class with a code asks for it.
func TestManyKeys(t *testing.T) {
	c := withCode(t, "kq7-4mt-w9x", nil, nil)
	var many []gossh.Signer
	for i := range 29 {
		name := fmt.Sprint("key", i)
		key(t, c.folder, name)
		many = append(many, c.signer(name))
	}
	unknown := many
	many = append(many, c.signer("alice"))
	if _, err := c.login("alice", nil, gossh.PublicKeys(many...), answers("kq7-4mt-w9x", "")); err != nil {
		t.Error(err)
	}
	if _, err := c.login("alice", nil, gossh.PublicKeys(many...), answers("owl", "")); err == nil {
		t.Error("a key lets in without the code")
	}
	listed := reopenListed(t, c, "alice.pub")
	if _, err := listed.login("alice", nil, gossh.PublicKeys(many...)); err != nil {
		t.Error(err)
	}
	if _, err := listed.login("alice", nil, gossh.PublicKeys(unknown...)); err == nil {
		t.Error("keys that are not on the list let in")
	}
}

// TestKeyOfferedOnly: a client that offers an instructor's public key without having
// the private key is a student when the code lets it in.
func TestKeyOfferedOnly(t *testing.T) {
	c := withCode(t, "kq7-4mt-w9x", nil, nil)
	public, err := os.ReadFile(filepath.Join(c.folder, "ann.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.folder, "public.pub"), public, 0o600); err != nil {
		t.Fatal(err)
	}
	mal := c.comes("mal", "public", 120, 36)
	mal.sees("The code of the class")
	mal.types("kq7-4mt-w9x" + screen.Enter)
	mal.sees("nobody drives")
	mal.line("notes")
	mal.sees("notes: only for instructors")
}

// TestAlgorithms: algorithms that rest on SHA-1 are not offered.
func TestAlgorithms(t *testing.T) {
	c := open(t, nil)
	for what, change := range map[string]func(*gossh.ClientConfig){
		"hmac-sha1": func(c *gossh.ClientConfig) {
			c.Ciphers, c.MACs = []string{gossh.CipherAES128CTR}, []string{gossh.HMACSHA1}
		},
		"hmac-sha1-96": func(c *gossh.ClientConfig) {
			c.Ciphers, c.MACs = []string{gossh.CipherAES128CTR}, []string{gossh.InsecureHMACSHA196}
		},
		"group14-sha1": func(c *gossh.ClientConfig) { c.KeyExchanges = []string{gossh.InsecureKeyExchangeDH14SHA1} },
	} {
		if _, err := c.login("eve", change, answers("", "")); err == nil || !strings.Contains(err.Error(), "no common algorithm") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := c.login("eve", func(c *gossh.ClientConfig) { c.MACs = []string{gossh.HMACSHA256} }, answers("", "")); err != nil {
		t.Error(err)
	}
}

// TestLoginTime: the host key and the code may take two minutes; a client that takes
// longer is told why it is disconnected.
func TestLoginTime(t *testing.T) {
	c := withCode(t, "kq7-4mt-w9x", nil, func(c *classroom.Config) {
		if c.Limits.Handshake != 2*time.Minute {
			t.Errorf("%v from the connection to the login", c.Limits.Handshake)
		}
		c.Limits.Handshake = 2 * time.Second
	})
	bob := c.comes("bob", "", 120, 36)
	bob.sees("The code of the class")
	for look := time.NewTicker(10 * time.Millisecond); !strings.Contains(c.metrics(), "\nringside_connections_pending 0\n"); {
		select {
		case <-look.C:
		case <-c.ctx.Done():
			t.Fatal("who does not log in is still there")
		}
	}
	bob.types(screen.Enter) // ssh reads nothing else while it asks
	bob.leaves("taken too long")
}

// TestOften: a client that reconnects too often is told to wait. The clock of the class stands still:
// on a busy machine twenty connections take long enough for one more.
func TestOften(t *testing.T) {
	now := time.Now()
	c := open(t, func(c *classroom.Config) {
		c.MaxSessions = 100
		c.Now = func() time.Time { return now }
	})
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

// TestKeptCode: a generated code is the same when the class reopens, nobody else can read
// it, and a new class has another one.
func TestKeptCode(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rooms")
	kept := func(fresh bool) (code, told string) {
		t.Helper()
		code, told, err := classroom.KeptCode(folder, "class", fresh)
		if err != nil {
			t.Fatal(err)
		}
		return code, told
	}
	first, told := kept(false)
	if again, more := kept(false); again != first || told+more != "" {
		t.Errorf("%q, and then %q; %q %q", first, again, told, more)
	}
	path := filepath.Join(folder, "class.join-code")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("kept as %v, %v", info, err)
	}
	if err := classroom.KeepCode(folder, "class", "Owl 1234-z"); err != nil {
		t.Fatal(err)
	}
	if chosen, told := kept(false); chosen != "Owl 1234-z" || told != "" {
		t.Errorf("the chosen code is %q later; %q", chosen, told)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a chosen one is kept as %v, %v", info, err)
	}
	other, _ := kept(true)
	if other == first {
		t.Errorf("a new class has the code %q", other)
	}
	if err := os.WriteFile(path, []byte("--\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, told := kept(false)
	if again == other || !strings.Contains(told, "is set aside in "+filepath.Join(folder, "class-join-code-")) || !strings.Contains(told, "nothing in it counts") {
		t.Errorf("a file with no code in it: %q, %q", again, told)
	}
}

// TestReadKeys: a file that is not a list of keys is refused by name and line.
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
		{strings.Repeat("#\n", 1<<19) + string(good), "keys: more than 1048576 bytes"},
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
