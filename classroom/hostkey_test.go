// Tests of files that servers share: one host key, one code, and a key file that is not a
// key.

package classroom_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
)

// TestOneHostKey: servers started together for the first time use one key, the one in the
// file.
func TestOneHostKey(t *testing.T) {
	for round := range 10 {
		folder := t.TempDir()
		path := filepath.Join(folder, "keys", "host")
		const many = 8
		var keys [many]string
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() {
				config := quietConfig(t, filepath.Join(folder, "rooms"))
				config.HostKey, config.Rooms = path, []string{string(rune('a' + i))}
				s, err := classroom.New(config)
				if err != nil {
					t.Error(err)
					return
				}
				keys[i] = s.Fingerprint()
				shut(t, s)
			})
		}
		wait.Wait()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		key, err := gossh.ParsePrivateKey(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range keys {
			if kept := gossh.FingerprintSHA256(key.PublicKey()); keys[i] != kept {
				t.Fatalf("round %d: server %d has the key %s, kept is %s", round, i, keys[i], kept)
			}
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("kept as %v, %v", info, err)
		}
		public, err := os.ReadFile(path + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		if beside, _, _, _, err := gossh.ParseAuthorizedKey(public); err != nil || gossh.FingerprintSHA256(beside) != keys[0] {
			t.Errorf("the public key beside it is another one: %v", err)
		}
	}
}

// TestNoHostKey: a file that is not a key is named in the error, and left alone.
func TestNoHostKey(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	locked, err := gossh.MarshalPrivateKeyWithPassphrase(private, "", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.Mkdir(at("folder"), 0o700), os.WriteFile(at("text"), []byte("hello\n"), 0o600), os.WriteFile(at("empty"), nil, 0o600),
		os.Symlink(at("nowhere"), at("link")), os.WriteFile(at("locked"), pem.EncodeToMemory(locked), 0o600), os.WriteFile(at("large"), make([]byte, 100<<10), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, says := range map[string]string{
		"folder": "it is a folder, not a file", "text": "it is not a private key", "empty": "it is not a private key",
		"link": "it is a link to a file that does not exist", "large": "it has 102400 bytes; at most 65536 are read",
		"text/key": "not a directory", "locked": "it has a passphrase",
	} {
		config := quietConfig(t, filepath.Join(folder, "rooms"))
		config.HostKey = at(name)
		_, err := classroom.New(config)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "host key "+at(name)) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if data, err := os.ReadFile(at("text")); err != nil || string(data) != "hello\n" {
		t.Errorf("the file has %q now, %v", data, err)
	}
	config := quietConfig(t, filepath.Join(folder, "rooms"))
	config.HostKey = at("new")
	s, err := classroom.New(config)
	if err != nil { // refused servers hold no lock on the room
		t.Fatal(err)
	}
	shut(t, s)
}

// shut ends a server that nobody has connected to.
func shut(t *testing.T, s *classroom.Server) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Error(err)
		return
	}
	ctx, end := context.WithCancel(context.Background())
	end()
	if err := s.Serve(ctx, l); err != nil {
		t.Error(err)
	}
}

// TestChosenCode: a class keeps the code that was chosen for it when it opens again without
// one, until it begins anew.
func TestChosenCode(t *testing.T) {
	folder := t.TempDir()
	code := func(chosen string, fresh bool) string {
		t.Helper()
		c := quietConfig(t, folder)
		c.Open, c.Code, c.MadeUp, c.Fresh = false, chosen, chosen == "", fresh
		s, err := classroom.New(c)
		if err != nil {
			t.Fatal(err)
		}
		shut(t, s)
		return s.Code()
	}
	generated := code("", false)
	if got := code("owl-of-monday", false); got != "owl-of-monday" {
		t.Errorf("the code is %q", got)
	}
	if got := code("", false); got != "owl-of-monday" {
		t.Errorf("opened again, the code is %q", got)
	}
	if got := code("", true); got == "owl-of-monday" || got == generated {
		t.Errorf("begun anew, the code is %q", got)
	}
}

// TestOneCode: a server that is refused the room leaves the class's code as it is, even
// with --fresh.
func TestOneCode(t *testing.T) {
	folder := t.TempDir()
	config := func(fresh bool) classroom.Config {
		c := quietConfig(t, folder)
		c.Open, c.MadeUp, c.Fresh = false, true, fresh
		return c
	}
	first, err := classroom.New(config(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, fresh := range []bool{true, false} {
		if _, err := classroom.New(config(fresh)); err == nil || !strings.Contains(err.Error(), "is open in another ringside") {
			t.Fatalf("a second server: %v", err)
		}
	}
	shut(t, first)
	again, err := classroom.New(config(false))
	if err != nil {
		t.Fatal(err)
	}
	if first.Code() == "" || again.Code() != first.Code() {
		t.Errorf("the code is %q, was %q", again.Code(), first.Code())
	}
	shut(t, again)
	anew, err := classroom.New(config(true))
	if err != nil {
		t.Fatal(err)
	}
	if anew.Code() == first.Code() {
		t.Error("a class that begins anew has the code of the one before")
	}
	shut(t, anew)
}
