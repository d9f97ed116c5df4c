// A user's own latency model: samples of each leg, or percentiles that nodetool prints.

package latency

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringside/internal/printable"
)

// apart says how far data centres are from each other under a model of a user's own.
const apart = "; data centres are 75 ms apart, one way"

// MostSamples is how many samples of each leg a model may have.
const MostSamples = 1_000_000

// longestSample is the longest delay that a model may have.
const longestSample = time.Hour

// Parse makes a model of a text: of samples as comma-separated values, or of what
// `nodetool proxyhistograms` prints since Cassandra 2.1. The error is one line that says
// where in the text it is about, and what is allowed. name is the model's, and the file's in
// errors.
func Parse(name string, text []byte) (Model, error) {
	if at := notText(text); at > 0 {
		return Model{}, fmt.Errorf("%s:%d: this is not text in UTF-8", name, at)
	}
	lines := strings.Split(lineEnds.Replace(string(bytes.TrimPrefix(text, []byte("\ufeff")))), "\n")
	p := parser{name: name, lines: lines}
	for p.at < len(lines) && (strings.TrimSpace(lines[p.at]) == "" || strings.HasPrefix(lines[p.at], "#")) {
		p.at++
	}
	if p.at == len(lines) {
		return Model{}, fmt.Errorf("%s: there is nothing in it; it can have samples (%s) or the text of nodetool proxyhistograms", name, header)
	}
	read := p.samples
	if first := strings.TrimSpace(lines[p.at]); strings.HasSuffix(strings.ToLower(first), "histograms") || strings.HasPrefix(first, "Percentile") {
		read = p.histograms
	}
	m, err := read()
	m.text = string(text)
	return m, err
}

// notText returns the first line that is not text, from 1; 0 if all are.
func notText(text []byte) (line int) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size < 2 || r == 0 {
			return 1 + bytes.Count(text[:at], []byte("\n"))
		}
		at += size
	}
	return 0
}

// parser reads the lines of a text.
type parser struct {
	name  string
	lines []string
	at    int // the line, from 0
}

func (p *parser) fail(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", p.name, min(p.at, len(p.lines)-1)+1, fmt.Errorf(format, args...))
}

// lineEnds puts the ends of lines of other systems right.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n") // never written to

// mostQuoted is how many characters of a text an error quotes.
const mostQuoted = 40

// quote quotes a text of the file, or the beginning of a long one.
func quote(text string) string {
	if cut := short(text); len(cut) < len(text) {
		return printable.Quote(cut) + "…"
	}
	return printable.Quote(text)
}

// bare is quote without the quotes.
func bare(text string) string {
	if cut := short(text); len(cut) < len(text) {
		return printable.Escape(cut) + "…"
	}
	return printable.Escape(text)
}

// short returns as much of a text as an error quotes.
func short(text string) string {
	n := 0
	for at := range text {
		if n++; n > mostQuoted {
			return text[:at]
		}
	}
	return text
}

// header is an example of a file's first line.
const header = "write ms,ack ms,read ms,response ms"

// units are what a header can say.
var units = map[string]time.Duration{"ns": 1, "us": time.Microsecond, "µs": time.Microsecond, "ms": time.Millisecond, "s": time.Second} // never written to

// column is what a column of samples has.
type column struct {
	leg  Leg
	unit time.Duration
}

// samples reads comma-separated values: a header, and on each line a sample of each leg.
func (p *parser) samples() (Model, error) {
	columns, err := p.header(strings.Split(p.lines[p.at], ","))
	if err != nil {
		return Model{}, err
	}
	var legs [Legs][]time.Duration
	last := len(p.lines)
	for last > 0 && strings.TrimSpace(p.lines[last-1]) == "" {
		last--
	}
	for p.at++; p.at < last; p.at++ {
		cells := strings.Split(p.lines[p.at], ",")
		switch {
		case strings.TrimSpace(p.lines[p.at]) == "":
			return Model{}, p.fail("the line is empty; each line has a sample of each leg")
		case len(cells) != len(columns):
			return Model{}, p.fail("%s, and the header has %d columns; each line has a sample of each leg, with commas between them", values(len(cells)), len(columns))
		}
		for i, c := range columns {
			d, err := sample(strings.TrimSpace(cells[i]), c.unit)
			if err != nil {
				return Model{}, p.fail("%s: %w", c.leg, err)
			}
			legs[c.leg] = append(legs[c.leg], d)
		}
		if len(legs[Write]) > MostSamples {
			return Model{}, p.fail("more than 1,000,000 samples, and that is the most")
		}
	}
	if len(legs[Write]) == 0 {
		return Model{}, p.fail("there is a header, and no sample after it")
	}
	m := Model{Name: p.name, far: pbsFar, disk: noDisk, About: "samples of each leg: " + strconv.Itoa(len(legs[Write])) + apart}
	for leg := range legs {
		slices.Sort(legs[leg])
		m.legs[leg] = curve{samples: legs[leg]}
	}
	return m, nil
}

// header reads which leg each column is of, and its unit.
func (p *parser) header(cells []string) (columns []column, err error) {
	if len(cells) == 1 && strings.ContainsAny(cells[0], ";\t|") {
		return nil, p.fail("the columns are not separated by commas, as in %q", header)
	}
	var seen [Legs]bool
	for _, cell := range cells {
		words := strings.FieldsFunc(strings.ToLower(cell), func(c rune) bool { return strings.ContainsRune(" \t_()[]\"", c) })
		if len(words) == 0 {
			return nil, p.fail("a column without a name; the header names a leg and its unit for each, as in %q", header)
		}
		var c column
		for c.leg < Legs && c.leg.String() != words[0] {
			c.leg++
		}
		switch {
		case c.leg == Legs:
			return nil, p.fail("%s is no leg; the header names a leg and its unit for each column, as in %q", quote(words[0]), header)
		case seen[c.leg]:
			return nil, p.fail("two columns for the leg %s", c.leg)
		case len(words) == 1:
			return nil, p.fail("the column %s has no unit (ns, us, ms or s), as in %q", c.leg, header)
		}
		var ok bool
		if c.unit, ok = units[words[1]]; !ok || len(words) > 2 {
			return nil, p.fail("the unit of the column %s is %s (allowed: ns, us, ms, s)", c.leg, quote(strings.Join(words[1:], " ")))
		}
		seen[c.leg] = true
		columns = append(columns, c)
	}
	for leg, there := range seen {
		if !there {
			return nil, p.fail("no column for the leg %s; there is one for each leg, as in %q", Leg(leg), header)
		}
	}
	return columns, nil
}

// sample reads a number of a unit.
func sample(text string, unit time.Duration) (time.Duration, error) {
	if text == "" {
		return 0, errors.New("there is no value; each line has a sample of each leg")
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) {
		return 0, fmt.Errorf("%s is not a number", quote(text))
	}
	ns := math.Round(f * float64(unit))
	if ns < 0 || ns > float64(longestSample) {
		return 0, fmt.Errorf("%s is out of bounds (allowed: 0 to 1 h)", bare(text))
	}
	return time.Duration(ns), nil
}

// values says how many values a line has.
func values(n int) string {
	if n == 1 {
		return "1 value"
	}
	return strconv.Itoa(n) + " values"
}

// percentiles are the lines of the text, in order of their delays: how large a share of
// the requests took longer.
var percentiles = []struct { // never written to
	label  string
	longer float64
}{{"Min", 1}, {"50%", .5}, {"75%", .25}, {"95%", .05}, {"98%", .02}, {"99%", .01}, {"Max", 0}}

// histograms reads what nodetool prints: percentiles of whole requests, of which each way
// is taken to be half.
func (p *parser) histograms() (Model, error) {
	const form = "it is read as Cassandra prints it since 2.1: a line \"Percentile  Read Latency  Write Latency …\", a line of units, and Min, Max and percentiles"
	next := func() []string {
		for p.at < len(p.lines) && strings.TrimSpace(p.lines[p.at]) == "" {
			p.at++
		}
		if p.at == len(p.lines) {
			return nil
		}
		p.at++
		return strings.Fields(p.lines[p.at-1])
	}
	line := next()
	if last := len(line) - 1; strings.EqualFold(line[last], "histograms") {
		if name := strings.Join(line[:last], " "); !strings.EqualFold(name, "proxy") {
			p.at--
			return Model{}, p.fail("these are histograms of %s, on one node; what whole requests take is printed by nodetool proxyhistograms", quote(name))
		}
		line = next()
	}
	if !slices.Equal(line[:min(len(line), 5)], []string{"Percentile", "Read", "Latency", "Write", "Latency"}) {
		p.at--
		return Model{}, p.fail("this is the text of another version (%s); %s", quote(strings.Join(line[:min(len(line), 5)], " ")), form)
	}
	if line = next(); len(line) < 2 || line[0] != "(micros)" || line[1] != "(micros)" {
		p.at--
		return Model{}, p.fail("no units of reads and writes; %s", form)
	}
	all := make(map[string]measured)
	for line = next(); line != nil; line = next() {
		p.at-- // for what fails
		if strings.EqualFold(line[len(line)-1], "histograms") {
			return Model{}, p.fail("the text of another node begins here; a model is made of one")
		}
		if len(line) < 3 {
			return Model{}, p.fail("%s, and reads and writes have one each after the percentile", values(len(line)-1))
		}
		if _, twice := all[line[0]]; twice {
			return Model{}, p.fail("there is a line %s before; a model is made of the text of one node", quote(line[0]))
		}
		of := measured{line: p.at}
		for column := range of.took {
			var err error
			if of.took[column], err = sample(line[1+column], time.Microsecond); err != nil {
				return Model{}, p.fail("%s: %w", bare(line[0]), err)
			}
		}
		all[line[0]] = of
		p.at++
	}
	m := Model{Name: p.name, far: pbsFar, disk: noDisk, About: "percentiles of nodetool proxyhistograms, log-linear between them, half of each request on each way; they are of whole requests of your clients, and each replica is taken to answer like that" + apart}
	for column, legs := range [][2]Leg{{Read, Response}, {Write, Ack}} {
		c, err := p.halves(all, column)
		if err != nil {
			return Model{}, err
		}
		m.legs[legs[0]], m.legs[legs[1]] = c, c
	}
	return m, nil
}

// measured is what a line says that reads and writes took.
type measured struct {
	line int // from 0
	took [2]time.Duration
}

// halves makes a curve of half of each percentile of a column. Between two of them the
// logarithm of the delay is linear in the percentile.
func (p *parser) halves(of map[string]measured, column int) (curve, error) {
	name := [...]string{"Read Latency", "Write Latency"}[column]
	var values []float64
	for _, at := range percentiles {
		is, ok := of[at.label]
		if !ok {
			return curve{}, p.fail("%s: the text ends, and there is no line %s", name, at.label)
		}
		v := float64(max(is.took[column], time.Microsecond)) / 2
		if len(values) > 0 && v < values[len(values)-1] {
			p.at = is.line
			return curve{}, p.fail("%s: %s is less than a lower percentile", name, at.label)
		}
		values = append(values, v)
	}
	if last := of["Max"]; last.took[column] == 0 {
		p.at = last.line
		return curve{}, p.fail("%s: all are 0: no such requests were measured", name)
	}
	t := new(table)
	for place := range t.delays {
		q, i := share(place), 0
		for percentiles[i+1].longer >= q && i+2 < len(percentiles) {
			i++
		}
		from, to := percentiles[i].longer, percentiles[i+1].longer
		t.delays[place] = int64(math.Round(between(values[i], values[i+1], (from-q)/(from-to))))
	}
	return curve{tail: t}, nil
}

// between returns the number at a part of the way from lo to hi on a logarithmic scale. It
// halves the way by square roots, which all platforms round alike.
func between(lo, hi, part float64) float64 {
	for range 30 {
		mid := math.Sqrt(lo * hi)
		if part *= 2; part >= 1 {
			lo = mid
			part--
		} else {
			hi = mid
		}
	}
	return lo
}
