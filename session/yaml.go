package session

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"time"

	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Marshal writes a session as YAML: what the cluster was made from, and each
// branch with the commands of its own. Each command stands on a line of its own:
//
//	step turn time checksum command
//
// where the checksum is that of all before it too, so that the first line that
// was changed can be named.
func Marshal(h *history.History) ([]byte, error) {
	cfg := h.Config()
	if err := checkNames(cfg.Nodes); err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "# A session of Ringside. Each command: step, turn, time, checksum, and the line itself.\nformat: %d\n", Format)
	b = append(b, "cluster:"...)
	from := len(b)
	b = appendCluster(b, &cfg)
	chain := newChain(b[from : len(b)-1])
	courses, current := h.Courses()
	sums := fingerprints(h, len(courses))
	b = append(b, "branches:\n"...)
	for i := range courses {
		b = appendCourse(b, chain, &courses[i], sums[i])
	}
	b = fmt.Appendf(b, "current: %d\nwhole: %s\n", current, chain.add(strconv.Itoa(current)))
	if len(b) > MaxBytes {
		return nil, fmt.Errorf("save the session: it has %d bytes, and at most %d are read when it is opened", len(b), MaxBytes)
	}
	return b, nil
}

// appendCourse writes one branch.
func appendCourse(b []byte, chain *chain, c *history.Course, sum string) []byte {
	chain.add(parting(c))
	b = fmt.Appendf(b, "- from: %s\n  commands: |", parting(c))
	if len(c.Commands) == 0 {
		b = append(b, '-')
	}
	b = append(b, '\n')
	for _, r := range c.Commands {
		text := moment(r.At) + " " + r.Command.String()
		b = fmt.Appendf(b, "    %s %s %s\n", moment(r.At), chain.add(text), r.Command)
	}
	chain.add(places(c))
	return fmt.Appendf(b, "  end: %s\n  left: %s\n  trace: %s\n", moment(c.End), moment(c.Left), sum)
}

// parting says which branch another one leaves, and where.
func parting(c *history.Course) string { return strconv.Itoa(c.Parent) + " " + moment(c.From) }

// places is what the checksum has of where a branch ends and where it stands.
func places(c *history.Course) string { return moment(c.End) + " " + moment(c.Left) }

// fingerprints returns the checksums of the traces of all branches.
func fingerprints(h *history.History, branches int) []string {
	sums := make([]string, branches)
	for i := range sums {
		on := h
		if branches > 1 {
			on = h.Fork()
			if err := on.Switch(i + 1); err != nil {
				panic("session: a branch of a history can't be taken up: " + err.Error())
			}
		}
		sum := fingerprint(on)
		sums[i] = hex.EncodeToString(sum[:16])
	}
	return sums
}

func moment(m history.Moment) string { return fmt.Sprintf("%d %d %v", m.Step, m.Turn, m.Now) }

// chain is a checksum that goes on from line to line.
type chain struct{ sum uint32 }

func newChain(head []byte) *chain { return &chain{crc32.ChecksumIEEE(head)} }

func (c *chain) add(text string) string {
	c.sum = crc32.Update(c.sum, crc32.IEEETable, []byte(text+"\n"))
	return fmt.Sprintf("%08x", c.sum)
}

// Unmarshal reads what Marshal wrote, replays it, and goes to the position at
// which it was saved. The name is that of the file, for errors.
func Unmarshal(name string, data []byte) (*history.History, error) {
	top, err := strictyaml.ParseUpTo(name, data, MaxBytes)
	if err != nil {
		return nil, err
	}
	if err := checkFormat(top); err != nil {
		return nil, err
	}
	fields, err := top.Fields("format", "cluster", "branches", "current", "whole")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"cluster", "branches", "current", "whole"} {
		if !fields[name].Given() {
			return nil, top.Errorf("the field %s is missing: the file was cut off", name)
		}
	}
	f := file{name: strictyaml.Quote(name), data: data, fields: fields}
	return f.replay()
}

// checkFormat looks at the version before anything else: what a newer one has
// in it nobody here can know.
func checkFormat(top strictyaml.Value) error {
	pairs, err := top.Pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if p.Name == "format" {
			return top.CheckFormat(p.Value, Format)
		}
	}
	return top.CheckFormat(strictyaml.Value{}, Format)
}

// file is a session that is being read.
type file struct {
	name    string // as errors show it
	data    []byte
	fields  map[string]strictyaml.Value
	parts   []map[string]strictyaml.Value // the fields of each branch
	courses []history.Course
	current int
}

// unlike is said of a recording that another program made.
const unlike = "this program makes something else of it: %v"

func (f *file) replay() (*history.History, error) {
	cfg, err := readCluster(f.fields["cluster"])
	if err != nil {
		return nil, err
	}
	if err := f.readBranches(); err != nil {
		return nil, err
	}
	h, err := history.ReplayAll(cfg, f.courses, f.current)
	var wrong *history.ReplayError
	switch {
	case errors.As(err, &wrong):
		if wrong.Index == len(f.courses[wrong.Course].Commands) {
			return nil, f.parts[wrong.Course]["end"].Errorf(unlike, err)
		}
		return nil, f.wrong(wrong.Course, wrong.Index, unlike, err)
	case err != nil:
		return nil, f.fields["cluster"].Errorf("can't be: %v", err)
	}
	for i, sum := range fingerprints(h, len(f.courses)) {
		trace := f.parts[i]["trace"]
		if want, err := trace.Text(); err != nil || want != sum {
			return nil, trace.Errorf("is not the trace that replaying leads to, which has %s", sum)
		}
	}
	return h, nil
}

// wrong is an error about the line of a command.
func (f *file) wrong(course, command int, format string, args ...any) error {
	at := f.parts[course]["commands"]
	return &strictyaml.Error{File: f.name, Line: at.Line() + 1 + command, Path: at.Path(), What: fmt.Sprintf(format, args...)}
}

// readBranches reads the branches, and holds each line against the checksum that
// goes with it.
func (f *file) readBranches() error {
	_, head, _ := bytes.Cut(f.data, []byte("\ncluster:"))
	head, _, _ = bytes.Cut(head, []byte("\nbranches:"))
	chain := newChain(head)
	items, err := f.fields["branches"].List()
	if err != nil {
		return err
	}
	for i, item := range items {
		fields, err := item.Fields("from", "commands", "end", "left", "trace")
		if err != nil {
			return err
		}
		for _, name := range []string{"from", "commands", "end", "left", "trace"} {
			if !fields[name].Given() {
				return item.Errorf("the field %s is missing: the file was cut off", name)
			}
		}
		f.parts = append(f.parts, fields)
		if err := f.readBranch(i, chain); err != nil {
			return err
		}
	}
	current, err := f.fields["current"].Int(1, max(int64(len(items)), 1))
	if err != nil {
		return err
	}
	f.current = int(current)
	whole, err := f.fields["whole"].Text()
	if err != nil {
		return err
	}
	if whole != chain.add(strconv.Itoa(f.current)) {
		return f.fields["whole"].Errorf("the checksum is wrong: the file was changed or cut off")
	}
	return nil
}

// readBranch reads one of them.
func (f *file) readBranch(i int, chain *chain) (err error) {
	fields := f.parts[i]
	var c history.Course
	if c.Parent, c.From, err = readParting(fields["from"]); err != nil {
		return err
	}
	chain.add(parting(&c))
	text, err := fields["commands"].Text()
	if err != nil {
		return err
	}
	for line := range strings.Lines(text) {
		r, sum, err := readLine(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return f.wrong(i, len(c.Commands), "%v", err)
		}
		if sum != chain.add(moment(r.At)+" "+r.Command.String()) {
			return f.wrong(i, len(c.Commands), "the checksum is wrong: this line was changed, or something before it")
		}
		c.Commands = append(c.Commands, r)
	}
	if c.End, err = readPlace(fields["end"]); err != nil {
		return err
	}
	if c.Left, err = readPlace(fields["left"]); err != nil {
		return err
	}
	chain.add(places(&c))
	f.courses = append(f.courses, c)
	return nil
}

// readParting reads which branch another one leaves, and where.
func readParting(v strictyaml.Value) (parent int, from history.Moment, err error) {
	text, err := v.Text()
	if err != nil {
		return 0, from, err
	}
	first, rest, _ := strings.Cut(text, " ")
	n, bad := strconv.ParseUint(first, 10, 31)
	from, more, err := readMoment(rest)
	if bad != nil || err != nil || more != "" {
		return 0, from, v.Errorf("%s is not where a branch begins: the branch that it leaves, step, turn and time, as in 1 12 7 1.5s", strconv.Quote(clip(text)))
	}
	return int(n), from, nil
}

// readLine reads one command with its moment and checksum.
func readLine(line string) (r history.Recorded, sum string, err error) {
	at, rest, err := readMoment(line)
	if err != nil {
		return r, "", err
	}
	sum, text, ok := strings.Cut(rest, " ")
	if !ok {
		return r, "", fmt.Errorf("no command: the line was cut off")
	}
	cmd, err := script.Parse(text)
	if err != nil {
		return r, "", err
	}
	if cmd.Verb == 0 || cmd.Verb.MovesTime() {
		return r, "", fmt.Errorf("not a command that changes a cluster")
	}
	return history.Recorded{At: at, Command: cmd}, sum, nil
}

// readPlace reads a field that is a moment.
func readPlace(v strictyaml.Value) (history.Moment, error) {
	text, err := v.Text()
	if err != nil {
		return history.Moment{}, err
	}
	m, rest, err := readMoment(text)
	if err != nil || rest != "" {
		return m, v.Errorf("%s is not a moment: step, turn and time, as in 12 7 1.5s", strconv.Quote(clip(text)))
	}
	return m, nil
}

// readMoment reads step, turn and time at the beginning of a line.
func readMoment(line string) (m history.Moment, rest string, err error) {
	words := strings.SplitN(line, " ", 4)
	if len(words) < 3 {
		return m, "", fmt.Errorf("no moment: the line was cut off")
	}
	step, err1 := strconv.ParseUint(words[0], 10, 32)
	turn, err2 := strconv.ParseUint(words[1], 10, 62)
	now, err3 := time.ParseDuration(words[2])
	if errors.Join(err1, err2, err3) != nil || now < 0 {
		return m, "", fmt.Errorf("%s is not a moment: step, turn and time", strconv.Quote(clip(strings.Join(words[:3], " "))))
	}
	if len(words) > 3 {
		rest = words[3]
	}
	return history.Moment{Step: int(step), Turn: int(turn), Now: now}, rest, nil
}
