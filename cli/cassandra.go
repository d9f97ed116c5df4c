// The cassandra command: a real Cassandra cluster of one's own on this machine.

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ringside/cassandra/own"
	"ringside/tui/paint"
)

func newCassandraCommand(a *app) *cobra.Command {
	c := ownCluster{}
	cmd := &cobra.Command{
		Use:   "cassandra up|down|status",
		Short: "Run a real Cassandra cluster of your own on this machine",
		Long: "Start, stop or look at a real Apache Cassandra cluster on this machine: one process for each node, node N\n" +
			"at 127.0.0.N, port 9042. It needs JDK 17 and about 0.5 GB of memory for each node.\n\n" +
			"Cassandra comes from an unpacked 5.0 distribution (--home, or CASSANDRA_HOME), or from Maven Central,\n" +
			"after asking. Everything is kept under $XDG_DATA_HOME/ringside/cassandra, else ~/.local/share, and\n" +
			"nothing is written elsewhere. It only ever stops processes that it has started.",
		Example: "ringside cassandra up --nodes 3\n" +
			"ringside cassandra up --nodes 6 --dcs 2 --racks 2 --home ~/apache-cassandra-5.0.9\n" +
			"ringside cassandra status\n" +
			"ringside cassandra down",
		Annotations: map[string]string{unconfigured: "it has settings of its own"},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("cassandra needs a command: up, down or status")
			}
			return noSuchCommand(cmd, args)
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused
	}
	up := &cobra.Command{
		Use: "up", Short: "Start the nodes that are not running",
		Long: "Start the nodes that are not running, one after another, resume those that hang, and wait until\n" +
			"every node sees all the others. New nodes join the cluster. If it fails or is interrupted, it stops the\n" +
			"nodes that it has started.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.do(cmd, a, func(ctx context.Context, cluster *own.Cluster) error { return cluster.Up(ctx) })
		},
	}
	down := &cobra.Command{
		Use: "down", Short: "Stop the running nodes",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.do(cmd, a, func(_ context.Context, cluster *own.Cluster) error { return c.down(a, cluster) })
		},
	}
	status := &cobra.Command{
		Use: "status", Short: "Show the nodes and their processes",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.do(cmd, a, func(ctx context.Context, cluster *own.Cluster) error { return printOwn(ctx, a, cluster) })
		},
	}
	f := up.Flags()
	f.IntVar(&c.nodes, "nodes", 3, fmt.Sprintf("how many nodes, 1 to %d; of a cluster that is there already: as many as it has", own.MaxNodes))
	f.IntVar(&c.dcs, "dcs", 1, "spread new nodes over this many data centres")
	f.IntVar(&c.racks, "racks", 0, "spread new nodes over this many racks in each data centre; 0: a rack for each node")
	f.IntVar(&c.tokens, "tokens", 8, "tokens of each new node")
	f.StringVar(&c.home, "home", "", "folder of an unpacked Cassandra 5.0 distribution (default: CASSANDRA_HOME, else the one that its nodes had last)")
	f.BoolVar(&c.yes, "yes", false, "fetch Cassandra from Maven Central without asking, if it is missing")
	down.Flags().BoolVar(&c.wipe, "wipe", false, "delete the data of all nodes as well")
	cmd.AddCommand(up, down, status)
	return cmd
}

// ownCluster is one call of the command.
type ownCluster struct {
	nodes, dcs, racks, tokens int
	home                      string
	yes, wipe                 bool
}

// ownFolder is where the cluster of one's own stands.
func ownFolder(a *app) (string, error) {
	folder, err := xdgFolder(a.env, "XDG_DATA_HOME", filepath.Join(".local", "share"))
	return filepath.Join(folder, "cassandra"), err
}

// do does something with the cluster, until it is done or a signal ends it.
func (c *ownCluster) do(cmd *cobra.Command, a *app, what func(context.Context, *own.Cluster) error) error {
	folder, err := ownFolder(a)
	if err != nil {
		return fmt.Errorf("cassandra: %w", err)
	}
	for _, n := range []struct {
		flag               string
		value, least, most int
	}{{"nodes", c.nodes, 1, own.MaxNodes}, {"dcs", c.dcs, 1, max(c.nodes, 1)}, {"racks", c.racks, 0, max(c.nodes, 1)}, {"tokens", c.tokens, 1, 256}} {
		if cmd.Name() == "up" && (n.value < n.least || n.value > n.most) {
			return fmt.Errorf("--%s: %d is not allowed (allowed: a whole number from %d to %d)", n.flag, n.value, n.least, n.most)
		}
	}
	if !cmd.Flags().Changed("nodes") {
		c.nodes = 0
	}
	cluster := own.New(own.Options{
		Dir: folder, Home: c.home,
		Nodes: c.nodes, DCs: c.dcs, Racks: c.racks, Tokens: c.tokens,
		Environ: a.env.list, Out: a.out,
	})
	cluster.Ask = func() bool { return c.yes || confirmed(a, cluster.Question()) }
	ctx, stop := untilSignal(cmd.Context())
	defer stop()
	err = what(ctx, cluster)
	var signal paint.SignalError
	if errors.As(context.Cause(ctx), &signal) {
		return stoppedBy(signal)
	}
	if err != nil {
		return fmt.Errorf("cassandra %s: %w", cmd.Name(), err)
	}
	return nil
}

// confirmed asks a question that is answered with y or n; no answer is no.
func confirmed(a *app, question string) bool {
	fmt.Fprintf(a.err, "%s [y/N] ", question)
	line, err := answerLine(a.in)
	if err != nil {
		fmt.Fprintln(a.err)
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes"
}

// answerLine reads one line, and nothing behind it: what follows is for who reads next, such as the lines of a
// script that comes by the same pipe.
func answerLine(in io.Reader) (string, error) {
	var line strings.Builder
	for letter := make([]byte, 1); ; {
		n, err := in.Read(letter)
		if n > 0 {
			line.WriteByte(letter[0])
		}
		if err != nil || n > 0 && letter[0] == '\n' {
			return line.String(), err
		}
	}
}

func (c *ownCluster) down(a *app, cluster *own.Cluster) error {
	ended, err := cluster.Down(c.wipe)
	if err == nil && ended == 0 {
		fmt.Fprintln(a.out, "no node is running")
	}
	return err
}

// printOwn prints the nodes of the cluster as a table.
func printOwn(ctx context.Context, a *app, cluster *own.Cluster) error {
	nodes := cluster.Status(ctx)
	if len(nodes) == 0 {
		fmt.Fprintf(a.out, "there is no cluster in %s; ringside cassandra up makes one\n", oneLine(cluster.Dir))
		return nil
	}
	rows := [][]string{{"NODE", "ADDRESS", "PLACE", "PROCESS", "STATE", "MEMORY", "CLIENTS", "LOG"}}
	for _, n := range nodes {
		pid, memory, clients := "-", "-", "-"
		if n.PID != 0 {
			pid, clients = strconv.Itoa(n.PID), "no answer"
			if n.Resident > 0 {
				memory = fmt.Sprintf("%d MiB", n.Resident>>20)
			}
		}
		if n.Answers {
			clients = "answers"
		}
		rows = append(rows, []string{"n" + strconv.Itoa(n.Number), n.Address, n.DC + "/" + n.Rack, pid, n.State, memory, clients, oneLine(n.Log)})
	}
	return a.print(func(out *sheet) error { return written(out.table(rows)) })
}
