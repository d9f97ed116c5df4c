// This file holds that texts stay what they were while copies of them go on.

package id_test

import (
	"strings"
	"testing"

	"ringside/engine/id"
	_ "ringside/internal/steady"
)

// TestTextsStay adds texts from one buffer that is written over each time, to an original
// and to copies of it, so many that their memory is taken several times.
func TestTextsStay(t *testing.T) {
	type copied struct {
		texts id.Texts
		want  []string
	}
	all := []*copied{{}}
	var buffer []byte
	for i := range 3000 {
		if i%700 == 350 {
			last := all[len(all)-1]
			all = append(all, &copied{last.texts.Clone(), append([]string(nil), last.want...)})
		}
		for n, c := range all {
			text := strings.Repeat(string(rune('a'+n)), i%50)
			switch i % 100 {
			case 0:
				text = strings.Repeat("long", 300)
			case 1:
				text = ""
			}
			buffer = append(buffer[:0], text...)
			got := c.texts.AddBytes(buffer)
			if text == "" {
				if got != 0 {
					t.Fatalf("the empty text has the symbol %d, want 0", got)
				}
				continue
			}
			if c.want = append(c.want, text); int(got) != len(c.want) {
				t.Fatalf("text %d has the symbol %d", len(c.want), got)
			}
		}
	}
	for n, c := range all {
		for i, want := range c.want {
			if got := c.texts.Text(id.Sym(i + 1)); got != want {
				t.Fatalf("copy %d has %q as text %d, want %q", n, got, i+1, want)
			}
		}
	}
}
