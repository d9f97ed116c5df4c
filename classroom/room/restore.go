// Restoring a room from what was saved, and setting aside what can't be read.

package room

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"ringside/engine/history"
	"ringside/presets"
	"ringside/session"
)

// A saved class always opens again. A part that can't be read back is set aside whole,
// with the reason, and the class goes on without it.

// Aside is a part of a saved room that was not restored, or could not be saved.
type Aside struct {
	What  string // as a sentence names it: the copy of bob
	Name  string // the same as a part of a file's name
	Data  []byte // the whole part; nil if it can't be written
	YAML  bool   // it is a session file; else JSON
	Why   error
	Saved bool // it was left out when the room was saved
	Cut   bool // it is used as far as it can be replayed
	Used  bool // it is used as a whole, and may differ from what happened: nothing is set aside
}

// leftOut sets aside a participant's copy that can't be saved with the room.
func leftOut(owner *savedParticipant, text []byte, why error) Aside {
	return Aside{What: "the copy of " + owner.Name, Name: "copy-" + owner.Name, Data: text, YAML: true, Saved: true, Why: why}
}

// State is a saved room that is to be opened again.
type State struct {
	saved   saved
	history *history.History // nil: it starts over
	copies  []*history.History
	aside   []Aside
}

// MaxBytes is the size of the largest room file that is written and read.
const MaxBytes = 512 << 20

// Open opens a room from what Save wrote, and returns the parts that are set aside
// because they can't be read back. It opens whatever the file contains.
func Open(ctx context.Context, c Config, data []byte) (*Room, []Aside, error) {
	var aside []Aside
	c.State, aside = Restore(data)
	r, err := New(ctx, c)
	var broken *restoreError
	switch {
	case errors.As(err, &broken):
		c.State = nil
		r, err = New(ctx, c)
		return r, []Aside{whole(data, broken)}, err
	case err == nil && c.State != nil:
		aside = r.Aside()
	}
	return r, aside, err
}

// restoreError is an error of a saved room that was found only while opening it.
type restoreError struct{ why any }

func (e *restoreError) Error() string { return fmt.Sprintf("reading it fails: %v", e.why) }

// whole sets everything aside.
func whole(data []byte, why error) Aside {
	return Aside{What: "the whole class", Name: "class", Data: data, Why: why}
}

// Restore parses what Save wrote. It returns nil, with what is set aside, if nothing in
// it can be used.
func Restore(data []byte) (*State, []Aside) {
	st := &State{}
	damaged, err := st.saved.read(data)
	if err != nil {
		return nil, []Aside{whole(data, err)}
	}
	if damaged != nil { // the rest of it is used
		st.setAside(whole(data, damaged))
	}
	s := &st.saved
	st.history = st.open(s.Cluster, "the class's cluster", "cluster")
	for i := range s.Participants {
		one := &s.Participants[i]
		var h *history.History
		if one.Copy != "" {
			owner := CleanName(one.Name)
			h = st.open(one.Copy, "the copy of "+owner, "copy-"+owner)
			one.Copy = ""
		}
		st.copies = append(st.copies, h)
	}
	return st, st.aside
}

// open opens a session, and sets aside what of it can't be replayed.
func (st *State) open(text, what, name string) *history.History {
	h, warning, err := unmarshal(text, session.Unmarshal)
	switch {
	case err != nil:
		st.setAside(Aside{What: what, Name: name, Data: []byte(text), YAML: true, Why: err})
	case warning.Text != "":
		st.setAside(Aside{What: what, Name: name, Data: []byte(text), YAML: true, Why: errors.New(warning.Text), Cut: warning.Cut, Used: !warning.Cut})
	}
	return h
}

// read parses everything but the sessions. damaged is the error of a part, if the rest of
// the file can be used.
func (s *saved) read(data []byte) (damaged, err error) {
	var syntax *json.SyntaxError
	var field *json.UnmarshalTypeError
	err = json.Unmarshal(data, s)
	switch {
	case len(data) == 0:
		return nil, errors.New("not a room that was saved: the file is empty")
	case errors.As(err, &syntax) && strings.Contains(syntax.Error(), "unexpected end"):
		return nil, fmt.Errorf("not a room that was saved: the file ends too early, after %d bytes", len(data))
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("not a room that was saved: byte %d: %w", syntax.Offset, syntax)
	case errors.As(err, &field) && s.Format == format:
		damaged = fmt.Errorf("byte %d: the field %s is %s", field.Offset, field.Field, field.Value)
	case err != nil:
		return nil, fmt.Errorf("not a room that was saved: %w", err)
	}
	if s.Format != format {
		return nil, fmt.Errorf("format %d; this program reads %d", s.Format, format)
	}
	s.clean()
	if damaged == nil && !utf8.Valid(data) {
		damaged = fmt.Errorf("byte %d is not text in UTF-8", invalid(data)+1)
	}
	return damaged, nil
}

// clean makes the texts that people may see safe, like those that participants type.
func (s *saved) clean() {
	s.Title = cleanText(s.Title)
	s.cleanMisconceptions()
	for i := range s.Participants {
		one := &s.Participants[i]
		one.Key, one.Host, one.Code, one.Learns = cleanText(one.Key), cleanText(one.Host), cleanText(one.Code), cleanText(one.Learns)
	}
	for i, one := range s.Banned {
		s.Banned[i] = cleanText(one)
	}
	for i, b := range s.Bans {
		s.Bans[i] = ban{Name: CleanName(b.Name), Key: cleanText(b.Key), Host: cleanText(b.Host)}
	}
	for i, p := range s.Passes {
		s.Passes[i] = pass{Name: CleanName(p.Name), Host: cleanText(p.Host), Known: p.Known}
	}
	if s.Poll != nil {
		for i, c := range s.Poll.Choices {
			s.Poll.Choices[i] = cleanText(c)
		}
	}
}

// invalid returns where a text stops being UTF-8.
func invalid(data []byte) (at int) {
	for at < len(data) {
		c, n := utf8.DecodeRune(data[at:])
		if c == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}

func (st *State) setAside(a Aside) { st.aside = append(st.aside, a) }

// Title is the name of the preset that the room's cluster was made from; "" if unknown,
// or if the room starts over.
func (st *State) Title() string {
	if st.history == nil {
		return ""
	}
	return st.saved.Title
}

// unmarshal reads a session by session.Unmarshal. No contents of a file do more than stop it
// from being read. Lines are counted within the session, which is set aside in a file of its
// own.
func unmarshal(text string, read func(name string, data []byte) (*history.History, session.Warning, error)) (h *history.History, warning session.Warning, err error) {
	defer func() {
		if p := recover(); p != nil {
			h, err = nil, fmt.Errorf("reading it fails: %v", p)
		}
	}()
	return read("", []byte(text))
}

// reopenAs is restore, with panics turned into errors of this room.
func (r *Room) reopenAs(st *State) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &restoreError{p}
		}
	}()
	r.restore(st)
	r.publish()
	return nil
}

// restore restores a room: everybody is gone, and can come back as the participant they were.
func (r *Room) restore(st *State) {
	results := r.results
	r.results = nil // what is reopened has been stored already
	defer func() { r.results = results }()
	for i, one := range st.saved.Participants {
		s := &participant{
			name: CleanName(one.Name), key: one.Key, host: one.Host, code: one.Code, muted: one.Muted,
			// A role that is bound to neither a key nor a code belongs to nobody.
			instructor: one.Instructor && (one.Key != "" || one.Code != ""), appointed: one.Appointed && (one.Key != "" || one.Code != ""),
			answer: cleanText(one.Answer), selfPaced: one.selfPaced(), progressStore: progressStore{lessons: one.ProgressStore}, budget: r.processor.participantBudget(),
		}
		if st.copies[i] != nil {
			s.copy = s.newCopy(st.copies[i], ownCopy, one.Left)
		}
		s.describe()
		r.participants = append(r.participants, s)
		s.face = faceOf(s.name)
		if one.Name == st.saved.Driver && s.instructor {
			r.giveLease(s)
		}
	}
	r.bans, r.passes = append(st.saved.Bans, oldBans(st.saved.Banned, r.participants)...), st.saved.Passes
	maps.Copy(r.misconceptions, st.saved.Misconceptions)
	r.polls = max(r.polls, st.saved.Polls)
	defer func(last int) { r.polls = last }(r.polls)
	if st.saved.Lesson != nil {
		if err := r.resume(*st.saved.Lesson, st); err != nil {
			st.setPart("the lesson that the class was in", "lesson", st.saved.Lesson, err)
			r.lesson = nil
			r.takeAway()
			r.setStage(r.history, "")
		}
	}
	if p := st.saved.Poll; p != nil {
		if err := r.reopen(p, st.saved.Polls); err != nil {
			st.setPart("the question that was open", "question", p, err)
			r.takeAway()
		}
	}
	r.aside = st.aside
}

// setPart sets aside a part that is not a session.
func (st *State) setPart(what, name string, part any, why error) {
	data, err := json.Marshal(part)
	if err != nil {
		data = fmt.Append(nil, err)
	}
	st.setAside(Aside{What: what, Name: name, Data: data, Why: why})
}

// Aside lists the parts of the saved room that could not be read back.
func (r *Room) Aside() []Aside { return r.aside }

// resume brings the class to the step at which a lesson was left, with its question open
// and the answers given so far.
func (r *Room) resume(at presets.Progress, st *State) error {
	p, err := r.walkthrough(at.Name)
	if err != nil {
		return err
	}
	l, err := presets.Resume(p, at)
	if err != nil {
		return err
	}
	r.follow(l)
	if err := r.lesson.End(r.watchedBy()); err != nil {
		return err
	}
	r.halt()
	if r.poll != nil {
		r.poll.number = st.saved.Polls
		for i, s := range r.participants {
			s.answer = cleanText(st.saved.Participants[i].Answer)
			s.describe()
		}
	}
	return nil
}

// reopen restores a question, with the answers of the participants.
func (r *Room) reopen(saved *savedPoll, number int) error {
	p := &poll{number: number, key: saved.Key, fact: saved.Fact, rightChoice: saved.Right, covers: saved.Covers, asked: r.now()}
	var err error
	switch {
	case saved.Key != "":
		p.question = presets.AskForNodes(saved.Key)
	case saved.Fact != "":
		p.question, err = presets.AskForFact(saved.Text, saved.Fact)
	default:
		p.question, err = presets.AskForChoice(saved.Text, saved.Choices, saved.Right)
	}
	if err != nil {
		return err
	}
	p.text = cleanText(p.question.Text)
	r.poll = p
	if saved.Revealed {
		p.revealed = true
		p.right, p.known = p.question.Truth(r.stage)
		p.counts = r.count(p, r.stage)
	}
	return nil
}
