// Tests of answers: what people type, which answers are equal, and hostile input.

package presets

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/script"
)

// TestAnswersAreForgiving: what people type as an answer, and how it is understood.
func TestAnswersAreForgiving(t *testing.T) {
	cluster := func(name string) *engine.Cluster {
		p := loaded(t, name)
		c, err := engine.New(p.Config())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	lecture, five, three := cluster("lecture-ring-1"), cluster("default"), cluster("three")
	choice := &Question{Kind: AskChoice, Choices: []Choice{{Text: "yes, it is"}, {Text: "no"}, {Text: "nobody knows"}}}
	fact := func(kind QuestionKind, s string) *Question {
		f, err := script.ParseFact(s)
		if err != nil {
			t.Fatal(err)
		}
		return &Question{Kind: kind, fact: f}
	}
	for _, c := range []struct {
		q       *Question
		views   script.Views
		typed   string
		want    string // as it is shown; "": the error is compared instead
		because string
	}{
		{fact(AskNodes, "replicas(k)"), lecture, "4, 2", "4, 2", ""},
		{fact(AskNodes, "replicas(k)"), lecture, " 4,2 ", "4, 2", ""},
		{fact(AskNodes, "replicas(k)"), lecture, "n4 n2", "4, 2", ""},
		{fact(AskNodes, "replicas(k)"), lecture, "node 4, then node2", "4, 2", ""},
		{fact(AskNodes, "replicas(k)"), lecture, "[4 → 2 -> 3]", "4, 2, 3", ""},
		{fact(AskNodes, "replicas(k)"), five, "4 and N2", "n4, n2", ""},
		{fact(AskNodes, "replicas(k)"), five, "n04", "n4", ""},
		{fact(AskNodes, "holders(k)"), three, "a; C", "A, C", ""},
		{fact(AskNodes, "holders(k)"), three, "None", "none", ""},
		{fact(AskNodes, "holders(k)"), three, "D", "", "there is no node D (nodes: A, B, C)"},
		{fact(AskNodes, "holders(k)"), three, "  ", "", "nothing was answered; name the nodes, in any order, or none"},
		{fact(AskNodes, "holders(k)"), three, ",", "", "no node was named"},
		{fact(AskNodes, "holders(k)"), three, "\x1b[2J", "", `there is no node "\x1b" (nodes: A, B, C)`},
		{choice, three, "B", "no", ""},
		{choice, three, "3", "nobody knows", ""},
		{choice, three, "a)", "yes, it is", ""},
		{choice, three, "YES", "yes, it is", ""},
		{choice, three, "nob", "nobody knows", ""},
		{choice, three, "n", "", "n is none of the answers; choose a to c"},
		{choice, three, "d", "", "d is none of the answers; choose a to c"},
		{fact(AskNumber, "acks"), three, " 2 ", "2", ""},
		{fact(AskNumber, "acks"), three, "two", "", "two is not a whole number in digits"},
		{fact(AskNumber, "latency"), three, "2.1 ms", "2.1ms", ""},
		{fact(AskNumber, "latency"), three, "2", "2ms", ""},
		{fact(AskNumber, "latency"), three, "soon", "", "soon is not a time; give a time and its unit; within a tenth is right"},
		{fact(AskValue, "value"), three, "milk", "milk", ""},
		{fact(AskValue, "value"), three, `"milk, eggs"`, `"milk, eggs"`, ""},
		{fact(AskValue, "values"), three, "milk,  eggs", "milk, eggs", ""},
		{fact(AskValue, "values"), three, `"a, b", c`, `"a, b", c`, ""},
		{fact(AskValue, "values"), three, "none", "none", ""},
		{fact(AskValue, "reply"), three, "OK", "ok", ""},
		{fact(AskValue, "reply"), three, "fine", "", "fine is not one of the answers; one of none, pending, ok, notfound, unavailable, failed, timeout, coordinatorlost"},
	} {
		a, err := c.q.read(c.typed, c.views)
		got, because := "", ""
		if err != nil {
			because = err.Error()
		} else {
			got = c.q.text(a)
		}
		if got != c.want || because != c.because {
			t.Errorf("%q is understood as %q, and refused with %q; want %q and %q", c.typed, got, because, c.want, c.because)
		}
	}
}

// TestEqualAnswers: which answers count as the same.
func TestEqualAnswers(t *testing.T) {
	ordered, err := script.ParseFact("replicas(k)")
	if err != nil {
		t.Fatal(err)
	}
	latency, err := script.ParseFact("latency")
	if err != nil {
		t.Fatal(err)
	}
	unordered, err := script.ParseFact("holders(k)")
	if err != nil {
		t.Fatal(err)
	}
	value, err := script.ParseFact("value")
	if err != nil {
		t.Fatal(err)
	}
	one := Question{Kind: AskValue, fact: value}
	values, err := script.ParseFact("values")
	if err != nil {
		t.Fatal(err)
	}
	several := Question{Kind: AskValue, fact: values}
	typed := func(q *Question, text string) answer {
		a, err := q.read(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	commas := typed(&one, "milk, eggs")
	for _, c := range []struct {
		name         string
		q            Question
		given, truth answer
		want         bool
	}{
		{"in order", Question{Kind: AskNodes, fact: ordered}, answer{words: []string{"2", "4"}}, answer{words: []string{"4", "2"}}, false},
		{"in any order", Question{Kind: AskNodes, fact: unordered}, answer{words: []string{"2", "4"}}, answer{words: []string{"4", "2"}}, true},
		{"one twice", Question{Kind: AskNodes, fact: unordered}, answer{words: []string{"2", "2"}}, answer{words: []string{"4", "2"}}, false},
		{"nothing", Question{Kind: AskNodes, fact: unordered}, answer{nothing: true}, answer{nothing: true}, true},
		{"nothing, and something", Question{Kind: AskNodes, fact: unordered}, answer{nothing: true}, answer{words: []string{"4"}}, false},
		{"one value with a comma", one, commas, answer{words: []string{"milk,eggs"}}, true},
		{"two values", one, commas, answer{words: []string{"eggs", "milk"}}, true},
		{"a capital letter", one, typed(&one, "Eggs"), answer{words: []string{"eggs"}}, true},
		{"a list without commas", several, typed(&several, "milk eggs"), answer{words: []string{"eggs", "milk"}}, true},
		{"a list with a word between", several, typed(&several, "Milk and eggs"), answer{words: []string{"eggs", "milk"}}, true},
		{"a list that lacks one", several, typed(&several, "milk and"), answer{words: []string{"eggs", "milk"}}, false},
		{"another value", one, commas, answer{words: []string{"milk"}}, false},
		{"a time nearly right", Question{Kind: AskNumber, fact: latency}, answer{span: 21 * time.Millisecond}, answer{span: 20 * time.Millisecond}, true},
		{"a time that is not", Question{Kind: AskNumber, fact: latency}, answer{span: 23 * time.Millisecond}, answer{span: 20 * time.Millisecond}, false},
	} {
		if got := c.q.equal(c.given, c.truth); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

// FuzzAnswers: whatever is typed is understood, or refused in a line of plain text; and
// what is understood is understood the same when it is typed as it is shown.
func FuzzAnswers(f *testing.F) {
	p := loaded(f, Default)
	c, err := engine.New(p.Config())
	if err != nil {
		f.Fatal(err)
	}
	var questions []*Question
	for _, name := range Lessons() {
		p := loaded(f, name)
		for i := range p.Steps {
			if q := p.Steps[i].Ask; q != nil {
				questions = append(questions, q)
			}
		}
	}
	for _, typed := range []string{"4, 2", "n4 → n2", "none", "3ms", "b", `"a, b",c`, "\x1b[2J", "é, ,", `"`} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, q := range questions {
			a, err := q.read(typed, c)
			plain(t, err)
			if err != nil {
				continue
			}
			shown := q.text(a)
			again, err := q.read(shown, c)
			if err != nil || !q.equal(again, a) && q.Kind != AskNumber {
				t.Errorf("%s: %q is shown as %q, which is understood as %+v, %v", q.Text, typed, shown, again, err)
			}
		}
	})
}
