// A test that what the README says can happen is a story that replays.

package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryYesReplays finds the README's questions of what can happen. Where the answer is yes, the
// story replays to the last byte from its code as from its file.
func TestEveryYesReplays(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	yes := 0
	files := "(?s)\\$ cat (\\S+)\n(.*?)\n(?:\\$|```)" // a later one of the same name is another one
	for _, found := range regexp.MustCompile(files+"|ringside can '([^']*)'([^`#|\n]*)").FindAllStringSubmatch(string(readme), -1) {
		if found[1] != "" {
			write(t, found[1], found[2])
			continue
		}
		if strings.Contains(found[4], " FILE ") {
			continue // the reader's own
		}
		printed := prints(append([]string{"can", found[3], "--json", "--save", "story.yaml"}, strings.Fields(found[4])...)...)
		var told struct{ Answer, Code string }
		if err := json.NewDecoder(strings.NewReader(printed)).Decode(&told); err != nil {
			t.Fatalf("%s prints\n%s(%v)", found[0], printed, err)
		}
		if told.Answer != "yes" {
			continue
		}
		yes++
		fromFile, fromCode := prints("replay", "--json", "story.yaml"), prints("replay", "--json", told.Code)
		if fromFile != fromCode || strings.Count(fromCode, "\n") < 5 {
			t.Errorf("%s: from its file\n%s\nfrom its code\n%s", found[0], fromFile, fromCode)
		}
	}
	if yes < 2 {
		t.Errorf("%d questions have the answer yes; has the README another form now?", yes)
	}
}

// prints returns what ringside prints, and what it says of errors.
func prints(args ...string) string {
	var out bytes.Buffer
	Main(args, World{In: strings.NewReader(""), Out: &out, Err: &out})
	return out.String()
}
