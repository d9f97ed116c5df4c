// Locks on Windows, so that two servers can't have the same room open.

package classroom

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// errLocked is the error for a file that another process has locked.
var errLocked = errors.New("it is locked")

// lockFile locks a file until the result is closed or the process ends in any way: nobody
// else can open it meanwhile.
func lockFile(path string) (io.Closer, error) {
	const sharingViolation = syscall.Errno(32)
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}
