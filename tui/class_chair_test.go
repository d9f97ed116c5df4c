// A participant in a class, for tests of the explorer.

package tui

import (
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/class"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// chair is a Participant in a room that the test sets up.
type chair struct {
	spent  error // what Afford says
	shown  source.Shown
	room   class.Room
	mine   class.Mine
	lease  *helm
	said   []string
	news   chan struct{} // closed: there is always news
	answer class.Reply
	learns []class.SelfPaced
	kept   []*history.History
}

// helm is a Lease that records what is driven.
type helm struct {
	lines  []string
	places []workspace.Place
}

func (h *helm) Do(cmd engine.Command) <-chan source.Reply {
	h.lines = append(h.lines, cmd.String())
	return replied(source.Reply{})
}

func (h *helm) Control(c source.Control) <-chan source.Reply {
	h.lines = append(h.lines, string(c))
	return replied(source.Reply{})
}

func (h *helm) Show(p workspace.Place) { h.places = append(h.places, p) }

func replied[R any](r R) <-chan R {
	c := make(chan R, 1)
	c <- r
	return c
}

// looked is a cluster with nothing to drive it with.
type looked struct{ source.Shown }

func (c *chair) Name() string          { return "alice" }
func (c *chair) News() <-chan struct{} { return c.news }
func (c *chair) Gone() <-chan struct{} { return nil }

func (c *chair) Snapshot() class.Snapshot {
	room, mine := c.room, c.mine
	look := class.Snapshot{
		Room: &room, Mine: &mine, View: c.shown.View, Motion: c.shown.Motion(), Now: c.shown.Now(),
		Notes: []string{"# A step", "right: 3, 1, 2", "  2  3, 1, 2"},
		Commands: []class.RoomCommand{
			{Verb: "raise", What: "raise your hand"}, {Verb: "lower", How: "[NAME]", What: "take a hand down"},
			{Verb: "answer", How: "…", What: "answer the question"}, {Verb: "fork", What: "take a copy"},
		},
	}
	for _, verb := range []string{"hand", "mute", "view", "show", "reset", "instruct", "kick", "ban"} {
		if c.mine.Instructor {
			look.Commands = append(look.Commands, class.RoomCommand{Verb: verb, How: "NAME", What: "what " + verb + " does"})
		}
	}
	if c.lease != nil {
		look.Lease = c.lease
	}
	return look
}

func (c *chair) Offer(*history.History) <-chan class.Reply {
	return replied(class.Reply{Said: "offered"})
}

func (c *chair) Keep(h *history.History)               { c.kept = append(c.kept, h) }
func (c *chair) Afford() error                         { return c.spent }
func (c *chair) Own(h *history.History) source.Cluster { return h }
func (c *chair) ProgressStore() class.ProgressStore    { return nil }
func (c *chair) Learns(what class.SelfPaced)           { c.learns = append(c.learns, what) }

func (c *chair) Ask(asked class.Request) <-chan class.Reply {
	c.said = append(c.said, asked.String())
	return replied(c.answer)
}

// sit opens the explorer in a chair on the lecture's ring.
func sit(t *testing.T, c *chair, o Options, w, h int) *rig {
	t.Helper()
	cluster, err := history.New(preset(t, "lecture-ring-1"))
	if err != nil {
		t.Fatal(err)
	}
	c.shown, c.news = &looked{cluster}, make(chan struct{})
	close(c.news)
	c.room.Name, c.room.Driver, c.room.Playback = "class", "ann", source.NewPlayback()
	c.room.Place = workspace.Place{Key: "cart:42", Log: pane.LogPlace{Follow: true}}
	if o.Title = "lecture-ring-1"; o.Participant == nil {
		o.Participant = c
	}
	return openOn(t, nil, o, w, h)
}

// slowRoom is a chair whose room answers when a test has it answer.
type slowRoom struct {
	*chair
	asked []chan class.Reply
}

func (s *slowRoom) Ask(asked class.Request) <-chan class.Reply {
	s.said = append(s.said, asked.String())
	reply := make(chan class.Reply, 1)
	s.asked = append(s.asked, reply)
	return reply
}
