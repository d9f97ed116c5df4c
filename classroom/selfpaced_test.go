// A test of a student who takes a lesson alone, through dropped lines and a restart of
// the server.

package classroom_test

import (
	"testing"

	"ringside/classroom"
	"ringside/internal/screen"
)

// TestLessonAlone: a student takes a lesson alone, leaves it and comes back to the same
// step, also after the line has dropped and after the server was down.
func TestLessonAlone(t *testing.T) {
	folder := t.TempDir()
	change := func(c *classroom.Config) { c.State = folder }
	c := open(t, change)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann", "4/4 up")
	alice.types("C")
	alice.sees("Lessons, 0 of", "The token ring and the walk")
	alice.types("/token-ring" + screen.Enter)
	alice.sees("/token-ring", "not started")
	alice.types(screen.Enter)
	alice.sees("by yourself", "Eight tokens")
	alice.types(screen.Enter)
	alice.sees("A row has a")
	alice.types("d" + screen.Enter)
	alice.sees("t8 is the first token", "next step")
	alice.types(screen.Enter)
	alice.sees("One copy is")
	ann.types("@")
	ann.sees("alice", "step 3 of 8 in The token ring")

	// What is done there does not affect the class, which goes on meanwhile.
	alice.line("crash 1")
	alice.sees("You have left")
	ann.sees("4/4 up")
	alice.types(screen.Escape) // letters are commands again, and answer no question
	alice.sees("letters are commands now")
	alice.types("B")
	alice.sees("with ann", "4/4 up")
	alice.types("B")
	alice.sees("by yourself", "One copy is", "You have left")
	ann.line("pause all")
	alice.sees("with ann", "ann asks for your attention")
	ann.line("pause off")
	alice.sees("go on as you like")

	// The line drops, while she looks at the class.
	if err := alice.Close(); err != nil {
		t.Log(err) // the terminal of a process that was killed
	}
	ann.sees("gone")
	alice = c.comes("alice", "alice", 80, 24)
	alice.sees("with ann")
	alice.types("B")
	alice.sees("by yourself", "One copy is", "at step 3")

	// The server goes down while she is in it, and opens again.
	c.stop()
	for _, p := range []person{ann, alice} {
		p.leaves("brings you back when it opens again")
	}
	again := reopen(t, c, change)
	alice = again.comes("alice", "alice", 120, 36)
	alice.sees("with ann", "4/4 up")
	alice.types("B")
	alice.sees("by yourself", "One copy is", "at step 3")
	bob := again.comes("bob", "", 120, 36)
	bob.sees("with ann", "4/4 up")
	bob.types("C")
	bob.sees("Lessons, 0 of", "not started")
}
