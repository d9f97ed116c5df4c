// Lessons that a participant takes alone, and where their progress is kept.

package room

import (
	"maps"
	"slices"
	"sync"

	"ringside/presets"
	"ringside/tui/class"
)

// progressStore holds how far somebody is in the lessons that they take alone. Their
// session uses it concurrently with the room, which reads it when it is saved.
type progressStore struct {
	mu      sync.Mutex
	lessons map[string]presets.Progress // by name; challenges, too
}

// All returns all progress, by name.
func (s *progressStore) All() (map[string]presets.Progress, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.lessons), nil
}

// Of returns the progress in one lesson or challenge, and whether there is any.
func (s *progressStore) Of(name string) (presets.Progress, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.lessons[name]
	return p, ok
}

// Write stores somebody's progress.
func (s *progressStore) Write(p presets.Progress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lessons == nil {
		s.lessons = make(map[string]presets.Progress)
	}
	s.lessons[p.Name] = p.Since(s.lessons[p.Name])
	return nil
}

// ProgressStore returns where the progress in lessons taken alone is kept: with the participant.
func (m *Member) ProgressStore() class.ProgressStore { return &m.participant.progressStore }

// Learns tells the room what somebody learns alone.
func (m *Member) Learns(what class.SelfPaced) {
	m.room.post(func() {
		if s := m.participant; s.member == m {
			if s.selfPaced = what; what.Name == "" {
				s.holds.note(ownLesson, 0) // it has been left for good
			}
			s.describe()
			m.room.rollCall()
		}
	})
}

// selfPaced returns what somebody was learning alone when the room was saved, if it still
// exists.
func (one *savedParticipant) selfPaced() class.SelfPaced {
	if !slices.Contains(slices.Concat(presets.Lessons(), presets.Challenges()), one.Learns) {
		return class.SelfPaced{} // a name is never the path of a file
	}
	p, err := presets.Load(one.Learns)
	if err != nil {
		return class.SelfPaced{}
	}
	return class.SelfPaced{Name: p.Name, Title: p.Title, Steps: len(p.Steps), Step: min(max(one.ProgressStore[p.Name].Step, 0), len(p.Steps)), Aside: true}
}
