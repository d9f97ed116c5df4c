// Package plain is the explorer for a screen reader, a pipe or a log: commands in, one
// per line, and one line out for every event.
//
//	In ─▶ script.Reader ─▶ script.Runner ─▶ the cluster ─▶ its trace ─▶ Out
package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/ops"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/internal/count"
	"ringside/presets"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/pane"
	"ringside/tui/save"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Options configure a session.
type Options struct {
	Cluster source.Cluster
	Title   string          // the preset's name
	File    string          // where the session was opened from; "" if it is a new one
	Learn   *presets.Preset // a lesson or a challenge to begin with; nil: none
	Solver  string          // whose solutions of challenges are made here; "": nobody has said
	List    bool            // begin with the list of lessons and challenges
	ASCII   bool            // no characters beyond ASCII, whatever the locale says
	Env     []string        // of the terminal: LANG and so on, as NAME=VALUE
	In      io.Reader
	Out     io.Writer
	Columns func() int // of the terminal that Out is, 0: it is none; nil: it is none
	// ProgressStore is where one's place in lessons is kept; nil: nowhere.
	ProgressStore class.ProgressStore
	// Left is given what was done and not saved, if ctx ends it. nil: it is lost.
	Left func(*history.History)
}

// Run reads commands from o.In, one per line, and writes a line for every event, in the
// order in which they happen; of a real cluster, in which they become known. Nothing is drawn, moved or coloured. Time
// passes as in a script: only when a line lets it, and at the end of the input until nothing
// is going on; not after the line quit. Every operation ends with a line that says why it came out as it did, but for those of a load. A line
// that can't be carried out is answered with one line that names it, and the next one is
// read. Run returns nil at the end of the input; a Refused if a line could not be carried out
// and nobody types at a terminal, where it can be typed again; an Unmet if an expectation did
// not hold; the cause of ctx if that ends first, or the error of reading or writing.
func Run(ctx context.Context, o Options) error {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	in, release := interruptible(ctx, o.In)
	defer release()
	p := &talk{
		desk: desk{cluster: o.Cluster, runner: script.NewRunner(o.Cluster), kept: save.Of(o.Cluster, o.File)},
		out:  bufio.NewWriter(o.Out), progress: o.ProgressStore, solver: o.Solver, typed: typed(o.In), columns: o.Columns,
		theme: theme.New(theme.Options{Mono: true, ASCII: o.ASCII || theme.NewEnviron(o.Env).NoUnicode()}),
	}
	lines := script.NewReader(in)
	lines.Colon = true
	if o.Learn != nil && isReal(o.Cluster) {
		return p.learnLive(ctx, o.Learn, lines)
	}
	p.greet(&o)
	switch {
	case o.Learn != nil:
		if err := p.open(o.Learn); err != nil {
			return err
		}
	case o.List:
		if err := p.learn(""); err != nil {
			return err
		}
	}
	err := p.read(ctx, lines)
	p.leave()
	if k, ok := o.Cluster.(source.Keeper); ok && ctx.Err() != nil && o.Left != nil && p.kept.WouldEnd(o.Cluster) {
		o.Left(k.Fork())
	}
	return err
}

// Unmet is the error of a session some of whose expectations did not hold.
type Unmet struct{ Count int }

// Error says how many.
func (u Unmet) Error() string {
	if u.Count == 1 {
		return "1 expectation did not hold"
	}
	return fmt.Sprintf("%d expectations did not hold", u.Count)
}

// Refused is the error of a session some of whose lines could not be carried out.
type Refused struct{ Count int }

// Error says how many.
func (r Refused) Error() string {
	if r.Count == 1 {
		return "1 line could not be carried out"
	}
	return fmt.Sprintf("%d lines could not be carried out", r.Count)
}

// typed reports whether somebody types the lines.
func typed(in io.Reader) bool {
	f, ok := in.(term.File)
	return ok && term.IsTerminal(f.Fd())
}

// interruptible returns a reader whose Read ends when ctx does, as far as its source can
// be interrupted at all.
func interruptible(ctx context.Context, in io.Reader) (io.Reader, func()) {
	if ctx.Done() == nil {
		return in, func() {}
	}
	r, err := cancelreader.NewReader(in)
	if err != nil { // a regular file: reading it doesn't block
		return in, func() {}
	}
	stop := context.AfterFunc(ctx, func() { r.Cancel() })
	return r, func() {
		stop()
		_ = r.Close() // only of the interruption: its source stays open
	}
}

// talk is a session: what it has printed so far, and where it is saved.
type talk struct {
	desk
	learns   *learning           // nil: neither a lesson nor a challenge
	progress class.ProgressStore // nil: nothing is kept
	solver   string              // whose solutions of challenges are made here
	theme    *theme.Theme
	out      *bufio.Writer
	columns  func() int      // as in Options
	held     bool            // events are not printed yet: a question asks about them
	typed    bool            // at a terminal
	byLoad   map[uint32]bool // of each request whose beginning has been told: whether a load made it
	owed     []uint32        // requests that were not over yet when it was told of a later one why
	showing  bool            // what a step would have in view is printed, unasked
	whyTold  string          // the last line of why an operation came out as it did
	chained  string          // the last of those that its causes were printed below
	unmet    int             // expectations that did not hold
	refused  int             // lines that could not be carried out
}

// refuse says why a line is not carried out.
func (p *talk) refuse(why string) {
	p.refused++
	p.say(why)
}

// say writes one line, clean; on a terminal that is too narrow for it, it goes on below itself
// between words.
func (p *talk) say(line string) {
	line = p.theme.Spell(draw.Clean(line))
	for _, part := range draw.Hanging(line, p.width(line)) {
		p.out.WriteString(part)
		p.out.WriteByte('\n')
	}
}

// width is how many cells a line may take.
func (p *talk) width(line string) int {
	if p.columns != nil {
		if w := p.columns(); w > 0 {
			return w
		}
	}
	return len(line) // it has no more cells
}

// greet prints in one line what there is, and how to go on.
func (p *talk) greet(o *Options) {
	v := p.cluster.View(engine.Watch{})
	p.told = v.Trace.Len()
	if op := v.Newest(); op != nil {
		p.why, p.key = op.ID, op.Key
	}
	s := v.Settings
	if out := v.Outside; out != nil {
		keyspace := "no keyspace"
		if out.Keyspace != "" {
			keyspace = "keyspace " + out.Keyspace
		}
		p.say(fmt.Sprintf("ringside attached to %s, %s: %s, %s, N %s, R %s, W %s. One command per line; help lists them. Its time is real: run 5s waits.",
			out.What, out.Mode, count.Of(len(v.Nodes), "node"), keyspace, bar.Copies(s), s.R, s.W))
		return
	}
	const passes = "help lists them. Time passes with until quiet, run 5ms or step."
	if o.Learn != nil || o.List { // which has a cluster of its own
		p.say("ringside: one command per line; " + passes)
		return
	}
	p.say(fmt.Sprintf("ringside %s: %s, N %s, R %s, W %s, %s, %s. One command per line; "+passes,
		o.Title, count.Of(len(v.Nodes), "node"), bar.Copies(s), s.R, s.W, s.Quorum, s.Conflict))
}

// read carries out lines until there are no more.
func (p *talk) read(ctx context.Context, lines *script.Reader) error {
	for {
		if err := p.out.Flush(); err != nil {
			return fmt.Errorf("write what happened: %w", err)
		}
		next := p.nextCommand(lines)
		cmd, err := next.cmd, next.err
		var bad *script.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, io.EOF):
			return p.end(ctx)
		case errors.As(err, &bad):
			if p.own(ctx, lines.Text()) {
				continue
			}
			if bad.Word == "quit" {
				return p.over()
			}
			if !p.openAnswer(lines.Text()) {
				if p.typed { // who types knows which line it was
					bad.Line = 0
				}
				bad.AlsoAllow(ownWords())
				p.refuse(bad.Error())
			}
			continue
		case err != nil:
			return err
		}
		if err := p.line(ctx, cmd); err != nil && ctx.Err() == nil {
			var missed *script.Failure
			if errors.As(err, &missed) {
				p.unmet++
			} else {
				p.refused++
			}
			if !p.typed {
				err = script.AtLine(lines.Line(), err)
			}
			p.say(err.Error())
		}
		p.judge()
	}
}

// given is the next command, or what is wrong with its line.
type given struct {
	cmd engine.Command
	err error
}

// nextCommand waits for a command. What becomes known of a real cluster meanwhile is printed as it
// comes.
func (p *talk) nextCommand(lines *script.Reader) given {
	live, ok := p.cluster.(interface{ News() <-chan struct{} })
	if !ok {
		cmd, err := lines.Next()
		return given{cmd, err}
	}
	next := make(chan given, 1)
	go func() { // it ends when the input does, which ends with the session
		cmd, err := lines.Next()
		next <- given{cmd, err}
	}()
	for {
		select {
		case g := <-next:
			return g
		case <-live.News():
			p.tell()
			if err := p.out.Flush(); err != nil {
				return given{err: fmt.Errorf("write what happened: %w", err)}
			}
		}
	}
}

// end lets the last requests be answered, as a script does, unless it stands in the past,
// where what follows is recorded. Who quits has seen enough.
func (p *talk) end(ctx context.Context) error {
	if p.learns == nil && source.Ahead(p.cluster) == 0 {
		if err := p.carryOut(ctx, engine.Command{Verb: engine.Until, Expr: "quiet"}); ctx.Err() != nil {
			return err
		} else if err != nil {
			p.say(err.Error())
		}
	}
	return p.over()
}

// over returns what the session's lines amount to: an error if one could not be carried out, or
// an expectation did not hold.
func (p *talk) over() error {
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("write what happened: %w", err)
	}
	switch {
	case p.refused > 0 && !p.typed:
		return Refused{p.refused}
	case p.unmet > 0:
		return Unmet{p.unmet}
	}
	return nil
}

// own carries out a command of the program itself, and reports whether the line was one.
func (p *talk) own(ctx context.Context, line string) bool {
	word, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), ":"), " ")
	switch word {
	case "help", "?":
		if rest = strings.TrimSpace(rest); rest != "" {
			p.help(rest)
			break
		}
		p.helpAll()
	case "save", "save!":
		p.save(strings.TrimSpace(rest), word == "save!")
	case "code":
		p.code()
	default:
		return p.ask(ctx, word, strings.TrimSpace(rest))
	}
	return true
}

// save saves the session; to the file that was named last if none is.
func (p *talk) save(path string, replace bool) {
	write, err := p.kept.Save(p.cluster, path, replace, "")
	if err != nil {
		p.refuse(err.Error())
		return
	}
	msg := write()
	if msg.Err != nil {
		p.refuse(msg.Err.Error())
		return
	}
	p.say(p.kept.Saved(msg))
}

// code prints the session's replay code.
func (p *talk) code() {
	encode, err := save.Code(p.cluster)
	if err != nil {
		p.refuse(err.Error())
		return
	}
	if msg := encode(); msg.Err != nil {
		p.refuse(msg.Err.Error())
	} else {
		p.say("ringside replay " + msg.Code)
	}
}

// line carries a command out and prints the result.
func (p *talk) line(ctx context.Context, cmd engine.Command) error {
	if err := p.allowed(cmd); err != nil {
		return err
	}
	if cmd.Verb.Travels() {
		return p.travel(ctx, cmd)
	}
	left, before := source.Branch(p.cluster)
	if err := p.carryOut(ctx, cmd); err != nil {
		return err
	}
	p.chosen(cmd)
	if now, after := source.Branch(p.cluster); after > before {
		p.say(source.Parted(now, left, ""))
	}
	if cmd.Verb == engine.Expect {
		p.say("it holds: " + cmd.Expr)
	}
	return nil
}

// travel goes to another moment. What has not happened yet there is printed again when it
// does.
func (p *talk) travel(ctx context.Context, cmd engine.Command) error {
	trip, err := source.Depart(p.cluster, cmd)
	if err != nil {
		return err
	}
	defer trip.Cancel() // of no effect after its end
	for done := false; !done; {
		if done, err = trip.Advance(); err != nil {
			return err
		}
		if !done && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	v := p.cluster.View(engine.Watch{})
	if cmd.Verb == engine.Switch {
		p.told = v.Trace.Len()
	}
	p.told = min(p.told, v.Trace.Len())
	p.why = min(p.why, workspace.LastTold(v))
	p.tell()
	if cmd.Verb == engine.Fork {
		p.say(source.Forked(p.cluster, ""))
	}
	at := "now at " + pane.Seconds(v.Now) + " s"
	if n := source.Ahead(p.cluster); n > 0 {
		at += ": in the past, " + count.Of(n, "event") + " ahead"
	}
	p.say(at)
	return nil
}

// carryOut carries a command out to its end, or to the end of ctx.
func (p *talk) carryOut(ctx context.Context, cmd engine.Command) error {
	p.kept.Passes(cmd)
	err := p.runner.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = p.runner.Advance(p.budget())
		p.tell()
		if ctx.Err() != nil {
			p.runner.Cancel()
			return context.Cause(ctx)
		}
	}
	p.tell()
	return err
}

// budget is how many events happen before they are printed: of a real cluster each when it comes.
func (p *talk) budget() int {
	if isReal(p.cluster) {
		return 1
	}
	return source.FrameBudget
}

// tell prints the events that have not been printed yet, each once and from the end where
// it matters (event.Fine), and why each operation that is over came out as it did. Of the
// requests of a load it does not say why; in a lesson it says of them only what came of all.
func (p *talk) tell() {
	if p.held {
		return
	}
	v := p.cluster.View(engine.Watch{})
	name := func(n ring.NodeID) string { return v.Nodes[n].Name }
	for p.told < v.Trace.Len() {
		p.told++
		e := v.Trace.At(p.told)
		if e.Kind == event.Invoke {
			if p.byLoad == nil {
				p.byLoad = make(map[uint32]bool)
			}
			p.byLoad[e.Op] = ops.LoadOf(&v.Trace, e) != 0
		}
		if !e.Fine() && (p.learns == nil || !p.byLoad[e.Op]) {
			p.say(string(event.AppendLogTime(nil, e.At)) + "  " + explain.Event(&v.Trace, p.told, name).String())
		}
		if e.Kind == event.Loaded && v.Load != nil && v.Load.Over && newestLoad(&v.Trace, p.told) {
			p.measured(v.Load)
		}
	}
	p.tellWhy(v)
}
