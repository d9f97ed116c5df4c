// Somebody in a class whose terminal can't be drawn on: the class as lines.

package plain

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/printable"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// Attend shows a class to a participant, one line per event, question, answer and step of its
// lesson, until they quit, they are gone, the input ends or ctx does. What they type goes to
// the room, a line at a time; what they may not see yet is not printed. The terminal is raw:
// what is typed is echoed here.
//
//	In ─▶ keys ─▶ line ─┬─▶ requests: walk, nodes, why …
//	                    └─▶ Participant.Say ─▶ Reply ─▶ Out
//	Participant.News ─▶ Snapshot ─▶ what is new of it ─▶ Out
func Attend(ctx context.Context, who class.Participant, title string, env []string, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a := &attendant{who: who}
	a.talk = talk{
		out:   bufio.NewWriter(crlf{out}),
		theme: theme.New(theme.Options{Mono: true, ASCII: theme.NewEnviron(env).NoUnicode()}), typed: true,
	}
	a.look()
	a.told = a.now.View(engine.Watch{}).Trace.Len()
	a.say(fmt.Sprintf("ringside %s: %s in the class %s. One line each; help lists what can be typed, quit leaves.", title, who.Name(), a.now.Room.Name))
	a.news()
	keys := make(chan []byte)
	go passOn(ctx, in, keys)
	for {
		if err := a.out.Flush(); err != nil {
			return fmt.Errorf("write what happened: %w", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-who.Gone():
			return nil
		case <-who.News():
			a.look()
			a.news()
		case typed, ok := <-keys:
			if !ok || !a.keys(ctx, typed) {
				return nil
			}
		}
	}
}

// passOn passes on what is typed, until there is no more or ctx ends.
func passOn(ctx context.Context, in io.Reader, keys chan<- []byte) {
	defer close(keys)
	defer func() { _ = recover() }() // it ends this session alone
	for {
		buf := make([]byte, 256)
		n, err := in.Read(buf)
		if n > 0 {
			select {
			case keys <- buf[:n]:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// crlf writes lines as a raw terminal wants them.
type crlf struct{ io.Writer }

func (w crlf) Write(b []byte) (int, error) {
	_, err := w.Writer.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

// attendant is a participant, and what they have been told of the class.
type attendant struct {
	talk
	who    class.Participant
	now    class.Snapshot
	line   []rune // that is being typed
	driver string
	notice [2]uint64 // of the room, of the participant
	poll   string    // what has been said of the question
	step   string    // of the lesson
}

// seen is the cluster of a class as it can be looked at.
type seen struct {
	source.Cluster // nil: it is not driven from here
	now            *class.Snapshot
}

// View is that of the snapshot.
func (s seen) View(w engine.Watch) *engine.View { return s.now.View(w) }

// look takes the newest snapshot.
func (a *attendant) look() {
	a.now = a.who.Snapshot()
	a.cluster = seen{now: &a.now}
	if key := a.now.Room.Place.Key; key != "" {
		a.key = key
	}
}

// news prints what is new.
func (a *attendant) news() {
	room := a.now.Room
	for i, n := range []class.Notice{room.Note, a.now.Mine.Note} {
		if n.Number > a.notice[i] {
			a.notice[i] = n.Number
			a.say(n.Text)
		}
	}
	if room.Driver != a.driver {
		if a.driver = room.Driver; a.driver != "" {
			a.say(a.driver + " drives")
		}
	}
	a.lessonNews(room.Lesson)
	if !a.hides(presets.PartLog, presets.PartOperation, presets.PartLanes) {
		v := a.cluster.View(engine.Watch{})
		a.told = min(a.told, v.Trace.Len())
		a.tell()
	}
	a.pollNews(room.Poll)
}

// lessonNews prints the step of the class's lesson if it is another one, and its verdict.
func (a *attendant) lessonNews(l *class.LessonStep) {
	if l == nil {
		a.step = ""
		return
	}
	is := fmt.Sprint(l.Step, l.Verdict != nil)
	if is == a.step {
		return
	}
	if a.step = is; l.Verdict != nil {
		a.say("the answer: " + l.Verdict.Truth)
		a.said("why: ", l.Verdict.Why)
		return
	}
	a.say(fmt.Sprintf("%s, step %d of %d: %s", l.Name, l.Step, l.Steps, l.Heading))
	a.words(l.Say)
}

// pollNews prints a question when it is asked, and its answers when they are shown.
func (a *attendant) pollNews(p *class.Poll) {
	if p == nil {
		return
	}
	is := fmt.Sprint(p.Number, p.Revealed)
	if is == a.poll {
		return
	}
	a.poll = is
	if !p.Revealed {
		a.say("question: " + p.Question)
		for i, c := range p.Choices {
			a.say(fmt.Sprintf("  %c  %s", 'a'+i, c))
		}
		a.say("answer ANSWER answers; it can be changed until the answer is shown")
		return
	}
	if p.Right != "" {
		a.say("the answer: " + p.Right)
	}
	for _, c := range p.Counts {
		line := fmt.Sprintf("  %d answered %s", c.N, c.Answer)
		if c.Right {
			line += ": right"
		}
		if c.Misconception != "" && c.N > 0 {
			line += "; misconception: " + c.Misconception
		}
		a.say(line)
	}
}

// hides reports whether what the class is asked would be told by one of these.
func (a *attendant) hides(some ...presets.Part) bool {
	covered := a.now.Covered()
	return slices.ContainsFunc(some, func(part presets.Part) bool { return slices.Contains(covered, part) })
}

// keys takes in what is typed, and reports whether the session goes on.
func (a *attendant) keys(ctx context.Context, typed []byte) bool {
	for _, r := range string(typed) {
		switch {
		case r == 3 || r == 4 && len(a.line) == 0: // ctrl+c, ctrl+d
			return false
		case r == '\r' || r == '\n':
			line := strings.TrimSpace(string(a.line))
			a.line = a.line[:0]
			a.out.WriteString("\n")
			if line != "" && !a.typedLine(ctx, line) {
				return false
			}
		case r == 8 || r == 127:
			if n := len(a.line); n > 0 {
				a.line = a.line[:n-1]
				a.out.WriteString("\b \b")
			}
		case r >= 0x20 && !printable.Hidden(r) && len(a.line) < mostTyped:
			a.line = append(a.line, r)
			a.out.WriteRune(r)
		}
	}
	return true
}

// mostTyped is how many characters a line of a class has at most.
const mostTyped = 4 << 10

// attends lists the requests that a participant can make.
func attends(word string) bool {
	return slices.Contains([]string{"key", "ring", "walk", "kept", "why", "nodes", "faults"}, word)
}

// typedLine carries out a line, and reports whether the session goes on.
func (a *attendant) typedLine(ctx context.Context, line string) bool {
	line = strings.TrimPrefix(line, ":")
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case word == "quit" || word == "q":
		return false
	case word == "help" || word == "?":
		for _, c := range a.now.Commands {
			a.say(strings.TrimSpace(c.Verb+" "+c.How) + ": " + c.What)
		}
		for _, r := range requests() {
			if attends(r.word) {
				a.say(strings.TrimSpace(r.word+" "+r.how) + ": " + r.help)
			}
		}
		a.say("quit: leave the class; your place is kept")
	case attends(word):
		for _, r := range requests() {
			if r.word == word && a.hides(r.tells...) {
				a.say(word + ": that would give the class's answer away; wait until it is shown")
				return true
			}
		}
		a.ask(ctx, word, strings.TrimSpace(rest))
	default:
		a.asksRoom(ctx, line)
	}
	return true
}

// asksRoom has the room carry out a line, and prints what came of it.
func (a *attendant) asksRoom(ctx context.Context, line string) {
	if lease := a.now.Lease; lease != nil { // who drives can do what a script can
		if cmd, err := script.Parse(line); err == nil {
			select {
			case r := <-lease.Do(cmd):
				a.came(r.Said, r.Err)
			case <-a.who.Gone():
			case <-ctx.Done():
			}
			return
		}
	}
	select {
	case r := <-a.who.Ask(class.ParseRequest(line)):
		if r.Err == nil && (r.Own != nil || r.Past != nil) {
			r.Err = errors.New("that needs a screen, which this terminal can't show")
		}
		a.came(r.Said, r.Err)
	case <-a.who.Gone():
	case <-ctx.Done():
	}
}

// came prints what came of a line.
func (a *attendant) came(said string, err error) {
	switch {
	case err != nil:
		a.say(err.Error())
	case said != "":
		a.say(said)
	default:
		a.say("done")
	}
}
