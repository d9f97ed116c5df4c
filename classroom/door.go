package classroom

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom/room"
	"ringside/classroom/wire"
)

// Admission says who is let in. Instructors are, by their keys, whatever the
// rest says.
type Admission struct {
	Instructors []gossh.PublicKey
	Students    []gossh.PublicKey // only these keys; nil: see Code and Open
	Code        string            // whoever knows it; "": see Open
	Open        bool              // everybody
}

// ReadKeys reads a file of public keys, one a line, as authorized_keys and .pub
// files are. The error names the file and the line.
func ReadKeys(path string) (keys []gossh.PublicKey, err error) {
	const most = 1 << 20
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil, err
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, _, _, err := gossh.ParseAuthorizedKey(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: not a public key (allowed: lines as in authorized_keys)", path, i+1)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: there is no key in it", path)
	}
	return keys, nil
}

// door asks whoever comes who he is.
type door struct {
	Admission
	wrong *wire.Limiter // codes that were wrong, by who and from where
}

func newDoor(a Admission, now func() time.Time) *door {
	return &door{Admission: a, wrong: wire.NewLimiter(10, 6*time.Second, now)}
}

// offered says whether a key gets in. That the client has it, SSH finds out.
func (d *door) offered(_ ssh.Context, key ssh.PublicKey) bool {
	switch {
	case among(d.Instructors, key):
		return true
	case d.Students != nil:
		return among(d.Students, key)
	}
	return d.Open && d.Code == ""
}

func among(keys []gossh.PublicKey, key gossh.PublicKey) bool {
	found := false
	for _, k := range keys {
		found = ssh.KeysEqual(k, key) || found
	}
	return found
}

// asked is for those without a key that counts: the code, or in an open class
// nothing at all.
func (d *door) asked(ctx ssh.Context, ask gossh.KeyboardInteractiveChallenge) bool {
	switch {
	case d.Students != nil:
		return false
	case d.Code == "":
		return d.Open
	}
	answers, err := ask("", "", []string{"The code of the class: "}, []bool{true})
	return err == nil && len(answers) == 1 && d.known(ctx, answers[0])
}

// known says whether a code is right. Who guesses often has to wait.
func (d *door) known(ctx ssh.Context, code string) bool {
	if d.Code == "" || d.Students != nil {
		return d.Open && d.Students == nil
	}
	right := subtle.ConstantTimeCompare([]byte(strings.TrimSpace(code)), []byte(d.Code)) == 1
	who := room.CleanName(ctx.User()) + " " + wire.Host(ctx.RemoteAddr())
	if !right {
		d.wrong.Allow(who)
	}
	return right && !d.wrong.Spent(who)
}

// identity is who a session is.
func (d *door) identity(s *wire.Session) room.Identity {
	who := room.Identity{Name: room.CleanName(s.User), Host: s.Host}
	if s.Key != nil {
		who.Key = gossh.FingerprintSHA256(s.Key)
		who.Instructor = among(d.Instructors, s.Key)
	}
	return who
}

// check says what is missing to let anybody in, or to have a class at all.
func (a *Admission) check() error {
	ways := 0
	for _, given := range []bool{a.Students != nil, a.Code != "", a.Open} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("say who is let in: by keys, by a code or everybody, and one of them only")
	}
	return nil
}
