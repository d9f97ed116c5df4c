// Phrases and words that no screen, help, error, lesson, document, comment or name uses any
// more.

//go:build !race

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// oddPhrases are grammatical, and not what an engineer would say. Each has a plain
// replacement.
var oddPhrases = []struct{ odd, plain string }{
	{`\bin hand\b`, "chosen"},
	{`\blet(s)? time go on, or halt`, "play or pause"},
	{`\b[Ww]hat else could (be|befall)\b`, "what else can happen"},
	{`\bnobody listens\b`, "connection refused"},
	{`\bby hand\b`, "by you"},
	{`\bthe word of \w+ alone\b`, "only n3 was asked"},
	{`\blast (op|pane)\b`, "previous operation, previous pane"},
	{`\bone word too many\b`, "unexpected argument"},
	{`\bof the ring that is drawn and\b`, "seed of the ring"},
	{`\bbe shown something\b`, "take a lesson"},
	{`\bcould not be \d|\band changed nothing\b`, "refused, without effect"},
	{`\bwould tell you\b`, "give the answer away"},
	{`\bsend away who\b`, "disconnect after"},
	{`\bread meets\b`, "asks"},
	{`\bhold it still\b`, "still hold it"},
	{`\bwhat does an? (read|write) come to\b`, "what is the client told"},
	{`\bby way of\b`, "through"},
	{`\b(lines?|commands?|objects?|files?|events?|requests?|tokens?|one) an? (line|event|row|page|command|key|step|round|node)\b`, "per"},
	{`(^|[\s(])\.\d+ ?(ms|s|µs|%)`, "0.1 ms"},
	{`\b(operators|models) are\b|\((models|nodes|operators|facts): %`, "(allowed: a, b, c), by nearest.List"},
	{`\d %(%|[^\w%.*+#\[-]|$)|%[.\d]*[dfgv] %%`, "99.9%"},
	{`[;:] ?(allowed|nodes|settings|facts|verbs|commands|replies) (are|is) |there are: |one of: `, "(allowed: a, b, c), by nearest.List"},
}

// oddWords stand in no name, comment, string or document, nor do their inflections in s, d, ed
// and ing. Each has a word that the field uses.
var oddWords = []struct{ odd, plain string }{
	{"whoever", "the client, a node, a reader"},
	{"whomever", "any client"},
	{"befall", "happen to"},
	{"meddle", "interfere"},
	{"rumour", "gossip message"},
	{"overhear", "receive"},
	{"overheard", "received"},
	{"doze", "sleep"},
	{"nap", "sleep"},
	{"hush", "stop"},
	{"stir", "wake, progress"},
	{"stirred", "awake, outdated, progressed"},
	{"blame", "suspect, cause"},
	{"impatient", "speculative"},
	{"impatience", "speculative retry"},
	{"tending", "checking"},
	{"chore", "background disk write"},
	{"haul", "range transfer"},
	{"inheritance", "pending range"},
	{"enlist", "add a pending replica"},
	{"steward", "change coordinator"},
	{"teller", "explanation"},
	{"shelf", "catalogue"},
	{"diary", "progress store"},
	{"witnessed", "observed"},
	{"seat", "participant, place"},
	{"mend", "heal a fault, repair a replica, catch up; mend is the command for links alone"},
}

// ofLinks finds the lines that may say mend: those about a cut link, and the names of the
// command, its event and what it does to a link.
var ofLinks = regexp.MustCompile(`(?i)\blinks?\b|\bcuts?\b|\bmends(:|\]|$)|\b(kind: |kind == |--)mends\b|CutsLink|MendsLink|\b(engine|event)\.Mend\b|\bVerb(:| =| ==) Mend\b|\bl\.Mend\(|, mend,|"mend"|[( ]mend (n1|A|all)\b|mended"\)$|^\tMend$`)

// oddFaults are ways to speak of faults that a fault list does without.
var oddFaults = regexp.MustCompile(`(?i)\b(what|something|nothing|anything)( about \w+)? (is|was|can be|could be) broken\b`)

// older are the words that files in a format of ours still may have, by the lines that say
// so: a keymap's scope, the former names of a setting, a fact and a command; and the pun of the program's name.
var older = []string{`Catalogue Scope = "shelf"`, `json:"diary,omitempty"`, `bob["diary"]`,
	`json:"seat,omitempty"`, `json:"seats"`, `older: "seat"`, `all["seats"]`, `"seat": true`, `"seats":[`, "ringside seat at"}

// TestNoOddPhrases: no phrase is in a string of the program, in a preset or in the README.
// (In comments and tests some of them are clear.)
func TestNoOddPhrases(t *testing.T) {
	var odd []*regexp.Regexp
	for _, p := range oddPhrases {
		odd = append(odd, regexp.MustCompile(`(?i)`+p.odd))
	}
	read := 0
	check := func(where, text string) {
		read++
		text = strings.Join(strings.Fields(text), " ") // a phrase may be broken over lines
		for n, re := range odd {
			if found := re.FindString(text); found != "" {
				t.Errorf("%s says %q: say %q", where, found, oddPhrases[n].plain)
			}
		}
	}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return stringsOf(path, check)
		case strings.HasSuffix(path, ".yaml"), path == "README.md":
			text, err := os.ReadFile(path)
			check(path, string(text))
			return err
		}
		return nil
	})
	if err != nil || read < 1000 {
		t.Fatalf("read %d texts: %v", read, err)
	}
}

// TestNoOddWords: no word is in any text file of the program, its tests and documents.
// Transcripts and scripts of tests are theirs to word.
func TestNoOddWords(t *testing.T) {
	read := 0
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case d.IsDir() || path == "words_test.go" || !slices.Contains([]string{".go", ".md", ".yaml"}, filepath.Ext(path)):
			return nil
		}
		text, err := os.ReadFile(path)
		read++
		for n, line := range strings.Split(string(text), "\n") {
			if found, plain := oddWord(line); found != "" {
				t.Errorf("%s:%d says %q: say %q", path, n+1, found, plain)
			}
		}
		return err
	})
	if err != nil || read < 800 {
		t.Fatalf("read %d files: %v", read, err)
	}
}

// TestOddWordsAreFound shows that the search above can fail.
func TestOddWordsAreFound(t *testing.T) {
	for line, want := range map[string]string{
		"func (c *Cluster) dozed(item sim.Item) bool": "dozed",
		"whoever looks":                  "whoever",
		"type shelfMsg struct":           "shelf",
		"n.tendingNow, c.naps":           "tending",
		"func TestImpatience(":           "Impatience",
		`Catalogue Scope = "shelf"`:      "",
		"a snapshot, stirrup, blameless": "",
		"a read mends them":              "mends",
		"t.mending = true":               "mending",
		"mend a link that is cut":        "",
		"case engine.Mend:":              "",
		"we recommend amends":            "",
		"// what is broken now":          "what is broken",
		"broken YAML":                    "",
	} {
		if got, _ := oddWord(line); got != want {
			t.Errorf("in %q %q is found, want %q", line, got, want)
		}
	}
}

// part is a word of a text, or of a name in several words.
var part = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)

// oddWord returns the first odd word of a line, and what to say instead; "" if there is none.
func oddWord(line string) (found, plain string) {
	if slices.ContainsFunc(older, func(s string) bool { return strings.Contains(line, s) }) {
		return "", ""
	}
	if odd := oddFaults.FindString(line); odd != "" {
		return odd, "there are faults, there are no faults"
	}
	for _, word := range part.FindAllString(line, -1) {
		lower := strings.ToLower(word)
		if strings.HasPrefix(lower, "mend") && ofLinks.MatchString(line) {
			continue
		}
		for _, w := range oddWords {
			rest, begins := strings.CutPrefix(lower, w.odd)
			if begins && slices.Contains([]string{"", "s", "d", "ed", "ing"}, rest) {
				return word, w.plain
			}
		}
	}
	return "", ""
}

// stringsOf calls check with every string of a source file.
func stringsOf(path string, check func(where, text string)) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			if text, err := strconv.Unquote(s.Value); err == nil {
				check(files.Position(s.Pos()).String(), text)
			}
		}
		return true
	})
	return nil
}
