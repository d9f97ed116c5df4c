// This file keeps two servers from having the same room open, on Windows.

package classroom

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// errLocked is why a file can't be locked that another process has locked.
var errLocked = errors.New("it is locked")

// lockFile locks a file until what it returns is closed or the process ends, however
// it ends: nobody else can open it meanwhile.
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
