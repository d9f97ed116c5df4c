// The attach command: the explorer on a real Cassandra cluster.

package cli

import (
	"bufio"
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

	"ringside/cassandra/attach"
	"ringside/cassandra/own"
	"ringside/tui"
	"ringside/tui/source/attached"
)

// passwordVariable is where the password is looked for before it is asked.
const passwordVariable = "RINGSIDE_CASSANDRA_PASSWORD"

func newAttachCommand(a *app) *cobra.Command {
	c := attachment{}
	cmd := &cobra.Command{
		Use:   "attach HOST[,HOST...]",
		Short: "Look at a running Cassandra cluster without changing it",
		Long: "Open the explorer on a running Cassandra cluster. Nothing is written, no request is traced, and no table\n" +
			"but the server's own is read: system, system_schema and system_views of each node. The ring comes from\n" +
			"the tables of one node; what a node believes of the others is asked of that node alone.\n\n" +
			"A host is an address or a name, with a port if it is not 9042. The first one that answers will do; the\n" +
			"other nodes are found from there. Any login sees the ring; what each node believes needs\n" +
			"GRANT SELECT ON KEYSPACE system_views.\n\n" +
			"The password is asked for, unless " + passwordVariable + " has it.",
		Example: "ringside attach 127.0.0.1\n" +
			"ringside attach 10.0.0.1,10.0.0.2:9142 --keyspace shop --user ann --tls-ca ca.pem",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("attach needs one list of hosts, such as 10.0.0.1,10.0.0.2 (got %d)", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.open(cmd.Context(), a, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&c.keyspace, "keyspace", "", "keyspace whose replication places the keys (default: the first one that is not the server's own)")
	f.StringVar(&c.user, "user", "", "log in as this user (default: no login)")
	f.StringVar(&c.authority, "tls-ca", "", "connect by TLS, and trust the certificate authorities in this file (PEM)")
	return cmd
}

// attachment is one call of the command.
type attachment struct{ keyspace, user, authority string }

func (c *attachment) open(ctx context.Context, a *app, list string) error {
	if !a.terminal {
		return fmt.Errorf("attach: %s", a.notDrawn())
	}
	o := attach.Options{Keyspace: c.keyspace, User: c.user}
	for host := range strings.SplitSeq(list, ",") {
		if host = strings.TrimSpace(host); host == "" {
			return fmt.Errorf("attach: %q names an empty host", list)
		}
		o.Hosts = append(o.Hosts, host)
	}
	var err error
	if o.TLS, err = c.encryption(); err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	if o.Password, err = c.password(a); err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	var mine *attached.Own
	if folder, err := ownFolder(a); err == nil { // else there is nowhere a cluster of one's own could be
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		mine = attached.NewOwn(ctx, own.New(own.Options{Dir: folder, Environ: a.env.list, Out: io.Discard}))
		o.Process = mine.Process
	}
	cluster := attach.Open(o)
	defer cluster.Close()
	return a.show(ctx, a.explore, tui.Options{Source: attached.New(cluster, mine)})
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
	line, err := bufio.NewReader(a.in).ReadString('\n')
	if line == "" && err != nil {
		return "", errors.New("no password was given")
	}
	return strings.TrimRight(line, "\r\n"), nil
}
