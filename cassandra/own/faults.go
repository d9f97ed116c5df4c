// What can be done to the process of one node, while the others run on.

package own

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"time"
)

// Running says what the process of a node does.
type Running uint8

// What a process does. Down: there is none. Hung: SIGSTOP has stopped it.
const (
	Down Running = iota
	Runs
	Hung
)

// Number returns which node clients reach at an address; 0 if there is none in this cluster.
func (c *Cluster) Number(address netip.AddrPort) int {
	for _, number := range c.known() {
		if c.node(number).address() == address.String() {
			return number
		}
	}
	return 0
}

// Process says what the process of a node does now.
func (c *Cluster) Process(number int) Running {
	switch p, ok := c.node(number).process(); {
	case !ok:
		return Down
	case p.stopped:
		return Hung
	}
	return Runs
}

// Kill ends a node's process at once, without its doing, as a crash does, and returns when it
// is gone. told gets the command line that does the same, before it is done.
func (c *Cluster) Kill(number int, told func(line string)) error {
	return c.signal(number, "-KILL", kill, told, func() bool { return !c.node(number).alive() })
}

// Hang stops a node's process where it is: it keeps its memory and its connections, and
// answers nothing. Resume makes it run on. told is as for Kill.
func (c *Cluster) Hang(number int, told func(line string)) error {
	return c.signal(number, "-STOP", stop, told, func() bool { return c.Process(number) != Runs })
}

// Resume undoes Hang.
func (c *Cluster) Resume(number int, told func(line string)) error {
	return c.signal(number, "-CONT", resume, told, func() bool { return c.Process(number) != Hung })
}

// signal sends a node's process a signal, and waits until it has had its effect.
func (c *Cluster) signal(number int, name string, send func(pid int) error, told func(line string), done func() bool) error {
	n := c.node(number)
	p, ok := n.process()
	if !ok {
		return fmt.Errorf("n%d is not running", number)
	}
	line := "kill " + name + " " + strconv.Itoa(p.pid)
	told(line) // its peers may notice before this goes on
	if err := send(p.pid); err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	err := until(context.Background(), 10*time.Second, time.Second/50, func() (bool, error) { return done(), nil })
	if errors.Is(err, errTooLong) {
		return fmt.Errorf("%s: no effect after 10 s", line)
	}
	return err
}

// gossipPatience is how long nodetool may take to turn gossip off or on.
const gossipPatience = 30 * time.Second

// Gossip turns a node's gossip off or on, and returns when that is so. told gets the command line before it is run. Without
// gossip a node goes on serving clients and believing of the others what it did, and these believe it down when
// they have missed its heartbeats. A node that is started gossips.
func (c *Cluster) Gossip(ctx context.Context, number int, on bool, told func(line string)) error {
	n := c.node(number)
	if c.Process(number) != Runs {
		return n.illness("only a node that runs can be told")
	}
	java, err := findJava(ctx, c.Environ, c.systemJava)
	if err != nil {
		return err
	}
	lib, err := c.lib()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, gossipPatience, errTooLong)
	defer cancel()
	return n.gossip(ctx, java, lib, on, told)
}

// gossip turns the node's gossip off or on.
func (n *node) gossip(ctx context.Context, java, lib string, on bool, told func(line string)) error {
	what := "disablegossip"
	if on {
		what = "enablegossip"
	}
	told(fmt.Sprintf("nodetool -h 127.0.0.1 -p %d %s", n.c.Ports.JMX(n.number), what))
	out, err := n.nodetool(ctx, java, lib, what)
	switch text := oneLine(out); {
	case ctx.Err() != nil:
		return fmt.Errorf("nodetool %s: %w", what, context.Cause(ctx))
	case err != nil && text != "":
		return fmt.Errorf("nodetool %s: %.300s", what, strconv.QuoteToASCII(text))
	case err != nil:
		return fmt.Errorf("nodetool %s: %w", what, err)
	}
	return nil
}

// Start starts the process of a node that has one no more, and returns when it is up. Out gets
// the line that says so. If ctx ends before, the process goes on starting.
func (c *Cluster) Start(ctx context.Context, number int) error {
	n := c.node(number)
	if n.alive() {
		return fmt.Errorf("n%d is running, as process %d", number, n.pid())
	}
	java, lib, unlock, err := c.tools(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return n.start(ctx, java, lib)
}

// CommandFile is the file that has the command line with which a node was last started.
func (c *Cluster) CommandFile(number int) string { return c.node(number).commandFile() }
