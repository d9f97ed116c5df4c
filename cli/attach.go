// The attach command: the explorer on a real Cassandra cluster.

package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/cassandra/attach"
	"ringside/cassandra/own"
	"ringside/engine/ring"
	"ringside/tui"
	"ringside/tui/draw"
	"ringside/tui/source/attached"
)

// passwordVariable is where the password is looked for before it is asked.
const passwordVariable = "RINGSIDE_CASSANDRA_PASSWORD"

func newAttachCommand(a *app) *cobra.Command {
	c := attachment{}
	cmd := &cobra.Command{
		Use:   "attach HOST[,HOST...]",
		Short: "Look at a running Cassandra cluster, and change nothing unless you allow it",
		Long: "Open the explorer on a running Cassandra cluster. Nothing is written, no request is traced, and no table\n" +
			"but the server's own is read: system, system_schema and system_views of each node. The ring comes from\n" +
			"the tables of one node; what a node believes of the others is asked of that node alone.\n\n" +
			"With --read, gets are asked at any level, and traced: of the table --table of --keyspace, whose primary key\n" +
			"is one text. With --write, puts and deletes too, in a keyspace of Ringside's own. Both ask first, since\n" +
			"a read writes as well: a trace, for a day, and what read repair brings.\n\n" +
			"A host is an address or a name, with a port if it is not 9042. The first one that answers will do; the\n" +
			"other nodes are found from there. Any login sees the ring; what each node believes needs\n" +
			"GRANT SELECT ON KEYSPACE system_views.\n\n" +
			"The password is asked for, unless " + passwordVariable + " has it.",
		Example: "ringside attach 127.0.0.1\n" +
			"ringside attach 10.0.0.1,10.0.0.2:9142 --keyspace shop --user ann --tls-ca ca.pem\n" +
			"ringside attach 10.0.0.1 --read --keyspace shop --table carts\n" +
			"ringside attach 127.0.0.1 --write --rf dc1=3",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("attach needs one list of hosts, such as 10.0.0.1,10.0.0.2 (got %d)", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a real cluster has its own"); err != nil {
				return err
			}
			if !c.write && cmd.Flags().Changed("rf") {
				return errors.New("attach: --rf goes with --write only")
			}
			return c.open(cmd.Context(), a, args[0])
		},
	}
	f := cmd.Flags()
	f.BoolVar(&c.plain, "plain", false, "print one line per event, and read commands from standard input")
	f.BoolVar(&c.read, "read", false, "get too, with a trace of each; asks first")
	f.BoolVar(&c.write, "write", false, "put, get and delete too, with a trace of each, in a keyspace of Ringside's own; asks first")
	c.flags(f)
	return cmd
}

// flags adds those that say which cluster it is, and what may be done to it.
func (c *attachment) flags(f *pflag.FlagSet) {
	f.StringVar(&c.keyspace, "keyspace", "", "keyspace whose replication places the keys (default: the first one that is not the server's own)")
	f.StringVar(&c.table, "table", "", "the table that is read (default: the only one of the keyspace whose primary key is one text)")
	f.StringVar(&c.rf, "rf", "3", "copies of that keyspace if it is not there yet: a number, or one for each data centre, as in dc1=3,dc2=2")
	f.BoolVar(&c.yes, "yes", false, "do not ask whether to")
	f.StringVar(&c.user, "user", "", "log in as this user (default: no login)")
	f.StringVar(&c.authority, "tls-ca", "", "connect by TLS, and trust the certificate authorities in this file (PEM)")
}

// attachment is one call of the command.
type attachment struct {
	keyspace, table, user, authority, rf string
	plain, read, write, yes              bool
	script                               bool // it is for a script
	lesson                               bool // it is for a lesson
}

// questionWidth is how wide a question may be, with what can be answered.
const questionWidth = 72

// requests allows requests, if they are wanted, after saying what is written then.
func (c *attachment) requests(a *app, o *attach.Options) (err error) {
	read, write := "--read", "--write"
	switch {
	case c.script:
		read, write = "--allow read", "--allow write"
	case c.lesson:
		write = "the lesson kills nodes and starts them again, and"
	}
	const traces = "a trace of each request to system_traces, which keeps it for a day"
	var question string
	switch {
	case c.write && c.keyspace != "" && c.keyspace != attach.Keyspace:
		return fmt.Errorf("%s goes with the keyspace %s only, not with %s", write, attach.Keyspace, oneLine(c.keyspace))
	case c.write && c.table != "" && c.table != attach.KVTable:
		return fmt.Errorf("%s goes with the table %s only, not with %s", write, attach.KVTable, oneLine(c.table))
	case c.write:
		if o.Requests.Copies, err = ring.ParsePlacement(c.rf); err != nil {
			return fmt.Errorf("--rf: %w", err)
		}
		o.Keyspace, o.Requests.Table, o.Requests.Reads, o.Requests.Writes = attach.Keyspace, attach.KVTable, true, true
		question = fmt.Sprintf("%s writes to the cluster: the keyspace %s with a table %s, if it is not there (copies: %s); what you put and "+
			"delete there; %s; and a read may write, too: read repair. Go on?", write, attach.Keyspace, attach.KVTable, c.rf, traces)
	case c.read:
		o.Requests.Reads, o.Requests.Table = true, c.table
		question = read + " writes to the cluster, too: " + traces + "; and what read repair brings to replicas that lack it. Go on?"
	default:
		switch {
		case c.table != "":
			return fmt.Errorf("--table goes with %s or %s only", read, write)
		case c.yes:
			return fmt.Errorf("--yes goes with %s or %s only", read, write)
		}
		return nil
	}
	switch {
	case c.yes || confirmed(a, strings.Join(draw.WrapWords(question, questionWidth), "\n")):
		return nil
	case c.lesson:
		return errors.New("the lesson was not begun, and nothing was written")
	default:
		return fmt.Errorf("not attached; without %s and %s nothing is written", read, write)
	}
}

func (c *attachment) open(ctx context.Context, a *app, list string) error {
	if !a.terminal && !c.plain {
		return fmt.Errorf("attach: %s; use --plain for one line per event", a.notDrawn())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if c.plain {
		return interruptible(ctx, "attach", partPrinted, func(ctx context.Context) error {
			source, leave, err := c.attach(ctx, a, list)
			if err != nil {
				return fmt.Errorf("attach: %w", err)
			}
			defer leave()
			live, err := attached.Ready(source)
			if err != nil {
				return fmt.Errorf("attach: %w", err)
			}
			return a.show(ctx, a.plain, tui.Options{Cluster: live})
		})
	}
	source, leave, err := c.attach(ctx, a, list)
	if err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	defer leave()
	return a.show(ctx, a.explore, tui.Options{Source: source})
}

// attach begins to look at the cluster of a list of hosts, until leave is called. What takes long
// ends with ctx, too.
func (c *attachment) attach(ctx context.Context, a *app, list string) (s attached.Source, leave func(), err error) {
	o := attach.Options{Keyspace: c.keyspace, User: c.user}
	if o.Hosts, err = attach.Hosts(list); err != nil {
		return s, nil, err
	}
	if err = c.requests(a, &o); err != nil {
		return s, nil, err
	}
	if o.TLS, err = c.encryption(); err != nil {
		return s, nil, err
	}
	if o.Password, err = c.password(a); err != nil {
		return s, nil, err
	}
	var mine *attached.Own
	if folder, err := ownFolder(a); err == nil { // else there is nowhere a cluster of one's own could be
		mine = attached.NewOwn(ctx, own.New(own.Options{Dir: folder, Environ: a.env.list, Out: io.Discard}))
		o.Process = mine.Process
	}
	cluster := attach.Open(o)
	return attached.New(ctx, cluster, mine), cluster.Close, nil
}

// encryption returns what TLS goes by; nil if there is to be none.
func (c *attachment) encryption() (*tls.Config, error) {
	if c.authority == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.authority)
	if err != nil {
		return nil, fmt.Errorf("--tls-ca: %w", err)
	}
	config := &tls.Config{RootCAs: x509.NewCertPool()}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("--tls-ca: %s has no certificate in PEM form", oneLine(c.authority))
	}
	return config, nil
}

// password returns the password of the user.
func (c *attachment) password(a *app) (string, error) {
	if c.user == "" {
		return "", nil
	}
	if p := a.env.get(passwordVariable); p != "" {
		return p, nil
	}
	fmt.Fprintf(a.err, "password of %s: ", oneLine(c.user))
	defer fmt.Fprintln(a.err)
	if f, ok := a.in.(term.File); ok && term.IsTerminal(f.Fd()) {
		p, err := term.ReadPassword(f.Fd())
		return string(p), err
	}
	line, err := answerLine(a.in)
	if line == "" && err != nil {
		return "", errors.New("no password was given")
	}
	return strings.TrimRight(line, "\r\n"), nil
}
