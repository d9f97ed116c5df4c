package room

import (
	"maps"
	"slices"
	"sync"

	"ringside/presets"
	"ringside/tui/class"
)

// progress store is how far somebody is in the lessons that he goes through alone. Its
// session reads and writes it on the side, and the room when it is saved.
type progressStore struct {
	mu    sync.Mutex
	pages map[string]presets.Progress
}

// All returns what is kept, by name.
func (d *progressStore) All() (map[string]presets.Progress, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.pages), nil
}

// Of returns what is kept of one lesson or challenge, and whether something is.
func (d *progressStore) Of(name string) (presets.Progress, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.pages[name]
	return p, ok
}

// Write keeps how far somebody has come.
func (d *progressStore) Write(p presets.Progress) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pages == nil {
		d.pages = make(map[string]presets.Progress)
	}
	d.pages[p.Name] = p.Since(d.pages[p.Name])
	return nil
}

// ProgressStore is where the place in lessons that are gone through alone is kept: with
// the seat.
func (m *Member) ProgressStore() class.ProgressStore { return &m.seat.progressStore }

// Learns tells the room what is learned alone in this seat.
func (m *Member) Learns(what class.Study) {
	m.room.post(func() {
		if s := m.seat; s.member == m {
			if s.study = what; what.Name == "" {
				s.holds.note(ownLesson, 0) // it has been left for good
			}
			s.describe()
			m.room.rollCall()
		}
	})
}

// study returns what somebody learned alone when the room was saved, if there
// still is such a thing.
func (one *savedSeat) study() class.Study {
	if !slices.Contains(slices.Concat(presets.Lessons(), presets.Challenges()), one.Learns) {
		return class.Study{} // a name is never the path of a file
	}
	p, err := presets.Load(one.Learns)
	if err != nil {
		return class.Study{}
	}
	return class.Study{Name: p.Name, Title: p.Title, Steps: len(p.Steps), Step: min(max(one.ProgressStore[p.Name].Step, 0), len(p.Steps)), Aside: true}
}
