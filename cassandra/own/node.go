// A node of one's own: its folder, its process, and how it starts and ends.

package own

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"ringside/internal/timespan"
	"ringside/internal/whole"
)

// node is a node of a cluster.
type node struct {
	c      *Cluster
	number int
	dir    string
}

func (c *Cluster) node(number int) *node {
	return &node{c, number, filepath.Join(c.Dir, "n"+strconv.Itoa(number))}
}

func (n *node) host() string        { return "127.0.0." + strconv.Itoa(n.number) }
func (n *node) log() string         { return filepath.Join(n.dir, "log", "system.log") }
func (n *node) commandFile() string { return filepath.Join(n.dir, "log", "command") }
func (n *node) pidFile() string     { return filepath.Join(n.dir, "pid") }
func (n *node) conf() string        { return filepath.Join(n.dir, "conf") }
func (n *node) yamlFile() string    { return filepath.Join(n.conf(), "cassandra.yaml") }
func (n *node) rackFile() string    { return filepath.Join(n.conf(), "cassandra-rackdc.properties") }

// mark is the word of the command line by which the node's process is known. It has no blanks and letters of ASCII
// only: others may not be shown as they are.
func (n *node) mark() string {
	return "-Dringside.node=" + (&url.URL{Path: filepath.ToSlash(n.dir)}).EscapedPath()
}

// address is where clients connect.
func (n *node) address() string {
	return net.JoinHostPort(n.host(), strconv.Itoa(n.c.Ports.Requests))
}

// internal is where other nodes connect.
func (n *node) internal() string {
	return net.JoinHostPort(n.host(), strconv.Itoa(n.c.Ports.Peers))
}

// pid returns the number that is kept of the node's process; 0: none.
func (n *node) pid() int {
	text, err := os.ReadFile(n.pidFile())
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 2 {
		return 0
	}
	return pid
}

// process returns the node's process, and whether it is there: numbers are used again, so
// the process of that number must have been started for this folder.
func (n *node) process() (running, bool) {
	pid := n.pid()
	if pid == 0 {
		return running{}, false
	}
	p, ok := look(pid)
	if !ok || !strings.Contains(" "+p.command+" ", " "+n.mark()+" ") {
		return running{}, false
	}
	return p, true
}

func (n *node) alive() bool {
	_, ok := n.process()
	return ok
}

// running is a process.
type running struct {
	pid      int
	command  string
	stopped  bool
	resident int64
}

// look returns a process as ps shows it.
func look(pid int) (running, bool) {
	out, err := exec.Command("ps", "-ww", "-o", "stat=,rss=,args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return running{}, false
	}
	words := strings.Fields(string(out))
	if len(words) < 3 || strings.HasPrefix(words[0], "Z") {
		return running{}, false
	}
	kib, _ := strconv.ParseInt(words[1], 10, 64) // 0: not known
	return running{pid, strings.Join(words[2:], " "), strings.HasPrefix(words[0], "T"), kib << 10}, true
}

// start starts the node's process and waits until it is up.
func (n *node) start(ctx context.Context, java, lib string) error {
	began := time.Now()
	if err := n.free(ctx); err != nil {
		return err
	}
	if err := n.seed(); err != nil {
		return err
	}
	from := size(n.log())
	args := n.command(java, lib)
	if err := whole.Write(n.commandFile(), []byte(commandLine(args)+"\n"), 0o600); err != nil {
		return fmt.Errorf("start n%d: %w", n.number, err)
	}
	out, err := os.Create(filepath.Join(n.dir, "log", "output.log"))
	if err != nil {
		return fmt.Errorf("start n%d: %w", n.number, err)
	}
	defer out.Close()
	cmd := exec.Command(args[0], args[1:]...) // it outlives this program, so ctx does not end it
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.Dir = n.c.Environ, out, out, n.dir
	apart(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start n%d: %w", n.number, err)
	}
	pid := cmd.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // it ends with the process, or with this program
	if err := whole.Write(n.pidFile(), []byte(strconv.Itoa(pid)+"\n"), 0o600); err != nil {
		return errors.Join(fmt.Errorf("start n%d: %w", n.number, err), cmd.Process.Kill())
	}
	err = until(ctx, n.c.Wait, time.Second/10, func() (bool, error) {
		select {
		case err := <-ended:
			return false, fmt.Errorf("n%d ended while it started (%v): %s; its output is %s, its log %s",
				n.number, err, lastWords(out.Name()), out.Name(), n.log())
		default:
		}
		return bytes.Contains(after(n.log(), from), []byte("Startup complete")), nil
	})
	if errors.Is(err, errTooLong) {
		return fmt.Errorf("n%d is not up after %s; its log is %s", n.number, timespan.Text(n.c.Wait), n.log())
	}
	if err != nil {
		return err
	}
	n.c.say("n%d is up after %.1f s: process %d, %s; command in %s", n.number, time.Since(began).Seconds(), pid, n.address(),
		n.commandFile())
	return nil
}

// commandLine returns words as a shell takes them.
func commandLine(words []string) string {
	line := make([]string, len(words))
	for i, word := range words {
		line[i] = word
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return !strings.ContainsRune("-_./:=,+@%", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			line[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(line, " ")
}

// free returns an error if something listens where the node is to listen. A process that was killed
// just now may still have its sockets for a moment, though its command line is gone.
func (n *node) free(ctx context.Context) error {
	for _, address := range []string{
		n.address(), n.internal(), net.JoinHostPort("127.0.0.1", strconv.Itoa(n.c.Ports.JMX(n.number))),
	} {
		var busy error
		err := until(ctx, time.Second, time.Millisecond, func() (bool, error) {
			var l net.Listener
			if l, busy = net.Listen("tcp", address); busy != nil {
				return false, nil
			}
			return true, l.Close()
		})
		if busy != nil {
			return fmt.Errorf("n%d can't listen at %s: %w; is another Cassandra running?", n.number, address, inner(busy))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inner returns an error of the network without the address, which is said already.
func inner(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// end ends the node's process: it is asked to, and killed if it does not within 20 seconds.
func (n *node) end() (how string, err error) {
	if err := n.askToEnd(); err != nil {
		return "", err
	}
	return n.ended()
}

// askToEnd asks the node's process to end, if there is one.
func (n *node) askToEnd() error {
	pid := n.pid()
	if !n.alive() {
		return nil
	}
	if err := ask(pid); err != nil {
		return fmt.Errorf("end n%d, process %d: %w", n.number, pid, err)
	}
	return nil
}

// ended waits until the node's process has ended, and kills it if it has not within 20 seconds.
func (n *node) ended() (how string, err error) {
	pid := n.pid()
	gone := func() (bool, error) { return !n.alive(), nil }
	err = until(context.Background(), 20*time.Second, time.Second/20, gone)
	if err == nil {
		return "ended", nil
	}
	if err := kill(pid); err != nil {
		return "", fmt.Errorf("kill n%d, process %d: %w", n.number, pid, err)
	}
	if err := until(context.Background(), 10*time.Second, time.Second/20, gone); err != nil {
		return "", fmt.Errorf("kill n%d, process %d: it is still there after 10 seconds", n.number, pid)
	}
	return "killed, as it did not end within 20 s", nil
}

// nodetool runs nodetool on the node and returns what it prints, with what it says of an error.
func (n *node) nodetool(ctx context.Context, java, lib string, args ...string) (string, error) {
	words := append(jvm(), "-Xmx96m", "-Duser.home="+n.c.Dir, "-Dcassandra.storagedir="+n.dir,
		"-Dlogback.configurationFile="+filepath.Join(n.conf(), "logback-tools.xml"),
		"-cp", n.classpath(lib), "org.apache.cassandra.tools.NodeTool", "-h", "127.0.0.1", "-p", strconv.Itoa(n.c.Ports.JMX(n.number)))
	cmd := exec.CommandContext(ctx, java, append(words, args...)...)
	cmd.Env = n.c.Environ
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		out = append(out, exit.Stderr...)
	}
	return string(out), err
}

// size returns the size of a file; 0: it is not there.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// after returns what a file has from some place on.
func after(path string, from int64) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return nil
	}
	data, _ := io.ReadAll(f) // what there is
	return data
}

// lastWords returns what a process said last before it ended, for an error: of an exception its
// deepest cause, without the calls that led to it.
func lastWords(path string) string {
	const most = 300
	var last string
	for line := range strings.Lines(string(after(path, 0))) {
		if call := strings.HasPrefix(line, "\tat ") || strings.HasPrefix(line, "\t... "); !call && strings.TrimSpace(line) != "" {
			last = strings.TrimSpace(line)
		}
	}
	last = strconv.QuoteToASCII(last)
	return last[:min(len(last), most)]
}
