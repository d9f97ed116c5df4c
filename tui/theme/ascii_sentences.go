// Writing sentences in ASCII for themes that have nothing else.

package theme

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Spell returns s as this theme can show it: an ASCII theme replaces the signs in the
// engine's sentences by ASCII and any other character by its code (\u00e9).
func (t *Theme) Spell(s string) string {
	if !t.ASCII || isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch a, known := spelled[r]; {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case known:
			b.WriteString(a)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var spelled = map[rune]string{
	'→': ">", '←': "<", '⇸': "-#>", '≥': ">=", '≤': "<=", '…': "~", '×': "x", '✓': "+",
	'–': "-", '—': "-", '·': "-", '∩': "&", '’': "'", '“': `"`, '”': `"`, '±': "+-", '★': "*",
}
