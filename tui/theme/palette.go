// The colours of each theme.

package theme

// palette holds the colours for one kind of background, as #rrggbb or as the number of
// one of the 16 colours, or "" for the terminal's own colour of text. The greys are greys of the 256 colours too, which would
// otherwise give them a tint.
type palette struct {
	paper, dim, border, accent, good, doubt, bad string

	nodes [7]string
}

// No node is red or amber, and the first five, which most clusters have, are
// the farthest apart. The number of colours and the number of glyphs have no
// common factor, which makes 56 pairs.
var (
	dark = palette{
		paper:  "#16181c",
		dim:    "#949494",
		border: "#626262",
		accent: "#7fb2ff",
		good:   "#7bd88f",
		doubt:  "#ffb454",
		bad:    "#ff6b68",
		nodes: [7]string{
			"#35c7a4", // bluish green
			"#ffa9d0", // pink
			"#d5dc5a", // pear
			"#a88df5", // lavender
			"#a5e8f5", // pale cyan
			"#dcc8a0", // sand
			"#5aa9e6", // sky
		},
	}
	light = palette{
		paper:  "#fbfbf8",
		dim:    "#626262",
		border: "#9e9e9e",
		accent: "#0b57d0",
		good:   "#0f6b2c",
		doubt:  "#8a6500",
		bad:    "#b00020",
		nodes: [7]string{
			"#006f5f", // bluish green
			"#a82678", // magenta
			"#5f5f00", // olive
			"#5b3fc4", // violet
			"#002f4f", // navy
			"#7a5530", // brown
			"#005faf", // blue
		},
	}

	// With 16 colours the nearest to a node's would often be red or yellow. Each terminal
	// draws the 16 in its own way: of a dark theme's, 1, 3, 4, 5, 8, 12 and 13 are too dark
	// for text somewhere. On white only 0, 1, 4 and 5 can be read everywhere, so a light
	// theme has no colour for what is dim, good, or in doubt; doubt is bold instead.
	dark16 = palette{
		paper: "0", dim: "7", border: "8", accent: "14", good: "10", doubt: "11", bad: "9",
		nodes: [7]string{"6", "10", "15", "2", "14", "7", "6"},
	}
	light16 = palette{
		paper: "15", border: "8", accent: "4", bad: "1",
		nodes: [7]string{"5", "4", "0", "5", "4", "0", "5"},
	}
)
