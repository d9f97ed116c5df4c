// Replay codes: a session as one word to be pasted.

package session

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// A replay code is
//
//	"ringside" version "." base64url( DEFLATE( text, numbers ) checksum )
//
// The text has a line for each setting that is not as in codeSettings and then the
// commands; the numbers are the rest, the moments as differences. Version 1 has steps
// in them, and a checksum of the trace as it was written then.
const (
	codeName    = "ringside"
	codeVersion = 2
	// maxCode is how many bytes a code may decompress to.
	maxCode = 4 << 20
	// sumBytes is how much of each checksum a code has, and traceBytes of that of the trace.
	sumBytes   = 4
	traceBytes = 8
	// mostOutcomes is of how many requests a code says what became of them.
	mostOutcomes = 10_000
)

// codeSettings are what a code leaves out of the settings: a part of the format, whatever
// the default becomes.
var codeSettings = []struct{ name, value string }{
	{"n", "3"}, {"r", "2"}, {"w", "2"}, {"quorum", "strict"}, {"read", "digest"}, {"repair", "async"},
	{"conflict", "siblings"}, {"sync", "always"}, {"latency", "lan"}, {"timeout", "1s"}, {"handoff", "3h"},
	{"grace", "240h"}, {"gossip", "1s"}, {"antientropy", "off"}, {"speculative", "off"},
	{"rules", "dynamo"}, {"readtimeout", "same"},
}

// saidOf is what codeSettings has of a setting; "" if nothing.
func saidOf(name string) string {
	for _, s := range codeSettings {
		if s.name == name {
			return s.value
		}
	}
	return ""
}

// words are what lines are likely to be made of, for DEFLATE to refer to; the
// likeliest at the end.
const words = "speculative handoff placement timeout latency lan fixed conflict siblings lww merge repair blocking async off " +
	"read digest full all quorum sloppy strict sync periodic always oneway blackout dc1 power r1 wipe delay duplicate deliver drop " +
	"skew slow isolate join cut resume hang heal all start crash n10 n9 n8 n7 n6 n1 n2 n3 n4 n5 " +
	"blind as bob as alice via n1 via n2 via n3 set n set w set r 1 2 3 resolve delete cart get cart milk put cart milk put cart bread "

// IsCode reports whether a text is meant as a replay code rather than as the name of a
// file.
func IsCode(s string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), codeName)
	version, _, dot := strings.Cut(rest, ".")
	return ok && dot && version != "" && strings.Trim(version, "0123456789") == "" && !strings.HasSuffix(rest, ".yaml")
}

// Encode writes a session as one word to be pasted. A session of fifty commands
// takes some hundred characters.
func Encode(h *history.History) (string, error) { return encode(h, engine.Number) }

func encode(h *history.History, number int) (string, error) {
	cfg := h.Config()
	if cfg.Model != nil {
		return "", fmt.Errorf("make a replay code: it has no place for the delays of %s; save a file instead", strconv.Quote(clip(cfg.Model.Name)))
	}
	var text strings.Builder
	changed := 0
	for _, name := range engine.SettingNames() {
		if value := engine.SettingText(&cfg.Settings, name); value != saidOf(name) {
			text.WriteString(engine.Command{Verb: engine.Set, Name: name, To: value}.String() + "\n")
			changed++
		}
	}
	commands := h.Commands()
	for _, r := range commands {
		text.WriteString(r.Command.String() + "\n")
	}
	n := binary.AppendUvarint(nil, uint64(number))
	n = appendNodes(n, &cfg)
	n = binary.AppendUvarint(n, uint64(changed))
	n = binary.AppendUvarint(n, uint64(len(commands)))
	var last history.Moment
	for _, r := range commands {
		n = appendMoment(n, last, r.At)
		last = r.At
	}
	at, end := h.Position(), h.End()
	n = appendMoment(n, last, end)
	n = binary.AppendUvarint(n, uint64(len(commands)-h.Applied()))
	n = binary.AppendUvarint(n, uint64(end.Turn-at.Turn))
	n = appendTime(n, end.Now-at.Now)
	n = appendOutcome(n, h)
	if size := text.Len() + len(n) + binary.MaxVarintLen64; size > maxCode {
		return "", fmt.Errorf("make a replay code: the commands take %d bytes, and a code holds at most %d; save a file instead", size, maxCode)
	}
	return seal(text.String(), n)
}

// appendOutcome writes what the branch that a history is on came to.
func appendOutcome(n []byte, h *history.History) []byte {
	whole := h
	if h.Position() != h.End() {
		whole = h.Fork()
		if err := whole.Go(h.End()); err != nil {
			panic("session: the end of a history can't be reached: " + err.Error())
		}
	}
	came := newScan().outcome(whole, MostAnswers)
	came.answers = came.answers[:min(len(came.answers), mostOutcomes)]
	n = binary.AppendUvarint(n, uint64(len(came.answers)))
	for i := range came.answers {
		n = append(n, placeOf(came.answers[i].outcome))
	}
	for i := range came.sums {
		n = append(n, came.sums[i][:sumBytes]...)
	}
	return n
}

// placeOf is how a code has an outcome: by the place of its letter.
func placeOf(letter byte) byte {
	for i := range letters {
		if letters[i].letter == letter {
			return byte(i)
		}
	}
	return byte(len(letters))
}

// seal packs the two parts of a code.
func seal(text string, numbers []byte) (string, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriterDict(&packed, flate.BestCompression, []byte(words))
	if err != nil {
		return "", fmt.Errorf("make a replay code: %w", err)
	}
	_, err = w.Write(append(append(binary.AppendUvarint(nil, uint64(len(text))), text...), numbers...))
	if err = errors.Join(err, w.Close()); err != nil {
		return "", fmt.Errorf("make a replay code: %w", err)
	}
	whole := binary.BigEndian.AppendUint32(packed.Bytes(), crc32.ChecksumIEEE(packed.Bytes()))
	return fmt.Sprintf("%s%d.%s", codeName, codeVersion, base64.RawURLEncoding.EncodeToString(whole)), nil
}

// appendNodes appends the seed, and the nodes if they are not drawn from it.
func appendNodes(n []byte, cfg *engine.Config) []byte {
	n = binary.AppendUvarint(n, cfg.Seed)
	if count, vnodes, ok := drawn(cfg); ok {
		n = binary.AppendUvarint(n, uint64(count))
		return binary.AppendUvarint(n, uint64(vnodes))
	}
	word := func(s string) { n = append(binary.AppendUvarint(n, uint64(len(s))), s...) }
	n = binary.AppendUvarint(n, 0)
	n = binary.AppendUvarint(n, uint64(len(cfg.Nodes)))
	for _, node := range cfg.Nodes {
		word(node.Name)
		word(node.DC)
		word(node.Rack)
		n = binary.AppendUvarint(n, uint64(len(node.Tokens)))
		for _, m := range node.Tokens {
			n = binary.BigEndian.AppendUint64(n, uint64(m.Token))
			word(m.Label)
		}
	}
	return n
}

// appendMoment writes a moment as what it adds to the last one. The step is left
// out: replaying finds it.
func appendMoment(n []byte, last, m history.Moment) []byte {
	return appendTime(binary.AppendUvarint(n, uint64(m.Turn-last.Turn)), m.Now-last.Now)
}

// appendTime writes a duration; a round one is short.
func appendTime(n []byte, d time.Duration) []byte {
	zeros := uint64(0)
	for ; d != 0 && d%10 == 0 && zeros < 15; d /= 10 {
		zeros++
	}
	return append(binary.AppendUvarint(n, uint64(d)), byte(zeros))
}

// Decode reads what Encode wrote, however it was broken into lines, does it again as
// Unmarshal does, and goes to the position at which it was made.
func Decode(code string) (h *history.History, warning Warning, err error) {
	return DecodePausing(code, always)
}

// DecodePausing is Decode with pauses.
func DecodePausing(code string, pause Pause) (h *history.History, warning Warning, err error) {
	version, text, numbers, err := unseal(code)
	if err != nil {
		return nil, warning, err
	}
	c := decoder{reader: reader{rest: numbers}, version: version}
	if err := c.read(text); err != nil {
		return nil, warning, err
	}
	h, warning, err = c.replay(pause)
	if errors.Is(err, ErrStopped) {
		return nil, Warning{}, err
	}
	if err != nil {
		return nil, Warning{}, fmt.Errorf("replay code: %w", err)
	}
	if warning.Text != "" {
		warning.Text = "replay code: " + warning.Text
	}
	return h, warning, nil
}

// decoder is a code being decoded.
type decoder struct {
	reader
	version int
	recording
}

// read decodes the whole code.
func (c *decoder) read(text string) error {
	if c.version > 1 {
		c.engine = c.count()
	}
	c.recording.bytes = sumBytes
	c.cfg = c.config()
	c.current = 1
	changed, count := c.count(), c.count()
	lines := strings.Split(text, "\n")
	if c.bad || changed+count != len(lines)-1 {
		return errBroken
	}
	c.readSettings(lines[:changed])
	course := history.Course{}
	course.Commands, c.cuts = readLines(lines[changed : changed+count])
	var last history.Place
	for i := range count {
		last = c.place(last)
		last.Done = i
		if i < len(course.Commands) {
			course.Commands[i].At = last
		} else if i == len(course.Commands) {
			c.cuts[0].place = last
		}
	}
	course.End = c.place(last)
	course.End.Done = count
	if course.Left = c.left(course.End); c.bad {
		return errBroken
	}
	switch {
	case c.version == 1:
		course.Left.Done = appliedBy(course.Commands, course.Left)
	case course.Left.Done < 0:
		return errBroken
	}
	if len(course.Commands) < count {
		course.End = c.cuts[0].place
	}
	c.courses = []history.Course{course}
	c.recording.placed = func(_ int, part string, line int, what string) error {
		if part == "commands" && line < count {
			return fmt.Errorf("command %d: %s", line+1, what)
		}
		return errors.New(what)
	}
	return c.outcome()
}

// readSettings reads the lines of settings.
func (c *decoder) readSettings(lines []string) {
	for _, s := range codeSettings { // one that is no more has nothing to say
		c.cfg.Settings, _ = withSetting(c.cfg.Settings, s.name, s.value)
	}
	for _, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil && cmd.Verb == engine.Set {
			c.cfg.Settings, err = withSetting(c.cfg.Settings, cmd.Name, cmd.To)
		}
		if err != nil {
			c.doubts = append(c.doubts, fmt.Errorf("%s: %w", plain(line), err))
		}
	}
}

// readLines reads commands, up to the first that this program does not know.
func readLines(lines []string) (commands []history.Placed, cuts []cut) {
	for i, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil && (cmd.Verb == 0 || cmd.Verb.MovesTime()) {
			err = errors.New("not a command that changes a cluster")
		}
		if err != nil {
			return commands, []cut{{why: unknown(line, err), at: i, after: len(lines) - i - 1}}
		}
		commands = append(commands, history.Placed{Command: cmd})
	}
	return commands, nil
}

// left reads where the session was left, which is told by how far that is from the end.
func (c *decoder) left(end history.Place) (p history.Place) {
	commands, turns, ago := c.count(), c.count(), c.time()
	c.bad = c.bad || turns > end.Turn || ago > end.Now
	return history.Place{Done: end.Done - commands, Turn: end.Turn - turns, Now: end.Now - ago}
}

// appliedBy returns how many commands come before a place, or at it.
func appliedBy(commands []history.Placed, p history.Place) (n int) {
	for n < len(commands) && commands[n].At.Turn <= p.Turn && commands[n].At.Now <= p.Now {
		n++
	}
	return n
}

// outcome reads what the session came to.
func (c *decoder) outcome() error {
	if c.version == 1 {
		if len(c.rest) != traceBytes {
			return errBroken
		}
		c.traces = []string{hex.EncodeToString(c.rest)}
		return nil
	}
	o := outcome{brief: true}
	count := c.count()
	if c.bad || count > mostOutcomes || len(c.rest) != count+len(o.sums)*sumBytes {
		return errBroken
	}
	for i := range count {
		letter := byte(unheardOf)
		if at := int(c.rest[i]); at < len(letters) {
			letter = letters[at].letter
		}
		o.answers = append(o.answers, answer{outcome: letter})
	}
	for i := range o.sums {
		copy(o.sums[i][:sumBytes], c.rest[count+i*sumBytes:])
	}
	c.came = []outcome{o}
	return nil
}

// errBroken is the error of a code whose checksum is right and whose contents are
// invalid.
var errBroken = errors.New("replay code: its contents make no sense; this program did not write it")

// unseal is the inverse of seal. The checksum finds letters that are wrong, missing or
// added.
func unseal(code string) (version int, text string, numbers []byte, err error) {
	code, _, err = Labelled(code)
	if err != nil {
		return 0, "", nil, err
	}
	var body string
	for v := 1; v <= codeVersion && body == ""; v++ {
		version = v
		body, _ = strings.CutPrefix(code, fmt.Sprintf("%s%d.", codeName, v))
		if body == code {
			body = ""
		}
	}
	if body == "" {
		return 0, "", nil, notACode(code)
	}
	whole, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || len(whole) < 4 {
		return 0, "", nil, errors.New("replay code: a letter is wrong or missing: copy it again as a whole")
	}
	packed, sum := whole[:len(whole)-4], binary.BigEndian.Uint32(whole[len(whole)-4:])
	if crc32.ChecksumIEEE(packed) != sum {
		return 0, "", nil, errors.New("replay code: the checksum is wrong, so a letter is wrong or missing: copy it again as a whole")
	}
	unpacked := flate.NewReaderDict(bytes.NewReader(packed), []byte(words))
	data, err := io.ReadAll(io.LimitReader(unpacked, maxCode+1))
	if err != nil || len(data) > maxCode {
		return 0, "", nil, errBroken
	}
	r := reader{rest: data}
	text = r.word()
	if r.bad {
		return 0, "", nil, errBroken
	}
	return version, text, r.rest, nil
}

// notACode returns the error of a text that is not a code.
func notACode(code string) error {
	if IsCode(code) {
		version, _, _ := strings.Cut(strings.TrimPrefix(code, codeName), ".")
		return fmt.Errorf("replay code: it is of version %s; this program reads versions 1 to %d", clip(version), codeVersion)
	}
	return errors.New("replay code: it does not begin with ringside1. or ringside2., as every code does")
}
