// The harness of the room's transcripts: participants that act line by line, and what
// each of them is told.

package room_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/classroom/room"
	"ringside/engine"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
)

// longestWait is how long a room may take for something immediate.
const longestWait = 2 * time.Minute

// school is a room and its participants.
type school struct {
	t       testing.TB
	room    *room.Room
	members map[string]*room.Member
	leases  map[string]class.Lease // the latest, valid or not
	copies  map[string]source.Cluster
	kept    []room.Result
	log     bytes.Buffer
	codes   map[string][]string // told to each participant, in order
	fails   bool                // results can't be written
	stop    context.CancelFunc
}

// Keep stores a result; the school is its own room.Results.
func (s *school) Keep(r room.Result) error {
	if s.fails {
		return fmt.Errorf("the disk is full")
	}
	s.kept = append(s.kept, r)
	return nil
}

// Last returns the number of the last stored question.
func (s *school) Last(string) (n int) {
	for _, r := range s.kept {
		n = max(n, r.Poll)
	}
	return n
}

func open(t testing.TB, state *room.State) *school {
	t.Helper()
	return openWith(t, state, nil)
}

// openWith opens a room with existing results.
func openWith(t testing.TB, state *room.State, kept []room.Result) *school {
	t.Helper()
	p, err := presets.Load("lecture-ring-1")
	if err != nil {
		t.Fatal(err)
	}
	s := &school{
		t: t, kept: kept, members: make(map[string]*room.Member), leases: make(map[string]class.Lease), copies: make(map[string]source.Cluster),
		codes: make(map[string][]string),
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.room, err = room.New(ctx, room.Config{
		Name: "class", Cluster: p.Config(), State: state, Results: s,
		Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Now: func() time.Time { return time.Unix(1_000_000, 0) }, // time passes only when the test says so
	})
	if err != nil {
		t.Fatal(err)
	}
	s.stop = func() {
		cancel()
		<-s.room.Done()
	}
	t.Cleanup(s.stop)
	return s
}

func (s *school) join(who room.Identity) (*room.Member, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longestWait)
	defer cancel()
	m, err := s.room.Join(ctx, who)
	if err == nil {
		s.members[m.Name()] = m
	}
	return m, err
}

func (s *school) reply(from <-chan class.Reply) string {
	s.t.Helper()
	return inWords(soon(s.t, from))
}

// soon returns what comes from a channel; if nothing does, the test fails.
func soon[R any](t testing.TB, from <-chan R) (r R) {
	t.Helper()
	select {
	case r = <-from:
	case <-time.After(longestWait):
		t.Fatal("no answer")
	}
	return r
}

func inWords(r class.Reply) string {
	switch {
	case r.Err != nil:
		return "refused: " + r.Err.Error()
	case r.Own != nil:
		return strings.TrimSpace("a copy " + r.Said)
	case r.Past != nil:
		return strings.TrimSpace("a look at step " + fmt.Sprint(r.Past.View(engine.Watch{}).Trace.Len()) + " " + r.Said)
	case r.Said != "":
		return r.Said
	}
	return "done"
}

// TestTranscripts runs the transcripts of classes in testdata.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		s := open(t, nil)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var out strings.Builder
			switch d.Cmd {
			case "join":
				out.WriteString(s.joins(d))
			case "restart":
				codes := s.codes
				s = s.restart(t)
				s.codes = codes
			case "class":
				for line := range strings.Lines(d.Input) {
					who, what, _ := strings.Cut(strings.TrimSpace(line), ": ")
					out.WriteString(who + ": " + s.hides(who, s.does(who, what)) + "\n")
				}
			default:
				d.Fatalf(t, "unknown command %s", d.Cmd)
			}
			out.WriteString(s.standing())
			return out.String()
		})
	})
}

var code = regexp.MustCompile(`\b[a-z3-9]{3}-[a-z3-9]{3}-[a-z3-9]{3}\b`)

// hides records the codes in a text, and replaces them with their owner and number.
func (s *school) hides(who, text string) string {
	return code.ReplaceAllStringFunc(text, func(c string) string {
		i := slices.Index(s.codes[who], c)
		if i < 0 {
			i = len(s.codes[who])
			s.codes[who] = append(s.codes[who], c)
		}
		return fmt.Sprintf("<code %d of %s>", i+1, who)
	})
}

// joins lets somebody in: join ann instructor key=a host=h; code=ann#2 is the second code
// that ann was told.
func (s *school) joins(d *datadriven.TestData) string {
	who := room.Identity{
		Name: strings.TrimSpace(d.CmdArgs[0].Key), Host: "here",
		Instructor: d.HasArg("instructor"), Listed: d.HasArg("listed"), Serves: d.HasArg("serves"),
	}
	for _, arg := range d.CmdArgs[1:] {
		switch arg.Key {
		case "key":
			who.Key = arg.Vals[0]
		case "host":
			who.Host = arg.Vals[0]
		case "code":
			whose, number, _ := strings.Cut(arg.Vals[0], "#")
			i, err := strconv.Atoi(number)
			if err != nil || i > len(s.codes[whose]) {
				return "no such code\n"
			}
			who.Code = s.codes[whose][i-1]
		}
	}
	m, err := s.join(who)
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	return "is " + m.Name() + s.hides(m.Name(), s.told(m)) + "\n"
}

// told returns what somebody is told when they join.
func (s *school) told(m *room.Member) string {
	if n := m.Mine().Note; n.Text != "" {
		return ", told: " + n.Text
	}
	return ""
}

// does is one thing that somebody does.
func (s *school) does(who, what string) string {
	m := s.members[who]
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "leave":
		m.Leave()
		delete(s.members, who)
		return "gone"
	case "drive":
		w, ok := m.Lease()
		if !ok {
			w = s.leases[who]
		}
		if w == nil {
			return "has no control"
		}
		s.leases[who] = w
		return s.drive(w, rest)
	case "mine": // on their own copy
		c := s.copies[who]
		if err := c.Apply(engine.Command{Verb: engine.Crash, Node: rest}); err != nil {
			return "refused: " + err.Error()
		}
		return fmt.Sprint("step ", c.View(engine.Watch{}).Trace.Len())
	case "offer":
		if c, ok := s.copies[who].(source.Keeper); ok && rest == "" {
			return s.reply(m.Offer(c.Fork()))
		}
	case "fork":
		select {
		case r := <-m.Ask(class.ParseRequest(what)):
			if r.Own != nil {
				s.copies[who] = r.Own
				return strings.TrimSpace(fmt.Sprint("a copy at step ", r.Own.View(engine.Watch{}).Trace.Len(), " ", r.Said))
			}
			return "refused: " + r.Err.Error()
		case <-time.After(longestWait):
			return "no answer"
		}
	case "learn": // NAME STEP STEPS [aside], in the explorer
		var selfPaced class.SelfPaced
		if _, err := fmt.Sscan(rest, &selfPaced.Name, &selfPaced.Step, &selfPaced.Steps); err != nil {
			return err.Error()
		}
		selfPaced.Title, selfPaced.Aside = selfPaced.Name, strings.HasSuffix(rest, "aside")
		m.Learns(selfPaced)
		if err := m.ProgressStore().Write(presets.Progress{Name: selfPaced.Name, Step: selfPaced.Step, Done: selfPaced.Step == selfPaced.Steps}); err != nil {
			return err.Error()
		}
		return "done"
	case "progress":
		s.settle()
		p, ok := m.ProgressStore().Of(rest)
		back := m.Mine().SelfPaced
		return fmt.Sprintf("kept %v: step %d, done %v; can go back to %q", ok, p.Step, p.Done, back.Name)
	case "note":
		s.settle()
		return m.Mine().Note.Text
	case "gone":
		<-m.Gone()
		return m.Why()
	case "fill": // the disk
		s.fails = rest == "yes"
		return "done"
	}
	return s.reply(m.Ask(class.ParseRequest(what)))
}

// restart saves the room and opens it again.
func (s *school) restart(t *testing.T) *school {
	for _, m := range s.members {
		m.Leave()
	}
	data, err := s.room.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(data) {
		t.Fatalf("saved as %s", data)
	}
	st, aside := room.Restore(data)
	if len(aside) > 0 {
		t.Fatal(aside)
	}
	s.stop()
	return open(t, st)
}

// settle waits until the room has done everything it was asked to.
func (s *school) settle() { _, _ = s.room.Save(context.Background()) }

// standing returns the class as everybody sees it.
func (s *school) standing() string {
	var anybody *room.Member
	for _, m := range s.members {
		anybody = m
	}
	if anybody == nil {
		return "nobody looks"
	}
	s.room.Invite("")
	s.settle()
	r, v := anybody.Room(), anybody.Snapshot().View(engine.Watch{})
	var b strings.Builder
	up := 0
	for _, n := range v.Nodes {
		if n.Health == engine.Up {
			up++
		}
	}
	fmt.Fprintf(&b, "  cluster: %d events, %d up", v.Trace.Len(), up)
	if r.Shows != "" {
		fmt.Fprintf(&b, ", %s's copy", r.Shows)
	}
	if r.Held {
		b.WriteString(", all are gathered")
	}
	fmt.Fprintf(&b, "\n  driver: %s\n", r.Driver)
	for _, p := range r.People {
		var is []string
		for _, part := range []struct {
			so   bool
			word string
		}{{p.Instructor, "instructor"}, {p.Hand, "hand"}, {p.Answered, "answered"}, {p.Own, "copy"}, {p.Offers, "offers"}, {p.Muted, "muted"}, {!p.Here, "gone"}} {
			if part.so {
				is = append(is, part.word)
			}
		}
		if p.SelfPaced.Name != "" {
			is = append(is, fmt.Sprintf("%s, aside %v", p.SelfPaced, p.SelfPaced.Aside))
		}
		fmt.Fprintf(&b, "  %s: %s\n", p.Name, strings.Join(is, " "))
	}
	if p := r.Poll; p != nil {
		fmt.Fprintf(&b, "  poll %d: %s %d of %d", p.Number, p.Question, p.Answered, p.Of)
		for _, c := range p.Counts {
			fmt.Fprintf(&b, "; %s %d%s", c.Answer, c.N, map[bool]string{true: " right"}[c.Right])
		}
		b.WriteByte('\n')
	}
	if r.Lesson != nil {
		for _, told := range r.Lesson.Told {
			fmt.Fprintf(&b, "  lesson: %s %s\n", told.Label, told.Text)
		}
	}
	if r.Note.Text != "" {
		fmt.Fprintf(&b, "  said to all: %s\n", r.Note.Text)
	}
	return b.String()
}

// drive carries out a line as an explorer does: it is parsed here, and reaches the room
// as a command.
func (s *school) drive(w class.Lease, line string) string {
	switch c := source.Control(line); c {
	case source.Play, source.Pause, source.Faster, source.Slower, source.Stop:
		return s.driven(w.Control(c))
	}
	cmd, err := script.Parse(line)
	if err != nil {
		return "refused: " + err.Error()
	}
	return s.driven(w.Do(cmd))
}

func (s *school) driven(from <-chan source.Reply) string {
	s.t.Helper()
	r := soon(s.t, from)
	return inWords(class.Reply{Said: r.Said, Err: r.Err})
}
