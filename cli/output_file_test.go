// The test of what comes of a file that can't be written after all.

package cli

import (
	"os"
	"strings"
	"testing"
)

// TestUnwrittenFileIsNoExpectation: a link that leads nowhere is seen only when the file is
// written, and that is not what the exit code 1 says.
func TestUnwrittenFileIsNoExpectation(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "s.txt", "put cart milk")
	if err := os.Symlink("nowhere/file", "link.md"); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"ringside run s.txt --json --save link.md":     "! ringside: --save: save the session: write link.md: no such file or directory\nexit 2\n",
		"ringside run s.txt --history link.md":         "! ringside: --history: write link.md: no such file or directory\nexit 2\n",
		"ringside export s.txt --as shiviz -o link.md": "! ringside: --output: write link.md: no such file or directory\nexit 2\n",
		"ringside handout token-ring -o link.md":       "! ringside: --output: write link.md: no such file or directory\nexit 2\n",
	} {
		if got := shell(dir, line, false); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}
