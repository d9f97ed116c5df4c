// Moving between panes and within them.

package action

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

// steps are the keys that choose or scroll.
var steps = map[keymaps.Action]workspace.Step{
	keymaps.Up: workspace.LineUp, keymaps.Down: workspace.LineDown, keymaps.Left: workspace.ColumnLeft, keymaps.Right: workspace.ColumnRight,
	keymaps.PageUp: workspace.PageUp, keymaps.PageDown: workspace.PageDown, keymaps.Home: workspace.ToStart, keymaps.End: workspace.ToEnd,
}

// Moves goes from one pane to another, and moves within them.
func (d Desk) Moves() Intents {
	all := Intents{}
	for action, s := range steps {
		all[action] = look(func() { d.Move(s) })
	}
	all[keymaps.NextPane] = look(func() {
		if d.Focus.Teaches() { // it is about this one
			d.GoTo(min(d.Upper, layout.Log))
			return
		}
		d.GoTo((d.Focus + 1) % d.Panes())
	})
	for p, panel := range d.Panels {
		if key := panel.About().Key; key != "" {
			all[key] = look(func() { d.GoTo(layout.Pane(p)) })
		}
	}
	all[keymaps.PreviousPane] = look(func() { d.GoTo((d.Focus + d.Panes() - 1) % d.Panes()) })
	all[keymaps.Detail] = Intent{Looks: true, Do: func() tea.Cmd { return d.detail() }}
	all[keymaps.NextOp] = look(func() { d.turnOp(+1) })
	all[keymaps.PreviousOp] = look(func() { d.turnOp(-1) })
	return all
}

// Scopes lists the scopes in which a key is looked up. A page that stands beside the panes has
// its own keys and leaves them theirs.
func (d Desk) Scopes() []keymaps.Scope {
	here := d.Panels[d.Focus].About().Scope
	open := d.Book.Top()
	switch {
	case open == nil:
		return []keymaps.Scope{here}
	case open.About().Alone:
		return []keymaps.Scope{open.About().Scope}
	}
	return []keymaps.Scope{open.About().Scope, here}
}

// Elsewhere returns what a key does in another pane than the one that has the focus, and which
// pane that is, in words; "" if it does nothing there, or a page lies over the panes.
func (d Desk) Elsewhere(key string) (a keymaps.Action, where string) {
	if open := d.Book.Top(); open != nil && open.About().Alone {
		return a, ""
	}
	for p, panel := range d.Panels {
		about := panel.About()
		if found, ok := d.Keys.Match(about.Scope, key); ok && (!layout.Pane(p).Teaches() || d.Learning()) {
			where = d.KeyLabels([]string{key}) + " is a key of " + layout.Pane(p).String()
			if about.Key != "" {
				where += ": " + d.KeyName(about.Key) + " goes there"
			}
			return found, where
		}
	}
	return a, ""
}

// detail shows more of what is chosen in the pane that has the focus, or closes the
// page.
func (d Desk) detail() tea.Cmd {
	if d.Book.Top() != nil {
		d.Book.Shut()
		return nil
	}
	if d.detailCovered() {
		return nil
	}
	return d.Panels[d.Focus].Detail(d.PanelDesk())
}

// Move chooses or scrolls in the pane that has the focus, or on the page that
// lies over all.
func (d Desk) Move(s workspace.Step) {
	if d.Book.Move(s) {
		return
	}
	d.Panels[d.Focus].Move(d.PanelDesk(), s)
}

// ReadOn scrolls the lesson if a key that the answer to its question has no use for says so.
func (d Desk) ReadOn(key string) {
	a, _ := d.Keys.Match(keymaps.Lesson, key)
	if s, ok := steps[a]; ok && d.Prompt.Answers {
		d.Panels[layout.Lesson].Move(d.PanelDesk(), s)
	}
}

// Click goes to a pane and chooses what stands at a cell of it. A page about the chosen node
// stays open when that chooses another one.
func (d Desk) Click(p layout.Pane, at image.Point) {
	open, was, pages, node := d.Book.Top(), d.Focus, d.Pages, d.Node
	d.GoTo(p)
	d.Choose(at)
	if open != nil && open.About().OfNode && d.Node != node {
		d.Focus, d.Pages = was, pages
	}
}

// Choose chooses what stands at a cell of the screen, in the pane that has the focus.
func (d Desk) Choose(at image.Point) {
	r, size := d.Screen.Panes[d.Focus], d.Size(d.Focus)
	at = at.Sub(r.Min).Sub(r.Size().Sub(size).Div(2))
	about := d.Panels[d.Focus].About()
	if !at.In(image.Rectangle{Max: size}) || about.Covers != "" && d.Covers(about.Covers) {
		return
	}
	d.Panels[d.Focus].Choose(d.PanelDesk(), at)
}

// turnOp shows an operation so many before or after the one that is shown.
func (d Desk) turnOp(by int) {
	if d.Covers(presets.PartClock) { // the number of operations would reveal the answer
		d.Say(d.CoverWords())
		return
	}
	if why := d.TurnOperation(by); why != "" {
		d.Say(why)
	}
}

// detailCovered opens no page whose choice depends on what is covered, and says so. It
// reports whether it refused.
func (d Desk) detailCovered() bool {
	tells := d.Panels[d.Focus].About().Opens
	if len(tells) == 0 || !d.Covers(tells...) {
		return false
	}
	d.Say(d.CoverWords())
	return true
}
