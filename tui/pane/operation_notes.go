// The notes on an operation's replicas: how much of them fits, and in which ink.

package pane

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// notes returns the notes on a replica's part that fit in room cells, in the order of the
// claims about it. For the chosen replica it names the message in flight. They are valid
// until the next call.
func (d *operationDrawing) notes(a *engine.AnswerView, room int) []part {
	n, shorter := d.room[2][:0], d.shorter[:0]
	claims, told, had, gave := explain.Row(d.View, d.op, a), -1, -1, -1
	aloft := d.chosen && claims.Has(explain.Carries, explain.Brings)
	for i := range claims {
		c := &claims[i]
		switch c.Kind {
		case explain.Carries, explain.Brings:
			if !d.chosen {
				continue
			}
		case explain.Awaited, explain.AckOnWay:
			if aloft {
				continue
			}
		}
		forms := explain.RowWords(d.View, d.op, c)
		if len(forms) == 0 {
			continue
		}
		long := min(d.shorten(a, c.Kind), len(forms)-1)
		if forms[long] != "" {
			n = append(n, part{draw.Clean(forms[long]), d.noteInk(a, c)})
			shorter = append(shorter, forms[long+1:])
		}
		switch c.Kind {
		case explain.MadeQuorum:
			told = len(n) - 1
		case explain.HadNothing, explain.HadOnly:
			had = len(n) - 1
		case explain.GaveChecksum, explain.GaveCopy:
			if c.N > 0 {
				gave = len(n) - 1
			}
		}
	}
	if told >= 0 && had > told && label(n[:had+1]).width()+had*len(between) > room {
		// What a replica had comes before what the head says as well.
		n[told], n[had] = n[had], n[told]
		shorter[told], shorter[had] = shorter[had], shorter[told]
		told = had
	}
	if over := excess(n, room); told >= 0 && gave >= 0 && over > 0 {
		// So does how many bytes it sent.
		for i := range n {
			if i != gave {
				over -= n[i].shorten(shorter[i], over)
			}
		}
		if over > 0 && len(n) > 1 {
			n, shorter = slices.Delete(n, told, told+1), slices.Delete(shorter, told, told+1)
		}
	}
	return fitted(n, shorter, room)
}

// excess is by how many cells notes with a comma and a blank between two of them are too long.
func excess(notes []part, room int) int {
	over := -room - len(between)
	for _, note := range notes {
		over += draw.Width(note.text) + len(between)
	}
	return over
}

// shorten puts a note into one shorter form after the other, until it has given way by so many cells.
// It returns by how many it has.
func (p *part) shorten(forms []string, over int) (by int) {
	for _, form := range forms {
		if by >= over {
			break
		}
		short := draw.Clean(form)
		by += draw.Width(p.text) - draw.Width(short)
		p.text = short
	}
	return by
}

// fitted returns the notes that fit in room cells. The last ones are shortened first, each by one form
// after the other, then left out: a note that ends in the middle says less than none. Only the first
// one always stays.
func fitted(notes []part, shorter [][]string, room int) []part {
	over := excess(notes, room)
	for i := len(notes) - 1; i >= 0 && over > 0; i-- {
		over -= notes[i].shorten(shorter[i], over)
	}
	for ; len(notes) > 1 && over > 0; notes = notes[:len(notes)-1] {
		over -= draw.Width(notes[len(notes)-1].text) + len(between)
	}
	return notes
}

// between keeps two notes apart.
const between = ", "

// shorten returns how much shorter than its longest form a note begins: that the quorum was
// reached gives way to what a read brought, and is said by the column of times in any case.
func (d *operationDrawing) shorten(a *engine.AnswerView, k explain.Kind) int {
	switch k {
	case explain.MadeQuorum, explain.EndedWait:
		if d.w < 60 || d.w < 80 && d.op.Verb == event.Get {
			return 1
		}
	case explain.IsPending:
		if d.w < wideRow { // where there is room, a column says it
			return 1
		}
	}
	return 0
}

// noteInk is red for what was refused or lost, and amber for what may be in doubt.
func (d *operationDrawing) noteInk(a *engine.AnswerView, c *explain.Claim) theme.Ink {
	th := d.Theme
	switch c.Kind {
	case explain.StandsIn:
		_, ink := th.Node(int(c.Peer))
		return ink
	case explain.Carries, explain.Brings:
		return th.Accent
	case explain.Refused, explain.RepairRefused, explain.RepairLost:
		return th.Bad
	case explain.AckLost, explain.AnswerLost, explain.SentLost, explain.AskLost:
		if a.State == engine.Silent {
			return th.Doubt
		}
		return th.Bad
	case explain.Memory:
		if a.State != engine.Stored {
			return th.Doubt
		}
	case explain.Declined, explain.Unanswered, explain.PassedOver, explain.HadNothing, explain.HadOnly:
		return th.Doubt
	case explain.MadeQuorum:
		if d.faulty {
			return th.Doubt
		}
		return th.Good
	case explain.RepairTaken:
		return th.Good
	case explain.EndedWait:
		if d.op.Outcome == event.Failed {
			return th.Bad
		}
		return th.Good
	}
	return th.Dim
}

const (
	wideRow   = 52 // from here on a row has a column for what the node is to the key
	roleWidth = len("fallback")
	timeWidth = len("1000.0 ms")
)
