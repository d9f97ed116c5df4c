// Polls: a question to the class, its answers, and their reveal.

package room

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/presets"
	"ringside/tui/class"
)

// poll is a question to everybody. While it is open, only the number of answers is known
// outside the room's goroutine, and not their contents.
type poll struct {
	number   int
	question *presets.Question
	text     string
	key      string // whose replicas are asked for; "": something else is
	revealed bool
	right    string
	known    bool // right is known
	counts   []class.Count
	asked    time.Time

	fact        string         // asked for; "": something else is
	covers      []presets.Part // what would reveal the answer, covered until then (presets.Telling); not of a lesson, which has its own
	lesson      bool           // it is the question of a lesson's step
	rightChoice int            // the right choice, counted from 1; 0: unknown
}

// Results keeps answers for the instructor.
type Results interface {
	// Keep stores a result before it returns. The room logs the error.
	Keep(Result) error
	// Last returns the number of a room's last question; 0 if there is none.
	Last(room string) int
}

// Result is an event of a poll: its question, an answer, its reveal, or that it was withdrawn.
type Result struct {
	At       time.Time `json:"time"`
	Room     string    `json:"room"`
	Poll     int       `json:"poll"`
	Event    string    `json:"event"`          // ask, answer, grade (an answer as it was at the reveal), reveal, or close (without one)
	Name     string    `json:"name,omitempty"` // who answered
	Key      string    `json:"key,omitempty"`  // the fingerprint of their key
	Answer   string    `json:"answer"`         // what they said, or what is right
	Question string    `json:"question"`
	Verdict  string    `json:"verdict,omitempty"` // of a graded answer: right or wrong; "" if nobody knows

	Misconception string `json:"misconception,omitempty"` // that a wrong answer stands for; "" if nobody has said
}

// askAll opens a question to everybody.
func (r *Room) askAll(_ *Member, rest string) (string, error) {
	kind, rest := first(rest)
	words, err := split(rest)
	if err != nil {
		return "", err
	}
	words, covers, err := covering(words)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", kind, err)
	}
	p := &poll{asked: r.now()}
	quoted := strings.Contains(rest, `"`)
	switch {
	case kind == "nodes" && len(words) == 1:
		p.key = words[0]
		p.question = presets.AskForNodes(p.key)
	case kind == "choice" && len(words) >= 3:
		if !quoted {
			words = unquoted(words)
		}
		if len(words) < 3 || !quoted && !strings.HasSuffix(words[0], "?") || quoted && !strings.HasPrefix(strings.TrimSpace(rest), `"`) {
			return "", fmt.Errorf(`ask choice: put the question in quotation marks, and two answers or more after it: ask choice "What is R?" 1 2 3`)
		}
		p.question, p.rightChoice, err = choice(words)
	case kind == "fact" && len(words) > 2 && !quoted: // the quotation marks were forgotten
		words = []string{words[0], strings.Join(words[1:], " ")}
		fallthrough
	case kind == "fact" && len(words) == 2:
		p.fact = words[0]
		p.question, err = presets.AskForFact(words[1], p.fact)
	default:
		return "", usage("ask")
	}
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", kind, err)
	}
	if r.poll != nil && !r.poll.revealed { // what has been answered would be lost
		return "", fmt.Errorf("ask: a question is open; :reveal shows its answer, :close withdraws it")
	}
	p.text = cleanText(p.question.Text)
	if p.covers = covers; covers == nil {
		p.covers = p.question.Covers(r.names())
	}
	if p.key != "" {
		r.place.Key = p.key // its position on the ring is no secret, and the rest is covered
	}
	r.open(p)
	switch {
	case len(p.covers) == 0 && covers != nil:
		return "nothing is covered", nil
	case len(p.covers) == 0:
		return "nothing is covered: the question names nothing on the screen; cover PANE,… at its end covers panes", nil
	}
	said := "covered until :reveal: " + strings.Join(presets.PartNames(p.covers), ", ")
	if slices.Contains(p.covers, presets.PartRing) && !slices.Contains(p.covers, presets.PartMembers) {
		said += "; the ring still shows who is up"
	}
	return said, nil
}

// unquoted joins the words of a question whose quotation marks were forgotten: those up to the
// first one that ends with a question mark. What follows are the answers.
func unquoted(words []string) []string {
	end := slices.IndexFunc(words, func(w string) bool { return strings.HasSuffix(w, "?") }) + 1
	return append([]string{strings.Join(words[:end], " ")}, words[end:]...)
}

// covering takes "cover PANE,…" off the end of a question: the panes that the instructor
// covers with it, and nothing else. covers is nil without it.
func covering(words []string) (rest []string, covers []presets.Part, err error) {
	at := len(words) - 2
	if at < 1 || words[at] != "cover" {
		return words, nil, nil
	}
	covers = []presets.Part{}
	if words[at+1] == "none" {
		return words[:at], covers, nil
	}
	for _, name := range strings.Split(words[at+1], ",") {
		if !slices.Contains(presets.AllCovers(), presets.Part(name)) {
			all := append([]string{"none"}, presets.PartNames(presets.AllCovers())...)
			return nil, nil, fmt.Errorf("cover %s: not known%s", cleanText(name), nearest.Among(name, "allowed, with commas between them", all))
		}
		covers = append(covers, presets.Part(name))
	}
	return words[:at], covers, nil
}

// names lists what a question may refer to: the nodes, and the keys and values of the
// recorded operations.
func (r *Room) names() (all []string) {
	v := r.stage.View(engine.Watch{})
	for i := range v.Nodes {
		all = append(all, v.Nodes[i].Name)
	}
	for _, op := range v.Ops {
		all = append(all, op.Key, op.Value)
	}
	return append(all, r.place.Key)
}

// coversNow reports whether something is covered, so that nothing may be told that
// reveals it.
func (r *Room) coversNow() bool {
	return r.poll != nil && !r.poll.revealed && len(r.poll.covers) > 0 || r.lesson != nil && len(r.lesson.Covered()) > 0
}

// choice parses a question, its answers, and = with the right one.
func choice(words []string) (q *presets.Question, right int, err error) {
	text, answers := words[0], words[1:]
	if i := slices.Index(answers, "="); i >= 0 {
		if i != len(answers)-2 {
			return nil, 0, fmt.Errorf("after = comes the one right answer")
		}
		right = slices.Index(answers[:i], answers[i+1]) + 1
		if right == 0 {
			return nil, 0, fmt.Errorf("%s is none of the answers", cleanText(answers[i+1]))
		}
		answers = answers[:i]
	}
	clean := make([]string, len(answers))
	for i, a := range answers {
		clean[i] = cleanText(a)
	}
	q, err = presets.AskForChoice(text, clean, right)
	return q, right, err
}

// open opens a question.
func (r *Room) open(p *poll) {
	r.polls++
	p.number = r.polls
	r.poll = p
	if r.job != nil && r.job.judges && r.coversNow() {
		r.stopJob() // its result would reveal the answer
	}
	_ = r.record(Result{Event: "ask"}) // so that no other question ever has its number
	for _, s := range r.participants {
		s.answer = ""
		s.describe()
	}
	r.rollCall()
}

// answer counts somebody's answer, in place of their previous one.
func (r *Room) answer(m *Member, rest string) (string, error) {
	p := r.poll
	if p == nil || p.revealed {
		return "", fmt.Errorf("answer: nothing is asked now")
	}
	given, err := r.understand(p, rest)
	if err != nil {
		return "", fmt.Errorf("answer: %w", err)
	}
	err = r.record(Result{Event: "answer", Name: m.participant.name, Key: m.participant.key, Answer: given})
	if err != nil {
		return "", fmt.Errorf("answer: it could not be written down: %w", err)
	}
	m.participant.answer = given
	m.participant.describe()
	r.rollCall()
	return "answered: " + given, nil
}

// longestAnswer is the most bytes of an answer that is kept as it was typed.
const longestAnswer = 200

// understand returns an answer in the form in which it is counted. Where the membership
// is covered, the set of valid names would reveal it: any name is accepted, as it was
// typed, until the reveal.
func (r *Room) understand(p *poll, typed string) (string, error) {
	if p.revealed || p.question.Kind != presets.AskNodes || !slices.Contains(p.covers, presets.PartMembers) {
		return p.question.Understand(typed, r.views())
	}
	switch typed = cleanText(strings.TrimSpace(typed)); {
	case typed == "":
		return "", fmt.Errorf("nothing was answered; %s", p.question.Wants())
	case len(typed) > longestAnswer:
		return "", fmt.Errorf("%d bytes; at most %d are taken", len(typed), longestAnswer)
	}
	return typed, nil
}

// understandAll converts answers that were kept as typed into the form in which they are
// counted. An answer that names no node stays as it is.
func (r *Room) understandAll(p *poll) {
	for _, s := range r.participants {
		if given, err := r.understand(p, s.answer); err == nil && given != s.answer {
			s.answer = given
			s.describe()
		}
	}
}

// record stores an event of the poll.
func (r *Room) record(res Result) error {
	if r.results == nil {
		return nil
	}
	res.At, res.Room, res.Poll, res.Question = r.now(), r.name, r.poll.number, r.poll.text
	err := r.results.Keep(res)
	if err != nil {
		r.log.Error("results", "err", err)
	}
	return err
}

// reveal shows the answers, and what is right.
func (r *Room) reveal(*Member, string) (string, error) {
	p := r.poll
	switch {
	case p == nil && r.lesson != nil && r.lesson.Trying() != nil:
		return "", r.showWay()
	case p == nil:
		return "", fmt.Errorf("reveal: nothing has been asked")
	case p.revealed:
		return "", fmt.Errorf("reveal: it has been shown already")
	}
	r.sync()
	if p.lesson {
		return "", r.revealLesson(p)
	}
	p.revealed = true
	r.understandAll(p)
	p.right, p.known = p.question.Truth(r.stage)
	p.counts = r.count(p, r.stage)
	r.revealed(p)
	return "", nil
}

// revealed shows a question's answer to everybody.
func (r *Room) revealed(p *poll) {
	p.revealed = true
	r.grade(p)
	_ = r.record(Result{Event: "reveal", Answer: p.right}) // it is logged, and the class goes on
	if p.key != "" {
		r.place.Key = p.key
	}
	r.rollCall()
}

// grade stores everybody's answer as it is now, with what it is worth: until the reveal nobody
// knows what is right, and answers change. What can't be stored is logged.
func (r *Room) grade(p *poll) {
	worth := make(map[string]class.Count)
	for _, c := range p.counts {
		worth[c.Answer] = c
		if c.Misconception != "" && c.N > 0 {
			r.misconceptions[c.Misconception] += c.N
		}
	}
	for _, s := range r.participants {
		if s.answer == "" {
			continue
		}
		verdict := ""
		if p.known {
			verdict = map[bool]string{true: "right", false: "wrong"}[worth[s.answer].Right]
		}
		_ = r.record(Result{
			Event: "grade", Name: s.name, Key: s.key, Answer: s.answer, Verdict: verdict, Misconception: worth[s.answer].Misconception,
		})
	}
}

// count returns how many gave each answer, including choices that nobody took.
func (r *Room) count(p *poll, views script.Views) (counts []class.Count) {
	add := func(answer string, n int) {
		for i := range counts {
			if counts[i].Answer == answer {
				counts[i].N += n
				return
			}
		}
		c := class.Count{Answer: answer, N: n, Right: p.known && p.question.Right(answer, views)}
		if p.known && !c.Right {
			c.Misconception = cleanText(p.question.Misconception(answer))
		}
		counts = append(counts, c)
	}
	for _, c := range p.question.Choices {
		add(c.Text, 0)
	}
	for _, s := range r.participants {
		if s.answer != "" {
			add(s.answer, 1)
		}
	}
	if p.known {
		add(p.right, 0)
	}
	if p.question.Kind != presets.AskChoice {
		sort.SliceStable(counts, func(i, j int) bool {
			a, b := &counts[i], &counts[j]
			return a.N > b.N || a.N == b.N && a.Answer < b.Answer
		})
	}
	return counts
}

// closePoll removes the question from the screens.
func (r *Room) closePoll(*Member, string) (string, error) {
	if r.poll == nil {
		return "", fmt.Errorf("close: nothing has been asked")
	}
	r.takeAway()
	return "", nil
}

// takeAway removes the question with all answers.
func (r *Room) takeAway() {
	if r.poll != nil && !r.poll.revealed {
		_ = r.record(Result{Event: "close"}) // it is logged, and the class goes on
	}
	r.poll = nil
	for _, s := range r.participants {
		s.answer = ""
		s.describe()
	}
	r.rollCall()
}

// describePoll returns what everybody may know of the question.
func (r *Room) describePoll() *class.Poll {
	p := r.poll
	if p == nil || r.asked != nil {
		return r.asked
	}
	d := &class.Poll{
		Number: p.number, Question: p.text, Key: p.key, Revealed: p.revealed, Counts: p.counts, Right: p.right,
	}
	if !p.revealed {
		d.Covered = p.covers
	}
	for _, c := range p.question.Choices {
		d.Choices = append(d.Choices, c.Text)
	}
	for _, s := range r.participants {
		if s.answer != "" {
			d.Answered++
		}
		if s.answer != "" || s.member != nil && !s.instructor {
			d.Of++
		}
	}
	r.asked = d
	return d
}
