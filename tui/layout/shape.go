// The shapes of a screen: how much room there is decides how it is divided.

package layout

// Shape is the way in which a screen is divided.
type Shape uint8

const (
	// Narrow shows one pane at a time.
	Narrow Shape = iota
	// Classic shows all, those without the focus small.
	Classic
	// Tall shows all, one below the other.
	Tall
	// Wide shows all, with most room.
	Wide
)

// The sizes, in cells, from which on a screen is Tall, Classic, and Wide. Both the width and
// the height must reach them. RowWidth is the width from which on a Classic screen has four
// panes beside each other.
const (
	TallWidth, TallHeight       = 40, 40
	ClassicWidth, ClassicHeight = 80, 20
	WideWidth, WideHeight       = 110, 30
	RowWidth                    = 160
)

// ShapeOf returns how a screen of w × h cells is divided.
func ShapeOf(w, h int) Shape {
	switch {
	case w >= WideWidth && h >= WideHeight:
		return Wide
	case w >= ClassicWidth && h >= ClassicHeight:
		return Classic
	case w >= TallWidth && h >= TallHeight:
		return Tall
	}
	return Narrow
}
