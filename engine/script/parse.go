// The parser of commands: one line, one command.

package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/internal/nearest"
	"ringside/internal/timespan"
)

const (
	longestRun = 1000 * time.Hour
	mostSteps  = 1_000_000_000
	// largestFactor, in thousandths, only keeps a factor within 64 bits; the engine
	// decides which factors are allowed.
	largestFactor = 1_000_000_000_000
)

// Parse parses one line. A blank line or a comment is a Command without a verb. An error
// is an *Error. For every command that Parse returns, Parse(c.String()) returns the same
// command.
func Parse(line string) (engine.Command, error) {
	var cmd engine.Command
	l, bad := newLexer(line)
	if bad != nil {
		return engine.Command{}, bad
	}
	first, ok, bad := l.next()
	if bad == nil && ok {
		cmd, bad = parseVerb(l, first)
	}
	if bad != nil {
		return engine.Command{}, bad
	}
	return cmd, nil
}

// ParseKey parses one key, which may be quoted; ok is false if the text is anything else.
func ParseKey(text string) (key string, ok bool) {
	l, bad := newLexer(text)
	if bad != nil {
		return "", false
	}
	w, ok, bad := l.next()
	return w.text, ok && bad == nil && !l.skip()
}

func parseVerb(l *lexer, first word) (engine.Command, *Error) {
	v, known := Find(first.text)
	if !known {
		bad := l.wrongWord(first, "not known", meant(first.text, "verbs", verbNames()))
		bad.NoVerb = true
		return engine.Command{}, bad
	}
	r := &reading{lexer: l, verb: &v, first: first}
	r.cmd.Verb = v.Verb
	if kind := v.expression(); kind != 0 {
		bad := r.readExpression(kind)
		return r.cmd, bad
	}
	if bad := r.readArgs(); bad != nil {
		return engine.Command{}, bad
	}
	switch v.Verb {
	case engine.Step, engine.Back, engine.Forward:
		r.cmd.Count = max(r.cmd.Count, 1)
	}
	return r.cmd, nil
}

// reading is a line whose verb is known, while its arguments are read.
type reading struct {
	*lexer
	verb  *VerbInfo
	first word
	cmd   engine.Command
	given map[string]bool // words that exclude others; see only
}

// readArgs reads the arguments in the verb's table.
func (r *reading) readArgs() *Error {
	rest := slices.Clone(r.verb.Args)
	for {
		w, ok, err := r.next()
		if err != nil {
			return err
		}
		if !ok {
			return r.missing(rest)
		}
		i := slices.IndexFunc(rest, func(a Arg) bool { return a.Word == "" || a.Word == w.text && !w.quoted })
		if i < 0 {
			return r.unexpected(w, rest)
		}
		arg := rest[i]
		if arg.Word != "" && arg.Kind != Flag {
			named := w
			if w, ok, err = r.next(); err != nil {
				return err
			} else if !ok {
				name := "a " + arg.Name
				if arg.Kind == AnyNode {
					name = "the word " + arg.Name
				}
				return r.wrongWord(named, "needs "+name+" after it", r.verb.Syntax())
			}
		}
		if err := arg.read(r, w); err != nil {
			return err
		}
		rest = slices.Delete(rest, i, i+1)
	}
}

// isWord reports whether w is a keyword of one of the verb's arguments.
func (r *reading) isWord(w word) bool {
	return !w.quoted && slices.ContainsFunc(r.verb.Args, func(a Arg) bool { return a.Word != "" && a.Word == w.text })
}

// missing returns an error if a required argument is missing.
func (r *reading) missing(rest []Arg) *Error {
	if !slices.ContainsFunc(rest, func(a Arg) bool { return !a.Optional }) {
		return nil
	}
	return r.wrongWord(r.first, "needs "+r.verb.arguments(), "")
}

// unexpected returns an error about a word that is no argument.
func (r *reading) unexpected(w word, rest []Arg) *Error {
	if r.isWord(w) {
		return r.wrongWord(w, "given twice", r.verb.Syntax())
	}
	var words []string
	for _, a := range rest {
		words = append(words, a.Word)
	}
	if name, ok := nearest.Of(w.text, words); ok && !w.quoted {
		return r.wrongWord(w, "not known", didYouMean(name))
	}
	return r.wrongWord(w, "unexpected argument", r.verb.Syntax())
}

// readExpression reads the rest of the line as one expression.
func (r *reading) readExpression(kind Kind) *Error {
	if !r.skip() {
		return r.missing(r.verb.Args)
	}
	if kind == Goal {
		ahead := *r.lexer
		w, _, err := ahead.next()
		if err == nil && !w.quoted && (w.text == goalQuiet || w.text == goalReply) && !ahead.skip() {
			r.cmd.Expr = w.text
			return nil
		}
	}
	e, err := parseExpr(r.lexer)
	if err != nil {
		return err
	}
	r.cmd.Expr = e.String()
	return nil
}

func readKey(r *reading, w word) *Error   { r.cmd.Key = w.text; return nil }
func readValue(r *reading, w word) *Error { r.cmd.Value = w.text; return nil }
func readBlind(r *reading, _ word) *Error { r.cmd.Blind = true; return nil }
func readOn(r *reading, w word) *Error    { r.cmd.To = w.text; return nil }

// readOnOff reads whether something is turned on or off.
func readOnOff(r *reading, w word) *Error {
	if w.text != engine.GossipOn && w.text != engine.GossipOff {
		return r.wrongWord(w, "neither on nor off", r.verb.Syntax())
	}
	r.cmd.To = w.text
	return nil
}

func readOneWay(r *reading, _ word) *Error { r.cmd.OneWay = true; return nil }
func readVia(r *reading, w word) *Error    { return r.name(&r.cmd.Via, w) }
func readClient(r *reading, w word) *Error { return r.name(&r.cmd.Client, w) }
func readNode(r *reading, w word) *Error   { return r.name(&r.cmd.Node, w) }
func readPeer(r *reading, w word) *Error   { return r.name(&r.cmd.Peer, w) }

// readLevel reads whose answers a request waits for.
func readLevel(r *reading, w word) *Error {
	if r.cmd.To == engine.LoadOff {
		return r.wrongWord(w, "not expected here", "load off stands alone")
	}
	level, err := engine.ParseLevel(w.text)
	if err != nil {
		return r.wrongWord(w, err.Error(), "")
	}
	r.cmd.At = level
	return nil
}

func readRack(r *reading, w word) *Error { return r.name(&r.cmd.Rack, w) }
func readDC(r *reading, w word) *Error   { return r.name(&r.cmd.DC, w) }

// readTokens reads numbers separated by commas.
func readTokens(r *reading, w word) *Error {
	for t := range strings.SplitSeq(w.text, ",") {
		if n, err := strconv.ParseInt(t, 10, 64); err != nil || strconv.FormatInt(n, 10) != t {
			return r.wrongWord(w, "not tokens", "tokens are whole numbers with commas between them, as in -42,7000")
		}
	}
	r.cmd.Tokens = w.text
	return nil
}

// name reads a name, which must not be empty.
func (r *reading) name(into *string, w word) *Error {
	if w.text == "" {
		return r.wrongWord(w, "a name can't be empty", r.verb.Syntax())
	}
	*into = w.text
	return nil
}

// readLink reads a node, or two joined by a dash, or two words followed by the factor.
// Names may contain dashes, too, so only a bare word with exactly one dash, not at its
// beginning or end, is a link: "n-1" in quotes is a node, and n-1 n-2 are the ends of a
// link.
func readLink(r *reading, w word) *Error {
	if bad := r.name(&r.cmd.Node, w); bad != nil {
		return bad
	}
	a, b, dash := strings.Cut(w.text, "-")
	link := dash && !w.quoted && a != "" && b != "" && !strings.Contains(b, "-")
	ahead := *r.lexer
	peer, ok, bad := ahead.next()
	if bad != nil || !ok {
		return bad
	}
	afterPeer := ahead
	if _, more, bad := ahead.next(); bad != nil || more && !(link && factor(peer.text) > 0) {
		*r.lexer = afterPeer
		return readPeer(r, peer)
	}
	if link {
		r.cmd.Node, r.cmd.Peer = a, b
	}
	return nil
}

// readMessage reads the number of a message in flight, or the direction of a link: A>B, or
// A > B if a name needs quotes.
func readMessage(r *reading, w word) *Error {
	if n, err := strconv.Atoi(w.text); err == nil && !w.quoted {
		if n < 1 {
			return r.wrongWord(w, "not a message", "messages are counted from 1")
		}
		r.cmd.Msg = n
		return nil
	}
	ahead := *r.lexer
	arrow, ok, bad := ahead.next()
	if bad == nil && ok && arrow.text == ">" && !arrow.quoted {
		*r.lexer = ahead
		peer, ok, bad := r.next()
		if bad != nil {
			return bad
		}
		if !ok {
			return r.wrongWord(arrow, "needs a node after it", r.verb.Syntax())
		}
		if bad := r.name(&r.cmd.Node, w); bad != nil {
			return bad
		}
		return r.name(&r.cmd.Peer, peer)
	}
	a, b, is := strings.Cut(w.text, ">")
	if !is || w.quoted || a == "" || b == "" || strings.Contains(b, ">") {
		return r.wrongWord(w, "neither a message nor a link", "write the number of a message, or A>B")
	}
	r.cmd.Node, r.cmd.Peer = a, b
	return nil
}

// readTimes reads the number of messages of a link.
func readTimes(r *reading, w word) *Error {
	if r.cmd.Msg != 0 {
		return r.wrongWord(w, "unexpected argument", "a message in flight is one; only A>B has a count")
	}
	if bad := readCount(r, w); bad != nil {
		return r.wrongWord(w, "not a number of messages", "(allowed: 1 to "+engine.Count(mostSteps)+")")
	}
	if r.cmd.Count == 1 {
		r.cmd.Count = 0 // the default
	}
	return nil
}

// readOffset reads how far a clock is off.
func readOffset(r *reading, w word) *Error {
	d, err := time.ParseDuration(w.text)
	if err != nil {
		return r.wrongWord(w, "not a duration", "write it like +5s, -200ms or 0s")
	}
	r.cmd.For = d
	return nil
}

// readFactor reads a number of at most three decimals as thousandths.
func readFactor(r *reading, w word) *Error {
	n := factor(w.text)
	switch {
	case n <= 0:
		return r.wrongWord(w, "not a factor", "a factor is a number above 0 like 10 or 2.5, with at most three decimals")
	case n > largestFactor:
		return r.wrongWord(w, "too large", fmt.Sprintf("the largest is %d", largestFactor/1000))
	}
	r.cmd.Factor = n
	return nil
}

// factor converts a decimal number to thousandths, at most largestFactor+1; it returns -1
// if s is not a number.
func factor(s string) int64 {
	whole, decimals, point := strings.Cut(s, ".")
	if whole+decimals == "" || point && decimals == "" || len(decimals) > 3 {
		return -1
	}
	n := int64(0) // .5 is a number, as in durations
	for _, c := range whole + (decimals + "000")[:3] {
		if c < '0' || c > '9' {
			return -1
		}
		n = min(n*10+int64(c-'0'), largestFactor+1)
	}
	return n
}

// tooLong reports whether a text has the form of a duration, though of one that is longer
// than a duration can be: with smaller numbers it is one.
func tooLong(text string) bool {
	var small []rune
	for _, c := range text {
		if c < '0' || c > '9' {
			small = append(small, c)
		} else if last := len(small) - 1; last < 0 || small[last] != '1' {
			small = append(small, '1')
		}
	}
	_, err := time.ParseDuration(string(small))
	return err == nil
}

// ParseDuration parses a duration as commands take it: more than 0, at most 1000 hours. An
// error is an *Error.
func ParseDuration(text string) (time.Duration, error) {
	d, problem, hint := duration(text, longestRun)
	if problem != "" {
		return 0, &Error{Column: 1, Word: text, Problem: problem, Hint: hint}
	}
	return d, nil
}

// duration parses a duration, or returns what is wrong with it and what is allowed.
func duration(text string, most time.Duration) (d time.Duration, problem, hint string) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && !tooLong(text):
		return 0, "not a duration", "write it like 1.5s, 200ms or 2m30s"
	case err != nil || d <= 0 || d > most:
		return 0, "out of range", "(allowed: more than 0, at most " + timespan.Text(most) + ")"
	}
	return d, "", ""
}

func readDuration(r *reading, w word) *Error {
	return readUpTo(r, w, longestRun)
}

// readDelay reads how long a message is held up, which is at most what the cluster allows.
func readDelay(r *reading, w word) *Error { return readUpTo(r, w, engine.LongestDelay) }

func readUpTo(r *reading, w word, most time.Duration) *Error {
	d, problem, hint := duration(w.text, most)
	if problem != "" {
		return r.wrongWord(w, problem, hint)
	}
	r.cmd.For = d
	return nil
}

func readCount(r *reading, w word) *Error {
	n, err := strconv.Atoi(w.text)
	if err != nil || n < 1 || n > mostSteps {
		return r.wrongWord(w, "not a number of steps", "(allowed: 1 to "+engine.Count(mostSteps)+")")
	}
	r.cmd.Count = n
	return nil
}

// readOperation reads the number of an operation; the cluster knows which there are.
func readOperation(r *reading, w word) *Error {
	if bad := readCount(r, w); bad != nil {
		return r.wrongWord(w, "not the number of an operation", "operations are counted from 1")
	}
	return nil
}

// readBranch reads the number of a branch; the cluster knows which branches exist.
func readBranch(r *reading, w word) *Error {
	if bad := readCount(r, w); bad != nil {
		return r.wrongWord(w, "not a branch", "branches are counted from 1")
	}
	return nil
}

func readSetting(r *reading, w word) *Error {
	names := engine.SettingNames()
	if engine.Fixed(w.text) {
		return r.wrongWord(w, "fixed when the cluster starts", listed("settings", names))
	}
	if !slices.Contains(names, w.text) {
		return r.wrongWord(w, "not known", among(w.text, "settings", names))
	}
	r.cmd.Name = w.text
	return nil
}

// readTo checks the form of a setting's new value, as far as that is possible without a
// cluster.
func readTo(r *reading, w word) *Error {
	r.cmd.To = w.text
	k := engine.FindSetting(r.cmd.Name)
	switch k.Kind {
	case engine.LevelSetting:
		level, err := engine.ParseLevel(w.text)
		if err != nil {
			return r.wrongWord(w, err.Error(), "")
		}
		r.cmd.To = level.String()
	case engine.SpanSetting:
		if _, err := time.ParseDuration(w.text); err != nil && !slices.Contains(k.Words(), w.text) {
			return r.wrongWord(w, "not a duration", "(allowed: "+k.Allowed()+")")
		}
	case engine.WordSetting:
		if !k.Is(w.text) {
			return r.wrongWord(w, "not known", among(w.text, "allowed", k.Words()))
		}
	}
	return nil
}
