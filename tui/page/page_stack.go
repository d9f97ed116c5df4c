// All pages, and which of them is seen.

package page

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Book opens pages and closes them. Those that are open lie in the workspace.
type Book struct {
	desk   Desk
	leaves map[workspace.PageKind]*Leaf
	cover  pane.Cover
}

// Leaf is a page, and what never changes about it.
type Leaf struct {
	Page
	Of About
}

// NewBook returns all pages, none of them open.
func NewBook(d Desk) *Book {
	b := &Book{desk: d, leaves: make(map[workspace.PageKind]*Leaf)}
	b.cover.Name = "Covered"
	for _, p := range All() {
		b.leaves[p.About().Kind] = &Leaf{p, p.About()}
	}
	return b
}

// Explains returns the page that help for a word shows; false if none does.
func (b *Book) Explains(word string) (kind workspace.PageKind, ok bool) {
	for kind, leaf := range b.leaves {
		if word != "" && leaf.Of.Word == word {
			return kind, true
		}
	}
	return "", false
}

// Commands returns the kinds of the pages that a command opens.
func Commands() (kinds []string) {
	for _, p := range All() {
		if p.About().Command {
			kinds = append(kinds, string(p.About().Kind))
		}
	}
	return kinds
}

// Key returns the action that opens the page of a kind; "" if none does.
func (b *Book) Key(kind workspace.PageKind) keymaps.Action { return b.leaves[kind].Of.Key.Action }

// Private reports whether a page is for the person who opened it alone.
func (b *Book) Private(kind workspace.PageKind) bool { return b.leaves[kind].Of.Private }

// Public reports whether those who follow see a page as well.
func (b *Book) Public(kind workspace.PageKind) bool { return !b.Private(kind) }

// Top returns the page that is seen, nil if none is open.
func (b *Book) Top() *Leaf {
	if top := b.desk.Pages.Top(); top != nil {
		return b.leaves[top.Kind]
	}
	return nil
}

// Show opens a page over what is open, or brings it up from below.
func (b *Book) Show(kind workspace.PageKind) tea.Cmd {
	d := b.desk
	if d.Pages.Raise(kind) {
		b.leaves[kind].Resume(d)
		return nil
	}
	was := d.Pages
	d.Pages.Push(workspace.Open{Kind: kind})
	if b.Covered() { // whether there is anything to show would tell
		return nil
	}
	cmd, ok := b.leaves[kind].Open(d)
	if !ok {
		d.Pages = was
	}
	return cmd
}

// Shut closes the page that is seen, and goes back to where it was opened from.
func (b *Book) Shut() {
	shut := b.Top()
	was := b.desk.Pages.Pop()
	shut.Close(b.desk, was)
	if below := b.Top(); below != nil {
		below.Resume(b.desk)
	}
}

// Turn opens the page of a kind; or shuts it, if it is the one that is seen.
func (b *Book) Turn(kind workspace.PageKind) tea.Cmd {
	if b.desk.Pages.Shows(kind) {
		b.Shut()
		return nil
	}
	return b.Show(kind)
}

// Keep closes the pages that have nothing left to show.
func (b *Book) Keep() {
	for open := b.Top(); open != nil && !b.Covered() && !open.Keep(b.desk); open = b.Top() {
		b.Shut()
	}
}

// Hear gives a message to the page that it is for.
func (b *Book) Hear(msg Message) {
	for _, p := range b.leaves { // any order: a message is for one of them
		if p.Hear(b.desk, msg) {
			return
		}
	}
}

// Work returns what the page that is seen wants done on the side; nil if nothing.
func (b *Book) Work() tea.Cmd {
	if open := b.Top(); open != nil && !b.Covered() {
		return open.Work(b.desk)
	}
	return nil
}

// Watch adds to what the View is asked for.
func (b *Book) Watch(w *engine.Watch) {
	if open := b.Top(); open != nil {
		open.Watch(b.desk, w)
	}
}

// Act returns what an action does on the page that is seen; false if the same as
// elsewhere.
func (b *Book) Act(a keymaps.Action) (Act, bool) {
	if open := b.Top(); open != nil && !b.Covered() {
		return open.Act(b.desk, a)
	}
	return Act{}, false
}

// Move scrolls the page that is seen, or chooses something on it, and reports whether there
// is a page.
func (b *Book) Move(s workspace.Step) bool {
	open := b.Top()
	if open != nil && !b.Covered() {
		open.Move(b.desk, s)
	}
	return open != nil
}

// Click chooses what stands at a cell of the page that is seen.
func (b *Book) Click(at image.Point) {
	if open := b.Top(); open != nil && !b.Covered() {
		open.Click(b.desk, at)
	}
}

// Wheel scrolls the page that is seen, or moves what is chosen on it.
func (b *Book) Wheel(s workspace.Step) {
	open := b.Top()
	if open == nil || b.Covered() {
		return
	}
	if glides, ok := open.Page.(interface{ Scroll(Desk, int) }); ok {
		glides.Scroll(b.desk, s.By(1))
		return
	}
	open.Move(b.desk, s)
}

// Covered reports whether the page that is seen would give away what is covered.
func (b *Book) Covered() bool {
	open := b.Top()
	return open != nil && len(open.Of.Covers) > 0 && b.desk.Covers(open.Of.Covers...)
}

// Drawn returns the pane to draw for the page that is seen, or its cover, and the scene to
// draw it from. words says until when it is covered.
func (b *Book) Drawn(words func() string) (pane.Pane, pane.Scene) {
	open := b.Top()
	if b.Covered() {
		b.cover.Words = words()
		return &b.cover, open.Scene(b.desk)
	}
	return open.Page, open.Scene(b.desk)
}

// Name is what a narrow screen calls the page that is seen; "" if none is.
func (b *Book) Name() string {
	open := b.Top()
	switch {
	case open == nil:
		return ""
	case b.Covered():
		return "Covered"
	}
	return open.Name(b.desk)
}

// Hints are the keys of the page that is seen, the most important first.
func (b *Book) Hints() []Hint {
	if b.Covered() { // what it would have keys for would tell
		return Hints(keymaps.Escape)
	}
	return b.Top().Hints(b.desk)
}

// Placed says where the page that is seen stands.
func (b *Book) Placed() layout.Page {
	if open := b.Top(); open != nil {
		return open.Of.Place
	}
	return layout.NoPage
}

// Interrupt stops what the page that is seen is doing, and reports whether it was doing anything.
func (b *Book) Interrupt() bool {
	open := b.Top()
	if open == nil {
		return false
	}
	works, ok := open.Page.(interface{ interrupt() bool })
	return ok && works.interrupt()
}
