// Locks on Unix systems, so that two servers can't have the same room open.

//go:build unix

package classroom

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// errLocked is the error for a file that another process has locked.
var errLocked = errors.New("it is locked")

// lockFile locks a file until the result is closed or the process ends in any way. The
// file holds the id of the process.
func lockFile(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errLocked
		}
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Truncate(0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err := fmt.Fprintln(f, os.Getpid()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
