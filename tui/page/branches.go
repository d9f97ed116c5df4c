// The page of branches: the courses of events of a session as a tree, and which of them is
// on the screen.

package page

import (
	"cmp"
	"fmt"
	"image"
	"slices"
	"sort"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Branches is the page of branches.
const Branches workspace.PageKind = "branches"

// branches draws each branch under the one that it leaves, with the first command of its
// own; the one that is on the screen is marked as git marks it:
//
//	   branch, first command               begins, s   commands   ends, s
//	   1 put cart tea                         0.0000          4    9.3120
//	   ├─ 2 crash n2                          1.2809          1    2.0000
//	▸* │  ╰─ 4 get cart                       1.9120          2      here
//	   ╰─ 3 nothing yet                       5.0000          0    5.0000
type branches struct {
	base
	all  []history.Branch // what the tree is made of
	rows []branchRow
}

// branchRow is a branch in the tree.
type branchRow struct {
	history.Branch
	leaves int   // the branch that it is drawn under; 0 for the first
	stem   []int // the wires before it, one for each level, as the sums of the sides they go to
}

// About describes the page.
func (*branches) About() About {
	return About{
		Kind: Branches, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(), Command: true,
		Key: Key{Action: keymaps.BranchesPage, Group: "Time", Looks: true},
	}
}

// Name is the page's.
func (*branches) Name(Desk) string { return "Branches" }

// Open opens it for a cluster that can go back in time: others have no branches.
func (*branches) Open(d Desk) (tea.Cmd, bool) {
	if len(d.Branches()) == 0 {
		d.Refuse(d.OrTwin("branches: this cluster can't go back in time, so it has none"))
		return nil, false
	}
	return nil, true
}

// Scene takes in the branches, and says how another one begins while there is only one.
func (p *branches) Scene(d Desk) pane.Scene {
	p.look(d)
	s := p.base.Scene(d)
	if len(p.rows) == 1 {
		s.Invite = "The only branch so far. Step back (" + d.KeyName(keymaps.Back) + ") and do something else: a branch begins."
	}
	return s
}

// look draws the tree anew if there is another list of branches.
func (p *branches) look(d Desk) {
	if all := d.Branches(); len(all) != len(p.all) || len(all) > 0 && &all[0] != &p.all[0] {
		p.all, p.rows = all, treeOf(all)
	}
}

// treeOf returns branches in the order of the tree: each under the one that it leaves, those
// that leave one by when they do.
func treeOf(all []history.Branch) (rows []branchRow) {
	under := make([][]branchRow, len(all)+1)
	for _, b := range all {
		row := branchRow{Branch: b, leaves: Leaves(all, b)}
		under[row.leaves] = append(under[row.leaves], row)
	}
	var grow func(parent int, stem []int)
	grow = func(parent int, stem []int) {
		sort.SliceStable(under[parent], func(i, j int) bool {
			a, b := &under[parent][i], &under[parent][j]
			return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) < 0
		})
		for i, row := range under[parent] {
			below := theme.North | theme.South
			if row.stem = slices.Clip(stem); parent != 0 {
				joint := theme.North | theme.East | theme.South
				if i == len(under[parent])-1 {
					joint, below = theme.North|theme.East, 0
				}
				row.stem = append(row.stem, joint)
			}
			rows = append(rows, row)
			if parent == 0 {
				grow(row.ID, nil)
			} else {
				grow(row.ID, append(slices.Clip(stem), below))
			}
		}
	}
	grow(0, nil)
	return rows
}

// Leaves returns the branch that another one leaves, 0 for the first. That of a moment before a branch has
// anything of its own is the one before: they have that moment in common.
func Leaves(all []history.Branch, b history.Branch) int {
	id := b.Parent
	for id > 1 && b.From.Compare(all[id-1].From) <= 0 {
		id = all[id-1].Parent
	}
	return id
}

// Keep keeps the same branch chosen when others come; at first it is the one on the screen.
func (p *branches) Keep(d Desk) bool {
	p.look(d)
	top := d.Pages.Top()
	for i, row := range p.rows {
		if strconv.Itoa(row.ID) == top.Row || top.Row == "" && row.Current {
			p.choose(d, i)
			return true
		}
	}
	p.choose(d, top.Cursor)
	return len(p.rows) > 0
}

func (p *branches) choose(d Desk, at int) {
	top := d.Pages.Top()
	top.Cursor, top.Row = min(max(at, 0), max(len(p.rows)-1, 0)), ""
	if len(p.rows) > 0 {
		top.Row = strconv.Itoa(p.rows[top.Cursor].ID)
	}
}

// chosen returns the chosen branch; nil if there is none.
func (p *branches) chosen(d Desk) *branchRow {
	p.look(d)
	if at := d.Pages.Top().Cursor; at < len(p.rows) {
		return &p.rows[at]
	}
	return nil
}

// Move chooses another row, or with left the branch that this one leaves and with right the
// first that leaves this one.
func (p *branches) Move(d Desk, s workspace.Step) {
	row := p.chosen(d)
	if row == nil {
		return
	}
	if !s.Sideways() {
		p.choose(d, d.Pages.Top().Cursor+s.By(max(d.PageSize().Y-1, 1)))
		return
	}
	to := slices.IndexFunc(p.rows, func(r branchRow) bool {
		return s == workspace.ColumnLeft && r.ID == row.leaves || s == workspace.ColumnRight && r.leaves == row.ID
	})
	if to >= 0 {
		p.choose(d, to)
	}
}

// Click chooses the branch in a line.
func (p *branches) Click(d Desk, at image.Point) {
	p.look(d)
	h := d.PageSize().Y
	line := inside(d, at).Y - headingOf(h)
	if row := p.window(d.Pages.Top().Cursor, h) + line; line >= 0 && line < h-headingOf(h) && row < len(p.rows) {
		p.choose(d, row)
	}
}

// Act goes to the chosen branch.
func (p *branches) Act(d Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	switch row := p.chosen(d); {
	case row == nil:
		return Act{Off: "no branch is chosen"}, true
	case row.Current:
		return Act{Off: fmt.Sprintf("you are on branch %d", row.ID)}, true
	default:
		there := engine.Command{Verb: engine.Switch, Count: row.ID}
		return Act{Do: func() tea.Cmd { d.Run(there); return nil }}, true
	}
}

// Hints are the keys of the page.
func (*branches) Hints(Desk) []Hint {
	return append([]Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "go there"}, choose},
		Hints(keymaps.Play, keymaps.Step, keymaps.Back, keymaps.Forward)...)
}

// Title returns the page's name, and which branch is on the screen.
func (p *branches) Title(pane.Scene) (string, []string) {
	for _, row := range p.rows {
		if row.Current {
			return "Branches", []string{fmt.Sprintf("you are on %d of %d", row.ID, len(p.rows))}
		}
	}
	return "Branches", nil
}

// headingOf is how many lines the heading takes of h.
func headingOf(h int) int {
	if h < 4 {
		return 0
	}
	return 1
}

// window returns the first row in view in h lines.
func (p *branches) window(cursor, h int) int {
	room := max(h-headingOf(h), 1)
	return max(min(cursor-room/2, len(p.rows)-room), 0)
}

// Lines returns h lines of w cells; the row of Cursor is in view.
func (p *branches) Lines(s pane.Scene, w, h int) []string {
	th := s.Theme
	c := draw.NewCanvas(w, h)
	c.More = th.Signs.More
	from, y := p.window(s.Cursor, h), headingOf(h)
	if y > 0 {
		columns(c, 0, w, "branch, first command", 4, [3]string{"begins, s", "commands", "ends, s"}, th.Dim, th.Dim)
	}
	for i := from; y < h && i < len(p.rows); i, y = i+1, y+1 {
		p.rows[i].draw(c, y, w, i == s.Cursor, th)
	}
	if y++; s.Invite != "" {
		for _, line := range draw.Wrap(th.Spell(s.Invite), max(w-5, 8)) {
			if y < h {
				c.TextTo(4, y, w, line, th.Dim)
			}
			y++
		}
	}
	if from > 0 {
		c.Set(w-1, headingOf(h), th.Signs.Up, th.Dim)
	}
	if from+h-headingOf(h) < len(p.rows) {
		c.Set(w-1, h-1, th.Signs.Down, th.Dim)
	}
	return c.Lines()
}

// draw draws a branch in a line. The first levels of a deep tree give way to what the line is
// about.
func (r *branchRow) draw(c *draw.Canvas, y, w int, chosen bool, th *theme.Theme) {
	ink := th.Text
	if chosen {
		c.Set(1, y, th.Signs.Here, th.Accent)
		ink = th.Strong
	}
	x, stem := 4, r.stem
	if most := max(w/12, 1); len(stem) > most {
		c.Set(x-1, y, th.Signs.More, th.Dim)
		stem = stem[len(stem)-most:]
	}
	for _, joint := range stem {
		c.Set(x, y, th.Wires.Joints[joint], th.Border)
		if joint&theme.East != 0 {
			c.Set(x+1, y, th.Wires.Joints[theme.East|theme.West], th.Border)
		}
		x += 3
	}
	ends, last := pane.Seconds(r.End.Now), th.Text
	if r.Current {
		c.Set(2, y, "*", th.Accent)
		ends, last = "here", th.Accent
	}
	first := th.Spell(draw.CleanTo(r.First, w))
	if r.First == "" {
		first = "nothing yet"
	}
	columns(c, y, w, strconv.Itoa(r.ID)+" "+first, x, [3]string{pane.Seconds(r.From.Now), strconv.Itoa(r.Own), ends}, ink, last)
}

// columns draws the columns of a line: what is at the right as far as there is room for it
// beside the rest.
func columns(c *draw.Canvas, y, w int, what string, x int, right [3]string, ink, last theme.Ink) {
	end := w - 1
	for i := len(right) - 1; i >= 0; i-- {
		column := [...]struct{ wide, from int }{{len("begins, s"), 32}, {len("commands"), 60}, {len("1000.0000"), 48}}[i]
		if w < column.from {
			continue
		}
		of := ink
		if i == len(right)-1 {
			of = last
		}
		c.TextRight(end, y, right[i], of)
		end -= column.wide + 2
	}
	c.TextTo(x, y, end, what, ink)
}
