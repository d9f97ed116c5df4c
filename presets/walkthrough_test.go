// Tests that play every embedded walkthrough and challenge, and the harness of their
// transcripts.

package presets

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/session"
)

// TestEveryWalkthroughHolds plays all embedded walkthroughs.
func TestEveryWalkthroughHolds(t *testing.T) {
	names := Lessons()
	if len(names) == 0 {
		t.Fatal("there are none")
	}
	for _, name := range names {
		p, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.About == "" || p.Objective == "" || p.Source == "" || p.Minutes < 3 || p.Minutes > 8 {
			t.Errorf("%s: about, objective, source and 3 to 8 minutes belong to each", name)
		}
		if len(p.card.remember) == 0 || len(p.card.mistakes) == 0 {
			t.Errorf("%s: what to remember and common mistakes belong to each", name)
		}
		for i := range p.Steps {
			if p.Steps[i].Source == "" {
				t.Errorf("%s: step %d has no source", name, i+1)
			}
			if q := p.Steps[i].Ask; q != nil && !q.is.Given() && q.right == 0 {
				t.Errorf("%s: step %d says what is right as a fact only; hold it against `is`", name, i+1)
			}
		}
		r := Check(p)
		for _, problem := range slices.Concat(r.Problems, r.Warnings) {
			t.Error(problem)
		}
	}
}

// TestEveryChallengeIsSolved: every challenge is solved by the solution in its file, and
// by nothing that the file gives away.
func TestEveryChallengeIsSolved(t *testing.T) {
	names := Challenges()
	if len(names) < 10 {
		t.Errorf("there are %d", len(names))
	}
	for _, name := range names {
		p, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.About == "" || p.Source == "" || p.Minutes == 0 || len(p.Challenge.Hints) < 2 {
			t.Errorf("%s: about, source, minutes and two hints belong to each", name)
		}
		if n := len(p.Challenge.solution); p.Challenge.Three > n {
			t.Errorf("%s: three stars are for %d commands, and the solution has %d lines", name, p.Challenge.Three, n)
		}
		r := Check(p)
		for _, problem := range r.Problems {
			t.Error(problem)
		}
		if told := fmt.Sprintf("%+v", p.Challenge.Hints) + p.Challenge.Goal; r.Code == "" || strings.Contains(told, r.Code) {
			t.Errorf("%s: its code is %q", name, r.Code)
		}
	}
}

// TestNamesAreUnique: no two presets have the same name.
func TestNamesAreUnique(t *testing.T) {
	seen := make(map[string]bool)
	for _, name := range All() {
		if seen[name] {
			t.Errorf("%s is the name of two", name)
		}
		seen[name] = true
	}
}

// walkThrough carries out the commands of a transcript about one walkthrough: check plays
// it; walk does what its lines say, one by one, and shows the result of each.
func walkThrough(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	switch d.Cmd {
	case "check":
		p, err := Parse(fileName(d), []byte(d.Input))
		if err != nil {
			return err.Error()
		}
		return told(Check(p))
	case "walk":
		var name string
		d.ScanArgs(t, "name", &name)
		p := loaded(t, name)
		l, err := NewWalkthroughRun(p)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for line := range strings.Lines(d.Input) {
			line = strings.TrimSpace(line)
			fmt.Fprintf(&b, "> %s\n%s", line, move(&l, line))
		}
		return b.String()
	case "attempt":
		var name string
		d.ScanArgs(t, "name", &name)
		return challengeRun(t, name, d.Input)
	}
	t.Fatalf("no command %q", d.Cmd)
	return ""
}

// challengeRun attempts a challenge, line by line as somebody at the keyboard would, and
// judges the resulting code.
func challengeRun(t *testing.T, name, lines string) string {
	t.Helper()
	p := loaded(t, name)
	a, err := NewChallengeRun(p)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		fmt.Fprintf(&b, "> %s\n", line)
		switch line {
		case "rules":
			fmt.Fprintln(&b, strings.Join(p.Challenge.Rules(), "\n"))
			continue
		case "hint":
			fmt.Fprintf(&b, "more %v: %d\n", a.Hint(), len(a.Hints()))
			continue
		case "restart":
			err = a.Restart()
		default:
			cmd, bad := script.Parse(line)
			if bad != nil {
				t.Fatal(bad)
			}
			if err = a.Refuses(cmd); err == nil {
				err = own(a.History(), line)
			}
		}
		if err != nil {
			fmt.Fprintf(&b, "error: %v\n", err)
		}
		fmt.Fprintf(&b, "%+v\n", a.Standing())
	}
	code, err := a.Code()
	if err != nil {
		t.Fatal(err)
	}
	h, _, err := session.Decode(code)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Judge(p, h)
	fmt.Fprintf(&b, "judged: %+v %v\n", s, err)
	for _, other := range Challenges()[:4] {
		if p, err = Load(other); err != nil {
			t.Fatal(err)
		}
		if _, err = Judge(p, h); err != nil {
			fmt.Fprintf(&b, "%s: %v\n", other, err)
		}
	}
	return b.String()
}

func told(r Report) string {
	var b strings.Builder
	for _, truth := range r.Truths {
		fmt.Fprintf(&b, "step %d %s %s %s\n", truth.Step, truth.Kind, truth.Ask, truth.Answer)
	}
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(&b, "warning:", w)
	}
	if r.Problems == nil {
		fmt.Fprintf(&b, "holds: %d steps, %d questions, %d expectations\n", r.Steps, r.Questions, r.Expected)
	}
	return b.String()
}

// move does one thing and says where it led. A line that is not a move of the lesson is a
// command of the reader's own.
func move(l **WalkthroughRun, line string) string {
	verb, rest, _ := strings.Cut(line, " ")
	var err error
	said := ""
	switch verb {
	case "answer":
		var r Result
		r, err = (*l).Answer(rest)
		said = fmt.Sprintf("given %q right %v truth %q why %q\n", r.Given, r.Right, r.Truth, r.Why)
	case "reveal":
		var r Result
		r, err = (*l).Reveal()
		said = fmt.Sprintf("truth %q\n", r.Truth)
	case "next":
		err = (*l).Next()
	case "back":
		_, err = (*l).Back()
	case "again":
		err = (*l).Again()
	case "restart":
		err = (*l).Restart()
	case "return":
		err = (*l).Return()
	case "resume":
		*l, err = Resume((*l).Preset(), (*l).Progress())
	case "hint":
		said, err = fmt.Sprintf("more %v: %q\n", (*l).Hint(), (*l).Hints()), nil
	default:
		err = own((*l).History(), strings.TrimPrefix(line, ": "))
	}
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	if (*l).Judge() {
		said += "reached\n"
	}
	return said + standing(*l)
}

// own carries out a line of the command language.
func own(h *history.History, line string) error {
	cmd, err := script.Parse(line)
	if err != nil {
		return err
	}
	r := script.NewRunner(h)
	err = r.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.Advance(1000)
	}
	return err
}

func standing(l *WalkthroughRun) string {
	step, n := l.Step()
	right, asked := l.Score()
	where := [...]string{"on course", "behind", "ahead", "astray"}[l.Where()]
	state := "done"
	switch tried, ok := l.Tried(); {
	case ok:
		state = fmt.Sprintf("%+v", tried)
	case l.Trying() != nil:
		state = "to try: " + step.Try.Text
	case l.Open():
		state = "open, covers " + strings.Join(PartNames(l.Covered()), " ")
	}
	at := l.History().Position()
	return fmt.Sprintf("step %d %s: %s; %s at event %d, %v; %d of %d right\n", n, step.Title, state, where, at.Step, at.Now, right, asked)
}

// TestTheCourseIsTheSame: whatever the reader does between two moves, the lesson reaches
// the same states.
func TestTheCourseIsTheSame(t *testing.T) {
	for _, name := range Lessons() {
		p := loaded(t, name)
		straight, astray := walked(t, p, nil), walked(t, p, func(h *history.History) {
			for _, line := range []string{"back 2", "crash " + p.Config().Nodes[0].Name, "put astray x", "run 3s", "back 1", "put astray y blind"} {
				_ = own(h, line) // a command that fails does no harm
			}
		})
		if !slices.Equal(straight, astray) {
			t.Errorf("%s: by itself it comes to\n%v\nand with somebody going astray to\n%v", name, straight, astray)
		}
	}
}

// walked returns the moments at the ends of all steps.
func walked(t *testing.T, p *Preset, between func(*history.History)) (ends []history.Moment) {
	t.Helper()
	l, err := NewWalkthroughRun(p)
	for err == nil {
		if between != nil {
			between(l.History())
		}
		if l.Open() {
			if _, err = l.Reveal(); err != nil {
				break
			}
		}
		if between != nil {
			between(l.History())
			if err = l.Return(); err != nil {
				break
			}
		}
		ends = append(ends, l.History().Position())
		if l.Finished() {
			return ends
		}
		err = l.Next()
	}
	t.Fatalf("%s: %v", p.Name, err)
	return nil
}
