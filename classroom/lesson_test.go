// A test of a lesson that a class goes through together, over SSH.

package classroom_test

import (
	"strings"
	"testing"

	"ringside/internal/screen"
)

// TestLesson: the class goes through a lesson together. Whatever would give an answer
// away is covered for everybody, also in their own copies, and the instructor has notes.
func TestLesson(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	ann.line("lesson token-ring")
	for _, p := range []person{ann, alice} {
		p.sees("Lesson", "Eight tokens,", "1/8")
	}
	ann.line("next")
	alice.sees("Who has the first token at or after row-1?", "d node 4", "covered")
	alice.types("B")
	alice.sees("your own copy", "covered")
	alice.line("get row-1")
	if strings.Contains(alice.Text(), "1  t8 ■ 4") {
		t.Errorf("a copy gives the answer away:\n%s", alice.Text())
	}
	alice.types("B")
	alice.sees("with ann")
	alice.types("Ad" + screen.Enter)
	alice.sees("you: node 4")
	alice.line("notes")
	alice.sees("notes: only for instructors")

	// The notes are on the instructor's second screen, and nowhere else.
	second := c.comes("ann", "ann", 120, 36)
	second.sees("with ann")
	second.line("notes")
	second.sees("right: node 4", "1  node 4", "next: One copy is not enough")
	if strings.Contains(ann.Text()+alice.Text(), "right: node 4") {
		t.Error("somebody else sees the notes")
	}
	ann.line("reveal")
	alice.sees("✓ right: node 4", "t8 is the first token", "1  t8 ■ 4")
	ann.line("lesson off")
	alice.sees("with ann", "N 3", "no key chosen yet") // the lesson's key means nothing here
}
