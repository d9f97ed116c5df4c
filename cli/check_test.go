// A test that a challenge's solution can be kept as a code and checked.

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringside/session"
)

// labelled puts a name on a code.
func labelled(code, challenge, solver string) string {
	return session.Label{Challenge: challenge, Solver: solver}.On(code)
}

// TestSolutions: a session that solves a challenge is kept as a code, and anybody can
// check it.
func TestSolutions(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "s.txt")
	saved := filepath.Join(dir, "s.yaml")
	if err := os.WriteFile(file, []byte("put cart milk\nuntil quiet\nput cart eggs\nuntil reply\nget cart via n4\nuntil reply\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := shell(dir, "ringside run --r 1 --w 1 --save "+saved+" "+file, false); strings.Contains(out, "exit") {
		t.Fatal(out)
	}
	code := strings.TrimSpace(shell(dir, "ringside replay --code "+saved, false))
	const named = "ringside check stale-read --solution "
	for _, c := range []struct{ line, want string }{
		{"ringside check --solution " + code, "stale-read: solved with 2 commands, 3 stars\n"},
		{named + code, "stale-read: solved with 2 commands, 3 stars\n"},
		{named + code + " --json", `{"challenge":"stale-read","won":true,"stars":3,"commands":2,"found":"stale is yes"}` + "\n"},
		{"ringside check two-truths --solution " + code, "! ringside: --solution: the session has another cluster than challenge two-truths\nexit 1\n"},
		{"ringside check --solution=", "! ringside: check: --solution is empty; it needs a code\nexit 2\n"},
	} {
		if got := shell(dir, c.line, false); got != c.want {
			t.Errorf("%s\nprints\n%s\nwant\n%s", c.line, got, c.want)
		}
	}
	ann, evil := labelled(code, "stale-read", "ann"), labelled(code, "stale-read", "\x1b[31mred\x07\nann")
	for _, c := range []struct{ line, want string }{
		{"ringside check --solution " + ann, "stale-read: solved by ann with 2 commands, 3 stars\n"},
		{named + ann + " --json", `{"challenge":"stale-read","solver":"ann","won":true,"stars":3,"commands":2,"found":"stale is yes"}` + "\n"},
		{"ringside check two-truths --solution " + ann, "! ringside: --solution: it is a solution of stale-read, by ann, and not of two-truths\nexit 1\n"},
		{"ringside check --solution " + labelled(code, "mine.yaml", "ann"), "! ringside: --solution: it is a solution of mine.yaml, by ann, which is not built in; name its file: check FILE --solution CODE\nexit 2\n"},
		{"ringside check --solution " + labelled(code, "two-truths", "ann"), "! ringside: --solution: the session has another cluster than challenge two-truths\nexit 1\n"},
		{"ringside check --solution " + evil, `stale-read: solved by \x1b[31mred\a ann with 2 commands, 3 stars` + "\n"},
		{"ringside check --solution " + ann[:len(ann)-1], "! ringside: --solution: replay code: its end, which says whose it is, does not belong to it: copy it again as a whole\nexit 2\n"},
	} {
		if got := shell(dir, c.line, false); got != c.want {
			t.Errorf("%s\nprints\n%s\nwant\n%s", c.line, got, c.want)
		}
	}
	for _, wrong := range []string{code + "x", code[:len(code)-3]} {
		got := shell(dir, named+wrong, false)
		if !strings.HasPrefix(got, "! ringside: --solution: replay code: ") || !strings.HasSuffix(got, "a letter is wrong or missing: copy it again as a whole\nexit 2\n") {
			t.Errorf("%s%s\nprints\n%s", named, wrong, got)
		}
	}
}
