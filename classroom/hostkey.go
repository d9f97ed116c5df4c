// The server's host key, by which SSH clients recognize it.

package classroom

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"ringside/internal/whole"
)

// hostKey returns the private key in a file, as PEM; if there is none, it makes one. If
// several servers do so at once, all of them return the same key.
func hostKey(path string) ([]byte, error) {
	const most = 64 << 10
	data, err := readKept(path, most)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeHostKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("host key %s: it is not there and can't be made: %w; give another file with --host-key", path, bare(err))
		}
		data, err = readKept(path, most)
	}
	if err != nil {
		return nil, fmt.Errorf("host key %s: %w; give another file with --host-key", path, err)
	}
	var locked *gossh.PassphraseMissingError
	switch _, err := gossh.ParsePrivateKey(data); {
	case errors.As(err, &locked):
		return nil, fmt.Errorf("host key %s: it has a passphrase, which nobody is asked for; give another file with --host-key", path)
	case err != nil:
		return nil, fmt.Errorf("host key %s: it is not a private key; give another file with --host-key", path)
	}
	return data, nil
}

// makeHostKey makes a key file that only its owner can read, and the public key's file
// beside it.
func makeHostKey(path string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := whole.Add(path, pem.EncodeToMemory(block), 0o600); err != nil {
		return err
	}
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		return err
	}
	return whole.Write(path+".pub", gossh.MarshalAuthorizedKey(key), 0o644)
}
