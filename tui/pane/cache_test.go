package pane

import (
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

func sharedPanes() []pictured {
	return []pictured{&Ring{}, &Walk{}, &Nodes{}, &Operation{}, &Log{}, &NodeDetail{}, &FaultList{}, &Lanes{}}
}

// TestCachedIsDrawn: whatever a scene differs in from those before, the picture
// is the one that a pane draws which has drawn nothing before.
func TestCachedIsDrawn(t *testing.T) {
	base := halfWritten(t)
	later := *base.View
	later.Now += ms
	views := []*engine.View{base.View, &later}
	keys := []string{"", base.Key, "other"}
	rapid.Check(t, func(rt *rapid.T) {
		c := NewCache()
		themes := []*theme.Theme{c.Theme(theme.Options{Dark: true}), c.Theme(theme.Options{ASCII: true, Mono: true})}
		panes := sharedPanes()
		for range rapid.IntRange(1, 12).Draw(rt, "pictures") {
			v := rapid.SampledFrom(views).Draw(rt, "view")
			s := sceneOf(v, rapid.SampledFrom(keys).Draw(rt, "key"), theme.Options{})
			s.Theme = rapid.SampledFrom(themes).Draw(rt, "theme")
			s.Node = ring.NodeID(rapid.IntRange(0, len(v.Nodes)-1).Draw(rt, "node"))
			if rapid.Bool().Draw(rt, "no operation") {
				s.Op = nil
			}
			s.Focused, s.Covered, s.Flat = rapid.Bool().Draw(rt, "focused"), rapid.Bool().Draw(rt, "covered"), rapid.Bool().Draw(rt, "flat")
			s.Cursor = rapid.IntRange(0, 3).Draw(rt, "cursor")
			s.Invite = rapid.SampledFrom([]string{"", "press this"}).Draw(rt, "invite")
			s.Log.Filter = rapid.SampledFrom([]string{"", "n2"}).Draw(rt, "filter")
			s.Log.Level = Level(rapid.IntRange(0, 1).Draw(rt, "level"))
			if !rapid.Bool().Draw(rt, "follow") {
				s.Log.Follow, s.Log.Step = false, rapid.IntRange(0, v.Trace.Len()).Draw(rt, "step")
			}
			s.Lanes.Left = rapid.IntRange(0, 2).Draw(rt, "left")
			p := rapid.SampledFrom(panes).Draw(rt, "pane")
			w, h := rapid.SampledFrom([]int{3, 40, 60}).Draw(rt, "w"), rapid.SampledFrom([]int{3, 12}).Draw(rt, "h")
			framed := rapid.Bool().Draw(rt, "framed")
			got, _ := c.Picture(p, s, w, h, framed)
			if want := drawn(p.fresh(), s, w, h, framed); !slices.Equal(got.Lines(), want) {
				rt.Fatalf("%T %d×%d\n%q\nwant\n%q", p, w, h, got.Lines(), want)
			}
		}
	})
}

func drawn(p Pane, s Scene, w, h int, framed bool) []string {
	if !framed {
		return p.Lines(s, w, h)
	}
	inside := p.Lines(s, w-2, h-2)
	title, notes := p.Title(s)
	return draw.Frame(Mark(title, s), notes, inside, w, h, s.Focused, s.Theme)
}

// TestCacheIsShared: sessions that look at the same have the same block, though
// each has worked out the walk by itself; and what looks the same after a change
// stays the same block.
func TestCacheIsShared(t *testing.T) {
	c := NewCache()
	s := halfWritten(t)
	s.Theme = c.Theme(s.Theme.Options)
	blocks := make([][]any, 8)
	var all sync.WaitGroup
	for i := range blocks {
		all.Go(func() {
			mine := s
			mine.Theme = c.Theme(s.Theme.Options)
			mine.Walk = sceneOf(s.View, s.Key, theme.Options{}).Walk
			for _, p := range sharedPanes() {
				b, _ := c.Picture(p, mine, 60, 14, true)
				blocks[i] = append(blocks[i], b)
			}
		})
	}
	all.Wait()
	for i := range blocks {
		if !slices.Equal(blocks[i], blocks[0]) {
			t.Errorf("session %d has blocks of its own", i)
		}
	}
	before, _ := c.Picture(&Nodes{}, s, 60, 14, true)
	later := *s.View
	later.Now += ms
	s.View = &later
	if after, _ := c.Picture(&Nodes{}, s, 60, 14, true); after != before {
		t.Error("the nodes look the same and have another block")
	}
}

// TestCacheForgets: a cache holds the pictures of so many Views and no more.
func TestCacheForgets(t *testing.T) {
	c := NewCache()
	s := halfWritten(t)
	first, others := s.View, make([]engine.View, 10*maxShelves)
	for i := range others {
		others[i] = *first
		s.View = &others[i]
		c.Picture(&Nodes{}, s, 60, 14, true)
		s.View = first // it is looked at all the time
		c.Picture(&Nodes{}, s, 60, 14, true)
	}
	if len(c.shelves) != maxShelves {
		t.Errorf("the pictures of %d Views, want %d", len(c.shelves), maxShelves)
	}
	if !slices.ContainsFunc(c.shelves, func(s *shelf) bool { return s.view == first }) {
		t.Error("the View that was used the most is forgotten")
	}
	for i := range 10 * maxArtists {
		s.Log.Filter = string(rune('a' + i%26))
		s.Log.Step = i
		c.Picture(&Log{}, s, 60, 14, true)
	}
	if len(c.artists) > maxArtists {
		t.Errorf("%d artists, at most %d", len(c.artists), maxArtists)
	}
}
