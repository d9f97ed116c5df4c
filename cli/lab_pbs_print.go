// How the staleness experiment prints its figures, and judges them.

package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"ringside/engine/lab"
	"ringside/internal/count"
)

// pbsRow is one figure of one R and W, in all columns. What a column does not have is NaN.
type pbsRow struct {
	name              string // with its unit
	latency           bool   // in ms, else a share
	paper, model      float64
	tooShort          bool // the paper's figure may be
	engine, low, high float64
	margin            func(up bool) float64 // the end of the model's own interval; nil: it has none
}

// modelErrors is how many standard errors of a model's trials are allowed for: the paper's figures come
// from as many as the lab does unless asked.
const modelErrors = 4

// interval returns the model's figure less and plus the error of its trials.
func (r *pbsRow) interval() (low, high float64) {
	if r.margin == nil {
		return r.model, r.model
	}
	return r.margin(false), r.margin(true)
}

// shareError returns the error that is allowed for in a share, of so many trials.
func shareError(p float64, trials int) float64 {
	return modelErrors * math.Sqrt(p*(1-p)/float64(trials))
}

// none is what a column does not have.
var none = math.NaN()

func ms(d time.Duration) float64 {
	if d < 0 {
		return none
	}
	return float64(d) / 1e6
}

// percentiles are those of latencies that are shown, in millionths.
var percentiles = []struct { // never written to
	name, key string
	share     uint64
}{{"p50", "p50", 500_000}, {"p99", "p99", 990_000}, {"p99.9", "p999", 999_000}}

const seen = 999_000 // the share of t-visibility

// rows returns the figures of a cell.
func (l *labPBS) rows(c *pbsCell) (rows []pbsRow) {
	paper, printed := lab.PaperPBS(l.latency, l.n, c.r, c.w)
	add := func(name string, paper float64, model func(share uint64) time.Duration, from func(*lab.Measured) lab.Sample, share uint64) *pbsRow {
		row := pbsRow{name: name, latency: true, paper: paper, model: ms(model(share)), engine: none, low: none, high: none}
		row.margin = func(up bool) float64 {
			off := shareError(float64(share)/1e6, l.trials) * 1e6
			switch {
			case !up:
				return ms(model(uint64(max(float64(share)-off, 0))))
			case float64(share)+off >= 999_999.5:
				return math.Inf(1)
			}
			return ms(model(uint64(float64(share) + off)))
		}
		if c.engine != nil {
			d, low, high := from(c.engine).Quantile(share)
			row.engine, row.low, row.high = ms(d), ms(low), ms(high)
		}
		rows = append(rows, row)
		return &rows[len(rows)-1]
	}
	of := func(share uint64, figure, median float64) float64 {
		switch {
		case printed && share == seen:
			return figure
		case share == percentiles[0].share && median > 0:
			return median
		}
		return none
	}
	for _, p := range percentiles {
		add("read "+p.name+", ms", of(p.share, paper.Read, paper.ReadMedian), func(share uint64) time.Duration { return c.model.Read(c.r, share) }, func(m *lab.Measured) lab.Sample { return m.Reads }, p.share)
	}
	for _, p := range percentiles {
		add("write "+p.name+", ms", of(p.share, paper.Write, paper.WriteMedian), func(share uint64) time.Duration { return c.model.Write(c.w, share) }, func(m *lab.Measured) lab.Sample { return m.Writes }, p.share)
	}
	add("t-visibility 99.9%, ms", of(seen, paper.Visibility, 0), func(share uint64) time.Duration { return c.model.Visibility(c.r, c.w, share) },
		func(m *lab.Measured) lab.Sample { return m.Visible }, seen).tooShort = true
	for i, at := range c.at {
		row := pbsRow{name: "P(consistent) after " + digits(ms(at)) + " ms", paper: none, model: c.model.Consistent(c.r, c.w, at), engine: none, low: none, high: none}
		row.margin = l.margin(row.model)
		if p, said := paper.Consistent[at]; said {
			row.paper = p
		}
		if c.engine != nil {
			row.engine, row.low, row.high = c.engine.Consistent[i].P()
		}
		rows = append(rows, row)
	}
	for k, counted := range c.count {
		rows = append(rows, pbsRow{
			name:  "P(within " + count.Of(k+1, "version") + ")",
			paper: lab.WithinVersions(l.n, c.r, c.w, k+1), model: counted, engine: none, low: none, high: none, margin: l.margin(counted),
		})
	}
	return rows
}

// margin returns the interval of a share.
func (l *labPBS) margin(p float64) func(up bool) float64 {
	return func(up bool) float64 {
		if up {
			return p + shareError(p, l.trials)
		}
		return p - shareError(p, l.trials)
	}
}

// The tolerances of --check.
const (
	latencyTolerance = .025 // of the paper's latencies
	shortTolerance   = .18  // by how much the paper's times of t-visibility are too short
	shareTolerance   = .005 // of probabilities
	slack            = .01  // the model's own error, beside the engine's interval
)

const tolerances = "2.5% (the paper's latencies), 0 to 18% (the paper's t-visibility), 0.5 points (probabilities), and 4 standard errors of the trials; the engine's interval, widened by 1% or 0.5 points and those"

// fits reports whether a figure of the model fits the paper, and the engine.
func (r *pbsRow) fits() (paper, engine bool) {
	low, high := r.interval()
	switch {
	case !r.latency:
		paper = low <= r.paper+shareTolerance && high >= r.paper-shareTolerance
	case r.tooShort:
		paper = high >= r.paper && low <= (1+shortTolerance)*r.paper
	default:
		paper = low <= (1+latencyTolerance)*r.paper && high >= (1-latencyTolerance)*r.paper
	}
	extra := slack * r.model
	if !r.latency {
		extra = shareTolerance
	}
	engine = high >= r.low-extra && (math.IsNaN(r.high) || low <= r.high+extra)
	return paper, engine
}

// widest is how wide the interval of a share may be and still tell something.
const widest = .2

// told reports whether an interval is narrow enough to be compared: that of a percentile has an
// upper end that was measured.
func (r *pbsRow) told(low, high float64) bool {
	if r.latency {
		return high < math.Inf(1) // also not if it is not a number
	}
	return high-low <= widest
}

func (l *labPBS) verdict() *verdict {
	v := &verdict{tolerance: tolerances, needs: "--trials 20,000 and --operations 20,000, or more"}
	for i := range l.cells {
		c := &l.cells[i]
		for _, row := range l.rows(c) {
			about := fmt.Sprintf("R=%d W=%d %s: %s", c.r, c.w, row.name, row.figure(row.model))
			paper, engine := row.fits()
			modelled := row.told(row.interval())
			if !math.IsNaN(row.paper) && v.told(modelled, about) {
				v.judge(paper, about+", and "+row.figure(row.paper)+" in the paper or by the formula")
			}
			if !math.IsNaN(row.engine) && !math.IsNaN(row.low) && v.told(modelled && row.told(row.low, row.high), about+", and "+row.measured()+" by the engine") {
				v.judge(engine, about+", and "+row.measured()+" by the engine")
			}
		}
	}
	return v
}

// figure formats a figure for people; "" if there is none.
func (r *pbsRow) figure(f float64) string {
	switch {
	case math.IsNaN(f):
		return ""
	case !r.latency:
		return fixed(f, 4)
	case f >= 100:
		return fixed(f, 1)
	case f >= 10:
		return fixed(f, 2)
	}
	return fixed(f, 3)
}

// measured formats what the engine measured, with its interval.
func (r *pbsRow) measured() string {
	if math.IsNaN(r.engine) {
		return ""
	}
	if math.IsNaN(r.high) { // no sample is as high
		return r.figure(r.engine) + " (at least " + r.figure(r.low) + ")"
	}
	return r.figure(r.engine) + " (" + r.figure(r.low) + " to " + r.figure(r.high) + ")"
}

// deviation formats how far a figure is from another one.
func (r *pbsRow) deviation(is, from float64) string {
	switch {
	case math.IsNaN(is) || math.IsNaN(from):
		return ""
	case !r.latency:
		return fmt.Sprintf("%+.2f points", (is-from)*100)
	case from == 0 && is == 0:
		return "+0.0%"
	case from == 0:
		return fmt.Sprintf("%+.3f ms", is)
	}
	return fmt.Sprintf("%+.1f%%", (is/from-1)*100)
}

func (l *labPBS) printTable(out *sheet) error {
	measured := "the engine not run"
	if l.operations > 0 {
		measured = count.Of(l.operations, "write") + " of the engine for each R and W, in brackets 4 standard errors"
	}
	if _, err := fmt.Fprintf(out, "%s, N=%d, seed %d: %s, %s\n", oneLine(l.model.Name), l.n, l.seed, count.Of(l.trials, "trial"), measured); err != nil {
		return written(err)
	}
	if l.own {
		if _, err := fmt.Fprintf(out, "%s\n", l.model.About); err != nil {
			return written(err)
		}
	}
	table := [][]string{{"R", "W", "FIGURE", "PAPER/FORMULA", "MODEL", "MODEL-PAPER", "ENGINE", "ENGINE-MODEL"}}
	for i := range l.cells {
		c := &l.cells[i]
		for _, row := range l.rows(c) {
			line := []string{
				strconv.Itoa(c.r), strconv.Itoa(c.w), row.name, row.figure(row.paper), row.figure(row.model),
				row.deviation(row.model, row.paper), row.measured(), row.deviation(row.engine, row.model),
			}
			for i := range line {
				line[i] = cmp.Or(line[i], "-")
			}
			table = append(table, line)
		}
	}
	if err := out.table(table); err != nil {
		return written(err)
	}
	if _, err := fmt.Fprintln(out, "-: not in the paper, or not measured"); err != nil {
		return written(err)
	}
	_, err := fmt.Fprintf(out, "tolerance: %s\n", tolerances)
	return written(err)
}

// cell formats a figure for a column of values; "" if there is none.
func cell(f float64) string {
	if math.IsNaN(f) {
		return ""
	}
	return digits(f)
}

func (l *labPBS) printCSV(out io.Writer) error {
	table := [][]string{{"latency", "n", "r", "w", "figure", "paper", "model", "engine", "engine_low", "engine_high"}}
	for i := range l.cells {
		c := &l.cells[i]
		for _, row := range l.rows(c) {
			table = append(table, []string{
				oneLine(l.model.Name), strconv.Itoa(l.n), strconv.Itoa(c.r), strconv.Itoa(c.w), row.name,
				cell(row.paper), cell(row.model), cell(row.engine), cell(row.low), cell(row.high),
			})
		}
	}
	return writeCSV(out, table)
}

// pbsFigures are the figures of one column as JSON.
type pbsFigures struct {
	Read       map[string]*float64 `json:"read_ms"`
	Write      map[string]*float64 `json:"write_ms"`
	Visibility *float64            `json:"t_visibility_ms"`
	Consistent [][2]float64        `json:"p_consistent,omitempty"` // time in ms, share
	Versions   [][2]float64        `json:"k_staleness,omitempty"`  // versions, share
	Low        *pbsFigures         `json:"low,omitempty"`          // of the interval; null: unknown
	High       *pbsFigures         `json:"high,omitempty"`
}

// pbsJSON is one R and W as JSON.
type pbsJSON struct {
	Latency string      `json:"latency"`
	N       int         `json:"n"`
	R       int         `json:"r"`
	W       int         `json:"w"`
	Trials  int         `json:"trials"`
	Seed    uint64      `json:"seed"`
	Model   *pbsFigures `json:"model"`
	Engine  *pbsFigures `json:"engine"`
	Paper   *pbsFigures `json:"paper"`
}

func (l *labPBS) printJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	for i := range l.cells {
		c := &l.cells[i]
		rows := l.rows(c)
		row := pbsJSON{Latency: l.model.Name, N: l.n, R: c.r, W: c.w, Trials: l.trials, Seed: l.seed}
		row.Model = c.figures(rows, func(r *pbsRow) float64 { return r.model })
		for k, p := range c.count {
			row.Model.Versions = append(row.Model.Versions, [2]float64{float64(k + 1), p})
		}
		if c.engine != nil {
			row.Engine = c.figures(rows, func(r *pbsRow) float64 { return r.engine })
			row.Engine.Low = c.figures(rows, func(r *pbsRow) float64 { return r.low })
			row.Engine.High = c.figures(rows, func(r *pbsRow) float64 { return r.high })
		}
		if _, ok := lab.PaperPBS(l.latency, l.n, c.r, c.w); ok {
			row.Paper = c.figures(rows, func(r *pbsRow) float64 { return r.paper })
		}
		if err := e.Encode(row); err != nil {
			return written(err)
		}
	}
	return nil
}

// figures returns a column of a cell's rows.
func (c *pbsCell) figures(rows []pbsRow, column func(*pbsRow) float64) *pbsFigures {
	next := func() *float64 {
		f := column(&rows[0])
		if rows = rows[1:]; math.IsNaN(f) {
			return nil
		}
		return &f
	}
	f := &pbsFigures{Read: make(map[string]*float64), Write: make(map[string]*float64)}
	for _, p := range percentiles {
		f.Read[p.key] = next()
	}
	for _, p := range percentiles {
		f.Write[p.key] = next()
	}
	f.Visibility = next()
	for _, at := range c.at {
		if p := next(); p != nil {
			f.Consistent = append(f.Consistent, [2]float64{ms(at), *p})
		}
	}
	return f
}

// pbsCell is what is known of one R and W.
type pbsCell struct {
	r, w   int
	at     []time.Duration
	model  *lab.PBS
	engine *lab.Measured // nil: not measured
	count  []float64     // of CountVersions
}
