// Tests that what a question covers does not show in small places either: in completions
// and suggestions while somebody types, in the keys at the foot of the screen, and in the
// sign that time passes.

package tui

import (
	"strings"
	"testing"

	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// asked is a student who looks around in the class's cluster while a question covers
// something; "" nothing.
func asked(t *testing.T, cover presets.Part) (*rig, *chair) {
	t.Helper()
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	c.shown = &looked{busyRing(t)}
	if cover != "" {
		c.room.Poll = &class.Poll{Number: 1, Question: "What is it?", Covered: []presets.Part{cover}}
	}
	r.send(newsMsg{})
	r.press("D")
	return r, c
}

// typed is what stands in the line that is typed.
func (r *rig) typed() string {
	if r.m.Prompt == nil {
		return "nothing is typed"
	}
	return r.m.Prompt.Text()
}

// TestCompletionTellsNothing: while it would tell which keys and clients there are, or
// which nodes, none is completed.
func TestCompletionTellsNothing(t *testing.T) {
	for _, c := range []struct {
		cover            presets.Part
		typed, completed string
	}{
		{presets.PartClock, "get me", "get melon"}, {presets.PartClock, "get melon as y", "get melon as you"},
		{presets.PartMembers, "get me", "get melon"}, {presets.PartMembers, "power dc", "power dc1/r1"},
		{presets.PartMembers, "blackout d", "blackout dc1"},
	} {
		for _, cover := range []presets.Part{"", c.cover} {
			r, _ := asked(t, cover)
			r.press(":")
			r.write(c.typed)
			r.press("tab")
			got, want := strings.TrimSpace(r.typed()), c.completed
			if cover != "" {
				want = strings.TrimSpace(c.typed)
			}
			if got != want {
				t.Errorf("covered is %q: tab makes %q of %q, want %q", cover, got, c.typed, want)
			}
		}
	}
}

// TestNoKeyIsSuggested: the key that is looked at may be what is asked.
func TestNoKeyIsSuggested(t *testing.T) {
	for cover, want := range map[presets.Part]string{"": "melon", presets.PartSettings: ""} {
		r, _ := asked(t, cover)
		r.m.Key = "melon"
		if r.press("k"); r.typed() != want {
			t.Errorf("covered is %q: %q is suggested, want %q", cover, r.typed(), want)
		}
	}
}

// TestNoNumberOfWritesIsSuggested: how many writes there were would tell.
func TestNoNumberOfWritesIsSuggested(t *testing.T) {
	for cover, want := range map[presets.Part]string{"": "v3", presets.PartClock: "v1"} {
		r, c := asked(t, cover)
		c.lease, c.mine.Instructor = &helm{}, true // students can't write meanwhile
		r.send(newsMsg{})
		r.m.Key = "cart:42"
		if r.press("w"); r.typed() != want {
			t.Errorf("covered is %q: %q is suggested, want %q\n%s", cover, r.typed(), want, r.screen())
		}
	}
}

// TestHintsNameNoNode: the keys of a node say which only if it may be known that there
// is such a node.
func TestHintsNameNoNode(t *testing.T) {
	for cover, names := range map[presets.Part]bool{"": true, presets.PartMembers: false} {
		r, c := asked(t, cover)
		c.lease, c.mine.Instructor = &helm{}, true // who drives has these keys
		r.send(newsMsg{})
		r.m.GoTo(layout.Nodes)
		r.press("down") // the message is gone
		lines := strings.Split(r.screen(), "\n")
		foot := lines[len(lines)-1]
		if strings.Contains(foot, "crash "+r.m.NodeName(r.m.Node)) != names || strings.Contains(foot, "crash") != names {
			t.Errorf("covered is %q: the foot says %q", cover, foot)
		}
	}
}

// TestTheHeaderHidesThatARunEnds: where time is covered, the sign that it passes is the
// same whether something lets it pass as fast as it can or not.
func TestTheHeaderHidesThatARunEnds(t *testing.T) {
	for cover, differ := range map[presets.Part]bool{"": true, presets.PartClock: false} {
		for _, job := range []*source.Job{nil, {Name: "run 1h"}} {
			r, c := asked(t, cover)
			c.room.Playback.Playing = false
			r.send(newsMsg{})
			r.m.Job = job
			if runs := r.m.Runs(); runs != (differ && job != nil) {
				t.Errorf("covered is %q: time passes: %v, with the job %v", cover, runs, job)
			}
		}
	}
}
