// The check command: it plays lessons and challenges, and grades what students hand in.

package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ringside/internal/count"
	"ringside/internal/strictyaml"
	"ringside/presets"
)

func newCheckCommand(a *app) *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "check [FILE|NAME...]",
		Short: "Play walkthroughs without a screen and report whether they hold",
		Long: "Play walkthroughs without a screen: the cluster answers every question, and every expectation must hold. " +
			"A challenge is solved with the solution in its file. Without a name or a file, it plays " +
			"all built-in ones.\n" +
			"--answers grades answers that were handed in, and --solution judges a replay code: which " +
			"challenge it solves, and with how many stars.\n" +
			"A warning names what holds and could be better: a question without a hint.\n" +
			"--search also tries every series of fewer commands than a challenge's par, of a list of commands and waits\n" +
			"and up to a limit, and series at random that leave out what it needs. It says what it has tried; that takes minutes.\n" +
			"The exit code is 0 if everything held, 1 if something did not, 2 if a file could not be read.",
		Example: "ringside check\n" +
			"ringside check token-ring mine.yaml --json\n" +
			"ringside check --answers ann.yaml",
		ValidArgsFunction: completeLessons(math.MaxInt),
		Annotations:       map[string]string{unconfigured: "a walkthrough brings its cluster with it"},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, f := range []struct{ name, value, want string }{{"answers", c.answers, "a file"}, {"solution", c.solution, "a code"}} {
				if cmd.Flags().Changed(f.name) && f.value == "" { // the variable of a script was not set
					return fmt.Errorf("check: --%s is empty; it needs %s", f.name, f.want)
				}
			}
			if err := goesAlone(cmd, "answers", "json"); err != nil {
				return err
			}
			switch {
			case c.answers != "" && len(args) > 0:
				return errors.New("check: --answers stands alone; the file says which walkthrough it answers")
			case c.answers != "":
				return c.grade(a)
			}
			return interruptible(cmd.Context(), "check", partPrinted, func(ctx context.Context) error {
				if c.solution != "" {
					return c.judge(ctx, a, args)
				}
				return c.run(ctx, a, args)
			})
		},
	}
	cmd.Flags().StringVar(&c.answers, "answers", "", "grade the answers in `FILE`")
	cmd.Flags().StringVar(&c.solution, "solution", "", "judge the replay `CODE` of a solved challenge")
	cmd.Flags().BoolVar(&c.search, "search", false, "search challenges for ways to win with fewer commands than par, or without what they need")
	cmd.Flags().BoolVar(&c.json, "json", false, "print one JSON object for each")
	return cmd
}

// check is one run of the command.
type check struct {
	json, search      bool
	answers, solution string
}

func (c *check) run(ctx context.Context, a *app, names []string) error {
	if len(names) == 0 {
		names = slices.Concat(presets.Lessons(), presets.Challenges())
	}
	out := bufio.NewWriter(a.fittingUnless(c.json))
	var wrong []string
	var unread error
	bar := progressBar{a: a}
	for i, name := range names {
		bar.show(float64(i)/float64(len(names)), oneLine(name))
		p, err := presets.LoadLesson(name)
		if err != nil {
			unread = fmt.Errorf("check: %s could not be read", strictyaml.Quote(name))
			if err := c.print(out, presets.Unread(name, err)); err != nil {
				return written(err)
			}
			continue
		}
		pause := func() bool { return ctx.Err() == nil }
		report := presets.Check(p.Pausing(pause))
		if c.search {
			report.Search(p, pause)
		}
		if ctx.Err() != nil {
			bar.wipe()
			return errors.Join(context.Cause(ctx), out.Flush())
		}
		if len(report.Problems) > 0 {
			wrong = append(wrong, strictyaml.Quote(name))
		}
		if err := c.print(out, report); err != nil {
			return written(err)
		}
	}
	bar.wipe()
	if err := written(out.Flush()); err != nil {
		return err
	}
	switch {
	case unread != nil:
		return unread
	case wrong != nil:
		return failed("check: %s did not hold: %s", count.Of(len(wrong), "preset"), strings.Join(wrong, ", "))
	}
	return nil
}

func (c *check) print(out *bufio.Writer, r presets.Report) error {
	if c.json {
		return json.NewEncoder(out).Encode(r)
	}
	var err error
	for _, p := range r.Problems {
		_, e := fmt.Fprintln(out, oneLine(p.String()))
		err = errors.Join(err, e)
	}
	if len(r.Problems) == 0 {
		_, err = fmt.Fprintf(out, "holds  %-28s %s\n", oneLine(r.Name), oneLine(summary(r)))
	}
	for _, w := range r.Warnings {
		_, e := fmt.Fprintln(out, "warning:", oneLine(w.String()))
		err = errors.Join(err, e)
	}
	return err
}

// searchedText says what a search for shorter ways has looked at, and whether that was all.
func searchedText(s *presets.Searched) string {
	switch {
	case s == nil:
		return ""
	case s.Proven():
		return fmt.Sprintf("; no way with fewer wins (%s series of commands and waits tried, from a list of %s)", count.Number(s.Tried), count.Of(s.Commands, "command"))
	}
	return fmt.Sprintf("; whether fewer than %d do is not known (%s series of commands and waits tried, from a list of %s; all with up to %d)", s.Par, count.Number(s.Tried), count.Of(s.Commands, "command"), s.Fewer)
}

// summary returns in a few words what was played.
func summary(r presets.Report) string {
	switch r.Kind {
	case presets.KindChallenge:
		return fmt.Sprintf("%s: solved with %s", r.Kind, count.Of(r.Commands, "command")) + searchedText(r.Searched)
	case presets.KindWalkthrough:
		text := fmt.Sprintf("%s: %s, %s", r.Kind, count.Of(r.Steps, "step"), count.Of(r.Questions, "question"))
		if r.Tries > 0 {
			text += fmt.Sprintf(", %d to try", r.Tries)
		}
		return text + ", " + count.Of(r.Expected, "expectation")
	}
	return string(r.Kind)
}
