// The user's own colours.

package theme

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"ringside/internal/nearest"
)

// Colours are the user's own, in place of those that a theme has. It never changes once made.
type Colours struct{ of map[string]string }

// colourNames lists what may have another colour.
func colourNames() []string {
	names := []string{"accent", "good", "doubt", "bad", "dim", "border"}
	for i := range dark.nodes {
		names = append(names, nodeColour(i))
	}
	return names
}

// nodeColour is the name of the i-th colour of nodes.
func nodeColour(i int) string { return "node" + strconv.Itoa(i+1) }

// hex is a colour of three bytes.
var hex = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^#[0-9a-fA-F]{6}$`) })

// NewColours makes colours of names and values: #rrggbb, or the number of one of the
// terminal's 16 colours. The error says what is allowed; nil without any.
func NewColours(own map[string]string) (*Colours, error) {
	if len(own) == 0 {
		return nil, nil
	}
	for name, value := range own {
		if err := CheckColour(name, value); err != nil {
			return nil, err
		}
	}
	return &Colours{own}, nil
}

// CheckColour returns what is wrong with a colour of the user's; nil if nothing is.
func CheckColour(name, value string) error {
	if names := colourNames(); !slices.Contains(names, name) {
		return fmt.Errorf("%q has no colour%s", name, nearest.Among(name, "known", names))
	}
	if n, err := strconv.ParseUint(value, 10, 4); hex().MatchString(value) || err == nil && value == strconv.FormatUint(n, 10) {
		return nil
	}
	return fmt.Errorf("%q is not a colour (allowed: #rrggbb in quotes, or 0 to 15 for one of the terminal's own)", value)
}

// in returns a palette with the user's colours.
func (c *Colours) in(p palette) palette {
	if c == nil {
		return p
	}
	put := func(name string, colour *string) {
		if own, ok := c.of[name]; ok {
			*colour = own
		}
	}
	for name, colour := range map[string]*string{
		"accent": &p.accent, "good": &p.good, "doubt": &p.doubt, "bad": &p.bad, "dim": &p.dim, "border": &p.border,
	} {
		put(name, colour)
	}
	for i := range p.nodes {
		put(nodeColour(i), &p.nodes[i])
	}
	return p
}
