// The harness of the classroom's tests, a real server with OpenSSH clients in terminals,
// and a class of two people.

package classroom_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
	"ringside/classroom/transport"
	"ringside/internal/screen"
	"ringside/presets"
	"ringside/tui"
	"ringside/tui/paint"
)

// longestWait is how long a person would wait for something to appear on the screen.
const longestWait = 4 * time.Minute

// class is a server with a folder of keys.
type class struct {
	t      *testing.T
	ctx    context.Context
	folder string
	server *classroom.Server
	addr   net.Addr
	stop   func() // and wait
}

// key makes a key pair in the class's folder.
func key(t *testing.T, folder, name string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".pub"), gossh.MarshalAuthorizedKey(k), 0o600); err != nil {
		t.Fatal(err)
	}
}

// open opens a class whose instructor is ann.
func open(t *testing.T, change func(*classroom.Config)) *class {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*longestWait)
	t.Cleanup(cancel)
	c := &class{t: t, ctx: ctx, folder: t.TempDir()}
	for _, name := range []string{"ann", "alice"} {
		key(t, c.folder, name)
	}
	c.serve(change)
	return c
}

// reopen opens the class again after it was stopped, with the same keys.
func reopen(t *testing.T, c *class, change func(*classroom.Config)) *class {
	t.Helper()
	again := *c
	again.serve(change)
	return &again
}

// serve starts a server.
func (c *class) serve(change func(*classroom.Config)) {
	t := c.t
	t.Helper()
	p, err := presets.Load("lecture-ring-1")
	if err != nil {
		t.Fatal(err)
	}
	config := classroom.Config{
		Admission: classroom.Admission{Open: true}, Rooms: []string{"class"}, Cluster: p.Config(), Title: p.Name,
		HostKey: filepath.Join(c.folder, "host"), MaxSessions: 20, Limits: transport.Usual(), Explorer: explorer,
	}
	if config.Instructors, err = classroom.ReadKeys(filepath.Join(c.folder, "ann.pub")); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&config)
	}
	if c.server, err = classroom.New(config); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.addr = l.Addr()
	ctx, end := context.WithCancel(c.ctx)
	served := make(chan error, 1)
	go func() { served <- c.server.Serve(ctx, l) }()
	c.stop = func() {
		end()
		if err := <-served; err != nil {
			t.Error(err)
		}
		served <- nil
	}
	t.Cleanup(c.stop)
}

// person is somebody at a terminal that runs ssh.
type person struct {
	*screen.Session
	c *class
}

// comes starts OpenSSH's client.
func (c *class) comes(name, keyFile string, w, h int, command ...string) person {
	c.t.Helper()
	return c.comesFrom("127.0.0.1", name, keyFile, w, h, command...)
}

// comesFrom starts OpenSSH's client at another address of this machine.
func (c *class) comesFrom(address, name, keyFile string, w, h int, command ...string) person {
	c.t.Helper()
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		c.t.Fatal("these tests need OpenSSH's client: ", err)
	}
	_, port, err := net.SplitHostPort(c.addr.String())
	if err != nil {
		c.t.Fatal(err)
	}
	args := []string{
		"-F", os.DevNull, "-t", "-b", address, "-p", port, "-o", "UserKnownHostsFile=" + filepath.Join(c.folder, "known"),
		"-o", "StrictHostKeyChecking=accept-new", "-o", "LogLevel=INFO", "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes",
		"-o", "GlobalKnownHostsFile=" + os.DevNull,
	}
	if keyFile != "" {
		args = append(args, "-i", filepath.Join(c.folder, keyFile))
	} else {
		args = append(args, "-o", "PubkeyAuthentication=no")
	}
	args = append(append(args, name+"@127.0.0.1"), command...)
	s, err := screen.Start(w, h, nil, ssh, args...)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = s.Close() })
	return person{s, c}
}

func (p person) types(text string) {
	p.c.t.Helper()
	if err := p.Type(text); err != nil {
		p.c.t.Fatal(err)
	}
}

func (p person) line(format string, args ...any) {
	p.c.t.Helper()
	p.types(":" + fmt.Sprintf(format, args...) + screen.Enter)
}

func (p person) sees(texts ...string) {
	p.c.t.Helper()
	ctx, cancel := context.WithTimeout(p.c.ctx, longestWait)
	defer cancel()
	if err := p.Shows(ctx, texts...); err != nil {
		p.c.t.Fatal(err)
	}
}

// TestTwoPeople is a class of an instructor and a student, each with a real ssh.
func TestTwoPeople(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "Ring", "Walk", "4/4 up")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann", "Ring", "Walk", "4/4 up")

	ann.types("kcart:42" + screen.Enter)
	ann.sees("key cart:42", "first token")
	alice.sees("key cart:42", "first token")
	ann.types("w" + screen.Enter)
	ann.sees("told OK")
	alice.sees("told OK")

	// A viewer has no way to change it.
	alice.types("c")
	alice.sees("ann drives; B makes a copy of your own")
	alice.line("crash 1")
	alice.sees("ann drives")

	// Her own copy is like the class at that step, and she can do what she likes.
	alice.types("B")
	alice.sees("your own copy", `"v1" 3:1`)
	alice.line("crash 1")
	alice.sees("3/4 up")
	ann.types("d")
	ann.sees("delete cart:42", "told OK")
	alice.types("B")
	alice.sees("with ann", "4/4 up", "delete cart:42")
	alice.types("B")
	alice.sees("as you left it", "3/4 up")
	alice.types("D")
	alice.sees("with ann", "4/4 up")

	// She looks around in the past, and comes back.
	alice.types("D,,,")
	alice.sees("looking around", "past")
	alice.types("c")
	alice.sees("you can only look at this")
	alice.types("D")
	alice.sees("back in the class")

	// She raises a hand, drives, and control is taken back.
	alice.types("!")
	alice.sees("your hand is up")
	ann.sees("alice raises a hand")
	ann.types("@")
	ann.sees("hand up", "2 here")
	ann.types("@")
	ann.line("hand alice")
	ann.sees("with alice")
	alice.sees("you drive")
	alice.line("crash 2")
	alice.sees("3/4 up")
	ann.sees("3/4 up")
	ann.line("take")
	ann.sees("you drive")
	alice.sees("with ann")
	alice.types("H")
	alice.sees("ann drives")
	ann.types("H")
	ann.sees("4/4 up")

	// They are asked before they are shown.
	ann.line("ask nodes cart:7")
	ann.sees("Which nodes keep cart:7", "0 of 1")
	alice.sees("Which nodes keep cart:7", "key cart:7", "1  ?") // the key's position, and not its replicas
	alice.types("A3 1 2" + screen.Enter)
	alice.sees("answered: 3, 1, 2")
	ann.sees("1 of 1")
	alice.types("A")
	alice.sees("answer ▸ 3, 1, 2")
	alice.types("3 4 1" + screen.Enter)
	alice.sees("answered: 3, 4, 1")
	ann.line("reveal")
	for _, p := range []person{ann, alice} {
		p.sees("3, 4, 1", "1 ", "key cart:7")
	}
}

// explorer returns the explorer for a participant, like the command that serves a class.
func explorer(s classroom.Client) (paint.Model, error) {
	return tui.New(tui.Options{Participant: s, Title: s.Title, Env: s.Env, Cache: s.Cache})
}
