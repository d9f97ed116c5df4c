// How many bytes versions have in a message.

package version

// Bytes of the parts of a version in a plain binary form: fixed numbers, and values with
// their length. A dot is node, epoch and counter; a stamp has 64 bits.
const (
	dotBytes   = 2 + 2 + 4
	stampBytes = 8
	flagBytes  = 1
	lenBytes   = 4
)

// Size returns how many bytes a message takes for what a set says; 1 for nil.
func (s *Set) Size() int {
	if s == nil {
		return flagBytes
	}
	size := flagBytes + 2*lenBytes // how many siblings, and how long the context is
	for i := range s.Siblings {
		size += dotBytes + stampBytes + flagBytes + lenBytes + len(s.Siblings[i].Value)
	}
	if s.Context != nil {
		size += (len(s.Context.Seen) + len(s.Context.Cloud)) * dotBytes
	}
	return size
}
