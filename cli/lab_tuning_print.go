// How the tuning table prints its figures, and judges them.

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/lab"
	"ringside/engine/quorum"
	"ringside/internal/count"
)

// lectureSays is what the lecture says of N=3, by R and W.
var lectureSays = map[[2]int]string{ // never written to
	{2, 2}: "balanced: good durability, good latency",
	{3, 1}: "slow reads, weak durability, fast writes; reads fail if one node is down",
	{1, 3}: "slow writes, strong durability, fast reads",
	{3, 3}: "more likely that reads see all prior writes?",
	{1, 1}: "no overlap: speed and availability before consistency",
}

// says returns what the lecture says of a cell; "" if it says nothing.
func (l *labTuning) says(c *lab.Tuned) string {
	if l.n != 3 || l.placed != nil {
		return ""
	}
	if c.R.Kind != quorum.Number || c.W.Kind != quorum.Number {
		return ""
	}
	return lectureSays[[2]int{c.R.N, c.W.N}]
}

// tuningFigure is a figure, and where JSON has it.
type tuningFigure struct {
	pbsRow
	key string // of an object's field
	at  string // "": the field is the figure; else a key of it, or an index
}

// figures returns what is known of a cell. Where R and W decide a figure, paper is that.
func (l *labTuning) figures(c *lab.Tuned) (all []tuningFigure) {
	add := func(name, key, at string, row pbsRow) {
		row.name = name
		all = append(all, tuningFigure{row, key, at})
	}
	for _, of := range []struct {
		verb  string
		model func(share uint64) float64
		from  lab.Sample
	}{
		{"read", func(share uint64) float64 { return ms(c.Model.Read(share)) }, c.Engine.Reads},
		{"write", func(share uint64) float64 { return ms(c.Model.Write(share)) }, c.Engine.Writes},
	} {
		for _, p := range percentiles {
			d, low, high := of.from.Quantile(p.share)
			add(of.verb+" "+p.name+", ms", of.verb+"_ms", p.key,
				pbsRow{latency: true, paper: none, model: of.model(p.share), engine: ms(d), low: ms(low), high: ms(high)})
		}
	}
	share := func(name, key, at string, paper, model float64, s lab.Share) {
		p, low, high := s.P()
		add(name, key, at, pbsRow{paper: paper, model: model, engine: p, low: low, high: high})
	}
	formula := func(share float64, known bool) float64 {
		if !known {
			return none
		}
		return share
	}
	now := c.Engine.Consistent[0]
	never := formula(c.Model.Stale())
	share("stale at once", "stale_at_once", "", never, 1-c.Model.Consistent(0), lab.Share{Of: now.Of, Seen: now.Of - now.Seen})
	share("stale reads", "stale_reads", "", never, none, c.Stale)
	share("older reads", "older_reads", "", formula(c.Model.Older(l.n)), none, c.Older)
	for down := range c.RefusedReads {
		share(fmt.Sprintf("reads refused, %d down", down), "refused_reads", strconv.Itoa(down), c.RefusedReadsFormula[down], none, c.RefusedReads[down])
	}
	for down := range c.RefusedWrites {
		share(fmt.Sprintf("writes refused, %d down", down), "refused_writes", strconv.Itoa(down), c.RefusedWritesFormula[down], none, c.RefusedWrites[down])
	}
	for i := range c.Lost {
		share("writes lost, "+count.Of(i+1, "disk")+" gone", "lost", strconv.Itoa(i), formula(c.Model.LostFormula(l.n, i+1)), c.Model.Lost(i+1), c.Lost[i])
	}
	return all
}

const tuningTolerances = "0.5 points (formula and model); the engine's interval, widened by 1% or 0.5 points"

func (l *labTuning) verdict() *verdict {
	v := &verdict{tolerance: tuningTolerances, needs: "--trials 20,000, --operations 20,000 and --rounds 20, or more"}
	for i := range l.tuned {
		c := &l.tuned[i]
		for _, f := range l.figures(c) {
			about := fmt.Sprintf("R=%v W=%v %s: ", c.R, c.W, f.name)
			has := func(column float64) bool { return !math.IsNaN(column) }
			if has(f.paper) && has(f.model) && v.told(shareError(.5, l.trials) < widest/2, about+f.figure(f.model)+" by the model") {
				v.judge(math.Abs(f.model-f.paper) <= shareTolerance, about+f.figure(f.model)+" by the model, and "+f.figure(f.paper)+" by the formula")
			}
			for _, from := range []struct {
				what string
				is   float64
			}{{"formula", f.paper}, {"model", f.model}} {
				row := f.pbsRow
				row.model = from.is
				_, within := row.fits()
				if has(from.is) && v.told(row.told(row.low, row.high), about+f.measured()+" by the engine") {
					v.judge(within, about+f.measured()+" by the engine, and "+f.figure(from.is)+" by the "+from.what)
				}
			}
		}
	}
	return v
}

func (l *labTuning) printTables(out *sheet) error {
	if _, err := fmt.Fprintf(out, "%s, N=%s, seed %d: %s of the model, %s of the engine for each R and W\n",
		oneLine(l.model.Name), oneLine(l.copies), l.seed, count.Of(l.trials, "trial"), count.Of(l.operations, "write")); err != nil {
		return written(err)
	}
	table := [][]string{{"R", "W", "FIGURE", "FORMULA", "MODEL", "ENGINE", "ENGINE-MODEL"}}
	for i := range l.tuned {
		c := &l.tuned[i]
		for _, f := range l.figures(c) {
			from := f.model
			if math.IsNaN(from) {
				from = f.paper
			}
			table = append(table, []string{
				oneLine(c.R.String()), oneLine(c.W.String()), f.name, f.figure(f.paper), f.figure(f.model), f.measured(), f.deviation(f.engine, from),
			})
		}
	}
	if err := out.table(table); err != nil {
		return written(err)
	}
	if err := l.printSummary(out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "tolerance: %s\n", tuningTolerances)
	return written(err)
}

// printSummary prints the table of the lecture: a line for each R and W, as measured.
func (l *labTuning) printSummary(out *sheet) error {
	if _, err := fmt.Fprint(out, "\nAs measured: latency in ms, the 99.9th percentile; shares in %, refused with 0, 1, 2 nodes down, lost with 1, 2 disks gone\n"); err != nil {
		return written(err)
	}
	within := l.intervals()
	table := [][]string{{"N", "R", "W", "READ", "WRITE", "READS REFUSED", "WRITES REFUSED", "STALE", "OLDER", "LOST", "THE LECTURE SAYS"}}
	for i := range l.tuned {
		c := &l.tuned[i]
		by := make(map[string][]string)
		for _, f := range l.figures(c) {
			text := f.figure(f.engine)
			if !f.latency {
				text = strings.TrimSuffix(fixed(f.engine*100, map[bool]int{true: 0, false: 1}[within[f.key] >= .005]), ".0")
			} else if f.at != "p999" {
				continue
			}
			by[f.key] = append(by[f.key], text)
		}
		row := []string{oneLine(l.copies), oneLine(c.R.String()), oneLine(c.W.String())}
		for _, key := range []string{"read_ms", "write_ms", "refused_reads", "refused_writes", "stale_reads", "older_reads", "lost"} {
			row = append(row, strings.Join(by[key], " "))
		}
		table = append(table, append(row, l.says(c)))
	}
	if err := out.table(table); err != nil {
		return written(err)
	}
	points := func(key string) string { return "±" + fixed(within[key]*100, 1) }
	_, err := fmt.Fprintf(out, "Within 4 standard errors, at most: refused %s points, stale %s, older %s, lost %s; more --rounds make that less\n",
		points("refused_reads"), points("stale_reads"), points("older_reads"), points("lost"))
	return written(err)
}

// intervals returns, by the key of a share, how far the engine's interval goes from it at most.
func (l *labTuning) intervals() map[string]float64 {
	within := make(map[string]float64)
	for i := range l.tuned {
		for _, f := range l.figures(&l.tuned[i]) {
			if !f.latency {
				within[f.key] = max(within[f.key], f.engine-f.low, f.high-f.engine)
			}
		}
	}
	return within
}

func (l *labTuning) printCSV(out io.Writer) error {
	table := [][]string{{"latency", "n", "r", "w", "figure", "formula", "model", "engine", "engine_low", "engine_high"}}
	for i := range l.tuned {
		c := &l.tuned[i]
		for _, f := range l.figures(c) {
			table = append(table, []string{
				oneLine(l.model.Name), strconv.Itoa(l.n), oneLine(c.R.String()), oneLine(c.W.String()), f.name,
				cell(f.paper), cell(f.model), cell(f.engine), cell(f.low), cell(f.high),
			})
		}
	}
	return writeCSV(out, table)
}

// tuningJSON is one R and W as JSON. Each column has the same fields; null is what it does
// not have.
type tuningJSON struct {
	N          int            `json:"n"`
	Copies     map[string]int `json:"copies,omitempty"` // by data centre
	R          any            `json:"r"`                // a number, or the level as text
	W          any            `json:"w"`
	Latency    string         `json:"latency"`
	Trials     int            `json:"trials"`
	Operations int            `json:"operations"`
	Seed       uint64         `json:"seed"`
	Formula    map[string]any `json:"formula"`
	Model      map[string]any `json:"model"`
	Engine     map[string]any `json:"engine"`
	Low        map[string]any `json:"engine_low"`
	High       map[string]any `json:"engine_high"`
	Lecture    string         `json:"lecture,omitempty"`
}

func (l *labTuning) printJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	for i := range l.tuned {
		c := &l.tuned[i]
		all := l.figures(c)
		row := tuningJSON{N: l.n, R: levelJSON(c.R), W: levelJSON(c.W), Latency: l.model.Name, Trials: l.trials, Operations: l.operations, Seed: l.seed, Lecture: l.says(c)}
		for _, p := range l.placed {
			if row.Copies == nil {
				row.Copies = make(map[string]int)
			}
			row.Copies[p.DC] = p.N
		}
		row.Formula = tuningColumn(all, func(f *tuningFigure) float64 { return f.paper })
		row.Model = tuningColumn(all, func(f *tuningFigure) float64 { return f.model })
		row.Engine = tuningColumn(all, func(f *tuningFigure) float64 { return f.engine })
		row.Low = tuningColumn(all, func(f *tuningFigure) float64 { return f.low })
		row.High = tuningColumn(all, func(f *tuningFigure) float64 { return f.high })
		if err := e.Encode(row); err != nil {
			return written(err)
		}
	}
	return nil
}

// levelJSON returns a level as JSON has it.
func levelJSON(l engine.Level) any {
	if l.Kind == quorum.Number {
		return l.N
	}
	return l.String()
}

// tuningColumn returns a column of a cell as JSON has it: latencies by percentile, lists by
// how many nodes are down (from 0) or disks gone (from 1).
func tuningColumn(all []tuningFigure, column func(*tuningFigure) float64) map[string]any {
	of := make(map[string]any)
	for i := range all {
		f := &all[i]
		var is any // null
		if v := column(f); !math.IsNaN(v) {
			is = v
		}
		switch {
		case f.at == "":
			of[f.key] = is
		case f.latency:
			if of[f.key] == nil {
				of[f.key] = make(map[string]any)
			}
			of[f.key].(map[string]any)[f.at] = is
		default:
			list, _ := of[f.key].([]any)
			of[f.key] = append(list, is)
		}
	}
	return of
}
