// Tests that what a question covers is covered for those who teach as well: a whole room
// may see their screen.

package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// taught is an instructor who drives a cluster while a question covers something; "" nothing.
func taught(t *testing.T, h *history.History, cover presets.Part) (*rig, *chair) {
	t.Helper()
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 200, 40)
	c.shown, c.lease, c.mine.Instructor = &looked{h}, &helm{}, true
	if cover != "" {
		c.room.Poll = &class.Poll{Number: 1, Question: "What is it?", Covered: []presets.Part{cover}}
	}
	r.send(newsMsg{})
	return r, c
}

// TestTuningTellsNothing: while N, R and W are covered, no message about their keys says what
// they are, or whether they can be raised or written otherwise.
func TestTuningTellsNothing(t *testing.T) {
	const secret = "that would give the class's answer away; wait until it is shown"
	for _, test := range []struct {
		name, preset string
		lines, keys  []string
		says, hides  string
	}{
		{"raise R", "five", nil, []string{"R", "+"}, "R is 3", ""},
		{"choose R", "five", nil, []string{"R"}, "R is 2; + and - change it", "R: + and - change it"},
		{"rename R", "five", nil, []string{"R", "R"}, "R is quorum", secret},
		{"raise the last level", "five", []string{"set r all"}, []string{"R", "+"}, "r: all is the last level", secret},
		{"raise N of each", "two-dcs", []string{"set n dc1=1,dc2=2"}, []string{"N", "+"}, "N is set for each data centre", secret},
	} {
		for _, cover := range []presets.Part{"", presets.PartSettings} {
			r, c := taught(t, lived(t, preset(t, test.preset), test.lines), cover)
			r.press(test.keys...)
			got := r.m.Note.Text
			if cover == "" && !strings.HasPrefix(got, test.says) || cover != "" && got != test.hides {
				t.Errorf("%s, covered is %q: it says %q", test.name, cover, got)
			}
			if cover != "" && test.hides == secret && len(c.lease.lines) > 0 {
				t.Errorf("%s: the room is asked for %q", test.name, c.lease.lines)
			}
		}
	}
}

// TestNoWayAheadIsOffered: the foot offers to go forward only if it may be known that
// something is recorded ahead.
func TestNoWayAheadIsOffered(t *testing.T) {
	for cover, offers := range map[presets.Part]bool{"": true, presets.PartClock: false} {
		r, c := taught(t, lived(t, preset(t, "five"), nil), cover)
		c.room.Ahead, c.room.Playback.Playing = 3, false
		r.send(newsMsg{})
		r.press("down") // the message is gone
		lines := strings.Split(r.screen(), "\n")
		if foot := lines[len(lines)-1]; strings.Contains(foot, "forward") != offers {
			t.Errorf("covered is %q: the foot says %q", cover, foot)
		}
	}
}

// TestNoReplyIsWaitedForUnderACover: the foot offers to wait for a reply only if it may be known
// that a client waits.
func TestNoReplyIsWaitedForUnderACover(t *testing.T) {
	for cover, offers := range map[presets.Part]bool{"": true, presets.PartOperation: false} {
		r, c := taught(t, lived(t, preset(t, "five"), []string{"put cart zebra via D"}), cover)
		c.room.Playback.Playing = false
		r.send(newsMsg{})
		r.press("down") // the message is gone
		lines := strings.Split(r.screen(), "\n")
		if foot := lines[len(lines)-1]; strings.Contains(foot, "to reply") != offers {
			t.Errorf("covered is %q: the foot says %q", cover, foot)
		}
	}
}

// TestNoLikelihoodShows: how likely something was at each step stands beside the log only
// while nothing is covered, and no key goes to where it was decided.
func TestNoLikelihoodShows(t *testing.T) {
	for cover, shows := range map[presets.Part]bool{"": true, presets.PartWalk: false} {
		h := lived(t, preset(t, "five"), []string{"put cart zebra via D"})
		r, c := taught(t, h, cover)
		r.m.Ribbon = pane.NewRibbon(r.m.View, r.m.BranchShown()[0], slices.Repeat([]float64{.25}, r.m.View.Trace.Len()+1), 1)
		r.m.GoTo(layout.Log)
		r.send(newsMsg{})
		if got := r.m.panels[layout.Log].Scene(r.m.desk.PanelDesk()).Ribbon != nil; got != shows {
			t.Errorf("covered is %q: it shows: %v", cover, got)
		}
		if r.press("^"); shows != (len(c.lease.lines) > 0) {
			t.Errorf("covered is %q: the room is asked for %q, and the note says %q", cover, c.lease.lines, r.m.Note.Text)
		}
	}
}

// TestACoveredWalkIsNotClicked: where the walk is covered, a click on its lines chooses no node.
func TestACoveredWalkIsNotClicked(t *testing.T) {
	for cover, chooses := range map[presets.Part]bool{"": true, presets.PartWalk: false} {
		r, _ := taught(t, lived(t, preset(t, "five"), nil), cover)
		r.m.Key = "cart"
		r.m.GoTo(layout.Walk)
		r.send(newsMsg{})
		walk, scene, found := &pane.Walk{}, r.m.panels[layout.Walk].Scene(r.m.desk.PanelDesk()), false
		for y := range 20 {
			_, ok := walk.NodeAt(scene, y, 60, 20)
			found = found || ok
		}
		if found != chooses {
			t.Errorf("covered is %q: a node can be chosen: %v", cover, found)
		}
	}
}

// TestTheCircleTellsNoCoordinator: on a ring with more nodes than fit inside its circle, those
// that an operation involves stand there, unless who they are is covered.
func TestTheCircleTellsNoCoordinator(t *testing.T) {
	cfg := preset(t, "default")
	cfg.Nodes = ring.Draw(7, 12, 64)
	for cover, shows := range map[presets.Part]bool{"": true, presets.PartRing: false} {
		r, _ := taught(t, lived(t, cfg, []string{"put cart zebra via n9"}), cover)
		r.m.Key = "cart"
		r.m.GoTo(layout.Ring)
		r.send(newsMsg{})
		at, lines := r.m.Screen.Panes[layout.Ring], strings.Split(r.screen(), "\n")
		drawn := ""
		for y := at.Min.Y + 1; y < at.Max.Y-1; y++ {
			drawn += ansi.Cut(lines[y], at.Min.X+1, at.Max.X-1) + "\n"
		}
		if strings.Contains(drawn, "n9") != shows {
			t.Errorf("covered is %q: the ring shows n9: %v\n%s", cover, !shows, drawn)
		}
	}
}

// TestNoLineAsksAboutWhatALessonAsks: while a question of a lesson covers something, no page
// that would work its answer out opens with what is typed.
func TestNoLineAsksAboutWhatALessonAsks(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "token-ring"), Look: theme.Dark}, 120, 36)
	r.press("G", "V", "G")
	r.notYet()
	for _, line := range []string{"can lost > 0", "likely lost > 0", "merkle A B"} {
		types(r, line)
		word, _, _ := strings.Cut(line, " ")
		if want := word + ": that would give the answer away; answer first"; r.m.Note.Text != want || r.m.Pages.Top() != nil || r.m.Question != "" {
			t.Errorf("%s: it says %q, want %q, and the question is %q", line, r.m.Note.Text, want, r.m.Question)
		}
	}
}

// TestNoKeyTellsThatItIsInVain: whether a node is down already, there is nothing to heal, or
// nobody waits, is said only if it may be known; else the room is asked, and says no more than
// that it refuses.
func TestNoKeyTellsThatItIsInVain(t *testing.T) {
	for _, test := range []struct {
		key         keymaps.Action
		cover       presets.Part
		lines       []string
		says, asked string
	}{
		{keymaps.Crash, presets.PartNodes, []string{"crash A"}, "A is already crashed", "crash A"},
		{keymaps.Crash, presets.PartMembers, []string{"crash A"}, "A is already crashed", "crash A"},
		{keymaps.HealAll, presets.PartNodes, nil, "there are no faults", "heal all"},
		{keymaps.StepReply, presets.PartOperation, nil, "no client waits for an answer", "until reply"},
	} {
		for _, cover := range []presets.Part{"", test.cover} {
			r, c := taught(t, lived(t, preset(t, "five"), test.lines), cover)
			r.m.Node = 0
			r.press(r.m.Keys.Keys(test.key)[0])
			says, asked := test.says, ""
			if cover != "" {
				says, asked = "", test.asked
			}
			if got := strings.Join(c.lease.lines, "; "); r.m.Note.Text != says || got != asked {
				t.Errorf("%s, covered is %q: it says %q, and the room is asked for %q", test.key, cover, r.m.Note.Text, got)
			}
		}
	}
}

// TestNoMessageIsChosenUnderACover: where messages are covered no key finds one, nor does a
// click, whether there is one or not.
func TestNoMessageIsChosenUnderACover(t *testing.T) {
	for _, cover := range []presets.Part{"", presets.PartLog, presets.PartOperation} {
		for _, lines := range [][]string{nil, {"put cart zebra via D", "run 100us"}} {
			r, c := taught(t, lived(t, preset(t, "five"), lines), cover)
			r.m.GoTo(layout.Log)
			r.send(newsMsg{})
			place := r.m.Log
			at := r.m.Screen.Panes[layout.Log]
			r.send(tea.MouseClickMsg(tea.Mouse{X: at.Min.X + 3, Y: at.Min.Y + 1, Button: tea.MouseLeft}))
			if chosen := r.m.Log != place; chosen != (cover != presets.PartLog && lines != nil) {
				t.Errorf("covered is %q, after %q: a click chooses: %v", cover, lines, chosen)
			}
			r.press(r.m.Keys.Keys(keymaps.DropMessage)[0])
			const covered = "messages are covered until the answer is shown"
			if (r.m.Note.Text == covered) != (cover != "") || cover != "" && len(c.lease.lines) > 0 {
				t.Errorf("covered is %q, after %q: it says %q, and the room is asked for %q", cover, lines, r.m.Note.Text, c.lease.lines)
			}
		}
	}
}
