// This file makes a room again from what was saved, and sets aside what can't be read.

package room

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"ringside/engine/history"
	"ringside/presets"
	"ringside/session"
)

// A class that was saved always opens again. A part of it that can't be read back is
// set aside whole, with the reason, and the class goes on without it.

// Aside is a part of a saved room that can't be read back, or could not be.
type Aside struct {
	What  string // as a sentence names it: the copy of bob
	Name  string // the same as a part of a file's name
	Data  []byte // all there is of it
	YAML  bool   // it is a session's file; else JSON
	Why   error
	Saved bool // it was left out when the room was saved
	Cut   bool // it is used as far as it can be done again
	Used  bool // it is used as a whole, and may go another way than it did: nothing is set aside
}

// tooLarge sets a copy aside that would be refused when the class opens again.
func tooLarge(owner string, text []byte) Aside {
	return Aside{
		What: "the copy of " + owner, Name: "copy-" + owner, Data: text, YAML: true, Saved: true,
		Why: fmt.Errorf("it has %d bytes; at most %d are read", len(text), session.MaxBytes),
	}
}

// State is a room that was saved and is to be opened again.
type State struct {
	saved   saved
	history *history.History // nil: it begins anew
	copies  []*history.History
	aside   []Aside
}

// MaxBytes is the size of the largest file of a room that is written and read.
const MaxBytes = 512 << 20

// Open opens a room as it was left, of what Save wrote, and returns what of that is set
// aside since it can't be read back. It opens whatever has become of the file.
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

// restoreError is what was wrong with a saved room that could not be told before.
type restoreError struct{ why any }

func (e *restoreError) Error() string { return fmt.Sprintf("reading it fails: %v", e.why) }

// whole sets aside all there is.
func whole(data []byte, why error) Aside {
	return Aside{What: "the whole class", Name: "class", Data: data, Why: why}
}

// Restore reads what Save wrote. It is nil, with what is set aside, if there is nothing
// in it that could be used.
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
	for i := range s.Seats {
		one := &s.Seats[i]
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

// open opens a session, and sets aside what can't be done again of it.
func (st *State) open(text, what, name string) *history.History {
	h, warning, err := unmarshal(text)
	switch {
	case err != nil:
		st.setAside(Aside{What: what, Name: name, Data: []byte(text), YAML: true, Why: err})
	case warning.Text != "":
		st.setAside(Aside{What: what, Name: name, Data: []byte(text), YAML: true, Why: errors.New(warning.Text), Cut: warning.Cut, Used: !warning.Cut})
	}
	return h
}

// read reads all but the sessions. Damaged is what is wrong with a part, of a file the
// rest of which can be used.
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

// clean makes what people may be shown safe, as it was made when they first said it.
func (s *saved) clean() {
	s.Title = cleanText(s.Title)
	for i := range s.Seats {
		one := &s.Seats[i]
		one.Key, one.Host, one.Code, one.Learns = cleanText(one.Key), cleanText(one.Host), cleanText(one.Code), cleanText(one.Learns)
	}
	for i, one := range s.Banned {
		s.Banned[i] = cleanText(one)
	}
	for i, b := range s.Bans {
		s.Bans[i] = ban{Name: CleanName(b.Name), Key: cleanText(b.Key), Host: cleanText(b.Host)}
	}
	for i, p := range s.Passes {
		s.Passes[i] = pass{Name: CleanName(p.Name), Host: cleanText(p.Host), Seat: p.Seat}
	}
	if s.Poll != nil {
		for i, c := range s.Poll.Choices {
			s.Poll.Choices[i] = cleanText(c)
		}
	}
}

// invalid returns where a text is none in UTF-8.
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

// Title is the name of what the room's cluster was made from; "" if nobody knows, or
// if it begins anew.
func (st *State) Title() string {
	if st.history == nil {
		return ""
	}
	return st.saved.Title
}

// unmarshal reads a session. Whatever a file has in it ends nothing but its reading.
// Lines are counted in the session, which is set aside in a file of its own.
func unmarshal(text string) (h *history.History, warning session.Warning, err error) {
	defer func() {
		if p := recover(); p != nil {
			h, err = nil, fmt.Errorf("reading it fails: %v", p)
		}
	}()
	return session.Unmarshal("", []byte(text))
}

// reopenAs is restore, of which nothing but this room's opening can fail.
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

// restore puts a room back as it was left: everybody is gone, and their seats are
// theirs.
func (r *Room) restore(st *State) {
	results := r.results
	r.results = nil // what is opened again has been written down already
	defer func() { r.results = results }()
	for i, one := range st.saved.Seats {
		s := &seat{
			name: CleanName(one.Name), key: one.Key, host: one.Host, code: one.Code, muted: one.Muted,
			// A role that is bound to neither a key nor a code is nobody's.
			instructor: one.Instructor && (one.Key != "" || one.Code != ""), appointed: one.Appointed && (one.Key != "" || one.Code != ""),
			answer: cleanText(one.Answer), study: one.study(), progressStore: progressStore{pages: one.ProgressStore}, budget: r.processor.seatBudget(),
		}
		if st.copies[i] != nil {
			s.copy = s.newCopy(st.copies[i], ownCopy, one.Left)
		}
		s.describe()
		r.seats = append(r.seats, s)
		s.face = faceOf(s.name)
		if one.Name == st.saved.Driver && s.instructor {
			r.giveLease(s)
		}
	}
	r.bans, r.passes = append(st.saved.Bans, oldBans(st.saved.Banned, r.seats)...), st.saved.Passes
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

// setPart sets a part aside that is no session.
func (st *State) setPart(what, name string, part any, why error) {
	data, err := json.Marshal(part)
	if err != nil {
		data = fmt.Append(nil, err)
	}
	st.setAside(Aside{What: what, Name: name, Data: data, Why: why})
}

// Aside lists what of the saved room could not be read back.
func (r *Room) Aside() []Aside { return r.aside }

// resume has the class at the step at which a lesson was left, its question open
// again with the answers that there were.
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
		for i, s := range r.seats {
			s.answer = cleanText(st.saved.Seats[i].Answer)
			s.describe()
		}
	}
	return nil
}

// reopen puts a question back, with the answers that its seats have.
func (r *Room) reopen(saved *savedPoll, number int) error {
	p := &poll{number: number, key: saved.Key, fact: saved.Fact, rightChoice: saved.Right, covers: saved.Covers, asked: r.now()}
	var err error
	switch {
	case saved.Key != "":
		p.question, err = presets.AskForNodes(saved.Key)
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
