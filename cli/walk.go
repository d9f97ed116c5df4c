// The walk command: which nodes hold a key, and why, from flags, a ring file and the
// configuration.

package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/presets"
)

func newWalkCommand(a *app) *cobra.Command {
	var w walkCommand
	cmd := &cobra.Command{
		Use:   "walk [flags] KEY…|-",
		Short: "Show where keys live, hop by hop",
		Long: "Print the walk from each key's token clockwise: every slot that it looks at, what was decided\n" +
			"and why, and the nodes that keep a copy. A - reads keys from standard input, one per line.\n\n" +
			"A file for --ring lists nodes, with labels for their tokens or without:\n\n" +
			"nodes:\n" +
			"  - {name: n1, dc: dc1, rack: r1, tokens: {t1: -9000, t2: 5}}\n" +
			"  - {name: n2, dc: dc1, rack: r2, tokens: [70, 100]}",
		Example: "ringside walk cart:42\n" +
			"ringside walk --preset lecture-ring-1 --rf 3 --token -42\n" +
			"ringside walk --ring nodes.yaml --rf dc1=2,dc2=2 --json - < keys.txt\n" +
			"ringside walk --ring nodes.yaml --placement cassandra --rf dc1=3,dc2=1 cart:42",
		// A token below zero looks like a flag, so the flags are parsed here.
		DisableFlagParsing: true,
		PersistentPreRunE:  parseAroundNumbers,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return w.run(a, cmd.Flags())
		},
		ValidArgsFunction: completeValues,
	}
	f := cmd.Flags()
	f.StringVar(&w.ringFile, "ring", "", "walk on the ring of the nodes that this file lists")
	f.StringVar(&w.rf, "rf", "", "how many copies: a number, or one for each data centre by a rule of racks, as in dc1=2,dc2=2")
	f.BoolVar(&w.tokens, "token", false, "the arguments are tokens, not keys")
	f.BoolVar(&w.hex, "hex", false, "the arguments are the bytes of keys, in hexadecimal")
	f.BoolVar(&w.json, "json", false, "print one JSON object per key")
	completeFiles(cmd, "ring")
	return cmd
}

// walkCommand is one call of the command.
type walkCommand struct {
	ringFile, rf      string
	tokens, hex, json bool
	ringWord          string // what ringFile was given by, before an error about it; "": --ring
}

func (w *walkCommand) run(a *app, f *pflag.FlagSet) error {
	if f.NArg() == 0 {
		return errors.New("walk needs one or more keys, or - to read them from standard input, one per line")
	}
	if w.tokens && w.hex {
		return errors.New("--token and --hex: the arguments are either tokens or keys in hexadecimal; give one of them")
	}
	r, placement, err := w.cluster(a, f)
	if err != nil {
		return err
	}
	for _, note := range placement.Over(r) {
		a.note("note: " + note)
	}
	out := newWalkPrinter(a.fittingUnless(w.json), r, placement, w.json, a.cfg.ascii)
	for i, arg := range f.Args() {
		arg = strings.TrimPrefix(arg, numberMark)
		if arg == "-" {
			err = w.walkLines(a.in, out)
		} else {
			err = w.walkWord(arg, out, "argument %d", i+1)
		}
		if err != nil {
			break
		}
	}
	return outcome(err, out.flush())
}

// walkLines walks for every line of in. It prints its results before it waits for more
// input.
func (w *walkCommand) walkLines(in io.Reader, out *walkPrinter) error {
	const place = "standard input: line %d"
	lines := newKeyLines(in)
	for {
		if lines.willWait() {
			if err := out.flush(); err != nil {
				return err
			}
		}
		line, err := lines.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf(place+": %w", lines.number, err)
		}
		if err := w.walkWord(line, out, place, lines.number); err != nil {
			return err
		}
	}
}

// walkWord walks for one word. If the word is invalid, the error names its place.
func (w *walkCommand) walkWord(word string, out *walkPrinter, place string, number int) error {
	key, token, err := w.read(word)
	if err != nil {
		return fmt.Errorf(place+": %w", number, err)
	}
	return out.walk(key, token, !w.tokens)
}

// outcome returns the error of the command. It is no error that nobody reads the output
// any more.
func outcome(err, flushed error) error {
	if err == nil {
		err = flushed
	}
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

// cluster returns the ring to walk on and the placement, from the flags and the rest of
// the configuration.
func (w *walkCommand) cluster(a *app, f *pflag.FlagSet) (*ring.Ring, ring.Placement, error) {
	none := ring.Placement{}
	asked, flag, err := w.askedFor(f)
	if err != nil {
		return nil, none, err
	}
	if err := w.takePreset(f); err != nil {
		return nil, none, err
	}
	if a.cfg, err = loadForWalk(f, a.env, asked != nil); err != nil {
		return nil, none, err
	}
	rule := ruleOf(&a.cfg.plan)
	cfg := a.cfg.cluster
	if w.ringFile != "" {
		if asked != nil { // then other sources of the number of copies do not count
			a.cfg.plan.Placement, a.cfg.plan.Rack, a.cfg.plan.AtOnce, a.cfg.plan.Copies = ring.Simple(1), false, false, nil
		}
		if cfg, err = w.onRingFile(a.cfg); err != nil {
			return nil, none, err
		}
	}
	r, err := ring.New(cfg.Nodes)
	if err != nil {
		return nil, none, err
	}
	if asked == nil {
		return r, cfg.Placement, nil
	}
	from := a.cfg.from.of("placement")
	if asked.Racks() && rule == ring.SimpleRule && from.stronger() {
		return nil, none, fmt.Errorf("--%s: copies for each data centre are for the rules of racks, and %s says simple; "+
			"say a number, or --placement rack, or --placement cassandra", flag, from)
	}
	placement, err := placeOn(r, *asked, rule)
	if err == nil {
		err = placement.ValidateOver(r)
	}
	if err != nil {
		return nil, none, fmt.Errorf("--%s: %w", flag, err)
	}
	return r, placement, nil
}

// ruleOf returns the rule that places a plan's copies.
func ruleOf(p *presets.Plan) string {
	s, _ := presets.Lookup("placement")
	return s.Get(*p)
}

// placeOn returns the placement of the asked number of copies on a ring.
func placeOn(r *ring.Ring, asked ring.Placement, rule string) (ring.Placement, error) {
	if rule != ring.SimpleRule && !asked.Racks() {
		dcs := r.DCs()
		if len(dcs) > 1 {
			return asked, fmt.Errorf("%d copies by the %s rule leave open which of the %d data centres has how many; "+
				"say so, as in --rf %s=1, or say --placement simple", asked.N, rule, len(dcs), strings.Join(dcs, "=1,"))
		}
		asked = ring.PerDC(ring.Copies{DC: dcs[0], N: asked.N})
	}
	asked.AtOnce = asked.AtOnce || asked.Racks() && rule == ring.CassandraRule
	return asked, nil
}

// takePreset makes the ring file the preset if it is one: then its placement counts as
// well.
func (w *walkCommand) takePreset(f *pflag.FlagSet) error {
	if w.ringFile == "" {
		return nil
	}
	data, err := presets.ReadRing(w.ringFile)
	if err != nil || !presets.IsPreset(data) {
		return nil // onRingFile says what is wrong with it
	}
	if f.Changed("preset") {
		return w.aboutFile(fmt.Errorf("%s is a preset, and --preset names one, too; give one of them", oneLine(w.ringFile)))
	}
	path := w.ringFile
	if !strings.ContainsRune(path, filepath.Separator) {
		path = "." + string(filepath.Separator) + path // a file, whatever its name is
	}
	if _, err := presets.Load(path); err != nil {
		return w.aboutFile(err)
	}
	w.ringFile = ""
	must(f.Set("preset", path))
	return nil
}

// onRingFile returns the cluster with the nodes of the ring file instead.
func (w *walkCommand) onRingFile(c *config) (engine.Config, error) {
	data, err := presets.ReadRing(w.ringFile)
	if err != nil {
		return engine.Config{}, w.aboutFile(err)
	}
	nodes, err := presets.ParseRing(w.ringFile, data)
	if err != nil {
		return engine.Config{}, w.aboutFile(err)
	}
	return c.withNodes(nodes)
}

// aboutFile says how the ring file was given before what is wrong with it.
func (w *walkCommand) aboutFile(err error) error {
	if w.ringWord != "" {
		return fmt.Errorf("%s: %w", w.ringWord, err)
	}
	return fmt.Errorf("--ring: %w", err)
}

// askedFor returns how many copies --rf or --n asks for, and which flag did; nil if
// neither was given.
func (w *walkCommand) askedFor(f *pflag.FlagSet) (p *ring.Placement, flag string, err error) {
	switch {
	case f.Changed("rf") && f.Changed("n"):
		return nil, "", errors.New("--rf and --n both set how many copies a key has; give one of them")
	case f.Changed("rf"):
		asked, err := ring.ParsePlacement(w.rf)
		if err != nil {
			return nil, "", fmt.Errorf("--rf: %w", err)
		}
		return &asked, "rf", nil
	case f.Changed("n"):
		if asked, err := ring.ParsePlacement(f.Lookup("n").Value.String()); err == nil && !asked.Racks() {
			return &asked, "n", nil
		}
	}
	return nil, "", nil // an error in --n is left to the configuration
}

// loadForWalk loads the configuration for a walk, which has no quorum: R and W do not
// count, nor does N if a flag of the walk gives it.
func loadForWalk(f *pflag.FlagSet, env environment, saysN bool) (*config, error) {
	for _, wait := range []string{"r", "w"} {
		must(f.Set(wait, "1"))
	}
	c, err := loadConfig(f, env)
	if err == nil || !saysN {
		return c, err
	}
	must(f.Set("n", "1"))
	if c, again := loadConfig(f, env); again == nil {
		return c, nil
	}
	return nil, err
}
