// Which part of a session is saved, and messages about its branches.

package source

import "fmt"

// Record says what a file keeps: all commands up to a revision, whatever branch
// they are on. The zero Record is that of a cluster that keeps none.
type Record struct{ revision uint64 }

// RecordOf returns the record of a cluster as it is now.
func RecordOf(c Shown) (r Record) {
	if k, ok := c.(Keeper); ok {
		r.revision = k.Revision()
	}
	return r
}

// Parted says that a branch has begun, and how to go back to the previous one.
// command is the key that begins a line.
func Parted(now, left int, command string) string {
	return fmt.Sprintf("branch %d begins here; %sswitch %d returns to what was recorded", now, command, left)
}

// Forked says that a branch begins, and how to go back to the one it leaves.
func Forked(c Shown, command string) string {
	on, _ := Branch(c)
	for _, b := range c.(Traveller).Branches() {
		if b.ID == on {
			return fmt.Sprintf("branch %d begins here; %sswitch %d returns to the previous one", on, command, b.Parent)
		}
	}
	return ""
}
