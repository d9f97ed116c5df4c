// A test that checks find mistakes: every walkthrough and challenge is made wrong in one
// place after the other.

package presets

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ringside/engine/script"
	"ringside/internal/steady"
)

// wrong is one mistake in a file, and where the check must find it.
type wrong struct {
	what  string
	node  *yaml.Node
	value string // in place of the node's
	where string // the field that must be named; "": any
}

// TestWhatIsMadeWrongIsFound takes every walkthrough and challenge and makes one thing
// after the other wrong: each expectation, each answer, each node's name, each key. The
// check must fail every time, and name the place.
func TestWhatIsMadeWrongIsFound(t *testing.T) {
	made := make(map[string]int)
	for _, name := range steady.First(slices.Concat(Lessons(), Challenges()), 1) {
		data, err := readBuiltIn(fileOf(name))
		if err != nil {
			t.Fatal(err)
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		p := loaded(t, name)
		m := &mistakes{nodes: nodeNames(&p.cfg)}
		m.find("", doc.Content[0])
		for _, w := range m.all {
			made[w.what]++
			right := w.node.Value
			w.node.Value = w.value
			found := checked(t, &doc)
			w.node.Value = right
			switch {
			case found == nil:
				t.Errorf("%s: %s %s: nobody notices %q in place of %q", name, w.where, w.what, w.value, right)
			case w.where != "" && found.Field != w.where:
				t.Errorf("%s: %s %s: %q in place of %q is found elsewhere: %v", name, w.where, w.what, w.value, right, found)
			}
		}
	}
	for _, what := range steady.First([]string{"expectation", "answer", "expected answer", "node", "node to show", "key", "goal", "range"}, 0) {
		if made[what] < 10 && what != "range" || made[what] == 0 {
			t.Errorf("only %d of this kind were made wrong: %s", made[what], what)
		}
	}
}

// checked checks a file and returns the first problem; nil if there is none.
func checked(t *testing.T, doc *yaml.Node) *Problem {
	t.Helper()
	data, err := yaml.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse("copy.yaml", data)
	var r Report
	if err == nil {
		r = Check(p)
	} else {
		r = Unread("copy.yaml", err)
	}
	if len(r.Problems) == 0 {
		return nil
	}
	return &r.Problems[0]
}

// mistakes finds everything that can be made wrong in a file.
type mistakes struct {
	nodes []string
	all   []wrong
}

func (m *mistakes) find(path string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			sub := n.Content[i].Value
			if path != "" {
				sub = path + "." + sub
			}
			m.find(sub, n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			m.find(fmt.Sprintf("%s[%d]", path, i+1), item)
		}
	case yaml.ScalarNode:
		m.scalar(path, n)
	}
}

func (m *mistakes) add(what string, n *yaml.Node, value, where string) {
	m.all = append(m.all, wrong{what, n, value, where})
}

func (m *mistakes) scalar(path string, n *yaml.Node) {
	field := regexp.MustCompile(`\[\d+\]$`).ReplaceAllString(path, "")
	switch field = field[strings.LastIndex(field, ".")+1:]; field {
	case "expect":
		m.add("expectation", n, "not ("+n.Value+")", path)
		m.add("expectation", n, n.Value+" and bogus == 1", path)
	case "won":
		m.add("goal", n, "not ("+strings.TrimSpace(n.Value)+")", path)
	case "goal":
		if strings.Contains(path, ".try.") { // that of a challenge is a text
			m.add("goal", n, "not ("+strings.TrimSpace(n.Value)+")", path)
		}
	case "is":
		m.add("expected answer", n, "gone", path)
	case "if":
		m.add("choice", n, "not ("+n.Value+")", "")
	case "answer":
		m.add("answer", n, n.Value+" == 1", path)
		m.keys(n)
	case "key":
		m.add("key", n, n.Value+"x", "")
	case "node":
		m.add("node to show", n, "nobody", path)
	case "ranges":
		m.add("range", n, "(nobody, A]", path)
		m.add("range", n, strings.Trim(n.Value, "]"), path)
	case "do", "then", "solution":
		m.lines(path, n)
	}
}

// keys makes the keys of a fact wrong.
func (m *mistakes) keys(n *yaml.Node) {
	f, err := script.ParseFact(n.Value)
	if err != nil {
		return // the number of a choice
	}
	for _, key := range f.Keys() {
		m.add("key", n, strings.Replace(n.Value, key, key+"x", 1), "")
	}
}

// lines makes nodes and keys of commands wrong, line by line.
func (m *mistakes) lines(path string, n *yaml.Node) {
	lines := strings.Split(n.Value, "\n")
	for i, line := range lines {
		cmd, err := script.Parse(line)
		if err != nil || cmd.Verb.MovesTime() || cmd.Verb == 0 {
			continue
		}
		with := func(what, old, text, where string) {
			changed := slices.Clone(lines)
			changed[i] = strings.Replace(line, " "+old, " "+text, 1)
			if changed[i] != line {
				m.add(what, n, strings.Join(changed, "\n"), where)
			}
		}
		for _, name := range []string{cmd.Node, cmd.Peer, cmd.Via} {
			if slices.Contains(m.nodes, name) {
				with("node", name, "nobody", path)
			}
		}
		if cmd.Key != "" && !strings.HasSuffix(path, "solution") { // which key it is solved with may not matter
			with("key", cmd.Key, cmd.Key+"x", "")
		}
	}
}

// TestMisconceptionOfARightAnswer: only an answer that is wrong can stand for a misconception, and
// only a reader who gives that answer has it.
func TestMisconceptionOfARightAnswer(t *testing.T) {
	file := func(yes, no string) []byte {
		return []byte(fmt.Sprintf(`format: 1
cluster: {like: three}
steps:
  - title: A crash
    say: A write is told OK.
    do: |
      put cart milk
      until quiet
    ask:
      kind: choice
      text: Is it lost?
      choices:
        - {text: "yes", if: lost == 1%s}
        - {text: "no", if: lost == 0%s}
      why: The disk keeps it.
    then: crash A
    hint: What does a crash take?
`, yes, no))
	}
	const belief = ", if-chosen: A crash takes the disk."
	p, err := Parse("mine.yaml", file(belief, ""))
	if err != nil {
		t.Fatal(err)
	}
	if r := Check(p); len(r.Problems) > 0 {
		t.Errorf("it does not hold: %v", r.Problems)
	}
	for given, want := range map[string]string{"yes": "A crash takes the disk.", "no": ""} {
		l, err := NewWalkthroughRun(p)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := l.Answer(given); err != nil || r.Misconception != want {
			t.Errorf("%s: misconception %q, want %q (%v)", given, r.Misconception, want, err)
		}
	}
	p, err = Parse("mine.yaml", file("", belief))
	if err != nil {
		t.Fatal(err)
	}
	r := Check(p)
	if len(r.Problems) != 1 || r.Problems[0].Field != "steps[1].ask.choices[2].if-chosen" {
		t.Errorf("a misconception of the right answer is found as %v", r.Problems)
	}
}
