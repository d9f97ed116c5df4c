package tui

import (
	"fmt"
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// The board stands at the foot of every screen in the class while a question is
// open, and until it is taken away after it has been revealed:
//
//	── asked ──────────────────────────────────────────── 3 of 12 have answered ──
//	 Which nodes keep cart, in their order?
//	 you: 3, 1, 2       A changes it
//
//	── asked ─────────────────────────────────────────────── 12 of 12 answered ──
//	 Which nodes keep cart, in their order?
//	 ✓ 3, 1, 2  ████████████████████  9
//	   3, 2, 1  ██████                3
type board struct {
	drawn boardStamp
	lines []string
}

type boardStamp struct {
	poll  *Poll
	mine  string
	theme *theme.Theme
	w, h  int
}

// longestBar is how many cells the most frequent answer takes.
const longestBar = 40

// mostBars is how many answers are shown; the rarer ones are counted together.
const mostBars = 6

// boardRows is how many rows the board takes.
func (m *Model) boardRows() int {
	if m.seat == nil || m.seat.Room().Poll == nil {
		return 0
	}
	p := m.seat.Room().Poll
	rows := 1 + len(m.boardQuestion(p, m.w))
	if !p.Revealed {
		return rows + len(draw.Wrap(boardChoices(p), max(m.w-2, 8))) + 1
	}
	return rows + max(min(len(p.Counts), mostBars+1), 1)
}

func (m *Model) boardQuestion(p *Poll, w int) []string {
	lines := draw.Wrap(m.theme.Say(p.Question), max(w-2, 8))
	return lines[:min(len(lines), 3)]
}

// boardChoices lists the answers to choose from, as they can be typed.
func boardChoices(p *Poll) string {
	var all []string
	for i, c := range p.Choices {
		all = append(all, fmt.Sprintf("%c %s", 'a'+i, c))
	}
	return strings.Join(all, "    ")
}

// boardLines draws the board into h lines of w cells.
func (m *Model) boardLines(w, h int) []string {
	p, mine := m.seat.Room().Poll, m.seat.Mine().Answer
	b := &m.frame.board
	now := boardStamp{p, mine, m.theme, w, h}
	if b.lines != nil && b.drawn == now {
		return b.lines
	}
	c := draw.NewCanvas(w, h)
	c.More = m.theme.Signs.More
	m.boardRule(c, p, w)
	y := 1
	for _, line := range m.boardQuestion(p, w) {
		c.TextTo(1, y, w, line, m.theme.Strong)
		y++
	}
	if p.Revealed {
		m.boardBars(c, p, mine, y, w)
	} else {
		for _, line := range draw.Wrap(m.theme.Say(boardChoices(p)), max(w-2, 8)) {
			c.TextTo(1, y, w, line, m.theme.Text)
			y++
		}
		m.boardMine(c, mine, min(y, h-1), w)
	}
	b.drawn, b.lines = now, c.Lines()
	return b.lines
}

// boardRule is the line above the question: how many have answered.
func (m *Model) boardRule(c *draw.Canvas, p *Poll, w int) {
	th := m.theme
	c.Fill(0, 0, w, th.Signs.Dash, th.Dim)
	c.Text(2, 0, " asked ", th.Accent)
	note := fmt.Sprintf(" %d of %d answered ", p.Answered, p.Of)
	if draw.Width(note)+12 < w {
		c.TextRight(w-2, 0, note, th.Text)
	}
}

// boardMine is the line below it: what was answered from here.
func (m *Model) boardMine(c *draw.Canvas, mine string, y, w int) {
	th, key := m.theme, m.keyName(keymaps.AnswerPoll)
	if mine == "" {
		x := c.Text(1, y, key, th.Key)
		c.TextTo(x+1, y, w, "answers; it can be changed until it is revealed", th.Dim)
		return
	}
	x := c.TextTo(1, y, w, "you: "+th.Say(mine), th.Accent)
	x = c.Text(x+3, y, key, th.Key)
	c.TextTo(x+1, y, w, "changes it", th.Dim)
}

// boardBars draws how many gave which answer, the right one with a sign.
func (m *Model) boardBars(c *draw.Canvas, p *Poll, mine string, y, w int) {
	th := m.theme
	if len(p.Counts) == 0 {
		text := "nobody has answered"
		if p.Right != "" {
			text += "; right is " + th.Say(p.Right)
		}
		c.TextTo(1, y, w, text, th.Dim)
		return
	}
	shown, most, label, rest := p.Counts[:min(len(p.Counts), mostBars)], 1, 4, 0
	for _, n := range p.Counts {
		most = max(most, n.N)
	}
	for _, n := range shown {
		label = max(label, draw.Width(th.Say(n.Answer)))
	}
	for _, n := range p.Counts[len(shown):] {
		rest += n.N
	}
	label = min(label, w/2)
	bar := map[bool]string{false: "█", true: "#"}[th.ASCII]
	for _, n := range shown {
		sign, ink := "  ", th.Text
		if n.Right {
			sign, ink = th.Signs.Tick+" ", th.Good
		}
		x := c.Text(1, y, sign, ink)
		c.TextTo(x, y, x+label, th.Say(n.Answer), ink)
		x += label + 2
		length := n.N * min(max(w-x-16, 1), longestBar) / most
		c.Fill(x, y, length, bar, ink)
		end := fmt.Sprintf(" %d", n.N)
		if n.Answer == mine {
			end += " you"
		}
		c.TextTo(x+length, y, w, end, th.Text)
		y++
	}
	if rest > 0 {
		c.TextTo(3, y, w, fmt.Sprintf("other answers: %d", rest), th.Dim)
	}
}
