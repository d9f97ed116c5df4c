// Admission to a class: who is let in, and the files of public keys that say so.

package classroom

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Admission says who is let in. The keys of instructors are always let in.
type Admission struct {
	Instructors []gossh.PublicKey
	Students    []gossh.PublicKey // only these keys; nil: see Code and Open
	Code        string            // anyone who knows it, kept with the first room; "": see MadeUp
	MadeUp      bool              // anyone who knows the code kept with the first room, which is generated if there is none
	Open        bool              // everybody
}

// ReadKeys reads a file of public keys, one per line, in the format of authorized_keys
// and .pub files. The error names the file and the line.
func ReadKeys(path string) (keys []gossh.PublicKey, err error) {
	const most = 1 << 20
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if len(data) > most {
		return nil, fmt.Errorf("%s: more than %d bytes", path, most)
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

// among reports whether keys has key.
func among(keys []gossh.PublicKey, key gossh.PublicKey) bool {
	found := false
	for _, k := range keys {
		found = ssh.KeysEqual(k, key) || found
	}
	return found
}

// check returns an error unless exactly one way of letting students in is set, and any code is allowed.
func (a *Admission) check() error {
	ways := 0
	for _, given := range []bool{a.Students != nil, a.Code != "", a.MadeUp, a.Open} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("choose who is let in: by keys, by a code, or everybody")
	}
	if a.Code != "" {
		return CheckCode(a.Code)
	}
	return nil
}
