package tui

import (
	"slices"
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// help is the page of all bindings, made from the ones that work: their keys,
// what they do, the line of the command language that does the same, and why
// one does not work now.
type help struct {
	keymap   string
	sections []helpSection
	of       helpStamp
	text     text
	lines    []string
}

type helpSection struct {
	title string
	rows  []helpRow
}

type helpRow struct {
	keys, what, line, off string
	role                  bool // off is because of who drives, which goes for many rows at once
}

type helpStamp struct {
	theme        *theme.Theme
	w, h, cursor int
}

// twoColumns is the width from which on the page has two columns.
const twoColumns = 110

// helpSections returns the bindings as they are now.
func (m *Model) helpSections() []helpSection {
	var all []helpSection
	for _, group := range intentGroups() {
		if group.class && m.seat == nil || group.lesson && !m.learning() {
			continue
		}
		actions := map[keymaps.Action]intent{}
		group.fill(actions)
		section := helpSection{title: group.title}
		for _, info := range keymaps.Actions() {
			in, ok := actions[info.Action]
			keys := m.keys.Keys(info.Action)
			if !ok || len(keys) == 0 {
				continue
			}
			what := info.Long
			if info.Scope != keymaps.Global {
				where := string(info.Scope)
				for _, s := range info.Also {
					where += ", " + string(s)
				}
				what += " (" + where + ")"
			}
			row := helpRow{keys: m.keyLabels(keys), what: what, line: in.line, off: m.disabled(info.Action)}
			row.role = row.off != "" && row.off == m.seatedOff(in)
			section.rows = append(section.rows, row)
		}
		all = append(all, section)
	}
	all = append(all, m.helpOf("While typing", keymaps.Entry), m.helpOf("While something is asked", keymaps.Dialog))
	return m.classFirst(all)
}

// helpOf returns the bindings of a scope that have no intent of their own.
func (m *Model) helpOf(title string, scope keymaps.Scope) helpSection {
	section := helpSection{title: title}
	for _, info := range keymaps.Actions() {
		if keys := m.keys.Keys(info.Action); info.Scope == scope && len(keys) > 0 {
			section.rows = append(section.rows, helpRow{keys: m.keyLabels(keys), what: info.Long})
		}
	}
	return section
}

// keyLabels names keys as the screen shows them.
func (m *Model) keyLabels(keys []string) string {
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = m.keyLabel(k)
	}
	return strings.Join(all, " ")
}

func (m *Model) keyLabel(key string) string {
	if !m.theme.ASCII {
		if arrow, ok := map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→"}[key]; ok {
			return arrow
		}
	}
	return draw.Clean(key)
}

// keyName is the first key of an action; the line to type if it has none.
func (m *Model) keyName(a keymaps.Action) string {
	if key, ok := m.keys.Key(a); ok {
		return m.keyLabel(key)
	}
	return string(a)
}

// Title returns the page's name and the keymap's.
func (p *help) Title(pane.Scene) (string, []string) { return "Help", []string{"keymap " + p.keymap} }

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *help) Lines(s pane.Scene, w, h int) []string {
	of := helpStamp{s.Theme, w, h, s.Cursor}
	if p.lines != nil && p.of == of {
		return p.lines
	}
	p.write(s.Theme, w)
	p.of, p.lines = of, p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

// Overflow returns how far Cursor can go.
func (p *help) Overflow(s pane.Scene, w, h int) int {
	p.write(s.Theme, w)
	p.lines = nil
	return p.text.overflow(h)
}

// write lays the sections out, in two columns where there is room.
func (p *help) write(th *theme.Theme, w int) {
	if w < twoColumns {
		p.text = p.column(th, p.sections, w)
		return
	}
	half := w / 2
	var left, right text
	for split := range len(p.sections) {
		a, b := p.column(th, p.sections[:split+1], half-2), p.column(th, p.sections[split+1:], w-half)
		if split == 0 || max(len(a.lines), len(b.lines)) < max(len(left.lines), len(right.lines)) {
			left, right = a, b
		}
	}
	p.text = beside(left, right, half)
}

// beside puts two texts next to each other, the second from column at on.
func beside(left, right text, at int) (both text) {
	for i := range max(len(left.lines), len(right.lines)) {
		var line []span
		x := 0
		if i < len(left.lines) {
			line = slices.Clone(left.lines[i])
			for _, s := range line {
				x += draw.Width(s.text)
			}
		}
		if i < len(right.lines) {
			line = append(line, span{text: draw.Spaces(at - x)})
			line = append(line, right.lines[i]...)
		}
		both.add(line...)
	}
	return both
}

// column writes sections into w cells.
func (p *help) column(th *theme.Theme, sections []helpSection, w int) text {
	keysW := 0
	for _, s := range p.sections {
		for _, r := range s.rows {
			keysW = max(keysW, draw.Width(r.keys))
		}
	}
	keysW = min(keysW, 14)
	var t text
	for i, s := range sections {
		if i > 0 {
			t.add()
		}
		t.add(span{text: " " + s.title, ink: th.Strong})
		off := ""
		for _, r := range s.rows {
			said := r.role && r.off == off // it is said once
			off = r.off
			p.row(&t, th, r, keysW, w, said)
		}
	}
	return t
}

// row writes one binding: the line that does the same stands at the right where
// there is room for both, else below.
func (p *help) row(t *text, th *theme.Theme, r helpRow, keysW, w int, said bool) {
	keyInk, ink := th.Key, th.Text
	if r.off != "" {
		keyInk, ink = th.Dim, th.Dim
	}
	keys := " " + draw.Fit(r.keys, max(keysW, draw.Width(r.keys))) + "  "
	room := w - draw.Width(keys) - 1
	same := ""
	if r.line != "" {
		same = ":" + r.line
	}
	words := draw.Wrap(th.Say(r.what), max(room, 8))
	last := len(words) - 1
	for i, line := range words {
		lead, end := keys, span{}
		if i > 0 {
			lead = draw.Spaces(draw.Width(keys))
		}
		if gap := room - draw.Width(line) - len(same); i == last && same != "" && gap >= 2 {
			end = span{text: draw.Spaces(gap) + same, ink: th.Dim}
			same = ""
		}
		t.add(span{text: lead, ink: keyInk}, span{text: line, ink: ink}, end)
	}
	if same != "" {
		t.add(span{text: draw.Spaces(draw.Width(keys)) + same, ink: th.Dim})
	}
	if r.off != "" && !said {
		t.wrapped(draw.Spaces(draw.Width(keys)), "not now: "+th.Say(r.off), w-1, th.Doubt)
	}
}
