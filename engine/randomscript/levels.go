// Levels of random worlds: by name and by data centre.

package randomscript

import (
	"strconv"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/ring"
)

// DrawLevels puts the nodes into one data centre or two, draws how many copies each of these
// keeps, and R and W as levels of any kind; requests have levels of their own then.
func (w *World) DrawLevels(t *rapid.T) {
	w.Levels = true
	dcs := rapid.IntRange(1, 2).Draw(t, "data centres")
	w.Config.Nodes = append([]ring.Node(nil), w.Config.Nodes...)
	for i := range w.Config.Nodes {
		w.Config.Nodes[i].DC = "dc" + strconv.Itoa(1+i%dcs)
	}
	if rapid.IntRange(0, 4).Draw(t, "placed by data centre") > 0 {
		var copies []ring.Copies
		for i := range dcs {
			most := (len(w.Config.Nodes) - i + dcs - 1) / dcs
			copies = append(copies, ring.Copies{DC: "dc" + strconv.Itoa(1+i), N: rapid.IntRange(1, min(most, 3)).Draw(t, "copies")})
		}
		w.Config.Placement = ring.PerDC(copies...)
	}
	w.Config.R, w.Config.W = w.Level(t), w.Level(t)
}

// Level draws a level that has a meaning in the world.
func (w *World) Level(t *rapid.T) engine.Level {
	return rapid.SampledFrom(w.AllLevels(t)).Draw(t, "level")
}

// AllLevels returns the levels that have a meaning in the world: names, numbers, and some
// counts for data centres.
func (w *World) AllLevels(t *rapid.T) (levels []engine.Level) {
	on, err := ring.New(w.Config.Nodes)
	if err != nil {
		t.Fatal(err)
	}
	words := engine.FindSetting("r").Words()
	for n := range w.Config.Placement.N {
		words = append(words, strconv.Itoa(1+n))
	}
	counts := ""
	for _, c := range w.Config.Placement.PerDC {
		for n := range c.N {
			words = append(words, c.DC+"="+strconv.Itoa(1+n))
		}
		if counts != "" {
			counts += ","
		}
		counts += c.DC + "=1"
	}
	for _, word := range append(words, counts) {
		level, err := engine.ParseLevel(word)
		if err == nil && engine.CheckLevel(level, &w.Config.Settings, on) == nil {
			levels = append(levels, level)
		}
	}
	return levels
}
