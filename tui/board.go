package tui

import (
	"fmt"
	"slices"

	"ringside/keymaps"
	"ringside/tui/class"
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
	poll  *class.Poll
	mine  string
	asks  string // what whoever instructs can do with it
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
		return rows + len(m.boardChoices(p, m.w)) + 1
	}
	return rows + max(min(len(p.Counts), mostBars+1), 1)
}

func (m *Model) boardQuestion(p *class.Poll, w int) []string {
	lines := draw.Wrap(m.Theme.Say(p.Question), max(w-2, 8))
	return lines[:min(len(lines), 3)]
}

// boardChoices lists the answers to choose from, as they can be typed, as many to
// a line as there is room for.
func (m *Model) boardChoices(p *class.Poll, w int) (lines []string) {
	const gap = "    "
	for i, c := range p.Choices {
		choice := fmt.Sprintf("%c %s", 'a'+i, m.Theme.Say(c))
		if last := len(lines) - 1; last >= 0 && draw.Width(lines[last]+gap+choice) <= w-2 {
			lines[last] += gap + choice
			continue
		}
		lines = append(lines, choice)
	}
	return lines
}

// boardLines draws the board into h lines of w cells.
func (m *Model) boardLines(w, h int) []string {
	p, mine := m.seat.Room().Poll, m.seat.Mine().Answer
	b := &m.frame.board
	now := boardStamp{p, mine, m.boardAsks(), m.Theme, w, h}
	if b.lines != nil && b.drawn == now {
		return b.lines
	}
	c := draw.NewCanvas(w, h)
	c.More = m.Theme.Signs.More
	m.boardRule(c, p, w)
	y := 1
	choices := m.boardChoices(p, w)
	for i, line := range m.boardQuestion(p, w) {
		if left := h - len(choices) - 2; !p.Revealed && i > 0 && i >= left { // the answers matter more
			c.TextRight(w, y-1, m.Theme.Signs.More, m.Theme.Strong)
			break
		}
		c.TextTo(1, y, w, line, m.Theme.Strong)
		y++
	}
	if p.Revealed {
		m.boardBars(c, p, mine, y)
	} else {
		for _, line := range choices {
			if y == h-1 {
				break
			}
			c.TextTo(1, y, w, line, m.Theme.Text)
			y++
		}
		m.boardMine(c, mine, y, w)
	}
	b.drawn, b.lines = now, c.Lines()
	return b.lines
}

// boardRule is the line above the question: how many have answered.
func (m *Model) boardRule(c *draw.Canvas, p *class.Poll, w int) {
	th := m.Theme
	c.Fill(0, 0, w, th.Signs.Dash, th.Dim)
	c.Text(2, 0, " asked ", th.Accent)
	note := fmt.Sprintf(" %d of %d answered ", p.Answered, p.Of)
	if draw.Width(note)+12 < w {
		c.TextRight(w-2, 0, note, th.Text)
	}
}

// boardMine is the line below it: what was answered from here.
func (m *Model) boardMine(c *draw.Canvas, mine string, y, w int) {
	th, key := m.Theme, m.keyName(keymaps.AnswerPoll)
	if asks := m.boardAsks(); asks != "" && mine == "" {
		c.TextTo(1, y, w, asks, th.Dim)
		return
	}
	if mine == "" {
		x := c.Text(1, y, key, th.Key)
		c.TextTo(x+1, y, w, "answers; it can be changed until it is revealed", th.Dim)
		return
	}
	x := c.TextTo(1, y, w, "you: "+th.Say(mine), th.Accent)
	x = c.Text(x+3, y, key, th.Key)
	c.TextTo(x+1, y, w, "changes it", th.Dim)
}

// boardAsks says what an instructor can do with the question; "" to all others.
func (m *Model) boardAsks() string {
	colon := m.keyName(keymaps.Command)
	switch {
	case !m.seat.Mine().Instructor:
		return ""
	case m.classLesson() != nil && m.home == nil:
		return m.keyName(keymaps.ShowAnswer) + " shows the answer and what was answered"
	}
	return colon + "reveal shows the answer and what was answered; " + colon + "close takes the question away"
}

// barsOf returns the answers that there is room for: all, or those that are right
// and then the most frequent, and how many gave the others.
func barsOf(counts []class.Count, rows int) (shown []class.Count, rest int) {
	if len(counts) <= rows {
		return counts, 0
	}
	order := slices.Clone(counts)
	slices.SortStableFunc(order, func(a, b class.Count) int {
		switch {
		case a.Right != b.Right && a.Right:
			return -1
		case a.Right != b.Right:
			return 1
		}
		return b.N - a.N
	})
	rows = max(rows, 1)
	for _, n := range order[rows-1:] {
		rest += n.N
	}
	if rest == order[rows-1].N { // nobody gave any of those behind it
		return order[:rows], 0
	}
	return order[:max(rows-1, 1)], rest
}

// boardBars draws how many gave which answer, the right one with a sign.
func (m *Model) boardBars(c *draw.Canvas, p *class.Poll, mine string, y int) {
	th := m.Theme
	w, h := c.Size()
	if len(p.Counts) == 0 {
		text := "nobody has answered"
		if p.Right != "" {
			text += "; right is " + th.Say(p.Right)
		}
		c.TextTo(1, y, w, text, th.Dim)
		return
	}
	shown, rest := barsOf(p.Counts, min(mostBars, h-y))
	most, label := 1, 4
	for _, n := range shown {
		most = max(most, n.N)
		label = max(label, draw.Width(th.Say(n.Answer)))
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
