// Package tracecheck replays a JSON trace without the engine that made it, and
// says where the trace contradicts itself.
//
//	{"step":0,"kind":"cluster",…}    who there is, and how it is set
//	{"step":1,"kind":"command",…} ─▶ a model of its own: disks, memories, hints,
//	{"step":2,"kind":"invoke",…}     messages, clients  ─▶ findings
//
// It reads the lines that `ringside run --json` prints, keeps what every node
// must hold by then, and compares what the trace says with that: what each
// message carried, what each store made of it, how many answers counted, what
// each read returned, how long it took, and what the observer said of all that.
// It does not know the protocol's choices (whom to ask, when to try again), only
// what must follow from them.
//
// It imports nothing of the engine: its versions are sets of numbered writes,
// merged bit by bit, and every rule is written down here a second time. So a
// mistake must be made twice, in two ways, to go unseen.
package tracecheck

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Finding is one thing in a trace that can't be true if the rest is.
type Finding struct {
	Line int    // in the file, from 1
	Step int    // of the event
	What string // in words
}

// String returns the finding as one line.
func (f Finding) String() string { return fmt.Sprintf("line %d, step %d: %s", f.Line, f.Step, f.What) }

// Report says what was found in a trace, and how much was looked at.
type Report struct {
	Findings []Finding
	Events   int
	Requests int
	Reads    int // answered with what was read, all of which was compared
	Stores   int // of which the outcome was compared
	Verdicts int // of the observer, all of which were compared
}

// most is how many findings are kept: what comes after the first few follows
// from them.
const most = 20

// Line is one object of the trace. Fields that an event does not have are zero.
type Line struct {
	Step           int      `json:"step"`
	At             int64    `json:"at_ns"`
	Kind           string   `json:"kind"`
	Node           string   `json:"node"`
	From           string   `json:"from"`
	To             string   `json:"to"`
	Op             int      `json:"op"`
	Msg            int      `json:"msg"`
	Cause          int      `json:"cause"`
	Text           string   `json:"text"`
	Verb           string   `json:"verb"`
	Key            string   `json:"key"`
	Value          string   `json:"value"`
	Client         string   `json:"client"`
	PreferenceList []string `json:"preference_list"`
	Type           string   `json:"type"`
	Version        string   `json:"version"`
	Why            string   `json:"why"`
	Late           bool     `json:"late"`
	Delay          int64    `json:"delay_ns"`
	Siblings       int      `json:"siblings"`
	Fresh          bool     `json:"fresh"`
	Durable        bool     `json:"durable"`
	Outcome        string   `json:"outcome"`
	Values         []string `json:"values"`
	Acks           int      `json:"acks"`
	Need           int      `json:"need"`
	Latency        int64    `json:"latency_ns"`
	Copies         int      `json:"copies"`
	Replaced       bool     `json:"replaced"`
	By             []string `json:"by"`
	Behind         []string `json:"behind"`
	MissedOp       int      `json:"missed_op"`
	EarlierOp      int      `json:"earlier_op"`
	DeleteOp       int      `json:"delete_op"`
	More           int      `json:"more"`
	Age            int64    `json:"age_ns"`
	Keys           int      `json:"keys"`
	Dropped        []string `json:"dropped"`
	RingVersion    int      `json:"ringversion"`
	Skew           int64    `json:"skew_ns"`
	Requests       int      `json:"requests"`
	Bytes          int      `json:"bytes"`
	Level          string   `json:"level"`
	Parts          []PartOf `json:"parts"`

	Nodes    []Place           `json:"nodes"`
	Settings map[string]string `json:"settings"`
}

// Place is a node of the first line.
type Place struct {
	Name string `json:"name"`
	DC   string `json:"dc"`
	Rack string `json:"rack"`
}

// Read takes a trace apart, a line for each event.
func Read(r io.Reader) (lines []Line, err error) {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 1<<16), 1<<26)
	for in.Scan() {
		var l Line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(lines)+1, err)
		}
		if l.Version == "nothing" { // what is left after a change of policy, if that is nothing
			l.Version = ""
		}
		lines = append(lines, l)
	}
	return lines, in.Err()
}

// Check replays a trace whose first line says what the cluster was. One that is far
// from true may name what there is not; that it can't be followed is a finding, too.
func Check(lines []Line) (r Report) {
	m := newModel(lines)
	defer func() {
		if oops := recover(); oops != nil {
			m.wrong("it can't be followed any further: %v", oops)
		}
		r = m.report
	}()
	m.replay()
	return m.report
}
