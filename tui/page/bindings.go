// What the page of bindings shows.

package page

import "ringside/keymaps"

// Bindings are all bindings as they are now.
type Bindings struct {
	Keymap   string // its name
	Sections []Section
}

// Section is what belongs together.
type Section struct {
	Title string
	Rows  []Row
}

// Row is one binding.
type Row struct {
	Action     keymaps.Action // what its keys do; "" if that has no meaning outside of where they work
	Keys, What string
	Line       string // of the command language, that does the same; "" if none does
	Off        string // why it can't be done now; "" if it can
}
