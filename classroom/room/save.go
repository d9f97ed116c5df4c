package room

import (
	"context"
	"encoding/json"
	"fmt"

	"ringside/engine"
	"ringside/presets"
	"ringside/session"
)

// saved is a room as it is kept while the server is down. Clusters are kept as
// sessions are: what they were made from, and what was done to them.
type saved struct {
	Format  int               `json:"format"`
	Room    string            `json:"room"`
	Cluster string            `json:"cluster"`
	Driver  string            `json:"driver,omitempty"`
	Seats   []savedSeat       `json:"seats"`
	Banned  []string          `json:"banned,omitempty"`
	Polls   int               `json:"polls"`
	Lesson  *presets.Progress `json:"lesson,omitempty"`
	Poll    *savedPoll        `json:"poll,omitempty"`
}

type savedSeat struct {
	Name       string `json:"name"`
	Key        string `json:"key,omitempty"`
	Host       string `json:"host,omitempty"`
	Instructor bool   `json:"instructor,omitempty"`
	Muted      bool   `json:"muted,omitempty"`
	Answer     string `json:"answer,omitempty"`
	Copy       string `json:"copy,omitempty"`
	Learns     string `json:"learns,omitempty"`

	Diary map[string]presets.Progress `json:"diary,omitempty"`
}

type savedPoll struct {
	Text     string   `json:"text"`
	Key      string   `json:"key,omitempty"`
	Fact     string   `json:"fact,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Right    int      `json:"right,omitempty"`
	Revealed bool     `json:"revealed,omitempty"`
	Covers   []string `json:"covers,omitempty"`
}

// format is the version of what Save writes.
const format = 1

// Save returns the room as it is, for Restore.
func (r *Room) Save(ctx context.Context) (data []byte, err error) {
	if e := r.call(ctx, func() { data, err = r.save() }); e != nil {
		return nil, e
	}
	return data, err
}

func (r *Room) save() ([]byte, error) {
	cluster, err := session.Marshal(r.history)
	if err != nil {
		return nil, err
	}
	s := saved{Format: format, Room: r.name, Cluster: string(cluster), Polls: r.polls}
	if r.driver != nil {
		s.Driver = r.driver.name
	}
	for _, seat := range r.seats {
		one := savedSeat{
			Name: seat.name, Key: seat.key, Host: seat.host, Instructor: seat.instructor, Muted: seat.muted, Answer: seat.answer,
			Learns: seat.study.Name,
		}
		if one.Diary, err = seat.diary.All(); err != nil {
			return nil, err
		}
		if seat.copy != nil { // one that somebody still has is his
			text, err := session.Marshal(seat.copy.History)
			if err != nil {
				return nil, fmt.Errorf("the copy of %s: %w", seat.name, err)
			}
			one.Copy = string(text)
		}
		s.Seats = append(s.Seats, one)
	}
	for who := range r.banned {
		s.Banned = append(s.Banned, who)
	}
	if r.lesson != nil {
		progress := r.lesson.Progress()
		s.Lesson = &progress
	}
	if p := r.poll; p != nil && !p.lesson {
		s.Poll = &savedPoll{Text: p.question.Text, Key: p.key, Fact: p.fact, Right: p.rightChoice, Revealed: p.revealed, Covers: p.covers}
		for _, c := range p.question.Choices {
			s.Poll.Choices = append(s.Poll.Choices, c.Text)
		}
	}
	return json.Marshal(&s)
}

// State is a room that was saved and is to be opened again.
type State struct {
	saved   saved
	history *engine.History
	copies  []*engine.History
}

// Restore reads what Save wrote. The name is that of the file, for the error.
func Restore(name string, data []byte) (*State, error) {
	st := &State{}
	if err := json.Unmarshal(data, &st.saved); err != nil {
		return nil, fmt.Errorf("%s: not a room that was saved: %w", name, err)
	}
	if st.saved.Format != format {
		return nil, fmt.Errorf("%s: format %d; this program reads %d", name, st.saved.Format, format)
	}
	var err error
	if st.history, err = session.Unmarshal(name, []byte(st.saved.Cluster)); err != nil {
		return nil, err
	}
	for _, seat := range st.saved.Seats {
		var h *engine.History
		if seat.Copy != "" {
			if h, err = session.Unmarshal(name, []byte(seat.Copy)); err != nil {
				return nil, fmt.Errorf("the copy of %s: %w", seat.Name, err)
			}
		}
		st.copies = append(st.copies, h)
	}
	return st, nil
}

// restore puts a room back as it was left: everybody is gone, and their seats
// are theirs.
func (r *Room) restore(st *State) error {
	for i, one := range st.saved.Seats {
		s := &seat{
			name: CleanName(one.Name), key: one.Key, host: one.Host, instructor: one.Instructor, muted: one.Muted,
			answer: cleanText(one.Answer), study: one.study(), diary: diary{pages: one.Diary},
		}
		if st.copies[i] != nil {
			s.copy = &Copy{st.copies[i]}
		}
		s.describe()
		r.seats = append(r.seats, s)
		if one.Name == st.saved.Driver && one.Instructor {
			r.giveWheel(s)
		}
	}
	for _, who := range st.saved.Banned {
		r.banned[who] = true
	}
	r.polls = st.saved.Polls
	if st.saved.Lesson != nil {
		if err := r.resume(*st.saved.Lesson, st); err != nil {
			r.log.Error("the lesson can't be taken up again", "err", err)
			r.lesson = nil
			r.takeAway()
			r.setStage(r.history, "")
		}
	}
	if p := st.saved.Poll; p != nil {
		return r.reopen(p)
	}
	return nil
}

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
	r.lesson.watching = false
	r.halt()
	if err := l.Return(); err != nil {
		return err
	}
	if r.polls = st.saved.Polls; r.poll != nil {
		r.poll.number = r.polls
		for i, s := range r.seats {
			s.answer = cleanText(st.saved.Seats[i].Answer)
			s.describe()
		}
	}
	return nil
}

// reopen puts a question back, with the answers that its seats have.
func (r *Room) reopen(saved *savedPoll) error {
	p := &poll{number: r.polls, key: saved.Key, fact: saved.Fact, rightChoice: saved.Right, covers: saved.Covers, asked: r.now()}
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
