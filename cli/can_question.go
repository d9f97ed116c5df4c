// What ringside can is asked, before it is searched.

package cli

import (
	"errors"
	"fmt"
	"time"

	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/internal/strictyaml"
	"ringside/internal/timespan"
)

// canCommand is one call of the command.
type canCommand struct {
	a          *app
	bounds     search.Bounds
	via        string
	finally    bool
	time       time.Duration
	workers    int
	json       bool
	reductions string
	save       string
	tuning     bool
	rows       string
	bar        progressBar

	q     search.Question
	begin *history.History // at the moment at which the search begins
	usual bool             // what is open was not said
	took  time.Duration
}

func (c *canCommand) clock() time.Time {
	if c.a.now == nil {
		return time.Time{}
	}
	return c.a.now()
}

// check looks at the expression and the flags.
func (c *canCommand) check(expr string) (err error) {
	if c.q.Expr, err = script.ParseExpr(expr); err != nil {
		return fmt.Errorf("can: %w", err)
	}
	if err := c.bounds.Check(); err != nil {
		return err
	}
	if c.q.Without, err = search.ParseReductions(c.reductions); err != nil {
		return fmt.Errorf("--reductions: %w", err)
	}
	switch {
	case c.via != "any" && c.via != "fixed":
		return fmt.Errorf("--via %s: not allowed (allowed: any, fixed)", strictyaml.Quote(c.via))
	case c.time < 0:
		return fmt.Errorf("--time %s: not allowed (allowed: 0, which is no limit, or a duration like 60s)", timespan.Text(c.time))
	case c.workers < 0:
		return fmt.Errorf("--workers %d: not allowed (allowed: 0, which means all processors, or a number of them)", c.workers)
	}
	return nil
}

// fitting refuses a flag that would change nothing: a table has its own rows, faults and requests.
func (c *canCommand) fitting(changed func(flag string) bool) error {
	if !c.tuning {
		if changed("rows") {
			return errors.New("--rows: only for --tuning, whose rows they are")
		}
		return nil
	}
	for _, f := range c.bounds.Faults() {
		if changed(f.Name) {
			return fmt.Errorf("--%s: not with --tuning, whose questions say themselves what may go wrong", f.Name)
		}
	}
	for _, flag := range []string{"n", "r", "w"} {
		if changed(flag) {
			return fmt.Errorf("--%s: not with --tuning, whose rows say it; use --rows N/R/W", flag)
		}
	}
	for _, flag := range []string{"save", "preset", "finally"} {
		if changed(flag) {
			return fmt.Errorf("--%s: not with --tuning, which makes many clusters and asks its own questions", flag)
		}
	}
	return nil
}
