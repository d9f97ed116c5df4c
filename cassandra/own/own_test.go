// A cluster of one's own, with a java that this test program plays: real processes start,
// answer, hang, end and are left alone.

//go:build unix

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
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringside/internal/freeport"
)

// played says which part this program plays in place of java.
const played = "OWN_TEST_JAVA"

func TestMain(m *testing.M) {
	if os.Getenv(played) != "" {
		os.Exit(playJava(os.Args[1:], os.Getenv(played)))
	}
	os.Exit(m.Run())
}

// playJava does what java would: it tells its version, is a node, or is nodetool.
func playJava(args []string, how string) int {
	value := func(name string) string {
		for _, a := range args {
			if v, ok := strings.CutPrefix(a, name+"="); ok {
				return v
			}
		}
		return ""
	}
	switch {
	case slices.Contains(args, "-version"):
		release := "17.0.1"
		if v, ok := strings.CutPrefix(how, "release "); ok {
			release = v
		}
		fmt.Fprintf(os.Stderr, "openjdk version %q 2026-01-01\n", release)
	case slices.Contains(args, "decommission"):
		return playDecommission(value("-Dcassandra.storagedir"), how)
	case slices.ContainsFunc(args, func(a string) bool { return strings.HasSuffix(a, "gossip") }):
		return playGossip(value("-Dcassandra.storagedir"), args[len(args)-1], how)
	case slices.Contains(args, "org.apache.cassandra.tools.NodeTool"):
		nodes, _ := filepath.Glob(filepath.Join(filepath.Dir(value("-Dcassandra.storagedir")), "n*"))
		for _, dir := range nodes {
			state := "UN"
			if _, err := os.Stat(gossipOff(dir)); err == nil {
				state = "DN"
			}
			fmt.Println(state + "  127.0.0.1  1 KiB")
		}
	default:
		at, err := url.Parse(value("-Dcassandra.config"))
		if err != nil || !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "-javaagent:") }) {
			fmt.Println("no configuration or no agent:", err)
			return 1
		}
		return playNode(value("-Dcassandra.storagedir"), at.Path, how)
	}
	return 0
}

// playNode is a node: it listens where its configuration says, until it is asked to end.
func playNode(dir, config, how string) int {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	if how == "broken" {
		fmt.Println("Exception (java.lang.RuntimeException) encountered during startup: no")
		fmt.Println("java.lang.RuntimeException: no\n\tat org.apache.cassandra.service.CassandraDaemon.main(CassandraDaemon.java:865)")
		fmt.Println("Caused by: java.io.IOException: no disk\n\tat java.base/sun.nio.ch.FileChannelImpl.open(FileChannelImpl.java:293)\n\t... 5 more")
		return 3
	}
	conf, err := os.ReadFile(config)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	setting := func(name string) string {
		_, rest, _ := strings.Cut(string(conf), "\n"+name+": ")
		v, _, _ := strings.Cut(rest, "\n")
		return v
	}
	l, err := net.Listen("tcp", net.JoinHostPort(setting("rpc_address"), setting("native_transport_port")))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			var header [9]byte
			if _, err := io.ReadFull(conn, header[:]); err == nil && header[4] == 5 {
				_, _ = conn.Write([]byte{0x84, 0, 0, 0, 6, 0, 0, 0, 0}) // the client sees if it fails
			}
			conn.Close()
		}
	}()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		return 1
	}
	if how != "slow" {
		log, err := os.OpenFile(filepath.Join(dir, "log", "system.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return 1
		}
		defer log.Close()
		if _, err := log.WriteString("INFO Startup complete\n"); err != nil {
			return 1
		}
	}
	<-asked
	if how == "together" {
		return endTogether(dir)
	}
	return 0
}

// endTogether returns when all nodes have been asked to end.
func endTogether(dir string) int {
	if err := os.WriteFile(filepath.Join(dir, "asked"), nil, 0o600); err != nil {
		return 1
	}
	all := func(name string) int {
		found, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), "n*", name)) // the pattern is sound
		return len(found)
	}
	for all("asked") < all("pid") {
		runtime.Gosched() // they are other processes, and nothing else tells of them
	}
	return 0
}

// lines is an output that tests can read while it is written to.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// cluster returns a cluster in a folder of the test's, whose java plays a part.
func cluster(t *testing.T, nodes int, how string) (*Cluster, *lines) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "a folder  #1, 100%25 für n")
	t.Setenv("LC_ALL", "C") // ps shows no letter then that is not one of ASCII
	home := filepath.Join(root, "home [5.0]")
	java := filepath.Join(root, "jdk", "bin", "java")
	for _, folder := range []string{filepath.Join(home, "lib"), filepath.Dir(java)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, java); err != nil {
		t.Fatal(err)
	}
	for _, jar := range []string{"apache-cassandra-5.0.9.jar", "jamm-0.4.0.jar"} {
		if err := os.WriteFile(filepath.Join(home, "lib", jar), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := &lines{}
	requests, peers, jmx := freePort(t), freePort(t), freePort(t)
	c := New(Options{
		Dir: filepath.Join(root, "data"), Home: home, Nodes: nodes, Out: out,
		Environ: []string{"JAVA_HOME=" + filepath.Join(root, "jdk"), played + "=" + how, "PATH=" + os.Getenv("PATH"), "GOCOVERDIR=" + root, "GORACE=atexit_sleep_ms=0"},
		Wait:    time.Minute,
		Ports:   Ports{requests, peers, func(int) int { return jmx }},
	})
	t.Cleanup(func() {
		if _, err := c.Down(false); err != nil {
			t.Error(err)
		}
	})
	return c, out
}

// freePort returns a port at which nothing listens on the loopback addresses of a cluster.
func freePort(t *testing.T) int {
	t.Helper()
	port, err := freeport.Find()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func up(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// states returns what Status says, without what differs each time.
func states(c *Cluster) string {
	var all []string
	for _, s := range c.Status(context.Background()) {
		clients := "silent"
		if s.Answers {
			clients = "answers"
		}
		all = append(all, fmt.Sprintf("n%d %s/%s %s %s", s.Number, s.DC, s.Rack, s.State, clients))
	}
	return strings.Join(all, ", ")
}

func TestUpStatusDown(t *testing.T) {
	c, out := cluster(t, 2, "well")
	if got := states(c); got != "" {
		t.Fatalf("before it is up: %s", got)
	}
	up(t, c)
	if got := states(c); got != "n1 dc1/r1 running answers, n2 dc1/r2 running answers" {
		t.Error(got)
	}
	for _, s := range c.Status(t.Context()) {
		command, err := os.ReadFile(filepath.Join(s.Directory, "log", "command"))
		if err != nil || !strings.Contains(string(command), "CassandraDaemon") || s.PID == 0 || s.Resident == 0 {
			t.Errorf("%+v, %v", s, err)
		}
	}
	pids := []int{c.node(1).pid(), c.node(2).pid()}
	up(t, c) // changes nothing
	if again := []int{c.node(1).pid(), c.node(2).pid()}; !slices.Equal(pids, again) || !strings.Contains(out.String(), "n1 is already running") {
		t.Errorf("processes %v, then %v", pids, again)
	}
	if ended, err := c.Down(false); ended != 2 || err != nil {
		t.Errorf("%d ended, %v", ended, err)
	}
	if got := states(c); got != "n1 dc1/r1 down silent, n2 dc1/r2 down silent" {
		t.Error(got)
	}
	home := c.Home
	c.Home = "" // it need not be named again
	if lib, err := c.libraries(t.Context()); err != nil || lib != filepath.Join(home, "lib") {
		t.Errorf("the libraries are in %s, %v", lib, err)
	}
	if ended, err := c.Down(true); ended != 0 || err != nil || states(c) != "" {
		t.Errorf("%d ended, %v; left: %s", ended, err, states(c))
	}
}

// TestCommandLine: the line of a command is taken by a shell as the words that it was.
func TestCommandLine(t *testing.T) {
	words := []string{"/opt/jdk 17/bin/java", "-Da=b", "it's", "-cp", "/a:/b  c/*", "$HOME", "", "100%", "ü", `"\`}
	out, err := exec.Command("sh", "-c", `printf '%s|' `+commandLine(words)).Output()
	if got := string(out); err != nil || got != strings.Join(words, "|")+"|" {
		t.Errorf("%s\nis taken as %s, %v", commandLine(words), got, err)
	}
	if got := commandLine(words[1:2]); got != "-Da=b" {
		t.Errorf("it is quoted for nothing: %s", got)
	}
}

// Each node takes seconds to end, so all are asked before the first is waited for.
func TestDownAsksAllFirst(t *testing.T) {
	c, out := cluster(t, 2, "together")
	up(t, c)
	if ended, err := c.Down(false); ended != 2 || err != nil || strings.Contains(out.String(), "killed") {
		t.Errorf("%d ended, %v\n%s", ended, err, out)
	}
}

// A node that was killed is started again by itself, and new ones join those that have
// data.
func TestUpAgainAndMore(t *testing.T) {
	c, _ := cluster(t, 1, "well")
	up(t, c)
	n1 := c.node(1)
	if err := kill(n1.pid()); err != nil {
		t.Fatal(err)
	}
	if err := until(t.Context(), time.Minute, time.Millisecond, func() (bool, error) { return !n1.alive(), nil }); err != nil {
		t.Fatal(err)
	}
	c.Nodes, c.DCs, c.Racks = 4, 2, 1
	up(t, c)
	if got := states(c); got != "n1 dc1/r1 running answers, n2 dc2/r1 running answers, n3 dc1/r1 running answers, n4 dc2/r1 running answers" {
		t.Error(got)
	}
	for number, joins := range []string{"", "false", "true", "true", "true"} {
		if number == 0 {
			continue
		}
		if yaml := string(after(c.node(number).yamlFile(), 0)); !strings.Contains(yaml, "\nauto_bootstrap: "+joins+"\n") {
			t.Errorf("n%d:\n%s", number, yaml)
		}
	}
	c.Nodes = 3
	if err := c.Up(t.Context()); err == nil || !strings.Contains(err.Error(), "has 4 nodes") {
		t.Error(err)
	}
}

// A node that hangs is seen to, and is ended all the same.
func TestHungNode(t *testing.T) {
	c, _ := cluster(t, 1, "well")
	up(t, c)
	if err := syscall.Kill(c.node(1).pid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := until(t.Context(), time.Minute, time.Millisecond, func() (bool, error) {
		p, ok := c.node(1).process()
		return ok && p.stopped, nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := states(c); got != "n1 dc1/r1 hung silent" {
		t.Error(got)
	}
	if ended, err := c.Down(false); ended != 1 || err != nil {
		t.Errorf("%d ended, %v", ended, err)
	}
}

// A process that has the number of a node's and is another is left alone.
func TestOthersAreLeftAlone(t *testing.T) {
	c, _ := cluster(t, 1, "well")
	up(t, c)
	if _, err := c.Down(false); err != nil {
		t.Fatal(err)
	}
	other := exec.Command("sleep", "600")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = other.Process.Kill(), other.Wait() }()
	if err := os.WriteFile(c.node(1).pidFile(), []byte(strconv.Itoa(other.Process.Pid)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := states(c); got != "n1 dc1/r1 down silent" {
		t.Error(got)
	}
	if ended, err := c.Down(false); ended != 0 || err != nil {
		t.Errorf("%d ended, %v", ended, err)
	}
	if err := other.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the other process is gone: %v", err)
	}
}

// What goes wrong is said in one line, and what was begun is ended.
func TestUpFails(t *testing.T) {
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("interrupted"))
	for _, c := range []struct {
		name, how string
		change    func(*testing.T, *Cluster)
		ctx       context.Context
		want      string
	}{
		{name: "a node that ends", how: "broken", want: `n1 ended while it started (exit status 3): "Caused by: java.io.IOException: no disk"; its output is `},
		{name: "a node that never comes", how: "slow", change: func(_ *testing.T, c *Cluster) { c.Wait = 100 * time.Millisecond }, want: "n1 is not up after 100ms"},
		{name: "another JDK", how: "release 25.0.1", change: noOtherJava, want: "java is 25.0.1, and Cassandra needs JDK 17; install it"},
		{name: "no JDK", how: "well", change: func(t *testing.T, c *Cluster) {
			noOtherJava(t, c)
			c.Environ = nil
		}, want: "no java was found"},
		{name: "no distribution", how: "well", change: func(_ *testing.T, c *Cluster) { c.Home = c.Dir + "/nothing" }, want: "is not an unpacked Cassandra distribution: it has no lib folder"},
		{name: "an old distribution", how: "well", change: func(t *testing.T, c *Cluster) {
			lib := filepath.Join(c.Home, "lib")
			if err := os.Rename(filepath.Join(lib, "apache-cassandra-5.0.9.jar"), filepath.Join(lib, "apache-cassandra-4.1.3.jar")); err != nil {
				t.Fatal(err)
			}
		}, want: "is Cassandra 4.1; only 5.0 is supported"},
		{name: "nobody says yes", how: "well", change: func(t *testing.T, c *Cluster) {
			c.Home = ""
			bin := t.TempDir()
			if err := os.WriteFile(filepath.Join(bin, "mvn"), []byte("#!/bin/sh\nexit 9\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			c.Environ = append(c.Environ, "PATH="+bin)
		}, want: "nothing was fetched"},
		{name: "Maven fails", how: "well", change: func(t *testing.T, c *Cluster) {
			c.Home, c.Ask = "", func() bool { return true }
			bin := t.TempDir()
			if err := os.WriteFile(filepath.Join(bin, "mvn"), []byte("#!/bin/sh\necho no network\nexit 9\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			c.Environ = append(c.Environ, "PATH="+bin)
		}, want: "fetch Cassandra: Maven failed (exit status 9): no network"},
		{name: "no Maven", how: "well", change: func(_ *testing.T, c *Cluster) {
			c.Home = ""
			c.Environ = append(c.Environ, "PATH=")
		}, want: "no Cassandra was found: unpack a 5.0 distribution"},
		{name: "too many nodes", how: "well", change: func(_ *testing.T, c *Cluster) { c.Nodes = 10 }, want: "10 nodes (allowed: 1 to 9)"},
		{name: "a signal", how: "slow", ctx: cancelled, want: "interrupted"},
		{name: "another ringside", how: "well", change: func(t *testing.T, c *Cluster) {
			unlock, err := c.lock()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(unlock)
		}, want: "another ringside is starting or ending the cluster"},
		{name: "a port that is taken", how: "well", change: func(t *testing.T, c *Cluster) {
			l, err := net.Listen("tcp", c.node(1).address())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
		}, want: "is another Cassandra running?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			own, _ := cluster(t, 2, c.how)
			if c.change != nil {
				c.change(t, own)
			}
			if c.ctx == nil {
				c.ctx = t.Context()
			}
			err := own.Up(c.ctx)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v\nwant %s", err, c.want)
			}
			for _, s := range own.Status(t.Context()) {
				if s.PID != 0 {
					t.Errorf("n%d still runs", s.Number)
				}
			}
		})
	}
}

// noOtherJava keeps the machine's own JDK out of the test.
func noOtherJava(t *testing.T, c *Cluster) {
	t.Helper()
	c.Environ = slices.DeleteFunc(c.Environ, func(s string) bool { return strings.HasPrefix(s, "PATH=") })
	c.systemJava = nil
}

// The libraries that Maven fetched have their place when all are there.
func TestFetch(t *testing.T) {
	c, out := cluster(t, 1, "well")
	bin := t.TempDir()
	script := "#!/bin/sh\nfor a; do case $a in -DoutputDirectory=*) d=${a#*=};; esac; done\n/bin/mkdir -p \"$d\" && echo x > \"$d/cassandra-all-" + Version + ".jar\" && echo x > \"$d/jamm-0.4.0.jar\"\n"
	if err := os.WriteFile(filepath.Join(bin, "mvn"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	asked := 0
	c.Home, c.Ask = "", func() bool { asked++; return true }
	c.Environ = append(c.Environ, "PATH="+bin+":"+os.Getenv("PATH"))
	up(t, c)
	if _, err := c.Down(false); err != nil {
		t.Fatal(err)
	}
	up(t, c)
	if asked != 1 || !strings.Contains(out.String(), "dependency:copy-dependencies") {
		t.Errorf("asked %d times\n%s", asked, out)
	}
	if left, _ := filepath.Glob(filepath.Join(c.Dir, "fetch-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
