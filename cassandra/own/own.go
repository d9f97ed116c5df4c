// Package own runs a Cassandra cluster of one's own on this machine: real processes, one
// for each node, on loopback.
//
//	dir/lib-5.0.9/    the libraries, if Maven fetched them
//	dir/n1/           a node: pid, conf, log, data, and the command that started it
//
// Node N is 127.0.0.N: requests on port 9042, its peers on 7000, JMX on 127.0.0.1:7109+10·N.
// Everything stands under one folder, and only processes that were started from it are ever
// ended: a process is known by the folder of its node, which is in its command line.
package own

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ringside/internal/count"
	"ringside/internal/whole"
)

// MaxNodes is how many nodes a cluster can have.
const MaxNodes = 9

// Options say where a cluster stands and what it is made of.
type Options struct {
	Dir    string // an absolute path; nothing is written elsewhere
	Home   string // of an unpacked distribution; "": the libraries that Maven fetched
	Nodes  int    // 1 to MaxNodes; 0: as many as there are, else 3
	DCs    int    // data centres, over which new nodes are spread; 0 is 1
	Racks  int    // racks of each data centre, over which its new nodes are spread; 0: a rack for each node
	Tokens int    // of each new node; 0 is 8
	Heap   string // of each node, as java's -Xmx takes it; "": 256m

	Environ []string      // in which JAVA_HOME and PATH are looked up, and which the nodes get
	Out     io.Writer     // what is being done, a line each
	Ask     func() bool   // whether to fetch the libraries; it has asked already what Question says
	Wait    time.Duration // how long a node may take to start; 0 is 4 minutes
	Ports   Ports
}

// Ports are where nodes listen; a zero is the usual one.
type Ports struct {
	Requests, Peers int
	JMX             func(node int) int
}

// Cluster is a cluster of one's own. It holds no process: what runs is read from the folder
// each time.
type Cluster struct {
	Options
	systemJava []string // patterns of places where a java may be
	freeMemory func() (bytes int64, known bool)
}

// New returns the cluster of a folder, whether or not there is one yet.
func New(o Options) *Cluster {
	o.DCs, o.Tokens, o.Heap = max(o.DCs, 1), cmp.Or(o.Tokens, 8), cmp.Or(o.Heap, "256m")
	o.Wait = cmp.Or(o.Wait, 4*time.Minute)
	o.Ports.Requests, o.Ports.Peers = cmp.Or(o.Ports.Requests, 9042), cmp.Or(o.Ports.Peers, 7000)
	if o.Ports.JMX == nil {
		o.Ports.JMX = func(n int) int { return 7109 + 10*n }
	}
	return &Cluster{o, systemJava(), freeMemory}
}

func (c *Cluster) say(format string, args ...any) { fmt.Fprintf(c.Out, format+"\n", args...) }

// Up starts the nodes that do not run, one after another, makes those that hang run on, and returns when every node sees
// all of them. If it fails or ctx ends, the nodes that it has started are ended.
func (c *Cluster) Up(ctx context.Context) (err error) {
	if c.Nodes < 0 || c.Nodes > MaxNodes {
		return fmt.Errorf("%d nodes (allowed: 1 to %d)", c.Nodes, MaxNodes)
	}
	java, unlock, err := c.ready(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.discardLeft(); err != nil {
		return err
	}
	numbers, err := c.wanted()
	if err != nil {
		return err
	}
	lib, err := c.libraries(ctx)
	if err != nil {
		return err
	}
	if err := whole.Write(c.libFile(), []byte(lib), 0o600); err != nil {
		return fmt.Errorf("remember where Cassandra is: %w", err)
	}
	grown := c.established()
	var begun []*node
	defer func() {
		if err != nil {
			for _, n := range begun {
				n.end()
			}
		}
	}()
	for _, number := range numbers {
		n := c.node(number)
		if p, ok := n.process(); ok && p.stopped {
			if err := c.Resume(number, func(line string) { c.say("n%d hung: %s", number, line) }); err != nil {
				return err
			}
			continue
		} else if ok {
			c.say("n%d is already running, process %d", number, p.pid)
			continue
		}
		if err := n.prepare(grown, n.spread()); err != nil {
			return err
		}
		begun = append(begun, n)
		if err := n.start(ctx, java, lib); err != nil {
			return err
		}
	}
	return c.settle(ctx, java, lib, numbers)
}

// wanted returns the numbers of the nodes that the cluster is to have.
func (c *Cluster) wanted() (numbers []int, err error) {
	have := c.known()
	if c.Nodes == 0 && len(have) > 0 {
		return have, nil
	}
	most := cmp.Or(c.Nodes, 3)
	if len(have) > 0 && slices.Max(have) > most {
		if last := slices.Max(have); last > len(have) {
			return nil, fmt.Errorf("the cluster in %s has the nodes %v; leave out --nodes, or remove it first with ringside cassandra down --wipe", c.Dir, have)
		}
		return nil, fmt.Errorf("the cluster in %s has %s; use --nodes %d, or remove it first with ringside cassandra down --wipe", c.Dir, count.Of(len(have), "node"), len(have))
	}
	for number := 1; number <= most; number++ {
		numbers = append(numbers, number)
	}
	return numbers, nil
}

// ready keeps a second program from changing the cluster until unlock is called, and finds the
// java that its nodes run with.
func (c *Cluster) ready(ctx context.Context) (java string, unlock func(), err error) {
	if unlock, err = c.lock(); err != nil {
		return "", nil, err
	}
	if java, err = findJava(ctx, c.Environ, c.systemJava); err != nil {
		unlock()
		return "", nil, err
	}
	return java, unlock, nil
}

// settle waits until every node sees all nodes up. If one does not, nodes may have been left with their gossip off.
func (c *Cluster) settle(ctx context.Context, java, lib string, numbers []int) error {
	asked := false
	for _, number := range numbers {
		n := c.node(number)
		seen := -1
		err := until(ctx, time.Minute, time.Second/2, func() (bool, error) {
			out, err := n.nodetool(ctx, java, lib, "status")
			if err != nil {
				return false, nil // it may not listen yet
			}
			seen = 0
			for line := range strings.Lines(out) {
				if strings.HasPrefix(line, "UN ") {
					seen++
				}
			}
			if seen < len(numbers) && !asked {
				asked = true
				return false, c.gossipAgain(ctx, java, lib, numbers)
			}
			return seen >= len(numbers), nil
		})
		if errors.Is(err, errTooLong) {
			return fmt.Errorf("n%d sees %d of %d nodes up after a minute; its log is %s", number, max(seen, 0), len(numbers), n.log())
		}
		if err != nil {
			return err
		}
	}
	c.say("every node sees %s up; clients connect to %s", count.All(len(numbers), "node"), c.node(numbers[0]).address())
	return nil
}

// gossipAgain turns the gossip on of the nodes that have it off.
func (c *Cluster) gossipAgain(ctx context.Context, java, lib string, numbers []int) error {
	for _, number := range numbers {
		n := c.node(number)
		out, err := n.nodetool(ctx, java, lib, "statusgossip")
		if err != nil || strings.TrimSpace(out) != "not running" {
			continue // it gossips, or may not listen yet
		}
		if err := n.gossip(ctx, java, lib, true, func(line string) { c.say("n%d did not gossip: %s", number, line) }); err != nil {
			return err
		}
	}
	return nil
}

// Down ends the nodes that run, and returns how many that were. With wipe it deletes
// the data of all nodes as well.
func (c *Cluster) Down(wipe bool) (ended int, err error) {
	if len(c.known()) == 0 {
		return 0, nil
	}
	unlock, err := c.lock()
	if err != nil {
		return 0, err
	}
	defer unlock()
	running := make(map[int]int) // their processes: each takes seconds to end, so that all are asked first
	for _, number := range c.known() {
		if n := c.node(number); n.alive() {
			running[number] = n.pid()
			if err := n.askToEnd(); err != nil {
				return 0, err
			}
		}
	}
	for _, number := range c.known() {
		n := c.node(number)
		if pid := running[number]; pid != 0 {
			how, err := n.ended()
			if err != nil {
				return ended, err
			}
			c.say("n%d, process %d: %s", number, pid, how)
			ended++
		}
		if wipe {
			if err := os.RemoveAll(n.dir); err != nil {
				return ended, fmt.Errorf("delete the data of n%d: %w", number, err)
			}
		}
	}
	return ended, nil
}

// NodeStatus is what is known of a node from outside of the cluster.
type NodeStatus struct {
	Number  int
	Address string // for clients
	Place
	PID       int
	State     string // running, stopped by a signal, down
	Resident  int64  // bytes of memory; 0 if it is not known
	Answers   bool   // it answers clients
	Log       string
	Directory string
}

// Status returns the nodes of the folder.
func (c *Cluster) Status(ctx context.Context) (all []NodeStatus) {
	for _, number := range c.known() {
		n := c.node(number)
		s := NodeStatus{Number: number, Address: n.address(), Place: n.place(), State: "down", Log: n.log(), Directory: n.dir}
		if p, ok := n.process(); ok {
			s.PID, s.Resident, s.State = p.pid, p.resident, "running"
			if p.stopped {
				s.State = "hung" // by SIGSTOP
			}
			s.Answers = answers(ctx, n.address())
		}
		all = append(all, s)
	}
	return all
}

// known returns the numbers of the nodes that the folder has.
func (c *Cluster) known() (numbers []int) {
	for n := 1; n <= MaxNodes; n++ {
		if _, err := os.Stat(c.node(n).conf()); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// established reports whether the cluster has been up: nodes that are new to it have to
// join.
func (c *Cluster) established() bool {
	for _, n := range c.known() {
		if _, err := os.Stat(filepath.Join(c.node(n).dir, "data")); err == nil {
			return true
		}
	}
	return false
}

// errTooLong is the error of until.
var errTooLong = errors.New("it takes too long")

// until asks again and again, until it is done, an error comes, ctx ends or it takes too
// long.
func until(ctx context.Context, most, every time.Duration, done func() (bool, error)) error {
	ctx, cancel := context.WithTimeoutCause(ctx, most, errTooLong)
	defer cancel()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
