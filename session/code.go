package session

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// A replay code is
//
//	"ringside" format "." base64url( DEFLATE( text, numbers ) checksum )
//
// The text has a line for each setting that is not the default's and then the
// commands; the numbers are the moments, as differences. The default cluster,
// and so what a code leaves out, is part of the format.
const (
	codeName   = "ringside"
	codePrefix = codeName + "1."
	// maxCode is how many bytes a code may unfold to.
	maxCode = 4 << 20
	// traceBytes is how much of the trace's checksum a code has.
	traceBytes = 8
)

// words are what lines are likely to be made of, for DEFLATE to refer to; the
// likeliest at the end.
const words = "speculative handoff placement timeout latency lan fixed conflict siblings lww merge repair blocking async off " +
	"read digest full all quorum sloppy strict sync periodic always oneway blackout dc1 power r1 wipe delay duplicate deliver drop " +
	"skew slow isolate join cut resume hang heal all start crash n10 n9 n8 n7 n6 n1 n2 n3 n4 n5 " +
	"blind as bob as alice via n1 via n2 via n3 set n set w set r 1 2 3 resolve delete cart get cart milk put cart milk put cart bread "

// IsCode reports whether a text is meant as a replay code rather than as the name
// of a file.
func IsCode(s string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), codeName)
	version, _, dot := strings.Cut(rest, ".")
	return ok && dot && version != "" && strings.Trim(version, "0123456789") == "" && !strings.HasSuffix(rest, ".yaml")
}

// Encode writes a session as one word to be pasted. A session of fifty commands
// takes some hundred characters.
func Encode(h *history.History) (string, error) {
	cfg := h.Config()
	commands := h.Commands()
	var text strings.Builder
	defaults := engine.Default()
	changed := 0
	var lines []string
	for _, name := range engine.SettingNames() {
		if value := engine.SettingText(&cfg.Settings, name); value != engine.SettingText(&defaults.Settings, name) {
			lines = append(lines, engine.Command{Verb: engine.Set, Name: name, To: value}.String())
			changed++
		}
	}
	for _, r := range commands {
		lines = append(lines, r.Command.String())
	}
	for _, l := range lines {
		text.WriteString(l + "\n")
	}
	var n []byte
	n = appendNodes(n, &cfg)
	n = binary.AppendUvarint(n, uint64(changed))
	n = binary.AppendUvarint(n, uint64(len(commands)))
	var last history.Moment
	for _, r := range commands {
		n = appendMoment(n, last, r.At)
		last = r.At
	}
	n = appendMoment(n, last, h.End())
	n = binary.AppendUvarint(n, uint64(h.End().Step-h.Position().Step))
	n = binary.AppendUvarint(n, uint64(h.End().Turn-h.Position().Turn))
	n = appendTime(n, h.End().Now-h.Position().Now)
	if size := text.Len() + len(n) + binary.MaxVarintLen64 + traceBytes; size > maxCode {
		return "", fmt.Errorf("make a replay code: the commands take %d bytes, and a code holds at most %d; save a file instead", size, maxCode)
	}
	sum := fingerprint(h)
	n = append(n, sum[:traceBytes]...)
	return seal(text.String(), n)
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
	return codePrefix + base64.RawURLEncoding.EncodeToString(whole), nil
}

// appendNodes writes the seed, and the nodes if they are not drawn from it.
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

// Decode reads what Encode wrote, however it was broken into lines, replays it,
// and goes to the position at which it was made.
func Decode(code string) (*history.History, error) {
	text, numbers, err := unseal(code)
	if err != nil {
		return nil, err
	}
	r := reader{rest: numbers}
	cfg := r.config()
	changed, count := r.count(), r.count()
	lines := strings.Split(text, "\n")
	if r.bad || changed+count != len(lines)-1 {
		return nil, errBroken
	}
	commands := make([]history.Recorded, count)
	for i, line := range lines[:changed+count] {
		cmd, err := script.Parse(line)
		if err != nil {
			return nil, fmt.Errorf("replay code: this program does not know what it says: %w", err)
		}
		if i >= changed {
			commands[i-changed].Command = cmd
		} else if cfg.Settings, err = engine.With(cfg.Settings, cmd.Name, cmd.To); err != nil {
			return nil, fmt.Errorf("replay code: %w", err)
		}
	}
	var last history.Moment
	for i := range commands {
		last = r.moment(last)
		commands[i].At = last
	}
	end := r.moment(last)
	steps, turns, ago := r.count(), r.count(), r.time()
	if r.bad || len(r.rest) != traceBytes {
		return nil, errBroken
	}
	h, err := history.Replay(cfg, commands, end)
	if err != nil {
		return nil, fmt.Errorf("replay code: this program makes something else of it: %w", err)
	}
	if sum := fingerprint(h); !slices.Equal(sum[:traceBytes], r.rest) {
		return nil, errors.New("replay code: this program makes something else of it: the traces differ")
	}
	end = h.End()
	if err := h.Go(history.Moment{Step: end.Step - steps, Turn: end.Turn - turns, Now: end.Now - ago}); err != nil {
		return nil, fmt.Errorf("replay code: %w", err)
	}
	return h, nil
}

// errBroken is said of a code whose checksum is right and that makes no sense.
var errBroken = errors.New("replay code: it says nothing that makes sense; this program did not write it")

// unseal is the inverse of seal. A letter that is wrong, missing or too many is
// found by the checksum.
func unseal(code string) (text string, numbers []byte, err error) {
	code = strings.Join(strings.Fields(code), "")
	body, ok := strings.CutPrefix(code, codePrefix)
	if !ok {
		return "", nil, notACode(code)
	}
	whole, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || len(whole) < 4 {
		return "", nil, errors.New("replay code: a letter is wrong or missing: copy it again as a whole")
	}
	packed, sum := whole[:len(whole)-4], binary.BigEndian.Uint32(whole[len(whole)-4:])
	if crc32.ChecksumIEEE(packed) != sum {
		return "", nil, errors.New("replay code: the checksum is wrong, so a letter is wrong or missing: copy it again as a whole")
	}
	unpacked := flate.NewReaderDict(bytes.NewReader(packed), []byte(words))
	data, err := io.ReadAll(io.LimitReader(unpacked, maxCode+1))
	if err != nil || len(data) > maxCode {
		return "", nil, errBroken
	}
	r := reader{rest: data}
	text = r.word()
	if r.bad {
		return "", nil, errBroken
	}
	return text, r.rest, nil
}

// notACode says what a text is instead.
func notACode(code string) error {
	if IsCode(code) {
		version, _, _ := strings.Cut(strings.TrimPrefix(code, codeName), ".")
		return fmt.Errorf("replay code: it is of version %s; this program reads version 1", clip(version))
	}
	return fmt.Errorf("replay code: it does not begin with %s, as every code does", codePrefix)
}

// reader reads numbers and texts, and remembers whether anything was wrong.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count is a number of things that a code can speak of.
func (r *reader) count() int {
	n := r.number()
	if n > 1<<40 {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *reader) word() string {
	n := r.count()
	if n > len(r.rest) {
		r.bad, n = true, 0
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *reader) time() time.Duration {
	n := r.number()
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	zeros := r.rest[0]
	r.rest = r.rest[1:]
	for ; zeros > 0 && n < 1<<59; zeros-- {
		n *= 10
	}
	r.bad = r.bad || zeros > 0 || n > 1<<62
	return time.Duration(n)
}

func (r *reader) moment(last history.Moment) history.Moment {
	turn := last.Turn + r.count()
	now := last.Now + r.time()
	r.bad = r.bad || now < last.Now
	return history.Moment{Step: history.Unknown, Turn: turn, Now: now}
}

// config reads seed and nodes; the settings are the default's.
func (r *reader) config() engine.Config {
	cfg := engine.Default()
	cfg.Seed = r.number()
	if count := r.count(); count > 0 {
		vnodes := r.count()
		if count > maxNodes || vnodes < 1 || vnodes > maxTokens/count {
			r.bad = true
			return cfg
		}
		cfg.Nodes = ring.Draw(cfg.Seed, count, vnodes)
		return cfg
	}
	cfg.Nodes = nil
	for count := r.count(); len(cfg.Nodes) < count && !r.bad; {
		node := ring.Node{Name: r.word(), DC: r.word(), Rack: r.word()}
		for tokens := r.count(); len(node.Tokens) < tokens && !r.bad; {
			if len(r.rest) < 8 {
				r.bad = true
				return cfg
			}
			token := ring.Token(binary.BigEndian.Uint64(r.rest))
			r.rest = r.rest[8:]
			node.Tokens = append(node.Tokens, ring.Mark{Token: token, Label: r.word()})
		}
		cfg.Nodes = append(cfg.Nodes, node)
	}
	return cfg
}
