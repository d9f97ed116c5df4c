// This file holds the README against the limits of a class.

package room

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
)

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// TestLimitsInTheReadme: its table says what there can be.
func TestLimitsInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	whole := func(b history.Bounds) string {
		return fmt.Sprintf("%d MiB, %s events and turns, %s branches, %d MiB of commands", b.Bytes>>20, thousands(b.Work), thousands(b.Branches), b.Text>>20)
	}
	session := history.SessionBounds()
	rows := append(engine.Limits(),
		[2]string{"branches of a session, and the text of its commands", fmt.Sprintf("%s, %d MiB", thousands(session.Branches), session.Text>>20)},
		[2]string{"a student's copy", whole(copyBounds())},
		[2]string{"the cluster of a class", whole(classBounds())},
	)
	for _, row := range rows {
		if line := "| " + row[0] + " | " + row[1] + " |\n"; !strings.Contains(string(readme), line) {
			t.Errorf("the README does not have: %s", line)
		}
	}
}
