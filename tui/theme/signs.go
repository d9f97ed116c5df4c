// The glyphs that stand for states, and the characters of lines and borders.

package theme

// Signs are the glyphs that stand for states. None is wider than its cells say and none
// needs a variation selector.
type Signs struct {
	Sent     string // a request in flight: 1 cell
	Acked    string // an answer in flight: 1 cell
	Doomed   string // a message that was dropped, or would be if it arrived now: 1 cell
	One      string // asked or arrived: 1 cell
	Both     string // answered: 2 cells
	Refused  string // connection refused: 1 cell
	Waiting  string // nothing yet: 1 cell
	Silent   string // the timeout passed: 1 cell
	Hung     string // a hung node: 1 cell
	Here     string // the selection, the key's position: 1 cell
	Wrap     string // past the top of the ring: 1 cell
	Fallback string // a slot that stands in: 1 cell
	Pending  string // a node that is about to be a replica, and its tokens to be: 1 cell
	Skip     string // a slot that is passed over, which is nothing bad: 1 cell
	More     string // cut text: 1 cell
	Cut      string // a cut link: 1 cell
	To       string // from → to: 1 cell
	Cause    string // a row in the causal chain: 1 cell
	Nobody   string // no node: 1 cell
	And      string // set intersection: 1 cell
	Mid      string // a separator: 1 cell
	Dash     string // a horizontal rule: 1 cell
	Path     string // the ring where a walk goes along it: 1 cell
	Up, Down string // there is more above, below: 1 cell each
	Below    string // the key's position, below this: 1 cell
	Above    string // above this
	Back     string // to the left of this
	Left     string // there is more to the left
	Right    string // and to the right
	Tick     string // good: 1 cell
	No       string // the opposite: 1 cell
	Told     string // a client has its answer: 1 cell
	Durable  string // on a lane: the disk has it: 1 cell
	Memory   string // on a lane: only the memory has it: 1 cell
	Lane     string // a node that is up: 1 cell
	HungLane string // a node that is hung
	Gap      string // a lane while nothing happens for long
}

// Wires are the characters of lines that meet, by the sides to which they go: the sum of
// North, East, South and West. Dashed lines are for what is uncertain or too late.
type Wires struct {
	Joints              [16]string
	Across, Down        string // dashed
	LeftHead, RightHead string
}

// The sides of a cell.
const (
	North = 1 << iota
	East
	South
	West
)

// Frame are the characters of a pane's border, clockwise from the top left.
type Frame struct {
	TopLeft, Top, TopRight, Right, BottomRight, Bottom, BottomLeft, Left string
}

var (
	unicodeGlyphs = []string{"●", "▲", "◆", "■", "★", "▼", "◇", "□"}
	// No letter or digit, which would be read as a part of a name, and none of the signs
	// or the lines.
	asciiGlyphs = []string{"@", "*", "%", "$", "/", "\\", "{", "}"}

	unicodeSigns = Signs{
		Sent: "›", Acked: "✓", Doomed: "×",
		One: "✓", Both: "✓✓", Refused: "×", Waiting: "…", Silent: "!", Hung: "‖",
		Here: "▸", Wrap: "↻", Fallback: "·", Pending: "+", Skip: "↷", More: "…",
		Cut: "╳", To: "→", Cause: "│", Nobody: "·",
		And: "∩", Mid: "·", Dash: "─", Path: "━", Up: "↑", Down: "↓", Below: "▾", Above: "▴", Back: "◂", Left: "‹", Right: "›",
		Tick: "✓", No: "×", Told: "✓", Durable: "╋", Memory: "┼", Lane: "│", HungLane: "┊", Gap: "┊",
	}
	asciiSigns = Signs{
		Sent: ">", Acked: "+", Doomed: "#",
		One: "+", Both: "++", Refused: "#", Waiting: ".", Silent: "!", Hung: "=",
		Here: ">", Wrap: "~", Fallback: ":", Pending: "+", Skip: "-", More: "~",
		Cut: "#", To: ">", Cause: "|", Nobody: ".",
		And: "&", Mid: "-", Dash: "-", Path: "=", Up: "^", Down: "_", Below: ";", Above: "^", Back: "<", Left: "<", Right: ">",
		Tick: "+", No: "#", Told: "=", Durable: "]", Memory: ")", Lane: "|", HungLane: ":", Gap: ":",
	}

	unicodeWires = Wires{
		//  0    N    E    NE   S    NS   SE   NSE  W    NW   EW   NEW  SW   NSW  SEW  NSEW
		[16]string{"", "│", "─", "╰", "│", "│", "╭", "├", "─", "╯", "─", "┴", "╮", "┤", "┬", "┼"},
		"╌", "╎", "◂", "▸",
	}
	asciiWires = Wires{
		[16]string{"", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+"},
		".", ":", "<", ">",
	}

	rounded = Frame{"╭", "─", "╮", "│", "╯", "─", "╰", "│"}
	plain   = Frame{"+", "-", "+", "|", "+", "-", "+", "|"}
)
