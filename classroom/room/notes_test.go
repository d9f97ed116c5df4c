// A test of the notes that those who teach have at hand.

package room_test

import (
	"strings"
	"testing"

	"ringside/classroom/room"
	"ringside/tui/class"
)

// TestNotesAreNoMarkdown: what a lesson has as Markdown is in the notes as it reads, at each of
// its steps.
func TestNotesAreNoMarkdown(t *testing.T) {
	s := open(t, nil)
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	s.reply(ann.Ask(class.ParseRequest("lesson read-repair-and-anti-entropy")))
	said := ""
	for range 12 {
		notes := strings.Join(ann.Snapshot().Notes, "\n")
		for _, mark := range []string{"`", "**", "\n> "} {
			if strings.Contains(notes, mark) {
				t.Errorf("%q is in the notes:\n%s", mark, notes)
			}
		}
		said += notes
		s.reply(ann.Ask(class.ParseRequest("reveal")))
		s.reply(ann.Ask(class.ParseRequest("next")))
	}
	for _, words := range []string{"hint: get plum via C chooses the coordinator", "set read all"} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is in no notes", words)
		}
	}
}
