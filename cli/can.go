// The can command: can something happen? It searches every order of events.

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/internal/strictyaml"
	"ringside/session"
)

func newCanCommand(a *app) *cobra.Command {
	c := canCommand{a: a, bounds: search.Bounds{States: search.MostStates}, via: "any"}
	c.bar.a = a
	cmd := &cobra.Command{
		Use:   "can EXPRESSION [FILE|-]",
		Short: "Search every order of events for one in which an expression holds",
		Long: "Search every order in which messages can arrive and disks can write, within bounds, for a state in\n" +
			"which an expression holds, one that `expect` takes. Print the shortest story that leads there, or \"no\"\n" +
			"and what was searched.\n\n" +
			"A script's lines up to a line `explore` are played as usual. Each line after it is a client's request\n" +
			"that may begin at any time: a client makes its own requests in order, and `after CLIENT` at the end of\n" +
			"a line waits until that client has its last answer. A request without `via` is tried through every node.\n" +
			"A fact of an operation, such as stale, is asked of every open request. Without a script ann writes cart,\n" +
			"bob reads it, and cem reads it after bob.\n\n" +
			"The exit code is 0 for yes, 1 for no, and 3 if the search was stopped before it had seen everything, as by Ctrl+C.\n" +
			"Of a table it is 0 if every cell is known, and else 3. Another signal has it print what it knows, too, and exit with\n" +
			"128 plus its number.",
		Example: "ringside can 'stale == yes' --nodes 3 --r 1 --w 1\n" +
			"ringside can 'lost > 0' story.txt --wipes 1\n" +
			"ringside can --tuning --quorum strict --repair off",
		Args: func(_ *cobra.Command, args []string) error { return c.oneQuestion(args) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.together(cmd, args); err != nil {
				return err
			}
			dropLater(searchGC)
			if err := c.fitting(cmd.Flags().Changed); err != nil {
				return err
			}
			if c.tuning {
				return c.runTuning(cmd.Context(), c.tuningModes(cmd.Flags().Changed))
			}
			return c.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	for _, fault := range c.bounds.Faults() {
		f.IntVar(fault.N, fault.Name, 0, "at most this many "+fault.Help)
	}
	f.StringVar(&c.via, "via", c.via, "where requests without via go: `any` node, or fixed: where the cluster sends them")
	f.BoolVar(&c.finally, "finally", false, "ask only of states in which nothing is left to happen")
	f.IntVar(&c.bounds.Depth, "depth", 0, "at most this many steps; 0 means any number")
	f.IntVar(&c.bounds.States, "states", c.bounds.States, "stop after this many states")
	f.DurationVar(&c.time, "time", time.Minute, "stop after this long; 0 means never")
	f.StringVar(&c.reductions, "reductions", search.AllReductions, "what to leave out that can change no answer: `LIST` of late (answers), (both) orders, (equal) nodes, far (states, until nearer ones are looked at); or none")
	f.IntVar(&c.workers, "workers", 0, "search on this many processors; 0 means all")
	f.BoolVar(&c.json, "json", false, "print one JSON object")
	f.BoolVar(&c.tuning, "tuning", false, "ask what each N/R/W can and can't do, and print a table for each of quorum and repair")
	f.StringVar(&c.rows, "rows", tuningRows, "the rows of the table: `N/R/W`, with commas between them")
	f.StringVar(&c.save, "save", "", "write the story to `FILE`, in place of what it holds, for ringside replay")
	return cmd
}

// together refuses flags that would be without effect, and a file that can't be written.
func (c *canCommand) together(cmd *cobra.Command, args []string) error {
	if c.tuning {
		for _, name := range []string{"nodes", "vnodes", "racks", "placement", "n", "r", "w"} {
			if cmd.Flags().Changed(name) {
				return fmt.Errorf("can: --%s does not go with --tuning, whose --rows say N, R and W", name)
			}
		}
	} else if cmd.Flags().Changed("rows") {
		return errors.New("can: --rows goes with --tuning only")
	}
	return cmp.Or(goesAlone(cmd, "tuning", "rows", "json", "via", "depth", "states", "time", "reductions", "workers"),
		outputFlag(cmd.Flags(), "save", c.save, args...))
}

// oneQuestion refuses anything but an expression and perhaps a script.
func (c *canCommand) oneQuestion(args []string) error {
	if c.tuning && len(args) > 0 {
		return fmt.Errorf("can: unexpected argument %s; --tuning asks its own questions", strictyaml.Quote(args[0]))
	}
	switch {
	case c.tuning:
		return nil
	case len(args) == 0:
		return errors.New("can needs an expression, as in ringside can 'stale == yes'")
	case len(args) <= 2:
		return nil
	}
	return fmt.Errorf("can: unexpected argument %s; an expression with spaces needs quotes", strictyaml.Quote(args[2]))
}

func (c *canCommand) run(ctx context.Context, args []string) error {
	if err := c.check(args[0]); err != nil {
		return err
	}
	name, text := "", "explore"
	if c.usual = len(args) == 1; !c.usual {
		var err error
		if name, text, err = c.read(args[1]); err != nil {
			return err
		}
	}
	if err := c.prepare(name, text); err != nil {
		return err
	}
	if c.usual {
		c.q.Open = search.UsualRequests(search.UsualKey)
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	if c.time > 0 {
		var end context.CancelFunc
		ctx, end = context.WithTimeout(ctx, c.time)
		defer end()
	}
	began := c.clock()
	answer, err := search.Run(ctx, &c.q, func(a *search.Answer) {
		c.bar.show(float64(a.States)/float64(c.bounds.States), fmt.Sprintf("%s states, %d steps deep", thousands(a.States), a.Depth))
	})
	c.bar.wipe()
	if err != nil {
		return fmt.Errorf("can: %w", err)
	}
	c.took = c.clock().Sub(began)
	ended := endedBy(ctx)
	if ended != nil && answer.Stopped != "" {
		answer.Stopped = "by a signal"
	}
	if err = c.tell(answer); answer.Outcome == search.Unknown && ended != nil {
		return cmp.Or(onlyWritten(err), ended)
	}
	return err
}

// mostScript is how many bytes a script of a search may have.
const mostScript = 1 << 20

// read returns a script's text, and its name in messages.
func (c *canCommand) read(file string) (name, text string, err error) {
	in := c.a.in
	if file != "-" {
		err = session.Readable(file, "a script, which is a file with one command per line")
		if err != nil {
			return "", "", fmt.Errorf("can: %w", err)
		}
		f, err := os.Open(file)
		if err != nil {
			return "", "", fmt.Errorf("can: %w", err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, mostScript+1))
	if err != nil {
		return "", "", fmt.Errorf("can: %w", err)
	}
	if len(data) > mostScript {
		return "", "", fmt.Errorf("%s: a script for a search has at most %s", scriptName(file), engine.Size(mostScript))
	}
	return scriptName(file) + ": ", string(data), nil
}

// prepare plays the lines up to explore, and reads the requests after it.
func (c *canCommand) prepare(name, text string) (err error) {
	if c.begin, err = history.New(c.a.cfg.cluster); err != nil {
		return err
	}
	r := script.NewRunner(struct{ script.Cluster }{c.begin})
	explores, number := false, 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		bare, _, _ := strings.Cut(line, "#")
		switch {
		case strings.TrimSpace(bare) == "explore":
			if explores {
				err = errors.New("explore: there is one above already; what follows the first are requests")
			}
			explores = true
		case explores:
			var open search.Request
			if open, err = search.ParseRequest(line); err == nil && open.Verb != 0 {
				c.q.Open = append(c.q.Open, open)
			}
		default:
			err = play(r, line)
		}
		if err != nil {
			return fmt.Errorf("%s%w", name, script.AtLine(number, err))
		}
	}
	if !explores {
		return fmt.Errorf("%sthere is no line \"explore\"; the lines after it are the requests that may happen in any order", name)
	}
	c.q.Cluster, c.q.Bounds, c.q.Finally, c.q.Fixed, c.q.Workers = c.begin.Cluster(), c.bounds, c.finally, c.via == "fixed", c.workers
	return nil
}

// play carries out one line.
func play(r *script.Runner, line string) error {
	cmd, err := script.Parse(line)
	if err != nil || cmd.Verb == 0 {
		return err
	}
	err = r.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.Advance(runBudget)
	}
	return err
}

// tell replays a story and prints the answer.
func (c *canCommand) tell(answer *search.Answer) (err error) {
	var told []search.Told
	var code string
	if answer.Outcome == search.Yes {
		if told, err = search.Replay(c.begin, &c.q, answer); err != nil {
			return fmt.Errorf("can: %w", err) // no answer at all, so not the exit code of "no"
		}
		if code, err = session.Encode(c.begin); err != nil {
			code = "" // the story is told in any case
		}
		if c.save != "" {
			if err := session.Save(c.save, c.begin); err != nil {
				return failed("--save: %w", err)
			}
		}
	}
	if c.json {
		err = written(c.printJSON(answer, told, code))
	} else {
		err = c.a.print(func(b *sheet) error {
			c.print(b, answer, told, code)
			return nil
		})
	}
	if err != nil {
		return err
	}
	switch answer.Outcome {
	case search.Yes:
		return nil
	case search.No:
		return &exitError{code: exitFailed}
	}
	return &exitError{code: exitUnknown}
}

// print writes the answer for a reader.
func (c *canCommand) print(b *sheet, answer *search.Answer, told []search.Told, code string) {
	fmt.Fprintln(b, answer.Headline(&c.q))
	switch answer.Outcome {
	case search.Yes:
		if len(told) == 0 { // it holds already
			fmt.Fprintln(b, answer.Then(&c.q))
			break
		}
		fmt.Fprintln(b)
		c.story(b, told)
		fmt.Fprintf(b, "\n%s\n", answer.Then(&c.q))
		fmt.Fprintf(b, "Searched: %s. No shorter story leads there.\n", answer.Searched())
	case search.No:
		fmt.Fprintf(b, "Bounds: %s.\nNot searched: %s.\n", c.q.Within(), search.NotSearched)
		if more := answer.Advice(&c.q); more != "" {
			fmt.Fprintln(b, more)
		}
	default:
		fmt.Fprintf(b, "Bounds: %s.\n", c.q.Within())
	}
	if c.usual {
		fmt.Fprintln(b, "Open: "+search.OpenText(c.q.Open))
	}
	if code != "" {
		b.whole("Replay:", code)
	}
}

// story writes the steps of a story, the commands in one column and the sentences in the other.
func (c *canCommand) story(b *sheet, told []search.Told) {
	wide := 0
	for _, t := range told {
		for _, cmd := range t.Commands {
			wide = max(wide, len([]rune(cmd.String())))
		}
	}
	wide = min(wide, 40)
	for i, t := range told {
		for j, cmd := range t.Commands {
			if j == 0 {
				b.row(fmt.Sprintf("%3d  %-*s  ", i+1, wide, cmd), t.Why)
			} else {
				fmt.Fprintf(b, "     %s\n", cmd)
			}
		}
	}
}

// printJSON writes the answer for programs.
func (c *canCommand) printJSON(answer *search.Answer, told []search.Told, code string) error {
	bounds := map[string]int{}
	for _, f := range c.bounds.Faults() {
		bounds[strings.ReplaceAll(f.Name, "-", "_")] = *f.N
	}
	bounds["depth"], bounds["states"] = c.bounds.Depth, c.bounds.States
	return oneObject(c.a.out, struct {
		Answer      string         `json:"answer"`
		Expression  string         `json:"expression"`
		Stopped     string         `json:"stopped,omitempty"`
		Operation   uint32         `json:"operation,omitempty"`
		Steps       []canStep      `json:"steps"`
		Code        string         `json:"code"`
		States      int            `json:"states"`
		Transitions int            `json:"transitions"`
		Depth       int            `json:"depth"`
		Seconds     float64        `json:"seconds"`
		Bounds      map[string]int `json:"bounds"`
	}{
		answer.Outcome.String(), c.q.Expr.String(), answer.Stopped, answer.Op, canSteps(told), code,
		answer.States, answer.Transitions, answer.Depth, c.took.Seconds(), bounds,
	})
}
