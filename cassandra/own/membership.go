// Nodes that join the running cluster, and that leave it for good.

package own

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ringside/internal/count"
)

// Place is where a node stands. Of a new one what is empty is chosen: the data centre that has fewest nodes, and in
// it a rack of its own, or the rack with fewest if racks have several.
type Place struct{ DC, Rack string }

// Next returns the number that a node has which joins next; 0: there are as many as there can be.
func (c *Cluster) Next() int {
	known := c.known()
	for number := 1; number <= MaxNodes; number++ {
		if !slices.Contains(known, number) {
			return number
		}
	}
	return 0
}

// Free returns the number and the address that a new node is to have: name is an address, as in 127.0.0.4,
// or n4, or 4. The error says which one is next.
func (c *Cluster) Free(name string) (number int, host string, err error) {
	next := c.Next()
	if next == 0 {
		return 0, "", fmt.Errorf("there are %d nodes, and no more are allowed", MaxNodes)
	}
	for number := 1; number <= MaxNodes; number++ {
		if n := c.node(number); name == n.host() || name == n.address() || name == "n"+strconv.Itoa(number) || name == strconv.Itoa(number) {
			if slices.Contains(c.known(), number) {
				return 0, "", fmt.Errorf("n%d is in the cluster already; the next one is %s", number, c.node(next).host())
			}
			return number, n.host(), nil
		}
	}
	return 0, "", fmt.Errorf("node N of your own cluster is 127.0.0.N, N from 1 to %d; the next one is %s", MaxNodes, c.node(next).host())
}

// Join starts a node that is new to the cluster, and returns when it is a member. told gets what is done,
// a line each. If ctx ends before, the process goes on joining; if it fails, what was made for it is deleted
// but for its log.
func (c *Cluster) Join(ctx context.Context, number int, at Place, told func(line string)) error {
	n := c.node(number)
	if slices.Contains(c.known(), number) {
		return fmt.Errorf("n%d is in the cluster already", number)
	}
	if err := at.check(); err != nil {
		return err
	}
	java, lib, unlock, err := c.tools(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.allRun(n); err != nil {
		return err
	}
	if err := c.room(); err != nil {
		return err
	}
	at = c.placeFor(at)
	c.Tokens = cmp.Or(c.tokensOfOthers(), c.Tokens)
	if err := n.prepare(true, at); err != nil {
		return err
	}
	told(fmt.Sprintf("n%d is to stand in %s/%s; its command is in %s", number, at.DC, at.Rack, n.commandFile()))
	if err := n.start(ctx, java, lib); err != nil {
		if !n.alive() {
			err = errors.Join(err, n.forget())
		}
		return err
	}
	return nil
}

// Leave has a node hand over what it holds and leave the cluster, ends its process and deletes its data, which
// others have then: Cassandra lets no node come back that has left. told gets each command line when it is run,
// or one that does the same.
func (c *Cluster) Leave(ctx context.Context, number int, told func(line string)) error {
	n := c.node(number)
	if c.Process(number) != Runs {
		return n.illness("it has to hand over its data")
	}
	java, lib, unlock, err := c.tools(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.allRun(n); err != nil {
		return err
	}
	told(fmt.Sprintf("nodetool -h 127.0.0.1 -p %d decommission", c.Ports.JMX(number)))
	if out, err := n.nodetool(ctx, java, lib, "decommission"); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return refusal(out, err)
	}
	told(fmt.Sprintf("kill -TERM %d; rm -r %s", n.pid(), n.dir))
	return n.discard()
}

// discard ends the process of a node that has left, and deletes its folder.
func (n *node) discard() error {
	if _, err := n.end(); err != nil {
		return err
	}
	if err := os.RemoveAll(n.dir); err != nil {
		return fmt.Errorf("delete the data of n%d: %w", n.number, err)
	}
	return nil
}

// left reports whether a node has left the cluster for good, and its process could not be ended then, since
// this program had ended before.
func (n *node) left() bool {
	return leftLine().Match(after(n.log(), 0))
}

var leftLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m) StorageService - DECOMMISSIONED$`) })

// discardLeft ends and deletes the nodes that have left while nobody waited for it.
func (c *Cluster) discardLeft() error {
	for _, number := range c.known() {
		if n := c.node(number); n.left() {
			c.say("n%d has left the cluster: its process ends, and %s is deleted", number, n.dir)
			if err := n.discard(); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget deletes what was made of a node that never joined, but for its log.
func (n *node) forget() error {
	entries, err := os.ReadDir(n.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != "log" {
			err = errors.Join(err, os.RemoveAll(filepath.Join(n.dir, e.Name())))
		}
	}
	return err
}

// tools finds with what the cluster was started, and keeps a second program from changing it until unlock
// is called.
func (c *Cluster) tools(ctx context.Context) (java, lib string, unlock func(), err error) {
	if java, unlock, err = c.ready(ctx); err != nil {
		return "", "", nil, err
	}
	if lib, err = c.lib(); err != nil {
		unlock()
		return "", "", nil, err
	}
	return java, lib, unlock, nil
}

// lib is where the libraries are that the nodes run.
func (c *Cluster) lib() (string, error) {
	text, err := os.ReadFile(c.libFile())
	if err != nil {
		return "", fmt.Errorf("the Cassandra that the nodes run is not known; run ringside cassandra up: %w", err)
	}
	return string(text), nil
}

// allRun returns an error if another node of the cluster does not run: it would miss what is handed over.
func (c *Cluster) allRun(but *node) error {
	for _, number := range c.known() {
		if number != but.number && c.Process(number) != Runs {
			return c.node(number).illness("data is handed over only while all nodes run")
		}
	}
	return nil
}

// illness says that a node does not run, why it matters, and what to do.
func (n *node) illness(why string) error {
	if n.c.Process(n.number) == Hung {
		return fmt.Errorf("n%d hangs, and %s; resume it first", n.number, why)
	}
	return fmt.Errorf("n%d is down, and %s; start it first", n.number, why)
}

// usualMemory is what a node takes, in bytes, if none runs that shows it.
const usualMemory = 600 << 20

// room returns an error if there is too little memory for one more node: as much as the largest takes.
func (c *Cluster) room() error {
	need := int64(0)
	for _, number := range c.known() {
		if p, ok := c.node(number).process(); ok {
			need = max(need, p.resident)
		}
	}
	need = cmp.Or(need, usualMemory)
	if free, known := c.freeMemory(); known && free < need {
		return fmt.Errorf("a node takes %d MiB of memory here, and %d MiB are free", need>>20, free>>20)
	}
	return nil
}

// freeMemory returns how many bytes of memory are free; false: it is not known, as on macOS.
func freeMemory() (bytes int64, known bool) {
	for line := range strings.Lines(string(after("/proc/meminfo", 0))) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "MemAvailable:" {
			kib, err := strconv.ParseInt(words[1], 10, 64)
			return kib << 10, err == nil
		}
	}
	return 0, false
}

// check refuses names that Cassandra's files can't hold.
func (p Place) check() error {
	for _, name := range []string{p.DC, p.Rack} {
		if name != "" && !placeName().MatchString(name) {
			return fmt.Errorf("%q is no name of a data centre or rack here (allowed: up to 40 letters, digits, - and _)", name)
		}
	}
	return nil
}

var placeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`) })

// placeFor returns where a new node stands.
func (c *Cluster) placeFor(p Place) Place {
	inDC, inRack := make(map[string]int), make(map[Place]int)
	for _, number := range c.known() {
		at := c.node(number).place()
		inDC[at.DC]++
		inRack[at]++
	}
	if dcs := slices.Sorted(maps.Keys(inDC)); p.DC == "" && len(dcs) > 0 {
		p.DC = slices.MinFunc(dcs, func(a, b string) int { return cmp.Compare(inDC[a], inDC[b]) })
	}
	if p.DC = cmp.Or(p.DC, "dc1"); p.Rack != "" {
		return p
	}
	var racks []Place
	shared := false
	for at, n := range inRack {
		if at.DC == p.DC {
			racks = append(racks, at)
			shared = shared || n > 1
		}
	}
	if shared {
		return slices.MinFunc(racks, func(a, b Place) int { return cmp.Or(cmp.Compare(inRack[a], inRack[b]), cmp.Compare(a.Rack, b.Rack)) })
	}
	for i := 1; ; i++ {
		if p.Rack = "r" + strconv.Itoa(i); inRack[p] == 0 {
			return p
		}
	}
}

// tokensOfOthers is how many tokens the first node has; 0: that is not known.
func (c *Cluster) tokensOfOthers() int {
	for _, number := range c.known() {
		for line := range strings.Lines(string(after(c.node(number).yamlFile(), 0))) {
			if text, ok := strings.CutPrefix(line, "num_tokens: "); ok {
				n, _ := strconv.Atoi(strings.TrimSpace(text)) // 0: not known
				return n
			}
		}
	}
	return 0
}

var tooFew = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`replication factor in keyspace (\w+) \(RF = (\d+), N = (\d+)\)`)
})

// refusal is why nodetool says that a node does not leave, in one line.
func refusal(said string, err error) error {
	if m := tooFew().FindStringSubmatch(said); m != nil {
		copies, _ := strconv.Atoi(m[2])
		nodes, _ := strconv.Atoi(m[3])
		return fmt.Errorf("nodetool refuses: keyspace %s keeps %s copies on %s nodes, and a node leaves only while there are more nodes than copies; add %s first",
			m[1], m[2], m[3], count.Of(copies-nodes+1, "node"))
	}
	for line := range strings.Lines(said) {
		if _, why, ok := strings.Cut(line, "Unsupported operation: "); ok {
			return fmt.Errorf("nodetool refuses: %s", strings.TrimSpace(why))
		}
	}
	var exit *exec.ExitError
	if text := oneLine(said); text != "" && errors.As(err, &exit) {
		return fmt.Errorf("nodetool decommission: %.300s", strconv.QuoteToASCII(text))
	}
	return fmt.Errorf("nodetool decommission: %w", err)
}
