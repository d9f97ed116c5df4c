// The cache of pictures that all who look at the same cluster share.

package pane

import (
	"slices"
	"sync"

	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/paint"
	"ringside/tui/theme"
)

// Cache keeps the pictures of one cluster's panes for everybody who looks at it. Each is
// drawn once, for the first session that needs it, and is identified by what it depends on: the
// pane, the View, the size, the theme, and the parts of the Scene that it uses.
//
//	session ─┐                 ┌─ View 812 ─┬─ nodes 46×12 ▸n3 ──▶ Block
//	session ─┼─▶ Picture(key) ─┤            └─ log 120×11 ──────▶ Block
//	session ─┘                 └─ View 811 ─ …
//	                 │ not there
//	                 └─▶ artist (one for each kind of pane) draws it
//
// It holds the pictures of a few Views, and drops the least recently used one. It may be
// used by many goroutines.
type Cache struct {
	mu      sync.Mutex
	views   []*viewPictures // the most recently used first
	cells   int             // of all their pictures
	artists map[artistKey]*artist
	themes  map[theme.Options]*theme.Theme
}

const (
	// maxViews is how many Views have their pictures kept: a cluster has one at a time,
	// for each key that somebody has selected, and some sessions lag behind.
	maxViews = 16
	// maxCells is how large all pictures together may be, some 30 MiB: three hundred
	// people with as many sizes have room for the Views of a few moments, and one who
	// keeps resizing their window can't fill the memory.
	maxCells = 8 << 20
	// maxLast is how large the last pictures of one artist together may be.
	maxLast = 512 << 10
	// maxArtists bounds the artists of logs, one for each filter.
	maxArtists = 32
)

// viewPictures holds the pictures of one View.
type viewPictures struct {
	view     *engine.View
	pictures map[pictureKey]*shared
}

type pictureKey struct {
	kind    kind
	of      stamp
	framed  bool
	focused bool // the frame shows it
}

// shared is one picture, drawn or about to be drawn.
type shared struct {
	draw  sync.Once
	block *paint.Block
	whole bool
}

// artist draws the pictures of one kind, one at a time. Its pane keeps what speeds up the
// next one: a canvas, and for a log how far it has been searched.
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

// kind identifies the kind of a pane.
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
	fresh() pictured // another such pane that has drawn nothing yet
}

// gradual is a pane that may need several frames to finish.
type gradual interface{ Busy(s Scene) bool }

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{artists: make(map[artistKey]*artist), themes: make(map[theme.Options]*theme.Theme)}
}

// Theme returns the theme of a terminal: the same pointer for equal options.
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

// Picture returns a pane in w × h cells, with a frame around it if framed is set. whole
// is false if the pane has to go on in the next frame. b is nil for panes that can't be
// shared.
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
	key.of.hops = nil // they follow from the View and the key, and each session has its own
	key.of.w, key.of.h = w, h
	one, artist := c.find(key, pane)
	one.draw.Do(func() { one.block, one.whole = artist.draw(s, key) })
	if !one.whole {
		c.forget(key)
	}
	return one.block, one.whole
}

// find returns the place of a picture, and its artist if the picture is still missing.
func (c *Cache) find(key pictureKey, p pictured) (*shared, *artist) {
	c.mu.Lock()
	defer c.mu.Unlock()
	on := c.picturesOf(key.of.view)
	one := on.pictures[key]
	if one == nil {
		if c.cells += key.of.w * key.of.h; c.cells > maxCells {
			clear(on.pictures)
			c.views, c.cells = append(c.views[:0:0], on), key.of.w*key.of.h
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

// picturesOf returns the pictures of a View, and marks them as used last.
func (c *Cache) picturesOf(v *engine.View) *viewPictures {
	for i, s := range c.views {
		if s.view == v {
			copy(c.views[1:], c.views[:i])
			c.views[0] = s
			return s
		}
	}
	if len(c.views) < maxViews {
		c.views = append(c.views, nil)
	} else {
		for key := range c.views[maxViews-1].pictures {
			c.cells -= key.of.w * key.of.h
		}
	}
	copy(c.views[1:], c.views)
	c.views[0] = &viewPictures{v, make(map[pictureKey]*shared)}
	return c.views[0]
}

func (c *Cache) forget(key pictureKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on := c.picturesOf(key.of.view); on.pictures[key] != nil {
		delete(on.pictures, key)
		c.cells -= key.of.w * key.of.h
	}
}

// draw draws a picture. If it looks like the previous one of its size, it returns that
// one.
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

// Mark returns the title of a pane with a sign while it has the focus, because the colour
// of its border alone would not show it to everybody.
func Mark(title string, s Scene) string {
	if s.Focused {
		return s.Theme.Signs.Here + " " + title
	}
	return title
}
