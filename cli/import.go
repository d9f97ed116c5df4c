// The import command: a preset made of what the tools of a real Cassandra cluster print.

package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ringside/cassandra/nodetool"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/whole"
	"ringside/session"
)

func newImportCommand(a *app) *cobra.Command {
	i := importing{}
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Make a preset of a real Cassandra cluster",
		Long: "Read what the tools of Apache Cassandra print about a cluster, and write it as a preset. It connects\n" +
			"to nothing. The file is the output of one or more of these, one after the other:\n\n" +
			"nodetool ring                    nodes, racks, tokens\n" +
			"nodetool status                  host ids; no tokens, so add nodetool ring\n" +
			"nodetool describering KEYSPACE   nodes, racks, tokens, and the keyspace's replication\n" +
			"nodetool describecluster         the replication of every keyspace\n" +
			"cqlsh -e 'SELECT * FROM system.peers_v2; SELECT * FROM system.local'\n" +
			"cqlsh -e 'SELECT keyspace_name, replication FROM system_schema.keyspaces'\n\n" +
			"Standard error lists what the preset had to leave open or choose.",
		Example: "nodetool ring | ringside import - > mine.yaml\n" +
			"(nodetool status; nodetool ring; nodetool describecluster) | ringside import --keyspace shop -o mine.yaml -\n" +
			"ringside import --rf dc1=3,dc2=2 peers.txt > mine.yaml\n" +
			"ringside walk --preset mine.yaml cart:42",
		Annotations: map[string]string{unconfigured: "it reads a file"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return fmt.Errorf("import needs one file, or - for standard input (got %s)", count.Of(len(args), "file"))
		},
		RunE: func(_ *cobra.Command, args []string) error { return i.run(a, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&i.keyspace, "keyspace", "", "keyspace whose replication the preset gets (default: the first that is not the system's)")
	f.StringVar(&i.rf, "rf", "", "use this many copies instead: a number, or one for each data centre, as in dc1=3,dc2=2")
	f.StringVarP(&i.out, "output", "o", "-", "the file to write, in place of what it holds; - is the standard output")
	return cmd
}

// importing is one import.
type importing struct{ keyspace, rf, out string }

func (i *importing) run(a *app, path string) error {
	if i.out != "-" {
		if err := outputFile("--output", i.out, path); err != nil {
			return err
		}
	}
	o := nodetool.Options{Keyspace: i.keyspace}
	if i.rf != "" {
		p, err := ring.ParsePlacement(i.rf)
		if err != nil {
			return fmt.Errorf("--rf: %w", err)
		}
		p.AtOnce = p.Racks()
		o.Copies = &p
	}
	name, data, err := readText(a, path)
	if err != nil {
		return err
	}
	cluster, err := nodetool.Read(name, data)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	preset, err := cluster.Preset(o)
	if err != nil {
		return fmt.Errorf("import: %s: %w", oneLine(name), err)
	}
	for _, note := range cluster.Notes {
		a.note("note: " + note)
	}
	if i.out != "-" {
		return unwritten("--output", whole.Write(i.out, preset, 0o644))
	}
	_, err = a.out.Write(preset)
	return outcome(written(err), nil)
}

// aboutFile says which file could not be read, once.
func aboutFile(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: %w", oneLine(name), err)
}

// readText reads a file, or standard input for -, and returns its name for errors.
func readText(a *app, path string) (name string, data []byte, err error) {
	in := a.in
	name = "standard input"
	if path != "-" {
		if err := session.Readable(path, "the file to read, or - for standard input"); err != nil {
			return "", nil, fmt.Errorf("import: %w", err)
		}
		f, err := os.Open(filepath.Clean(path))
		if err != nil {
			return "", nil, fmt.Errorf("import: %w", aboutFile(path, err))
		}
		defer f.Close()
		in, name = f, path
	}
	data, err = io.ReadAll(io.LimitReader(in, nodetool.MaxBytes+1))
	if err != nil {
		return "", nil, fmt.Errorf("import: %w", aboutFile(name, err))
	}
	if len(data) > nodetool.MaxBytes {
		return "", nil, fmt.Errorf("import: %s: it has more than %d bytes, the most that is read", oneLine(name), nodetool.MaxBytes)
	}
	return name, data, nil
}
