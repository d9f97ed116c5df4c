// Processes on Unix: apart from this program, asked to end, killed, stopped; and the lock on the
// folder.

//go:build unix

package own

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// apart makes a process that goes on when this program ends, whatever the terminal sends.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// ask asks a process to end; one that was stopped goes on first.
func ask(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGTERM)
}

func kill(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }

func stop(pid int) error { return syscall.Kill(pid, syscall.SIGSTOP) }

func resume(pid int) error { return syscall.Kill(pid, syscall.SIGCONT) }

// lock keeps a second program from changing the cluster, until the returned function is
// called.
func (c *Cluster) lock() (unlock func(), err error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the cluster: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(c.Dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the cluster: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("another ringside is starting or ending the cluster in %s", c.Dir)
	}
	return func() { f.Close() }, nil
}
