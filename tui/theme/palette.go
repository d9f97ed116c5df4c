// The colours of each theme.

package theme

// palette holds the colours for one kind of background, as #rrggbb or as the number of
// one of the 16 colours. The greys are greys of the 256 colours too, which would
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
		border: "#a8a8a8",
		accent: "#0b57d0",
		good:   "#1a7f37",
		doubt:  "#8f6a00",
		bad:    "#b00020",
		nodes: [7]string{
			"#00806a", // bluish green
			"#b0307f", // magenta
			"#6a6a00", // olive
			"#5b3fc4", // violet
			"#003f52", // petrol
			"#7a5530", // brown
			"#1f6fb5", // blue
		},
	}

	// With 16 colours the nearest to a node's would often be red or yellow.
	dark16 = palette{
		paper: "0", dim: "7", border: "8", accent: "12", good: "10", doubt: "11", bad: "9",
		nodes: [7]string{"14", "13", "15", "6", "5", "2", "4"},
	}
	light16 = palette{
		paper: "15", dim: "8", border: "7", accent: "4", good: "2", doubt: "3", bad: "1",
		nodes: [7]string{"6", "5", "12", "13", "0", "8", "14"},
	}
)
