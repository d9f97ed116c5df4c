// This file has the codes that are read out, written down and typed again: what
// they are made of, and when two of them are the same.

package room

import (
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"unicode"
)

// codeLetters are what a code is made of. There is none among them that is taken
// for another one, on a blackboard or by ear: no 0 and o, 1 and i and l, 2 and z,
// 5 and s, 8 and b.
const codeLetters = "34679acdefghjkmnpqrtuvwxy"

// codeGroups of codeGroup letters each make a code: 25^9 codes, which are 41 bits.
const codeGroups, codeGroup = 3, 3

// NewCode returns a code that nobody can guess and that is easily read out, such
// as kq7-4mt-w9x.
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

// anyOf returns a number below n, each as likely as the others.
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

// BareCode returns what counts of a code: its letters and digits, small ones.
func BareCode(code string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Dash, c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return unicode.ToLower(c)
	}, code)
}

// SameCode reports whether what somebody has typed is the code. Case, spaces and
// dashes don't count. No code is the same as none.
func SameCode(typed, code string) bool {
	a, b := BareCode(typed), BareCode(code)
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
