// Tests of roles and logins in a class with a code: what a code, a name and an address
// prove.

package classroom_test

import (
	"regexp"
	"syscall"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/internal/screen"
)

var loginCode = regexp.MustCompile(`\b[a-z3-9]{3}-[a-z3-9]{3}-[a-z3-9]{3}\b`)

const theCode = "kq7-4mt-w9x"

// knows comes in with the class's code, from an address of this machine.
func (c *class) knows(name, address string) person {
	c.t.Helper()
	p := c.comesFrom(address, name, "", 120, 36)
	p.sees("The code of the class")
	p.types(theCode + screen.Enter)
	return p
}

// code reads the login code off the screen, after the text told.
func (p person) code(told string) string {
	p.c.t.Helper()
	p.sees(told)
	var code string
	if err := p.Until(p.c.ctx, func(text string) bool { code = loginCode.FindString(text); return code != "" }); err != nil {
		p.c.t.Fatal(err)
	}
	return code
}

// TestRoleNeedsCode: an instructor appointed without a key gets a code that only they
// see; their name is worth nothing to others who know the class's code, even from the
// same address, while they are here and after they have left. The role can be taken back.
func TestRoleNeedsCode(t *testing.T) {
	c := withCode(t, theCode, nil, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	ta := c.knows("ta", "127.0.0.1")
	first := ta.code("you can log in as")
	ann.line("instruct ta")
	ann.sees("ta is an instructor now")
	code := ta.code("you are an instructor of this class now")
	if code == first || loginCode.MatchString(ann.Text()) {
		t.Errorf("ta has the code %s, and had %s; ann sees\n%s", code, first, ann.Text())
	}
	thief := c.knows("ta", "127.0.0.1")
	thief.sees("belongs to somebody")
	thief.types(screen.Enter)
	thief.leaves("ta is an instructor")
	ta.line("take")
	ta.sees("you drive")

	ta.types("qq")
	ta.leaves()
	thief = c.knows("ta", "127.0.0.1")
	thief.sees("belongs to somebody")
	thief.types(first + screen.Enter) // as it was before
	thief.sees("That is not the code")
	thief.types(screen.Enter)
	thief.leaves("ta is an instructor")

	ta = c.knows("ta", "127.0.0.5")
	ta.sees("belongs to somebody")
	ta.types(code + screen.Enter)
	if again := ta.code("your login code is"); again == code {
		t.Error("the code works twice")
	}
	ta.line("take")
	ta.sees("you drive")
	ta.line("kick ann")
	ta.sees("kick: ann serves the class")
	ann.line("instruct ta off")
	ta.sees("ann has made you a student again")
	ann.sees("you drive")
}

// TestFullClassLetsInstructorsIn: an instructor who has been appointed, and comes by the code
// of their own, gets into a class in which no student has a place any more.
func TestFullClassLetsInstructorsIn(t *testing.T) {
	c := withCode(t, theCode, nil, func(c *classroom.Config) { c.MaxSessions = 1 })
	ta := c.knows("ta", "127.0.0.1")
	ta.sees("you can log in as")
	c.knows("bob", "127.0.0.1").leaves("the class is full: 1 is here already")
	ann := c.comes("ann", "ann", 120, 36)
	ann.line("instruct ta")
	code := ta.code("you are an instructor of this class now")
	ta.types("qq")
	ta.leaves()
	again := c.knows("ta", "127.0.0.5")
	again.sees("belongs to somebody")
	again.types(code + screen.Enter)
	again.sees("your login code is")
	c.knows("bob", "127.0.0.1").leaves("the class is full: 1 is here already")
}

// TestNameOfTheDriver: nobody gets control by using the driver's name.
func TestNameOfTheDriver(t *testing.T) {
	c := withCode(t, theCode, nil, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	amy := c.knows("amy", "127.0.0.1")
	amy.sees("with ann")
	ann.line("hand amy")
	amy.sees("you drive")
	for _, name := range []string{"amy", "AMY"} {
		mal := c.knows(name, "127.0.0.1")
		mal.sees("belongs to somebody")
		mal.types(screen.Enter)
		mal.leaves("amy is here already")
	}
	amy.line("crash 1")
	amy.sees("3/4 up")
}

// TestDeadLine: somebody who comes back from the same address gets in as soon as
// the old connection is known to be dead, from another address with their login code;
// without either they are told what to do, and are no other participant instead.
func TestDeadLine(t *testing.T) {
	c := withCode(t, theCode, nil, func(c *classroom.Config) { c.Limits.Answer = 500 * time.Millisecond })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	bob := c.knows("bob", "127.0.0.1")
	code := bob.code("you can log in as")
	bob.types("B")
	bob.sees("your own copy")
	bob.line("crash 1")
	bob.sees("3/4 up")
	dies := func() { // without closing the connection
		if err := bob.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	comesBack := func() {
		bob.sees("with ann")
		bob.types("B")
		bob.sees("as you left it", "3/4 up")
	}
	dies()
	bob = c.knows("bob", "127.0.0.1")
	comesBack()

	dies()
	stranger := c.knows("bob", "127.0.0.5")
	stranger.sees("belongs to somebody")
	stranger.types(screen.Enter)
	stranger.leaves("from another address before", "your login code")
	bob = c.knows("bob", "127.0.0.5")
	bob.sees("belongs to somebody")
	bob.types(code + screen.Enter)
	comesBack()
	ann.types("@")
	ann.sees("2 here")
}

// TestDeadLineOfAKey: who comes back by their key, from another address and while the old line
// hangs, is the same participant at once, with the answer and the copy.
func TestDeadLineOfAKey(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	alice.types("B")
	alice.sees("your own copy")
	alice.line("crash 1")
	alice.sees("3/4 up")
	ann.line(`ask choice "Shall we go on?" yes no`)
	alice.sees("Shall we go on?")
	alice.line("answer yes")
	alice.sees("you: yes")
	if err := alice.Signal(syscall.SIGSTOP); err != nil { // the connection is not closed
		t.Fatal(err)
	}
	alice = c.comesFrom("127.0.0.5", "alice", "alice", 120, 36)
	alice.sees("with ann", "you: yes")
	alice.types("B")
	alice.sees("as you left it", "3/4 up")
	ann.types("@")
	ann.sees("2 here")
}

// TestBanWithCode: somebody banned from a class with a code comes back neither by name
// nor under a new one from the same address, until an instructor lets them in.
func TestBanWithCode(t *testing.T) {
	c := withCode(t, theCode, nil, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	bob := c.knows("bob", "127.0.0.1")
	bob.sees("with ann")
	ann.line("ban bob")
	bob.leaves("ann has asked you to stay away")
	c.knows("bob", "127.0.0.5").leaves("you have been asked to stay away")
	c.knows("bob2", "127.0.0.1").leaves("ask an instructor to let you in")
	ann.sees("bob2 (127.0.0.1) wants to come in", ":admit bob2")
	ann.line("bans")
	ann.sees("banned: bob (127.0.0.1)")
	c.knows("carol", "127.0.0.5").sees("with ann")
	ann.line("admit bob2")
	ann.sees("bob2 is let in")
	c.knows("bob2", "127.0.0.1").sees("with ann")
	ann.line("unban bob")
	ann.sees("bob can come back")
	c.knows("bob", "127.0.0.1").sees("with ann")
}
