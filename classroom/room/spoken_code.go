// Codes that are read out, written down and typed: their letters, and when two are the
// same.

package room

import (
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"unicode"
)

// codeLetters are what a code is made of. None of them is mistaken for another one, on a
// blackboard or by ear: no 0 and o, 1 and i and l, 2 and z, 5 and s, 8 and b.
const codeLetters = "34679acdefghjkmnpqrtuvwxy"

// codeGroups of codeGroup letters each make a code: 25^9 codes, which are 41 bits.
const codeGroups, codeGroup = 3, 3

// NewCode returns a code that nobody can guess and that is easily read out, such as
// kq7-4mt-w9x.
func NewCode() string {
	var b strings.Builder
	for b.Len() < codeGroups*codeGroup+codeGroups-1 {
		if b.Len()%(codeGroup+1) == codeGroup {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[anyOf(len(codeLetters))])
	}
	return b.String()
}

// anyOf returns a uniformly distributed number below n.
func anyOf(n int) int {
	most := 256 - 256%n
	var one [1]byte
	for {
		_, _ = rand.Read(one[:]) // it never fails
		if int(one[0]) < most {
			return int(one[0]) % n
		}
	}
}

// BareCode returns the significant part of a code: its letters and digits, in lower case.
func BareCode(code string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Dash, c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return unicode.ToLower(c)
	}, code)
}

// SameCode reports whether typed is the code. Case, spaces and dashes don't count. An
// empty code matches nothing.
func SameCode(typed, code string) bool {
	a, b := BareCode(typed), BareCode(code)
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
