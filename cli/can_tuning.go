// The tuning table of the can command: what each N/R/W can and can't do, searched.

package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/internal/count"
	"ringside/internal/strictyaml"
	"ringside/session"
)

// tuningRows are the lecture's rows of N/R/W.
const tuningRows = "3/2/2,3/3/1,3/1/3,3/3/3,3/1/1"

// tuningQuestion is a column of the table.
type tuningQuestion struct {
	name, expr, open string
	bounds           func(n int) search.Bounds
}

// tuningQuestions is never written to.
var tuningQuestions = []tuningQuestion{
	{"stale read", "stale == yes", "put cart milk as ann\nget cart as bob after ann", func(int) search.Bounds { return search.Bounds{} }},
	{"older read", "older == yes", "put cart milk as ann\nget cart as bob\nget cart as cem after bob", func(int) search.Bounds { return search.Bounds{} }},
	{
		"write lost with a disk", "lost > 0", "put cart milk as ann",
		func(n int) search.Bounds { return search.Bounds{Wipes: 1, Drops: n - 1} },
	},
	{
		"write refused, a node down", "reply == unavailable or reply == failed", "put cart milk as ann",
		func(int) search.Bounds { return search.Bounds{Crashes: 1} },
	},
	{
		"read refused, a node down", "reply == unavailable or reply == failed", "get cart as bob",
		func(int) search.Bounds { return search.Bounds{Crashes: 1} },
	},
}

// tuningMode is a table: what quorums are, and what reads do about stale replicas.
type tuningMode struct {
	Quorum engine.Quorum `json:"quorum"`
	Repair engine.Repair `json:"repair"`
}

// tuningModes returns the tables that are asked for: all, but for what a flag says.
func (c *canCommand) tuningModes(changed func(flag string) bool) (modes []tuningMode) {
	s := &c.a.cfg.cluster.Settings
	for _, quorum := range []engine.Quorum{engine.Strict, engine.Sloppy} {
		for _, repair := range []engine.Repair{engine.RepairOff, engine.RepairAsync, engine.RepairBlocking} {
			if (!changed("quorum") || quorum == s.Quorum) && (!changed("repair") || repair == s.Repair) {
				modes = append(modes, tuningMode{quorum, repair})
			}
		}
	}
	return modes
}

// tuned is a cell of a table.
type tuned struct {
	tuningMode
	N           int     `json:"n"`
	R           int     `json:"r"`
	W           int     `json:"w"`
	Question    string  `json:"question"`
	Expression  string  `json:"expression"`
	Answer      string  `json:"answer"`
	Steps       int     `json:"steps"`
	States      int     `json:"states"`
	Transitions int     `json:"transitions"`
	Seconds     float64 `json:"seconds"`
	Stopped     string  `json:"stopped,omitempty"` // why it is not known

	Story []canStep `json:"story"` // the shortest, of which there are Steps steps
	Code  string    `json:"code"`
}

// String returns the cell for a reader.
func (t *tuned) String() string {
	switch t.Answer {
	case search.Yes.String():
		return count.Of(t.Steps, "step")
	case search.No.String():
		return "never, " + count.Of(t.States, "state")
	}
	return "not known"
}

// runTuning searches all cells of the tables, and prints each table as soon as it is whole. It returns
// exitUnknown if any cell is not known.
func (c *canCommand) runTuning(ctx context.Context, modes []tuningMode) error {
	if err := c.check("stale == yes"); err != nil {
		return err
	}
	rows, err := readRows(c.rows)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	var all []tuned
	for i, mode := range modes {
		table, err := c.tuneRows(ctx, mode, rows)
		c.bar.wipe()
		if err != nil {
			return fmt.Errorf("can: %w", err)
		}
		all = append(all, table...)
		if c.json { // all tables are one object, with those that were not begun when it was stopped
			continue
		}
		last := ctx.Err() != nil || i == len(modes)-1
		if err := c.a.print(func(b *sheet) error { return c.printTuning(b, mode, table, len(rows), last, modes[i+1:]) }); err != nil {
			return err
		}
		if last {
			break
		}
	}
	if c.json {
		if err := written(oneObject(c.a.out, all)); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return cmp.Or(endedBy(ctx), error(&exitError{code: exitUnknown}))
	}
	if slices.ContainsFunc(all, func(t tuned) bool { return t.Answer == search.Unknown.String() }) {
		return &exitError{code: exitUnknown}
	}
	return nil
}

// modeWords lists tables.
func modeWords(modes []tuningMode) string {
	var words []string
	for _, m := range modes {
		words = append(words, fmt.Sprintf("quorum %s, repair %s", m.Quorum, m.Repair))
	}
	return strings.Join(words, "; ")
}

// tuneRows answers all questions for all rows of a table.
func (c *canCommand) tuneRows(ctx context.Context, mode tuningMode, rows [][3]int) (all []tuned, err error) {
	for i, row := range rows {
		for j := range tuningQuestions {
			c.bar.show(float64(i*len(tuningQuestions)+j)/float64(len(rows)*len(tuningQuestions)),
				fmt.Sprintf("quorum %s, repair %s: N=%d R=%d W=%d, %s", mode.Quorum, mode.Repair, row[0], row[1], row[2], tuningQuestions[j].name))
			one, err := c.tune(ctx, mode, row, &tuningQuestions[j])
			if err != nil {
				return nil, fmt.Errorf("%d/%d/%d: %w", row[0], row[1], row[2], err)
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// readRows reads rows of N/R/W.
func readRows(text string) (rows [][3]int, err error) {
	for word := range strings.SplitSeq(text, ",") {
		var row [3]int
		parts := strings.Split(word, "/")
		ok := len(parts) == len(row)
		for i := 0; ok && i < len(row); i++ {
			row[i], err = strconv.Atoi(parts[i])
			ok = err == nil && row[i] >= 1 && row[i] <= row[0]
		}
		if !ok || row[0] > 7 {
			return nil, fmt.Errorf("--rows %s: not allowed (allowed: N/R/W with commas between them, as in 3/2/2,3/1/1; N at most 7, R and W at most N)", strictyaml.Quote(word))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// tune answers a question for a row.
func (c *canCommand) tune(ctx context.Context, mode tuningMode, row [3]int, q *tuningQuestion) (t tuned, err error) {
	cfg := c.a.cfg.cluster
	cfg.Quorum, cfg.Repair = mode.Quorum, mode.Repair
	count := row[0]
	if cfg.Quorum == engine.Sloppy {
		count++ // one may stand in
	}
	cfg.Nodes, cfg.Placement, cfg.R, cfg.W = ring.Draw(cfg.Seed, count, 8), ring.Simple(row[0]), engine.Answers(row[1]), engine.Answers(row[2])
	one := search.Question{Bounds: q.bounds(row[0]), Fixed: c.via == "fixed", Workers: c.workers, Without: c.q.Without}
	one.Bounds.States, one.Bounds.Depth = c.bounds.States, c.bounds.Depth
	h, err := history.New(cfg)
	if err != nil {
		return t, err
	}
	one.Cluster = h.Cluster()
	if one.Expr, err = script.ParseExpr(q.expr); err != nil {
		return t, err
	}
	for line := range strings.Lines(q.open) {
		r, err := search.ParseRequest(strings.TrimSpace(line))
		if err != nil {
			return t, err
		}
		one.Open = append(one.Open, r)
	}
	limit := ctx
	if c.time > 0 {
		var end context.CancelFunc
		limit, end = context.WithTimeout(ctx, c.time)
		defer end()
	}
	began := c.clock()
	a, err := search.Run(limit, &one, nil)
	if err != nil {
		return t, err
	}
	t = tuned{
		mode, row[0], row[1], row[2], q.name, q.expr, a.Outcome.String(), len(a.Steps), a.States, a.Transitions,
		c.clock().Sub(began).Round(time.Millisecond).Seconds(), a.Stopped, []canStep{}, "",
	}
	if a.Outcome == search.Yes {
		told, err := search.Replay(h, &one, a)
		if err != nil {
			return t, err
		}
		t.Story = canSteps(told)
		if t.Code, err = session.Encode(h); err != nil {
			t.Code = "" // the story is told in any case
		}
	}
	return t, nil
}

// printTuning writes a table; after the last one it says how to read them, and which there would be besides.
func (c *canCommand) printTuning(b *sheet, mode tuningMode, all []tuned, rows int, last bool, besides []tuningMode) error {
	table := [][]string{{"N R W"}}
	for _, q := range tuningQuestions {
		table[0] = append(table[0], q.name)
	}
	per := len(tuningQuestions)
	for i := range rows {
		line := []string{fmt.Sprintf("%d %d %d", all[i*per].N, all[i*per].R, all[i*per].W)}
		for j := range per {
			line = append(line, all[i*per+j].String())
		}
		table = append(table, line)
	}
	s := &c.a.cfg.cluster.Settings
	fmt.Fprintf(b, "Quorum %s, repair %s, read %s, conflict %s\n", mode.Quorum, mode.Repair, s.Read, s.Conflict)
	if err := b.table(table); err != nil {
		return written(err)
	}
	fmt.Fprintln(b)
	if last {
		fmt.Fprint(b, "A cell says how many steps the shortest story has, or in how many states it was looked for.\n"+
			"A write is looked for as lost with one disk gone and all of its messages but one lost; one node may crash where one is down.\n"+
			"A stale or older read is looked for where no message is lost and no node fails: never is not never at all.\n")
		if len(besides) > 0 {
			fmt.Fprintf(b, "Stopped: the tables of %s were not begun.\n", modeWords(besides))
		}
	}
	return nil
}
