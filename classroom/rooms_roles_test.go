// A test of roles where one server has several rooms: before somebody enters it is not known
// which.

package classroom_test

import (
	"testing"

	"ringside/classroom"
	"ringside/internal/screen"
)

// TestRoleInOneOfSeveralRooms: the name of an instructor of one room needs their code at the login,
// whichever of the rooms that is, although the others know nothing of them; the class's code is
// not that code; and theirs lets them in.
func TestRoleInOneOfSeveralRooms(t *testing.T) {
	for _, own := range []string{"monday", "tuesday"} {
		t.Run(own, func(t *testing.T) {
			t.Parallel()
			c := withCode(t, theCode, nil, func(c *classroom.Config) { c.Rooms = []string{"monday", "tuesday"} })
			enters := func(address, name string) person {
				p := c.comesFrom(address, name, "", 120, 36, own)
				p.sees("The code of the class")
				p.types(theCode + screen.Enter)
				return p
			}
			ann := c.comes("ann", "ann", 120, 36, own)
			ann.sees("you drive")
			ta := enters("127.0.0.1", "ta")
			ta.code("you can log in as")
			ann.line("instruct ta")
			code := ta.code("you are an instructor of this class now")
			ta.types("qq")
			ta.leaves()

			thief := enters("127.0.0.5", "ta")
			thief.sees("belongs to somebody")
			thief.types("abc-def-ghk" + screen.Enter)
			thief.sees("That is not the code")
			thief.types(theCode + screen.Enter)
			thief.leaves("ta is an instructor")

			ta = enters("127.0.0.5", "ta")
			ta.sees("belongs to somebody")
			ta.types(code + screen.Enter)
			ta.code("your login code is")
			ta.line("take")
			ta.sees("you drive")
		})
	}
}
