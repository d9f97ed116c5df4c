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
)

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
	lines := strings.Split(strings.ReplaceAll(string(bytes.TrimPrefix(text, []byte("\ufeff"))), "\r\n", "\n"), "\n")
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
		if len(cells) != len(columns) {
			return Model{}, p.fail("%d values, and the header has %d columns; each line has a sample of each leg", len(cells), len(columns))
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
	m := Model{Name: p.name, far: pbsFar, disk: noDisk, About: "samples of each leg: " + strconv.Itoa(len(legs[Write]))}
	for leg := range legs {
		slices.Sort(legs[leg])
		m.legs[leg] = curve{samples: legs[leg]}
	}
	return m, nil
}

// header reads which leg each column is of, and its unit.
func (p *parser) header(cells []string) (columns []column, err error) {
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
			return nil, p.fail("%q is no leg; the header names a leg and its unit for each column, as in %q", words[0], header)
		case seen[c.leg]:
			return nil, p.fail("two columns for the leg %s", c.leg)
		case len(words) == 1:
			return nil, p.fail("the column %s has no unit (ns, us, ms or s), as in %q", c.leg, header)
		}
		var ok bool
		if c.unit, ok = units[words[1]]; !ok || len(words) > 2 {
			return nil, p.fail("the unit of the column %s is %q (allowed: ns, us, ms, s)", c.leg, strings.Join(words[1:], " "))
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
		return 0, fmt.Errorf("%q is not a number", text)
	}
	ns := math.Round(f * float64(unit))
	if ns < 0 || ns > float64(longestSample) {
		return 0, fmt.Errorf("%s is out of bounds (allowed: 0 to 1 h)", text)
	}
	return time.Duration(ns), nil
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
			return Model{}, p.fail("these are histograms of %q, on one node; what whole requests take is printed by nodetool proxyhistograms", name)
		}
		line = next()
	}
	if !slices.Equal(line[:min(len(line), 5)], []string{"Percentile", "Read", "Latency", "Write", "Latency"}) {
		p.at--
		return Model{}, p.fail("this is the text of another version (%q); %s", strings.Join(line[:min(len(line), 5)], " "), form)
	}
	if line = next(); len(line) < 2 || line[0] != "(micros)" || line[1] != "(micros)" {
		p.at--
		return Model{}, p.fail("no units of reads and writes; %s", form)
	}
	read, write := make(map[string]time.Duration), make(map[string]time.Duration)
	for line = next(); line != nil; line = next() {
		p.at-- // for what fails
		if len(line) < 3 {
			return Model{}, p.fail("%d values, and reads and writes have one each after the percentile", len(line)-1)
		}
		for column, of := range []map[string]time.Duration{read, write} {
			d, err := sample(line[1+column], time.Microsecond)
			if err != nil {
				return Model{}, p.fail("%s: %w", line[0], err)
			}
			of[line[0]] = d
		}
		p.at++
	}
	m := Model{Name: p.name, far: pbsFar, disk: noDisk, About: "percentiles of nodetool proxyhistograms, log-linear between them, half of each request on each way"}
	for i, of := range []map[string]time.Duration{read, write} {
		c, err := halves(of)
		if err != nil {
			return Model{}, fmt.Errorf("%s: %s: %w", p.name, []string{"Read Latency", "Write Latency"}[i], err)
		}
		if i == 0 {
			m.legs[Read], m.legs[Response] = c, c
		} else {
			m.legs[Write], m.legs[Ack] = c, c
		}
	}
	return m, nil
}

// halves makes a curve of half of each percentile. Between two of them the logarithm of the
// delay is linear in the percentile.
func halves(of map[string]time.Duration) (curve, error) {
	var values []float64
	for _, at := range percentiles {
		d, ok := of[at.label]
		if !ok {
			return curve{}, fmt.Errorf("there is no line %s", at.label)
		}
		v := float64(max(d, time.Microsecond)) / 2
		if len(values) > 0 && v < values[len(values)-1] {
			return curve{}, fmt.Errorf("%s is less than a lower percentile", at.label)
		}
		values = append(values, v)
	}
	if of["Max"] == 0 {
		return curve{}, errors.New("all are 0: no such requests were measured")
	}
	t := new(table)
	for place := range t {
		q, i := share(place), 0
		for percentiles[i+1].longer >= q && i+2 < len(percentiles) {
			i++
		}
		from, to := percentiles[i].longer, percentiles[i+1].longer
		t[place] = int64(math.Round(between(values[i], values[i+1], (from-q)/(from-to))))
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
