// What the experiments of the lab share: their progress, their output, the exit code of --check, and signals.

package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"sync"

	"ringside/internal/count"
	"ringside/tui/paint"
)

// interruptible runs the work of a command that a signal ends: with the exit code that
// shells use, and a line that says what has come of it so far: so, which may be one of
// those below.
func interruptible(ctx context.Context, name, so string, work func(context.Context) error) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	err := work(ctx)
	var by paint.SignalError
	if !errors.As(err, &by) {
		return err
	}
	stopped := stoppedBy(by)
	stopped.err = fmt.Errorf("%s: stopped before it was done; %s", name, so)
	return stopped
}

// What has come of work that a signal has ended.
const (
	nothingPrinted = "nothing is printed"         // all is printed at its end
	partPrinted    = "what is printed is not all" // it is printed as it comes
	nothingWritten = "nothing is written"
	nothingOpened  = "nothing is opened"
)

// pieces counts pieces of work that are done on several cores, and shows how many are.
type pieces struct {
	lock sync.Mutex
	bar  progressBar
	done int
}

// count notes that one more of so many pieces is done.
func (p *pieces) count(of int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.done++
	p.bar.show(float64(p.done)/float64(of), thousands(p.done)+" of "+thousands(of)+" rings")
}

// writeCSV writes rows of comma-separated values.
func writeCSV(out io.Writer, rows [][]string) error {
	w := csv.NewWriter(out)
	_ = w.WriteAll(rows) // Error has it
	return written(w.Error())
}

// digits formats a number for other programs: as short as it can be read back.
func digits(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// fixed formats a number for people.
func fixed(f float64, decimals int) string {
	if math.IsNaN(f) {
		return "-"
	}
	return strconv.FormatFloat(f, 'f', decimals, 64)
}

// known returns a number for JSON, or nil for what is not known.
func known(f float64) *float64 {
	if math.IsNaN(f) {
		return nil
	}
	return &f
}

// verdict is what --check found.
type verdict struct {
	compared  int
	outside   []string
	untold    []string // too little was measured to compare them
	needs     string   // what would tell them
	tolerance string
}

// judge counts a comparison, and keeps what it is about if it is outside.
func (v *verdict) judge(within bool, about string) {
	v.compared++
	if !within {
		v.outside = append(v.outside, about)
	}
}

// told reports whether enough was measured to compare a figure, and keeps what it is about if not.
func (v *verdict) told(enough bool, about string) bool {
	if !enough {
		v.untold = append(v.untold, about)
	}
	return enough
}

// report prints the verdict; the error says what is outside.
func (v *verdict) report(out io.Writer, name string) error {
	if v.compared == 0 && len(v.untold) == 0 {
		return fmt.Errorf("--check: no paper has figures for what %s was asked", name)
	}
	if len(v.untold) > 0 && len(v.outside) == 0 {
		return failed("%s: --check can't tell for %d of %s, such as %s: too little was measured; it needs %s",
			name, len(v.untold), count.Of(v.compared+len(v.untold), "figure"), v.untold[0], v.needs)
	}
	if len(v.outside) == 0 {
		is := " are"
		if v.compared == 1 {
			is = " is"
		}
		_, err := fmt.Fprintf(out, "check: %s within the tolerance\n", count.All(v.compared, "figure")+is)
		return written(err)
	}
	text := v.outside[0]
	for _, more := range v.outside[1:] {
		text += "; " + more
	}
	return failed("%s: %d of %s out of the tolerance of %s: %s", name, len(v.outside), count.Of(v.compared, "figure"), v.tolerance, text)
}

// oneObject writes a value as a line of JSON.
func oneObject(to io.Writer, v any) error {
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
