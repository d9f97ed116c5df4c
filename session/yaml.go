package session

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
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
	b := fmt.Appendf(nil, "# A session of Ringside. Each command: step, turn, time, checksum, and the line itself.\nformat: %d\n", Format)
	from := len(b)
	b = appendCluster(b, &cfg)
	chain := newChain(b[from:])
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
	f := file{top: top, fields: fields, data: data}
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
	top      strictyaml.Value
	fields   map[string]strictyaml.Value
	data     []byte
	commands []engine.Recorded
	end, at  engine.Moment
}

func (f *file) replay() (*engine.History, error) {
	cfg, err := readCluster(f.fields["cluster"])
	if err != nil {
		return nil, err
	}
	if err := f.readCommands(&cfg); err != nil {
		return nil, err
	}
	h, err := engine.Replay(cfg, f.commands, f.end)
	var wrong *engine.ReplayError
	switch {
	case errors.As(err, &wrong):
		return nil, f.place(wrong.Index).Errorf("this program makes something else of it: %v", err)
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

// place is where the i-th command stands; behind the last one, the end.
func (f *file) place(i int) strictyaml.Value {
	if i >= len(f.commands) {
		return f.fields["end"]
	}
	return f.fields["commands"].Below(i+1, f.commands[i].Command.String())
}

// readCommands reads the commands and the moments, and holds each against the
// checksum that goes with it.
func (f *file) readCommands(cfg *engine.Config) error {
	chain := newChain(appendCluster(nil, cfg))
	text, err := f.fields["commands"].Text()
	if err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" && text == "" {
			break
		}
		r, sum, err := readLine(line)
		at := f.fields["commands"].Below(i+1, event.Show(line, 40))
		if err != nil {
			return at.Errorf("%v", err)
		}
		if sum != chain.add(moment(r.At)+" "+r.Command.String()) {
			return at.Errorf("the checksum is wrong: this line was changed, or one before it")
		}
		f.commands = append(f.commands, r)
	}
	for name, into := range map[string]*engine.Moment{"end": &f.end, "position": &f.at} {
		text, err := f.fields[name].Text()
		if err != nil {
			return err
		}
		m, rest, err := readMoment(text)
		if err != nil || rest != "" {
			return f.fields[name].Errorf("%s is not a moment: step, turn and time, as in 12 7 1.5s", strconv.Quote(clip(text)))
		}
		*into = m
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

