// The server under test: `ringside serve` as a separate process, with its CPU time, memory
// and goroutines.

package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"ringside/internal/screen"
	"ringside/internal/whole"
)

// server is `ringside serve` in its own process.
type server struct {
	cmd     *exec.Cmd
	addr    string
	metrics string // the URL of its metrics
	teacher ssh.Signer
	errors  *strings.Builder
}

var studentsType = regexp.MustCompile(`ssh -p (\d+) NAME@`)

// open starts a server that admits everybody, and waits until it listens.
func open(ctx context.Context, binary, folder string, sessions int, more ...string) (*server, error) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	s := &server{errors: &strings.Builder{}}
	if s.teacher, err = ssh.NewSignerFromSigner(private); err != nil {
		return nil, err
	}
	keys := filepath.Join(folder, "instructors")
	if err := whole.Write(keys, ssh.MarshalAuthorizedKey(s.teacher.PublicKey()), 0o600); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(ctx, binary, append([]string{
		"serve", "--open", "--fresh", "--listen", "127.0.0.1:0", "--instructors", keys,
		"--max-sessions", strconv.Itoa(sessions + 8), "--log", filepath.Join(folder, "log"),
	}, more...)...)
	s.cmd.Env = []string{"HOME=" + folder, "PATH=" + os.Getenv("PATH")}
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 5 * time.Second
	s.cmd.Stderr = s.errors
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := studentsType.FindStringSubmatch(lines.Text()); m != nil {
			s.addr = "127.0.0.1:" + m[1]
		}
		if strings.HasPrefix(lines.Text(), "The server's key is") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return s, nil
		}
	}
	err = s.close()
	return nil, fmt.Errorf("ringside serve did not open: %w\n%s", err, s.errors)
}

// close ends the server with SIGTERM, as an operator would.
func (s *server) close() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have exited already, as Wait reports
	return s.cmd.Wait()
}

// cpu returns the CPU time that the server has used.
func (s *server) cpu() (time.Duration, error) { return screen.CPUTime(s.cmd.Process.Pid) }

// memory returns the server's memory in bytes.
func (s *server) memory() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(kb), " kB"), 10, 64)
			return n << 10, err
		}
	}
	return 0, errors.New("the kernel does not tell how much memory the server has")
}

// goroutines returns how many goroutines the server has.
func (s *server) goroutines(ctx context.Context) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.metrics, nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if n, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			return strconv.Atoi(n)
		}
	}
	return 0, fmt.Errorf("%s does not tell of goroutines", s.metrics)
}
