// Saving a room: what is kept of it, and how its JSON is made while the class goes on.

package room

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"ringside/engine/history"
	"ringside/presets"
	"ringside/session"
)

// saved is a room as it is kept while the server is down. Clusters are kept like
// sessions: their configuration, and what was done to them.
type saved struct {
	Format       int                `json:"format"`
	Room         string             `json:"room"`
	Title        string             `json:"title,omitempty"` // of the preset that its cluster was made from
	At           time.Time          `json:"at,omitzero"`
	Cluster      string             `json:"cluster"`
	Left         *left              `json:"left,omitempty"` // what may still be done in it
	Driver       string             `json:"driver,omitempty"`
	Participants []savedParticipant `json:"seats"`            // its word in the file is older
	Banned       []string           `json:"banned,omitempty"` // in the older format
	Bans         []ban              `json:"bans,omitempty"`
	Passes       []pass             `json:"passes,omitempty"`
	Polls        int                `json:"polls"`
	Lesson       *presets.Progress  `json:"lesson,omitempty"`
	Poll         *savedPoll         `json:"poll,omitempty"`

	Misconceptions map[string]int `json:"misconceptions,omitempty"` // how often each came up
}

// The class is saved as it goes, on the side: the room's goroutine gives a Kept, from
// which Marshal makes the bytes while the class goes on.
//
//	Room.Keep ──▶ Kept: forks of the clusters ──▶ Marshal ──▶ bytes ──▶ Restore ──▶ State
//	                                                 │                     │
//	                                                 └── Aside: what can't be read back

type savedParticipant struct {
	Name       string `json:"name"`
	Key        string `json:"key,omitempty"`
	Host       string `json:"host,omitempty"`
	Code       string `json:"code,omitempty"`
	Instructor bool   `json:"instructor,omitempty"`
	Appointed  bool   `json:"appointed,omitempty"`
	Muted      bool   `json:"muted,omitempty"`
	Answer     string `json:"answer,omitempty"`
	Copy       string `json:"copy,omitempty"`
	Left       *left  `json:"left,omitempty"` // what may still be done in the copy
	Learns     string `json:"learns,omitempty"`

	ProgressStore map[string]presets.Progress `json:"diary,omitempty"`
}

type savedPoll struct {
	Text     string         `json:"text"`
	Key      string         `json:"key,omitempty"`
	Fact     string         `json:"fact,omitempty"`
	Choices  []string       `json:"choices,omitempty"`
	Right    int            `json:"right,omitempty"`
	Revealed bool           `json:"revealed,omitempty"`
	Covers   []presets.Part `json:"covers,omitempty"`
}

// format is the version of what Marshal writes.
const format = 1

// Kept is a room at one moment, to be saved.
type Kept struct {
	saved   saved
	history *history.History
	copies  []keptCopy // by participant
	done    done
}

// keptCopy is a participant's own copy; nil if there is none.
type keptCopy struct {
	history *history.History
	done    done
}

// done identifies what was done in a cluster, apart from time passing.
type done struct {
	history  *history.History // which
	revision uint64
}

func doneIn(h *history.History) done {
	if h == nil {
		return done{}
	}
	return done{h, h.Revision()}
}

// Keep returns the room as it is now, or before, if nothing but time has passed since.
func (r *Room) Keep(ctx context.Context, before *Kept) (*Kept, error) {
	type kept struct {
		*Kept
		err error
	}
	now, err := ask(ctx, r, func() (k kept) {
		k.Kept, k.err = r.keepNow(before)
		return k
	})
	if err != nil {
		return nil, err
	}
	return now.Kept, now.err
}

// Save returns the room as it is, for Restore.
func (r *Room) Save(ctx context.Context) ([]byte, error) {
	k, err := r.Keep(ctx, nil)
	if err != nil {
		return nil, err
	}
	data, _, err := k.Marshal(nil)
	return data, err
}

func (r *Room) keepNow(before *Kept) (*Kept, error) {
	k := &Kept{saved: saved{Format: format, Room: r.name, Title: r.title, Polls: r.polls}, done: doneIn(r.history)}
	s := &k.saved
	if r.driver != nil {
		s.Driver = r.driver.name
	}
	var err error
	for _, p := range r.participants {
		one := savedParticipant{
			Name: p.name, Key: p.key, Host: p.host, Instructor: p.instructor, Muted: p.muted, Answer: p.answer,
			Learns: p.selfPaced.Name, Code: p.code, Appointed: p.appointed,
		}
		if one.ProgressStore, err = p.progressStore.All(); err != nil {
			return nil, err
		}
		s.Participants = append(s.Participants, one)
		k.copies = append(k.copies, keptCopy{done: doneIn(p.laid())})
	}
	s.Misconceptions = maps.Clone(r.misconceptions)
	s.Bans, s.Passes = slices.Clone(r.bans), slices.Clone(r.passes)
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
	if before != nil && before.same(k) {
		return before, nil
	}
	s.At = r.now()
	k.history = r.history.Fork()
	s.Left = leftIn(k.history)
	for i, p := range r.participants {
		if h := p.laid(); h != nil {
			k.copies[i].history = h.Fork()
			s.Participants[i].Left = leftIn(h)
		}
	}
	return k, nil
}

// laid returns the latest state of a participant's copy that the room has: as it was laid aside,
// or as its owner last sent it; nil if there is none.
func (s *participant) laid() *history.History {
	if s.copy != nil {
		return s.copy.History
	}
	return s.kept
}

// same reports whether nothing but time has passed between two Kepts.
func (k *Kept) same(later *Kept) bool {
	was := k.saved
	was.At, was.Left = time.Time{}, nil // what is left follows from what was done
	was.Participants = slices.Clone(was.Participants)
	for i := range was.Participants {
		was.Participants[i].Left = nil
	}
	if k.done != later.done || len(k.copies) != len(later.copies) || !reflect.DeepEqual(was, later.saved) {
		return false
	}
	for i := range k.copies {
		if k.copies[i].done != later.copies[i].done {
			return false
		}
	}
	return true
}

// Texts caches the text of copies that have not changed, for the next save.
type Texts map[done][]byte

// Marshal returns the room for Restore, and the copies that are left out because they
// can't be written or are too large. It uses the texts it finds in texts, and keeps in it only
// those still needed; nil caches nothing.
func (k *Kept) Marshal(texts Texts) (data []byte, aside []Aside, err error) {
	s := k.saved
	s.Participants = slices.Clone(s.Participants)
	cluster, err := session.Marshal(k.history)
	if err != nil {
		return nil, nil, err
	}
	s.Cluster = string(cluster)
	used := make(Texts)
	for i, c := range k.copies {
		if c.history == nil {
			continue
		}
		text, ok := texts[c.done]
		if !ok {
			if text, err = session.Marshal(c.history); err != nil { // one copy keeps nobody else's from being saved
				aside = append(aside, leftOut(&s.Participants[i], nil, err))
				continue
			}
		}
		used[c.done] = text
		s.Participants[i].Copy = string(text)
	}
	if texts != nil {
		clear(texts)
		maps.Copy(texts, used)
	}
	data, more, err := s.fit(MaxBytes)
	return data, append(aside, more...), err
}

// fit returns the room as JSON of at most so many bytes, without its largest copies if it
// has more with them.
func (s *saved) fit(most int) (data []byte, aside []Aside, err error) {
	for {
		if data, err = json.Marshal(s); err != nil || len(data) <= most {
			return data, aside, err
		}
		why := fmt.Errorf("the room has %d bytes with it; at most %d are kept", len(data), most)
		for over := len(data) - most; over > 0; { // JSON has no fewer bytes than the text
			var largest *savedParticipant
			for i := range s.Participants {
				if one := &s.Participants[i]; one.Copy != "" && (largest == nil || len(one.Copy) > len(largest.Copy)) {
					largest = one
				}
			}
			if largest == nil {
				return nil, aside, fmt.Errorf("the room has %d bytes; at most %d are kept", len(data), most)
			}
			over -= len(largest.Copy)
			aside = append(aside, leftOut(largest, []byte(largest.Copy), why))
			largest.Copy = ""
		}
	}
}
