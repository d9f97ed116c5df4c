// The poll banner: the question of a class, and its answers.

package bar

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// PollBanner stands at the foot of every screen in the class while a question is
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
//
// Where that leaves too little to what was asked about, choices stand beside each other:
//
//	── asked ─────────────────────────────────────────────── 12 of 12 answered ──
//	 Who has the first token at or after row-1?
//	 node 1 2    node 2 0    ✓ node 4 10 you
type PollBanner struct {
	drawn Asked
	w, h  int
	lines []string
}

// Asked is what the banner shows.
type Asked struct {
	Poll  *class.Poll
	Mine  string // what was answered from here; "" if nothing was
	Key   string // that answers
	Theme *theme.Theme

	Asks, AsksShort string // what an instructor can do next, at length and in short; "" for everybody else
}

// longestBar is how many cells the most frequent answer takes.
const longestBar = 40

// mostBars is how many answers are shown; the rarer ones are counted together.
const mostBars = 6

// Rows returns how many rows the banner takes in w columns.
func (a Asked) Rows(w int) int {
	p := a.Poll
	if p == nil {
		return 0
	}
	rows := 1 + len(a.question(w))
	if !p.Revealed {
		return rows + len(a.choices(w)) + 1
	}
	if a.long(w) {
		rows += len(a.packed(w))
	} else {
		rows += max(min(len(p.Counts), mostBars+1), 1)
	}
	if a.Asks != "" {
		rows++
	}
	return rows
}

// Least returns the rows without which it doesn't say what it must: what is asked and all that
// can be answered, or after the reveal the question, the right answer and how many gave others.
// Choices all stand after it, too, beside each other, and an instructor is shown every answer.
func (a Asked) Least(w int) int {
	switch {
	case a.long(w):
		return a.Rows(w)
	case a.Packs(w):
		return a.Rows(w) - len(a.Poll.Counts) + len(a.packed(w))
	case a.Poll == nil || !a.Poll.Revealed || a.Asks != "" || len(a.Poll.Choices) > 0:
		return a.Rows(w)
	}
	return min(a.Rows(w), 1+len(a.question(w))+2)
}

// Packs reports whether the answers that were given take fewer rows beside each other.
func (a Asked) Packs(w int) bool {
	return a.Poll != nil && a.Poll.Revealed && len(a.Poll.Choices) > 0 && len(a.Poll.Counts) <= mostBars && len(a.packed(w)) < len(a.Poll.Counts)
}

// long reports whether an answer that was given would be cut off beside its bar: then it is read to
// its end, and has no bar.
func (a Asked) long(w int) bool {
	return a.Poll != nil && a.Poll.Revealed && len(a.Poll.Choices) > 0 && len(a.Poll.Counts) <= mostBars &&
		slices.ContainsFunc(a.Poll.Counts, func(n class.Count) bool { return draw.Width(a.Theme.Spell(n.Answer)) > w/2 })
}

// packedCount is an answer and how many gave it, and where that stands in its line.
type packedCount struct {
	x     int
	text  string
	right bool
}

// packed places what was answered beside each other, in lines of w cells.
func (a Asked) packed(w int) (lines [][]packedCount) {
	const gap = 4
	at := w
	for _, n := range a.Poll.Counts {
		one := packedCount{text: fmt.Sprintf("%s %d", a.Theme.Spell(n.Answer), n.N), right: n.Right}
		if n.Right {
			one.text = a.Theme.Signs.Tick + " " + one.text
		}
		if n.Answer == a.Mine {
			one.text += " you"
		}
		if at+draw.Width(one.text) > w-1 {
			lines, at = append(lines, nil), 1
		}
		if all := draw.Wrap(one.text, max(w-4, 8)); draw.Width(one.text) > w-2 && len(all) > 1 { // it goes on below itself
			lines = lines[:len(lines)-1]
			for i, text := range all {
				lines = append(lines, []packedCount{{1 + 2*min(i, 1), text, n.Right}})
			}
			at = w
			continue
		}
		one.x = at
		lines[len(lines)-1] = append(lines[len(lines)-1], one)
		at += draw.Width(one.text) + gap
	}
	return lines
}

// mostQuestion is how many lines of a question are shown.
const mostQuestion = 4

// question returns the lines of the question; the last ends with a mark if there are more.
func (a Asked) question(w int) []string {
	text := strings.TrimSpace(a.Theme.Spell(a.Poll.Question))
	lines := draw.Wrap(text, max(w-2, 8))
	if len(lines) > mostQuestion {
		lines = lines[:mostQuestion-1]
		lines = append(lines, draw.CutWith(draw.Rest(text, lines), max(w-2, 8), a.Theme.Signs.More))
	}
	return lines
}

// choices lists the answers to choose from, as they can be typed, as many to
// a line as there is room for.
func (a Asked) choices(w int) (lines []string) {
	const gap = "    "
	for i, c := range a.Poll.Choices {
		choice := fmt.Sprintf("%c %s", 'a'+i, a.Theme.Spell(c))
		if all := draw.Wrap(choice, max(w-4, 8)); draw.Width(choice) > w-2 && len(all) > 1 { // it goes on below itself
			lines = append(lines, all[0])
			for _, more := range all[1:] {
				lines = append(lines, "  "+more)
			}
			continue
		}
		if last := len(lines) - 1; last >= 0 && draw.Width(lines[last]+gap+choice) <= w-2 {
			lines[last] += gap + choice
			continue
		}
		lines = append(lines, choice)
	}
	return lines
}

// fewer returns the lines that there is room for, and in place of the last of them how many
// are left out.
func fewer(lines []string, rows int) []string {
	if rows = max(rows, 0); len(lines) <= rows || rows == 0 {
		return lines[:min(len(lines), rows)]
	}
	return append(slices.Clone(lines[:rows-1]), fmt.Sprintf("%d more lines: make the window taller", len(lines)-rows+1))
}

// Lines draws the banner into h lines of w cells.
func (b *PollBanner) Lines(now Asked, w, h int) []string {
	if b.lines != nil && b.drawn == now && b.w == w && b.h == h {
		return b.lines
	}
	b.drawn, b.w, b.h, b.lines = now, w, h, now.draw(w, h)
	return b.lines
}

func (a Asked) draw(w, h int) []string {
	p := a.Poll
	c := draw.NewCanvas(w, h)
	c.More = a.Theme.Signs.More
	a.rule(c, w)
	y := 1
	choices := a.choices(w)
	for i, line := range a.question(w) {
		if left := h - len(choices) - 2; !p.Revealed && i > 0 && i >= left { // the answers matter more
			c.TextRight(w, y-1, a.Theme.Signs.More, a.Theme.Strong)
			break
		}
		c.TextTo(1, y, w, line, a.Theme.Strong)
		y++
	}
	if p.Revealed && a.Asks != "" && h-y > 1 {
		a.bars(c, y, h-1)
		c.TextTo(1, h-1, w, a.next(w), a.Theme.Dim)
	} else if p.Revealed {
		a.bars(c, y, h)
	} else {
		for _, line := range fewer(choices, h-1-y) {
			c.TextTo(1, y, w, line, a.Theme.Text)
			y++
		}
		a.mine(c, y, w)
	}
	return c.Lines()
}

// rule is the line above the question: how many have answered.
func (a Asked) rule(c *draw.Canvas, w int) {
	p, th := a.Poll, a.Theme
	c.Fill(0, 0, w, th.Signs.Dash, th.Dim)
	c.Text(2, 0, " asked ", th.Accent)
	note := fmt.Sprintf(" %d of %d answered ", p.Answered, p.Of)
	if draw.Width(note)+12 < w {
		c.TextRight(w-2, 0, note, th.Text)
	}
}

// mine is the line below it: what was answered from here.
func (a Asked) mine(c *draw.Canvas, y, w int) {
	th, key, mine := a.Theme, a.Key, a.Mine
	if a.Asks != "" { // what comes next matters more to an instructor than their own answer
		x := c.TextTo(1, y, w, a.next(w), th.Dim)
		if mine = "you: " + th.Spell(mine); a.Mine != "" && x+3+draw.Width(mine) < w {
			c.TextTo(x+3, y, w, mine, th.Accent)
		}
		return
	}
	if mine == "" {
		x, words := c.Text(1, y, key, th.Key), "answers; it can be changed until it is revealed"
		if x+1+len(words) > w {
			words = "answers"
		}
		c.TextTo(x+1, y, w, words, th.Dim)
		return
	}
	x := c.TextTo(1, y, w, "you: "+th.Spell(mine), th.Accent)
	x = c.Text(x+3, y, key, th.Key)
	c.TextTo(x+1, y, w, "changes it", th.Dim)
}

// next says what an instructor can do next, as long as there is room for.
func (a Asked) next(w int) string {
	if draw.Width(a.Asks)+1 > w {
		return a.AsksShort
	}
	return a.Asks
}

// barsOf returns the answers that there is room for: all, or those that are right
// and then the most frequent; and what is said of the others, "" if there are none.
func barsOf(counts []class.Count, rows int) (shown []class.Count, others string) {
	if len(counts) <= rows {
		return counts, ""
	}
	order := slices.Clone(counts)
	sort.SliceStable(order, func(i, j int) bool {
		a, b := &order[i], &order[j]
		if a.Right != b.Right {
			return a.Right
		}
		return a.N > b.N
	})
	shown = order[:max(rows-1, 1)]
	rest := 0
	for _, n := range order[len(shown):] {
		rest += n.N
	}
	if rest == 0 {
		return shown, fmt.Sprintf("and %d more, which nobody gave", len(order)-len(shown))
	}
	return shown, fmt.Sprintf("other answers: %d", rest)
}

// bars draws how many gave which answer, the right one with a sign, in the rows from y to h.
func (a Asked) bars(c *draw.Canvas, y, h int) {
	p, mine, th := a.Poll, a.Mine, a.Theme
	w, _ := c.Size()
	if len(p.Counts) == 0 {
		text := "nobody has answered"
		if p.Right != "" {
			text += "; right is " + th.Spell(p.Right)
		}
		c.TextTo(1, y, w, text, th.Dim)
		return
	}
	if lines := a.packed(w); len(lines) <= h-y && (a.long(w) || a.Packs(w) && h-y < len(p.Counts)) {
		for _, line := range lines {
			for _, one := range line {
				ink := th.Text
				if one.right {
					ink = th.Good
				}
				c.TextTo(one.x, y, w, one.text, ink)
			}
			y++
		}
		return
	}
	shown, others := barsOf(p.Counts, min(mostBars, h-y))
	most, label := 1, 4
	for _, n := range shown {
		most = max(most, n.N)
		label = max(label, draw.Width(th.Spell(n.Answer)))
	}
	label = min(label, w/2)
	bar := map[bool]string{false: "█", true: "#"}[th.ASCII]
	for _, n := range shown {
		sign, ink := "  ", th.Text
		if n.Right {
			sign, ink = th.Signs.Tick+" ", th.Good
		}
		x := c.Text(1, y, sign, ink)
		c.TextTo(x, y, x+label, th.Spell(n.Answer), ink)
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
	if others != "" && y < h {
		c.TextTo(3, y, w, others, th.Dim)
	}
}
