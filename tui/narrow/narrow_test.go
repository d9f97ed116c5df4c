// Tests of the words that narrow a list down.

package narrow_test

import (
	"strings"
	"testing"

	"ringside/tui/narrow"
)

func TestLets(t *testing.T) {
	for _, c := range []struct {
		typed, row string
		want       bool
	}{
		{"", "anything", true},
		{"down n1", "n1 is down", true},
		{"down n1", "n2 is down", false},
		{"  DOWN  ", "n1 is Down", true},
		{"!down", "n1 is down", false},
		{"!down", "n1 is up", true},
		{"n1 !down", "n1 is up", true},
		{"n1 !down", "n2 is up", false},
		{"n1 !", "n1 is up", true}, // more is to come
		{"!", "n1 is up", true},
		{"!!", "wow! it is up", false}, // the second sign is the word
	} {
		row := strings.ToLower(c.row)
		has := func(text string) bool { return strings.Contains(row, text) }
		if got := narrow.Lets(narrow.Words(c.typed), has); got != c.want {
			t.Errorf("%q lists %q: %v, want %v", c.typed, c.row, got, c.want)
		}
	}
}
