// A test that sessions replay alike from a file and from a code.

package cli

import (
	"os"
	"strings"
	"testing"
)

// TestReplayCode: a session opened from a file and from a code has the same trace to the
// last byte, and a code with one letter changed is refused.
func TestReplayCode(t *testing.T) {
	t.Chdir(t.TempDir())
	script := "put cart milk\nuntil reply\ncrash n1\nget cart\nset r 1\nget cart as ann\nrun 2s\n"
	if err := os.WriteFile("s.txt", []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	want := shell("$DIR", "ringside run s.txt --json --save s.yaml", false)
	if strings.Contains(want, "! ") || strings.Count(want, "\n") < 20 {
		t.Fatal(want)
	}
	if got := shell("$DIR", "ringside replay s.yaml --json", false); got != want {
		t.Errorf("the file replays as\n%s\nand was\n%s", got, want)
	}
	code := strings.TrimSpace(shell("$DIR", "ringside replay s.yaml --code", false))
	if got := shell("$DIR", "ringside replay --json "+code, false); got != want {
		t.Errorf("the code %s replays as\n%s\nand was\n%s", code, got, want)
	}
	for i := range code {
		typo := []byte(code)
		if typo[i]++; typo[i] > 'z' {
			typo[i] = 'A'
		}
		got := shell("$DIR", "ringside replay "+string(typo), false)
		if !strings.HasPrefix(got, "! ringside: ") || strings.Count(got, "\n") != 2 || !strings.HasSuffix(got, "exit 2\n") {
			t.Errorf("%s comes to\n%s", typo, got)
		}
	}
}
