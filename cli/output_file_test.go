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

// TestNothingIsWrittenOverWhatIsRead: a file that a command reads, or writes as well, can't be the
// one to write, under whatever name.
func TestNothingIsWrittenOverWhatIsRead(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const script = "put cart milk"
	for _, line := range []string{
		"ringside run s.txt --save s.txt",
		"ringside run s.txt --history ./s.txt",
		"ringside run s.txt --save q.yaml --history ./q.yaml",
		"ringside run s.txt --save link.txt",
		"ringside can stale==yes s.txt --save s.txt",
		"ringside export s.txt --as mermaid -o s.txt",
		"ringside import s.txt -o s.txt",
	} {
		writeFile(t, "s.txt", script)
		_ = os.Symlink("s.txt", "link.txt")
		got := shell(dir, line, false)
		if !strings.Contains(got, "is read or written already; name another file") || !strings.HasSuffix(got, "exit 2\n") {
			t.Errorf("%s: %s", line, got)
		}
		if now, err := os.ReadFile("s.txt"); err != nil || string(now) != script+"\n" {
			t.Errorf("%s: the script is now %q, %v", line, now, err)
		}
		if _, err := os.Stat("q.yaml"); err == nil {
			t.Errorf("%s: q.yaml has been written", line)
		}
	}
}
