// The notes on an operation's replicas: how much of them fits, and in which ink.

package pane

import (
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// notes returns the notes on a replica's part, in the order of the claims about it. For
// the chosen replica it names the message in flight. They are valid until the next call.
func (d *telling) notes(a *engine.AnswerView) []part {
	n := d.room[2][:0]
	claims := explain.Row(d.View, d.op, a)
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
		if text := forms[min(d.shorten(a, c.Kind), len(forms)-1)]; text != "" {
			n = append(n, part{draw.Clean(text), d.noteInk(a, c)})
		}
	}
	return n
}

// shorten returns how much shorter than its longest form a note is.
func (d *telling) shorten(a *engine.AnswerView, k explain.Kind) int {
	switch {
	case (k == explain.MadeQuorum || k == explain.EndedWait) && (d.w >= 80 || d.w >= 60 && d.op.Verb != event.Get):
		return 0
	case (k == explain.MadeQuorum || k == explain.EndedWait) && a.Role == engine.Fallback && d.w < 52:
		return 2
	case k == explain.MadeQuorum, k == explain.EndedWait:
		return 1
	case k == explain.Declined && d.w < 60, d.w < 52:
		return 1
	}
	return 0
}

// noteInk is red for what was refused or lost, and amber for what may be in doubt.
func (d *telling) noteInk(a *engine.AnswerView, c *explain.Claim) theme.Ink {
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
	case explain.MadeQuorum, explain.RepairTaken:
		return th.Good
	case explain.EndedWait:
		if d.op.Outcome == event.Failed {
			return th.Bad
		}
		return th.Good
	}
	return th.Dim
}
