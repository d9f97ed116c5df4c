// Tests of the cache: its pictures are right, shared, and forgotten in time.

package pane

import (
	"slices"
	"sync"
	"testing"

	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

func sharedPanes() []pictured {
	return []pictured{&Ring{}, &Walk{}, &Nodes{}, &Operation{}, &Log{}, &NodeDetail{}, &FaultList{}, &Lanes{}}
}

// TestCachedIsDrawn: if a scene differs in any one thing from another that is in the
// cache, its picture equals that of a pane that has drawn nothing before.
func TestCachedIsDrawn(t *testing.T) {
	c := NewCache()
	base := halfWritten(t)
	base.Theme = c.Theme(base.Theme.Options)
	later := *base.View
	later.Now += ms
	later.Nodes = slices.Clone(later.Nodes)
	later.Nodes[0].Health, later.Faults = engine.Crashed, append(later.Faults, engine.Fault{Text: "n1 crashed"})
	changes := map[string]func(*Scene){
		"nothing":  func(*Scene) {},
		"view":     func(s *Scene) { s.View = &later },
		"key":      func(s *Scene) { *s = withKey(*s, "other") },
		"no key":   func(s *Scene) { *s = withKey(*s, "") },
		"no op":    func(s *Scene) { s.Op = nil },
		"node":     func(s *Scene) { s.Node = 2 },
		"theme":    func(s *Scene) { s.Theme = c.Theme(theme.Options{ASCII: true, Mono: true}) },
		"focus":    func(s *Scene) { s.Focused = !s.Focused },
		"cursor":   func(s *Scene) { s.Cursor++ },
		"covered":  func(s *Scene) { s.Covered = true },
		"flat":     func(s *Scene) { s.Flat = true },
		"invite":   func(s *Scene) { s.Invite = "press this" },
		"filter":   func(s *Scene) { s.Log.Filter = "n2" },
		"level":    func(s *Scene) { s.Log.Level = Everything },
		"selected": func(s *Scene) { s.Log.Follow, s.Log.Step = false, 3 },
		"left":     func(s *Scene) { s.Lanes.Left++ },
		"row":      func(s *Scene) { s.Lanes.Op, s.Lanes.Step = s.Lanes.Op+17, 3 },
	}
	check := func(p pictured, s Scene, w, h int, framed bool, what string) {
		t.Helper()
		got, _ := c.Picture(p, s, w, h, framed)
		if want := drawn(p.fresh(), s, w, h, framed); !slices.Equal(got.Lines(), want) {
			t.Errorf("%T %d×%d framed %t, another %s:\n%q\nwant\n%q", p, w, h, framed, what, got.Lines(), want)
		}
	}
	empty := withKey(base, "")
	empty.Op = nil
	focused := base
	focused.Focused = true
	for _, p := range sharedPanes() {
		for _, size := range [][2]int{{60, 22}, {30, 6}, {3, 3}} {
			for _, framed := range []bool{true, false} {
				for _, from := range []Scene{base, empty, focused} {
					check(p, from, size[0], size[1], framed, "scene")
					for what, change := range changes {
						s := from
						change(&s)
						check(p, s, size[0], size[1], framed, what)
					}
				}
			}
		}
	}
}

// withKey returns a scene with another key selected.
func withKey(s Scene, key string) Scene {
	other := sceneOf(s.View, key, theme.Options{})
	s.Key, s.Walk = key, other.Walk
	return s
}

func drawn(p Pane, s Scene, w, h int, framed bool) []string {
	if !framed {
		return p.Lines(s, w, h)
	}
	inside := p.Lines(s, w-2, h-2)
	title, notes := p.Title(s)
	return draw.Frame(Mark(title, s), notes, inside, w, h, s.Focused, s.Theme)
}

// TestCacheIsShared: sessions that look at the same have the same block, though each has
// computed the walk by itself; and what looks the same after a change stays the same
// block.
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
	first, others := s.View, make([]engine.View, 10*maxViews)
	for i := range others {
		others[i] = *first
		s.View = &others[i]
		c.Picture(&Nodes{}, s, 60, 14, true)
		s.View = first // it is looked at all the time
		c.Picture(&Nodes{}, s, 60, 14, true)
	}
	if len(c.views) != maxViews {
		t.Errorf("the pictures of %d Views, want %d", len(c.views), maxViews)
	}
	if !slices.ContainsFunc(c.views, func(s *viewPictures) bool { return s.view == first }) {
		t.Error("the View that was used the most is forgotten")
	}
	for i := range 4000 { // somebody who keeps resizing their window
		c.Picture(&Nodes{}, s, 20+i%380, 5+i%145, true)
		cells := 0
		for _, on := range c.views {
			for key := range on.pictures {
				cells += key.of.w * key.of.h
			}
		}
		if cells != c.cells || cells > maxCells {
			t.Fatalf("%d cells, counted %d, at most %d", cells, c.cells, maxCells)
		}
	}
	for _, a := range c.artists {
		cells := 0
		for g := range a.last {
			cells += g.w * g.h
		}
		if cells != a.size || cells > maxLast {
			t.Errorf("an artist keeps %d cells, counted %d, at most %d", cells, a.size, maxLast)
		}
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
