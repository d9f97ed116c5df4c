// Tests of what a login refuses: certificates, too many keys, a name that belongs to somebody
// else; and of a session that fails while the class goes on.

package classroom_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
	"ringside/internal/screen"
	"ringside/tui/paint"
)

// told is what a server says before the login.
type told struct {
	mu   sync.Mutex
	text strings.Builder
}

// listens has a client keep what it is told.
func (b *told) listens(c *gossh.ClientConfig) {
	c.BannerCallback = func(text string) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.text.WriteString(text)
		return nil
	}
}

func (b *told) count(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), text)
}

// TestCertificateIsNoKey: a certificate, which anybody can sign for anybody's key, lets in
// nobody, also not where every key does.
func TestCertificateIsNoKey(t *testing.T) {
	c := open(t, nil)
	for _, name := range []string{"alice", "ann"} {
		own := c.signer(name)
		cert := &gossh.Certificate{
			Key: own.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{name}, ValidBefore: gossh.CertTimeInfinity,
		}
		if err := cert.SignCert(rand.Reader, own); err != nil {
			t.Fatal(err)
		}
		with, err := gossh.NewCertSigner(cert, own)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.login(name, nil, gossh.PublicKeys(with)); err == nil {
			t.Errorf("a certificate logs in as %s", name)
		}
		if _, err := c.login(name, nil, gossh.PublicKeys(with, own)); err != nil {
			t.Errorf("%s has the key as well: %v", name, err)
		}
	}
}

// TestTooManyKeys: a client whose agent offers more keys than are tried is told once what to do,
// and not while its next key may still let it in.
func TestTooManyKeys(t *testing.T) {
	c := open(t, nil)
	listed := reopenListed(t, c, "ann.pub")
	var many []gossh.Signer
	for i := range 60 {
		name := fmt.Sprint("key", i)
		key(t, c.folder, name)
		many = append(many, c.signer(name))
	}
	var b told
	if _, err := listed.login("ann", b.listens, gossh.PublicKeys(append(many[:59:59], c.signer("ann"))...)); err != nil || b.count("were wrong") > 0 {
		t.Errorf("the 60th key: %v; told\n%s", err, b.text.String())
	}
	if _, err := listed.login("ann", b.listens, gossh.PublicKeys(append(many, c.signer("ann"))...)); err == nil {
		t.Error("the 61st key lets in")
	}
	if b.count("60 keys and codes were wrong. Offer fewer keys") != 1 {
		t.Errorf("it is told\n%s", b.text.String())
	}
}

// TestNameOfSomebodyElse: in a class that is open to all, somebody with a key who takes the name
// of an instructor without one is asked for that one's login code, told why, and refused after
// three wrong ones.
func TestNameOfSomebodyElse(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	ta := c.comes("ta", "", 120, 36)
	ta.sees("you can log in as")
	ann.line("instruct ta")
	code := ta.code("you are an instructor of this class now")
	ta.types("qq")
	ta.leaves()

	var b told
	asked := 0
	wrong := gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		asked += len(questions)
		return []string{"owl-owl-owl"}, nil
	})
	if _, err := c.login("ta", b.listens, gossh.PublicKeys(c.signer("alice")), wrong); err == nil {
		t.Error("another key and a wrong code let in")
	}
	if asked != 3 || b.count("The name ta does not belong to your key") != 1 || b.count("3 codes were wrong") != 1 {
		t.Errorf("asked %d times, and told\n%s", asked, b.text.String())
	}
	if _, err := c.login("ta", nil, gossh.PublicKeys(c.signer("alice")), answers("", code)); err != nil {
		t.Errorf("with the right code: %v", err)
	}
}

// fails is an explorer that panics at one key.
type fails struct{ paint.Model }

func (f fails) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "P" {
		panic("a fault of ours")
	}
	return f.Model.Update(msg)
}

// TestFailedSessionEndsAlone: a session whose explorer fails ends in order and says so, its
// terminal is given back, it is logged with where it failed, and the others go on.
func TestFailedSessionEndsAlone(t *testing.T) {
	var log logged
	c := open(t, func(c *classroom.Config) {
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		c.Explorer = func(s classroom.Client) (paint.Model, error) {
			m, err := explorer(s)
			return fails{m}, err
		}
	})
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("P")
	alice.leaves("this session has failed; the class goes on, and your place is kept")
	if log.count("a session has failed") != 1 || log.count("a fault of ours") != 1 || log.count("fails.Update") == 0 {
		t.Error("the log does not say that and where it failed")
	}
	ann.types("P")
	ann.leaves("this session has failed")
	again := c.comes("alice", "alice", 120, 36)
	again.sees("4/4 up")
	back := c.comes("ann", "ann", 120, 36)
	back.types("kcart:42" + screen.Enter)
	back.sees("you drive", "key cart:42")
}
