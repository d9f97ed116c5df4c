// The page of what can happen: a question, the search for its answer, and the story.

package page

import (
	"cmp"
	"fmt"
	"image"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/search"
	"ringside/internal/count"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Can is the page of what can happen.
const Can workspace.PageKind = "can"

// canPage lists questions that people ask of a cluster; one is searched when it is chosen, or
// when another one is typed.
//
//	can stale == yes                      Is my read always fresh?
//	Open: put cart milk as ann · get cart as bob · …
//	Bounds: no message is lost, …
//
//	yes, in 2 steps
//	▸ 1  put cart milk via n1 as ann     ann writes cart, and n1 coordinates; …
//	     sync n1 1
//	  2  get cart via n2 as bob          bob reads cart, …
type canPage struct {
	base
	line  string  // what is asked; "": the questions are listed
	asks  string  // the question in plain words, of one that was chosen
	of    *asking // nil: nothing is asked
	query query[*asking, *found]
	gone  bool // the story was opened, and the page is to be closed
	back  bool // it comes back from the story
	list  []search.Usual
	// starts are the lines at which the questions begin, and the one behind the last; top is
	// the first that is seen.
	starts []int
	top    int

	drawn canStamp
	text  text
	lines []string
}

// canStamp is what the page was drawn from.
type canStamp struct {
	line     string
	states   int
	done     bool
	theme    *theme.Theme
	w, h, at int
}

// About describes the page.
func (*canPage) About() About {
	return About{
		Kind: Can, Place: layout.Over, Scope: keymaps.Details, Covers: everything(), Private: true,
		Key: Key{Action: keymaps.CanPage, Group: "Show"},
	}
}

// Name is the page's.
func (*canPage) Name(Desk) string { return "Can it happen?" }

// Title returns the page's name.
func (*canPage) Title(pane.Scene) (string, []string) { return "Can it happen?", nil }

// Open lists the questions, or asks what was typed; coming back from a story it is as it was.
func (p *canPage) Open(d Desk) (tea.Cmd, bool) {
	if p.back {
		p.back, p.gone = false, false
		return nil, true
	}
	line := d.Question
	d.Question = ""
	if d.View.Outside != nil {
		d.Refuse(d.OrTwin("can: what a real cluster does next can't be searched"))
		return nil, false
	}
	p.anew(d)
	if line == "" {
		return nil, true
	}
	return nil, p.ask(d, line)
}

// anew ends what is asked, and lists the questions.
func (p *canPage) anew(d Desk) {
	p.Close(d, workspace.Open{})
	*p = canPage{list: search.UsualQuestions(keyOf(d))}
}

// keyOf is the key that the questions are about.
func keyOf(d Desk) string { return cmp.Or(d.Key, search.UsualKey) }

// Resume asks what was typed meanwhile.
func (p *canPage) Resume(d Desk) {
	if d.Question != "" {
		p.back = false
		if _, ok := p.Open(d); !ok {
			p.anew(d)
		}
	}
}

// Close ends the search.
func (p *canPage) Close(Desk, workspace.Open) {
	p.query.stop()
	if p.of != nil {
		p.of.stop()
	}
}

// Keep closes the page when the story is on the screen.
func (p *canPage) Keep(Desk) bool { return !p.gone }

// ask begins to search, or says why it can't.
func (p *canPage) ask(d Desk, line string) bool {
	h, err := d.Fork()
	if err == nil {
		p.of, err = newAsking(h, line, keyOf(d), d.Class() != nil)
	}
	if err != nil {
		d.Fail("can: " + err.Error())
		return false
	}
	p.line = line
	d.Pages.Top().Cursor = 0
	return true
}

// Work searches, and waits for news of the search.
func (p *canPage) Work(Desk) tea.Cmd {
	if p.of == nil || p.answer() != nil {
		return nil
	}
	search, wait := p.query.ask(p.of, p.of.search), p.of.wait()
	switch {
	case search == nil:
		return wait
	case wait == nil:
		return search
	}
	return tea.Batch(search, wait)
}

// Hear takes news of the search in, or its answer.
func (p *canPage) Hear(_ Desk, msg Message) bool {
	if m, ok := msg.(searchMsg); ok {
		if m.of == p.of && !p.of.stopped && m.now.States > 0 {
			p.of.waits, p.of.now = false, m.now
		}
		return true
	}
	if !p.query.take(msg) {
		return false
	}
	p.of.stop()
	return true
}

// answer returns the answer; nil if there is none yet.
func (p *canPage) answer() *found {
	if p.of == nil || !p.query.has(p.of) {
		return nil
	}
	return p.query.answer
}

// Move chooses a question, or scrolls.
func (p *canPage) Move(d Desk, s workspace.Step) {
	if p.line == "" {
		top := d.Pages.Top()
		top.Cursor = min(max(top.Cursor+s.By(len(p.list)), 0), len(p.list)-1)
		return
	}
	scrollBy(d, s, p.text.overflow(d.PageSize().Y))
}

// Click chooses a question.
func (p *canPage) Click(d Desk, at image.Point) {
	if p.line != "" || len(p.starts) == 0 {
		return
	}
	y := inside(d, at).Y + p.top
	if i, _ := slices.BinarySearch(p.starts, y+1); i > 0 && i <= len(p.list) {
		d.Pages.Top().Cursor = i - 1
	}
}

// Act asks the chosen question, or opens the story; escape goes back to the questions.
func (p *canPage) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch {
	case a == keymaps.Detail && p.line == "":
		q := p.list[min(max(d.Pages.Top().Cursor, 0), len(p.list)-1)]
		return Act{Do: func() tea.Cmd {
			if p.ask(d, q.Line) {
				p.asks = q.Asks
			}
			return nil
		}}, true
	case a == keymaps.Escape && p.searches():
		return Act{Do: func() tea.Cmd { p.interrupt(); return nil }}, true
	case a == keymaps.Detail && p.searches():
		return Act{Off: "the search is running; " + d.KeyName(keymaps.Escape) + " stops it"}, true
	case a == keymaps.Detail && p.story() == nil:
		return Act{Off: "there is no story to open"}, true
	case a == keymaps.Detail && d.Learns(""):
		return Act{Off: "not in a lesson; leave it first, or use ringside can"}, true
	case a == keymaps.Detail:
		return Act{Do: func() tea.Cmd { p.open(d); return nil }}, true
	case a == keymaps.Escape && p.asks != "":
		return Act{Do: func() tea.Cmd {
			asked := p.line
			p.anew(d)
			d.Pages.Top().Cursor = max(slices.IndexFunc(p.list, func(q search.Usual) bool { return q.Line == asked }), 0)
			return nil
		}}, true
	}
	return Act{}, false
}

// searches reports whether the search goes on.
func (p *canPage) searches() bool { return p.of != nil && p.answer() == nil && !p.of.halted }

// interrupt stops the search, and reports whether it went on.
func (p *canPage) interrupt() bool {
	if !p.searches() {
		return false
	}
	p.of.interrupt()
	return true
}

// story returns the answer if it has a story; else nil.
func (p *canPage) story() *found {
	if f := p.answer(); f != nil && f.err == nil && f.Outcome == search.Yes {
		return f
	}
	return nil
}

// open opens the story as a branch, at its first step.
func (p *canPage) open(d Desk) {
	f := p.story()
	d.Branch("the story", p.of.way(f), func(branch int) {
		p.gone = true
		for _, t := range slices.Backward(f.told) {
			if cmd := t.Commands[0]; cmd.Verb <= engine.Resolve {
				d.Key = cmd.Key // that the panes are about; of several, the first one's
			}
		}
		d.Say(fmt.Sprintf("branch %d, step 1 of %d: %s goes on, %s comes back", branch, len(f.told), d.KeyName(keymaps.Forward), d.KeyName(keymaps.Escape)))
	}, func() {
		p.back = true
		d.Show(Can)
	})
}

// Hints are the keys of the page.
func (p *canPage) Hints(Desk) []Hint {
	switch {
	case p.line == "":
		return []Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "search"}, choose, {Action: keymaps.Command, Word: "ask another: can …"}}
	case p.searches():
		return []Hint{{Action: keymaps.Escape, Word: "stop the search"}, scroll}
	case p.story() != nil:
		return []Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "open the story as a branch"}, scroll}
	}
	return []Hint{{Action: keymaps.Escape}, scroll}
}

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *canPage) Lines(s pane.Scene, w, h int) []string {
	stamp := canStamp{line: p.line, theme: s.Theme, w: w, h: h, at: s.Cursor}
	if p.of != nil {
		stamp.states, stamp.done = p.of.now.States, p.answer() != nil
	}
	if p.lines != nil && p.drawn == stamp {
		return p.lines
	}
	p.drawn, p.text = stamp, text{}
	top := s.Cursor
	if p.line == "" {
		p.questions(s.Theme, w, s.Cursor)
		top = max(p.starts[min(s.Cursor, len(p.list)-1)+1]-h, 0)
	} else {
		p.tell(s.Theme, w, h)
	}
	p.top = max(min(top, p.text.overflow(h)), 0)
	p.lines = p.text.window(w, h, top, s.Theme)
	return p.lines
}

// questions lists what people ask.
func (p *canPage) questions(th *theme.Theme, w, at int) {
	p.text.wrapped(" ", search.Intro, w-1, th.Dim)
	p.text.add()
	p.starts = p.starts[:0]
	for i, q := range p.list {
		p.starts = append(p.starts, len(p.text.lines))
		mark, ink := "  ", th.Text
		if i == at {
			mark, ink = th.Signs.Here+" ", th.Strong
		}
		for _, line := range draw.Wrap(th.Spell(q.Asks), max(w-4, 8)) {
			p.text.add(span{text: " " + mark, ink: th.Accent}, span{text: line, ink: ink})
			mark = "  "
		}
		if i == at {
			p.text.wrapped("     ", draw.Clean("can "+q.Line), w-1, th.Dim)
		} else {
			p.text.add(span{text: th.Spell(draw.CleanTo("     can "+q.Line, w)), ink: th.Dim})
		}
	}
	p.starts = append(p.starts, len(p.text.lines))
}

// answerFirst is how high a page must be to have the bounds of a search above its answer.
const answerFirst = 16

// tell writes the question and its answer, or how far the search is.
func (p *canPage) tell(th *theme.Theme, w, h int) {
	say := func(words string, ink theme.Ink) { p.text.wrapped(" ", th.Spell(draw.Clean(words)), w-1, ink) }
	q, f := p.of.q, p.answer()
	if p.asks != "" {
		say(p.asks, th.Strong)
	}
	say("can "+p.line, th.Value)
	within := func() {
		say("Open: "+search.OpenText(q.Open), th.Dim)
		say("Bounds: "+q.Within()+".", th.Dim)
	}
	if h < answerFirst { // the answer must be seen at once
		defer within()
	} else {
		within()
	}
	p.text.add()
	switch {
	case f == nil:
		say(fmt.Sprintf("searching: %s so far, %s deep", p.of.now.Searched(), count.Of(p.of.now.Depth, "step")), th.Doubt)
	case f.err != nil:
		say(f.err.Error(), th.Bad)
	case f.Outcome == search.Yes:
		say(f.Headline(q), th.Strong)
		p.text.add()
		p.steps(f.told, th, w)
		p.text.add()
		say(f.Then(q), th.Text)
		say("Searched: "+f.Searched()+". No shorter story leads there.", th.Dim)
	case f.Outcome == search.No:
		say(f.Headline(q), th.Strong)
		say("Not searched: "+search.NotSearched+".", th.Dim)
		if more := f.Advice(q); more != "" {
			say(more, th.Dim)
		}
	default:
		say(f.Headline(q), th.Doubt)
		say("Ask for less: fewer open requests, or fewer faults.", th.Dim)
	}
}

// steps writes the steps of a story, each with what happens in it.
func (p *canPage) steps(told []search.Told, th *theme.Theme, w int) {
	wide := 0
	for _, t := range told {
		for _, cmd := range t.Commands {
			wide = max(wide, draw.Width(cmd.String()))
		}
	}
	wide = min(wide, w*2/5)
	for i, t := range told {
		words := draw.Wrap(th.Spell(draw.Clean(t.Why)), max(w-wide-8, 16))
		var lines []string
		for _, cmd := range t.Commands {
			lines = append(lines, draw.Wrap(th.Spell(draw.Clean(cmd.String())), wide)...)
		}
		for j := range max(len(words), len(lines)) {
			number, line, why := "    ", "", ""
			if j == 0 {
				number = fmt.Sprintf("%3d ", i+1)
			}
			if j < len(lines) {
				line = lines[j]
			}
			if j < len(words) {
				why = words[j]
			}
			p.text.add(span{text: " " + number, ink: th.Dim}, span{text: line + draw.Spaces(wide-draw.Width(line)+2), ink: th.Value}, span{text: why, ink: th.Text})
		}
	}
}
