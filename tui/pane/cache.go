package pane

import (
	"slices"
	"sync"

	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/paint"
	"ringside/tui/theme"
)

// Cache keeps the pictures of one cluster's panes for all who look at it. Each
// is drawn once, by whoever needs it first, and is known by what it depends on:
// the pane, the View, the size, the theme, and what of the Scene is its own.
//
//	session ─┐                 ┌─ View 812 ─┬─ nodes 46×12 ▸n3 ──▶ Block
//	session ─┼─▶ Picture(key) ─┤            └─ log 120×11 ──────▶ Block
//	session ─┘                 └─ View 811 ─ …
//	                 │ not there
//	                 └─▶ artist (one for each kind of pane) draws it
//
// It holds the pictures of a few Views, and forgets the one that was asked for
// the longest ago. It may be used by many goroutines.
type Cache struct {
	mu      sync.Mutex
	shelves []*shelf // the last one used first
	cells   int      // of all pictures on them
	artists map[artistKey]*artist
	themes  map[theme.Options]*theme.Theme
}

const (
	// maxShelves is how many Views have their pictures kept: a cluster has one at
	// a time, for each key that somebody has in hand, and some lag behind.
	maxShelves = 16
	// maxCells is how large all pictures are together, some 30 MiB: three hundred
	// people with as many sizes have room for the Views of a few moments, and one
	// who changes his size all the time can't fill the memory.
	maxCells = 8 << 20
	// maxLast is how large the last pictures of one artist are together.
	maxLast = 512 << 10
	// maxArtists bounds those who draw logs, one for each filter.
	maxArtists = 32
)

// shelf holds the pictures of one View.
type shelf struct {
	view     *engine.View
	pictures map[pictureKey]*shared
}

type pictureKey struct {
	kind    kind
	of      stamp
	framed  bool
	focused bool // the frame shows it
}

// shared is one picture, drawn or about to be.
type shared struct {
	draw  sync.Once
	block *paint.Block
	whole bool
}

// artist draws the pictures of one kind, one at a time. Its pane keeps what
// speeds the next one up: a canvas, and of a log how far it has been searched.
type artist struct {
	mu   sync.Mutex
	pane pictured
	last map[geometry]*paint.Block
	size int // of those, in cells
}

type artistKey struct {
	kind   kind
	filter string
	level  Level
}

type geometry struct {
	w, h    int
	framed  bool
	focused bool
	theme   *theme.Theme
}

// kind tells panes apart.
type kind uint8

const (
	ringKind kind = iota
	walkKind
	nodesKind
	operationKind
	logKind
	nodeDetailKind
	faultListKind
	lanesKind
)

// pictured is a pane that knows what its picture depends on.
type pictured interface {
	Pane
	kind() kind
	about(s Scene, w, h int) stamp
	fresh() pictured // another such pane, that has drawn nothing yet
}

// gradual is a pane that may need several frames to draw all.
type gradual interface{ Busy(s Scene) bool }

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{artists: make(map[artistKey]*artist), themes: make(map[theme.Options]*theme.Theme)}
}

// Theme returns the theme of a terminal: the same for equal options, so that
// its pointer stands for it.
func (c *Cache) Theme(o theme.Options) *theme.Theme {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.themes[o]
	if t == nil {
		t = theme.New(o)
		c.themes[o] = t
	}
	return t
}

// Picture returns a pane in w × h cells, with a frame around it if asked to. It
// is not whole if the pane has to go on in the next frame. It is nil for panes
// that can't be shared.
func (c *Cache) Picture(p Pane, s Scene, w, h int, framed bool) (b *paint.Block, whole bool) {
	pane, ok := p.(pictured)
	if !ok || s.View == nil {
		return nil, true
	}
	key := pictureKey{kind: pane.kind(), framed: framed, focused: framed && s.Focused}
	if framed {
		key.of = pane.about(s, w-2, h-2)
	} else {
		key.of = pane.about(s, w, h)
	}
	key.of.hops = nil // they follow from the View and the key, and everybody has other ones
	key.of.w, key.of.h = w, h
	one, artist := c.find(key, pane)
	one.draw.Do(func() { one.block, one.whole = artist.draw(s, key) })
	if !one.whole {
		c.forget(key)
	}
	return one.block, one.whole
}

// find returns the place of a picture, and who draws it if it is still empty.
func (c *Cache) find(key pictureKey, p pictured) (*shared, *artist) {
	c.mu.Lock()
	defer c.mu.Unlock()
	on := c.shelf(key.of.view)
	one := on.pictures[key]
	if one == nil {
		if c.cells += key.of.w * key.of.h; c.cells > maxCells {
			clear(on.pictures)
			c.shelves, c.cells = append(c.shelves[:0:0], on), key.of.w*key.of.h
		}
		one = &shared{}
		on.pictures[key] = one
	}
	by := artistKey{kind: key.kind, filter: key.of.log.Filter, level: key.of.log.Level}
	who := c.artists[by]
	if who == nil {
		if len(c.artists) >= maxArtists {
			clear(c.artists)
		}
		who = &artist{pane: p.fresh(), last: make(map[geometry]*paint.Block)}
		c.artists[by] = who
	}
	return one, who
}

// shelf returns the shelf of a View, as the last one used.
func (c *Cache) shelf(v *engine.View) *shelf {
	for i, s := range c.shelves {
		if s.view == v {
			copy(c.shelves[1:], c.shelves[:i])
			c.shelves[0] = s
			return s
		}
	}
	if len(c.shelves) < maxShelves {
		c.shelves = append(c.shelves, nil)
	} else {
		for key := range c.shelves[maxShelves-1].pictures {
			c.cells -= key.of.w * key.of.h
		}
	}
	copy(c.shelves[1:], c.shelves)
	c.shelves[0] = &shelf{v, make(map[pictureKey]*shared)}
	return c.shelves[0]
}

func (c *Cache) forget(key pictureKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on := c.shelf(key.of.view); on.pictures[key] != nil {
		delete(on.pictures, key)
		c.cells -= key.of.w * key.of.h
	}
}

// draw draws a picture. If it looks like the last one of its size it is that.
func (a *artist) draw(s Scene, key pictureKey) (b *paint.Block, whole bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w, h := key.of.w, key.of.h
	lines := a.lines(s, w, h, key.framed)
	g := geometry{w, h, key.framed, key.focused, s.Theme}
	if b = a.last[g]; b == nil || !slices.Equal(b.Lines(), lines) {
		if b == nil {
			if a.size += w * h; a.size > maxLast {
				clear(a.last)
				a.size = w * h
			}
		}
		b = paint.NewBlock(w, lines)
		a.last[g] = b
	}
	slow, ok := a.pane.(gradual)
	return b, !ok || !slow.Busy(s)
}

func (a *artist) lines(s Scene, w, h int, framed bool) []string {
	if !framed {
		return a.pane.Lines(s, w, h)
	}
	inside := a.pane.Lines(s, w-2, h-2)
	title, notes := a.pane.Title(s)
	return draw.Frame(Mark(title, s), notes, inside, w, h, s.Focused, s.Theme)
}

// Mark returns the title of a pane with a sign while it has the focus, which the
// colour of its border alone would not tell everybody.
func Mark(title string, s Scene) string {
	if s.Focused {
		return s.Theme.Signs.Here + " " + title
	}
	return title
}
