// This file makes the names of a load's keys and clients.

package engine

import "strconv"

// names are numbered names, made when they are first asked for.
type names []string

// name returns the name of the i-th, counted from 0: its number is one more.
func (n *names) name(prefix string, i int) string {
	if i >= len(*n) {
		*n = append(*n, make([]string, i+1-len(*n))...)
	}
	at := &(*n)[i]
	if *at == "" {
		*at = prefix + strconv.Itoa(i+1)
	}
	return *at
}
