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

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Marshal writes a session as YAML. Each command stands on a line of its own:
//
//	step turn time checksum command
//
// where the checksum is that of all before it too, so that the first line that
// was changed can be named.
func Marshal(h *engine.History) ([]byte, error) {
	cfg := h.Config()
	if err := checkNames(cfg.Nodes); err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "# A session of Ringside. Each command: step, turn, time, checksum, and the line itself.\nformat: %d\n", Format)
	b = append(b, "cluster:"...)
	from := len(b)
	b = appendCluster(b, &cfg)
	chain := newChain(b[from : len(b)-1])
	commands := h.Commands()
	b = append(b, "commands: |"...)
	if len(commands) == 0 {
		b = append(b, '-')
	}
	b = append(b, '\n')
	for _, r := range commands {
		text := moment(r.At) + " " + r.Command.String()
		sum := chain.add(text)
		b = fmt.Appendf(b, "  %s %s %s\n", moment(r.At), sum, r.Command)
	}
	sum := fingerprint(h)
	b = fmt.Appendf(b, "end: %s\nposition: %s\ntrace: %s\n", moment(h.End()), moment(h.Position()), hex.EncodeToString(sum[:16]))
	b = fmt.Appendf(b, "whole: %s\n", chain.add(moment(h.End())+" "+moment(h.Position())))
	return b, nil
}

func moment(m engine.Moment) string { return fmt.Sprintf("%d %d %v", m.Step, m.Turn, m.Now) }

// chain is a checksum that goes on from line to line.
type chain struct{ sum uint32 }

func newChain(head []byte) *chain { return &chain{crc32.ChecksumIEEE(head)} }

func (c *chain) add(text string) string {
	c.sum = crc32.Update(c.sum, crc32.IEEETable, []byte(text+"\n"))
	return fmt.Sprintf("%08x", c.sum)
}

// Unmarshal reads what Marshal wrote, replays it, and goes to the position at
// which it was saved. The name is that of the file, for errors.
func Unmarshal(name string, data []byte) (*engine.History, error) {
	top, err := strictyaml.ParseUpTo(name, data, MaxBytes)
	if err != nil {
		return nil, err
	}
	if err := checkFormat(top); err != nil {
		return nil, err
	}
	fields, err := top.Fields("format", "cluster", "commands", "end", "position", "trace", "whole")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"cluster", "commands", "end", "position", "trace", "whole"} {
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
	name     string // as errors show it
	data     []byte
	fields   map[string]strictyaml.Value
	commands []engine.Recorded
	end, at  engine.Moment
}

// unlike is said of a recording that another program made.
const unlike = "this program makes something else of it: %v"

func (f *file) replay() (*engine.History, error) {
	cfg, err := readCluster(f.fields["cluster"])
	if err != nil {
		return nil, err
	}
	if err := f.readCommands(); err != nil {
		return nil, err
	}
	h, err := engine.Replay(cfg, f.commands, f.end)
	var wrong *engine.ReplayError
	switch {
	case errors.As(err, &wrong):
		if wrong.Index == len(f.commands) {
			return nil, f.fields["end"].Errorf(unlike, err)
		}
		return nil, f.wrong(wrong.Index, unlike, err)
	case err != nil:
		return nil, f.fields["cluster"].Errorf("can't be: %v", err)
	}
	sum := fingerprint(h)
	if want, err := f.fields["trace"].Text(); err != nil || want != hex.EncodeToString(sum[:16]) {
		return nil, f.fields["trace"].Errorf("is not the trace that replaying leads to, which has %s", hex.EncodeToString(sum[:16]))
	}
	if err := h.Go(f.at); err != nil {
		return nil, f.fields["position"].Errorf("%v", err)
	}
	return h, nil
}

// wrong is an error about the line of the i-th command.
func (f *file) wrong(i int, format string, args ...any) error {
	return &strictyaml.Error{
		File: f.name, Line: f.fields["commands"].Line() + 1 + i, Path: "commands", What: fmt.Sprintf(format, args...),
	}
}

// readCommands reads the commands and the moments, and holds each against the
// checksum that goes with it.
func (f *file) readCommands() error {
	_, head, _ := bytes.Cut(f.data, []byte("\ncluster:"))
	head, _, _ = bytes.Cut(head, []byte("\ncommands:"))
	chain := newChain(head)
	text, err := f.fields["commands"].Text()
	if err != nil {
		return err
	}
	var commands []engine.Recorded
	for line := range strings.Lines(text) {
		r, sum, err := readLine(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return f.wrong(len(commands), "%v", err)
		}
		if sum != chain.add(moment(r.At)+" "+r.Command.String()) {
			return f.wrong(len(commands), "the checksum is wrong: this line was changed, or something before it")
		}
		commands = append(commands, r)
	}
	f.commands = commands
	if f.end, err = readPlace(f.fields["end"]); err != nil {
		return err
	}
	if f.at, err = readPlace(f.fields["position"]); err != nil {
		return err
	}
	whole, err := f.fields["whole"].Text()
	if err != nil {
		return err
	}
	if whole != chain.add(moment(f.end)+" "+moment(f.at)) {
		return f.fields["whole"].Errorf("the checksum is wrong: the file was changed or cut off")
	}
	return nil
}

// readLine reads one command with its moment and checksum.
func readLine(line string) (r engine.Recorded, sum string, err error) {
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
	return engine.Recorded{At: at, Command: cmd}, sum, nil
}

// readPlace reads a field that is a moment.
func readPlace(v strictyaml.Value) (engine.Moment, error) {
	text, err := v.Text()
	if err != nil {
		return engine.Moment{}, err
	}
	m, rest, err := readMoment(text)
	if err != nil || rest != "" {
		return m, v.Errorf("%s is not a moment: step, turn and time, as in 12 7 1.5s", strconv.Quote(clip(text)))
	}
	return m, nil
}

// readMoment reads step, turn and time at the beginning of a line.
func readMoment(line string) (m engine.Moment, rest string, err error) {
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
	return engine.Moment{Step: int(step), Turn: int(turn), Now: now}, rest, nil
}
