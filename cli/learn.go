// The learn command: opening a lesson or a challenge, or the list of all.

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/internal/strictyaml"
	"ringside/presets"
	"ringside/presets/puzzle"
	"ringside/tui"
)

func newLearnCommand(a *app) *cobra.Command {
	var plain, progress, asJSON bool
	var puzzle, hosts string
	on := attachment{lesson: true, rf: "3"}
	cmd := &cobra.Command{
		Use:   "learn [NAME|FILE]",
		Short: "Take a lesson or a challenge",
		Long: "Open a lesson in the explorer. It explains, asks what will happen, and then plays it. You can leave it,\n" +
			"try anything, and come back. A challenge names a goal to reach. Without a name, all are listed; one that\n" +
			"you left continues where you left it. With --plain it is read and answered line by line.\n\n" +
			"With --puzzle the challenge is made by search: its par is the fewest commands that reach the goal, and\n" +
			"it is proven that fewer don't. A number is always the same puzzle; today's is the same for everybody.\n\n" +
			"With --progress it prints how far you are in each, and how many answers were right; with --json too, for\n" +
			"other programs. What you had shown to you is not right.\n\n" +
			"With --attach a lesson under Cassandra's rules is taken on a real cluster that ringside cassandra up has\n" +
			"started: its nodes are killed and started, and what happens is watched line by line. It asks first.",
		Example: "ringside learn token-ring\n" +
			"ringside learn token-ring --plain\n" +
			"ringside learn mine.yaml\n" +
			"ringside learn --puzzle 42\n" +
			"ringside learn --progress\n" +
			"ringside learn project-6 --attach 127.0.0.1",
		Args:              atMostOneLesson,
		ValidArgsFunction: completeLessons(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a lesson brings its cluster with it"); err != nil {
				return err
			}
			if asJSON && !progress {
				return errors.New("--json is for --progress: learn --progress --json")
			}
			if err := cmp.Or(goesAlone(cmd, "progress", "json"), goesAlone(cmd, "attach", "yes", "plain")); err != nil {
				return err
			}
			switch given := cmd.Flags().Changed; {
			case progress && len(args) > 0:
				return fmt.Errorf("learn: unexpected argument %s; --progress prints all of it", strictyaml.Quote(args[0]))
			case progress:
				return a.printProgress(asJSON)
			case given("attach") && len(args) == 0:
				return errors.New("learn: --attach needs a lesson, such as project-6")
			case given("attach"):
				return a.learnOn(cmd.Context(), &on, hosts, args[0])
			case on.yes:
				return errors.New("learn: --yes goes with --attach HOST only")
			case !given("puzzle"):
				return a.learn(cmd.Context(), args, plain)
			}
			return a.learnPuzzle(cmd.Context(), puzzle, args, plain)
		},
	}
	cmd.Flags().BoolVar(&plain, "plain", false, "no screen: read the lesson and answer it line by line")
	cmd.Flags().BoolVar(&progress, "progress", false, "print how far you are in each, and how many answers were right")
	cmd.Flags().BoolVar(&asJSON, "json", false, "with --progress: as JSON, for other programs")
	cmd.Flags().StringVar(&a.solver, "name", "", "your `NAME`, for the codes of challenges that you solve; $USER if you don't say")
	cmd.Flags().StringVar(&hosts, "attach", "", "take the lesson on your own real cluster at `HOST[,HOST...]`")
	cmd.Flags().BoolVar(&on.yes, "yes", false, "with --attach: do not ask whether to")
	cmd.Flags().StringVar(&puzzle, "puzzle", "", "take the puzzle of a `SEED`, or today's")
	cmd.Flags().Lookup("puzzle").NoOptDefVal = today
	cmd.SetFlagErrorFunc(seedError)
	return cmd
}

// atMostOneLesson refuses more than one lesson. Behind --puzzle its seed may stand as a word of its own.
func atMostOneLesson(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return nil
	}
	if !cmd.Flags().Changed("puzzle") {
		return fmt.Errorf("learn: unexpected argument %s; name one lesson or one challenge", strictyaml.Quote(args[1]))
	}
	odd := args[1]
	for _, arg := range args {
		if _, err := strconv.ParseUint(arg, 10, 64); err != nil {
			odd = arg
			break
		}
	}
	return fmt.Errorf("learn: unexpected argument %s; --puzzle makes its own challenge", strictyaml.Quote(odd))
}

// today names the puzzle of the day.
const today = "today"

// noSeed returns the error of a word that is not the seed of a puzzle.
func noSeed(word string) error {
	return fmt.Errorf("--puzzle %s: not allowed (allowed: a whole number from 0 to %d, or today)", strictyaml.Quote(word), uint64(math.MaxUint64))
}

// seedError is flagError where a number below 0 behind --puzzle is a seed, and not a flag.
func seedError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && cmd.Flags().Changed("puzzle") && negative("-"+unknown.GetSpecifiedShortnames()) {
		return noSeed("-" + unknown.GetSpecifiedShortnames())
	}
	return flagError(cmd, err)
}

// learnPuzzle makes a puzzle and opens it. The seed may be a word of its own behind the flag.
func (a *app) learnPuzzle(ctx context.Context, word string, args []string, plain bool) error {
	if word == today && len(args) == 1 {
		word, args = args[0], nil
	}
	if len(args) > 0 {
		return fmt.Errorf("learn: unexpected argument %s; --puzzle makes its own challenge", strictyaml.Quote(args[0]))
	}
	seed, err := strconv.ParseUint(word, 10, 64)
	if word == today {
		var now time.Time
		if a.now != nil {
			now = a.now()
		}
		seed, err = uint64(now.Year()*10_000+int(now.Month())*100+now.Day()), nil
	}
	if err != nil {
		return noSeed(word)
	}
	if plain = plain || a.dumb; !a.terminal && !plain {
		return a.noTerminal()
	}
	return interruptible(ctx, "learn", nothingPrinted, func(ctx context.Context) error {
		p, err := puzzle.Make(ctx, seed)
		if err != nil {
			return err
		}
		return a.learnPreset(ctx, p.Preset, plain)
	})
}

// learn opens a lesson or a challenge in the explorer or its plain form, or the list of all.
func (a *app) learn(ctx context.Context, names []string, plain bool) error {
	if plain = plain || a.dumb; !a.terminal && !plain {
		return a.noTerminal()
	}
	o := tui.Options{Title: presets.Default, Catalogue: len(names) == 0}
	if len(names) == 1 {
		p, err := presets.LoadLesson(names[0])
		if err != nil {
			return err
		}
		if p.Kind() == presets.KindCluster {
			return fmt.Errorf("%s is a cluster; --preset opens it", strictyaml.Quote(names[0]))
		}
		return a.learnPreset(ctx, p, plain)
	}
	return a.openLearning(ctx, o, plain)
}

// learnPreset opens a lesson or a challenge.
func (a *app) learnPreset(ctx context.Context, p *presets.Preset, plain bool) error {
	return a.openLearning(ctx, tui.Options{Title: presets.Default, Learn: p}, plain)
}

func (a *app) openLearning(ctx context.Context, o tui.Options, plain bool) error {
	if plain {
		return a.openOn(ctx, a.showPlain, o)
	}
	return a.openOn(ctx, a.explore, o)
}
