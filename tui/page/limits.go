// The page of limits: how much there can be of everything, from the tables by which it
// is kept to.

package page

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/session"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Limits is the page of limits.
const Limits workspace.PageKind = "limits"

// LimitsWord is the word for which help shows them.
const LimitsWord = "limits"

// AllLimits lists what there can't be more of, in words: for the help, and for the
// README. Those of a class come last.
func AllLimits() [][2]string { return append(ownLimits(), class.Limits()...) }

// ownLimits are the limits outside of a class.
func ownLimits() [][2]string {
	return append(session.Limits(),
		[2]string{"nodes that a cluster begins with, and tokens drawn for each", engine.Count(engine.MaxNodes) + ", " + engine.Count(engine.MaxVNodes)},
		[2]string{"tokens of all nodes that a cluster begins with", engine.Count(presets.MaxSlots)},
		[2]string{"a paste", fmt.Sprintf("%d KiB", paint.MaxPaste>>10)},
	)
}

// limits is the page.
type limits struct {
	base
	inClass bool
	theme   *theme.Theme
	w, h    int
	at      int
	text    text
	lines   []string
}

// About describes the page.
func (*limits) About() About {
	return About{Kind: Limits, Place: layout.Over, Scope: keymaps.Help, Alone: true, Private: true, Word: LimitsWord}
}

// Name is the page's.
func (*limits) Name(Desk) string { return "Limits" }

// Open sees whether this is a class.
func (p *limits) Open(d Desk) (tea.Cmd, bool) {
	*p = limits{inClass: d.Class() != nil}
	return nil, true
}

// Move scrolls.
func (p *limits) Move(d Desk, s workspace.Step) { scrollBy(d, s, p.text.overflow(d.PageSize().Y)) }

// Hints are the keys of the page.
func (*limits) Hints(Desk) []Hint { return []Hint{{Action: keymaps.Escape}, scroll} }

// Title returns the page's name.
func (p *limits) Title(pane.Scene) (string, []string) { return "Limits", nil }

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *limits) Lines(s pane.Scene, w, h int) []string {
	if p.lines != nil && p.theme == s.Theme && p.w == w && p.h == h && p.at == s.Cursor {
		return p.lines
	}
	p.write(s.Theme, w)
	p.theme, p.w, p.h, p.at = s.Theme, w, h, s.Cursor
	p.lines = p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

// write writes what is limited at the left, and beside it how much there can be; where
// there is not room enough for both, one below the other.
func (p *limits) write(th *theme.Theme, w int) {
	p.text = text{}
	all := ownLimits()
	if p.inClass { // what is less than elsewhere comes first
		all = append(class.Limits(), all...)
	}
	const left = 60
	for _, l := range all {
		if w < twoColumns {
			p.text.wrapped(" ", l[0], w-1, th.Text)
			p.text.wrapped("   ", th.Spell(l[1]), w-1, th.Key)
			continue
		}
		p.text.beside(" ", draw.Wrap(l[0], left), left, draw.Wrap(th.Spell(l[1]), w-left-4), th.Text, th.Key)
	}
	p.text.add()
	p.text.wrapped(" ", "One line says which limit is met, and the cluster stays as it is.", w-1, th.Text)
	if p.inClass {
		p.text.wrapped(" ", th.Spell(class.AboutWork()), w-1, th.Text)
	}
}

// beside adds two texts of several lines, one beside the other.
func (t *text) beside(indent string, a []string, wide int, b []string, inkA, inkB theme.Ink) {
	for i := range max(len(a), len(b)) {
		var left, right string
		if i < len(a) {
			left = a[i]
		}
		if i < len(b) {
			right = b[i]
		}
		t.add(span{text: indent + draw.Fit(left, wide) + "  ", ink: inkA}, span{text: right, ink: inkB})
	}
}
