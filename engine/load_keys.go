// What a cluster needs of the keys and clients of a load with each request, found once.

package engine

import (
	"strconv"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// named is a name, and what there is to know of it where the cluster goes on from. It belongs
// to one cluster: a clone finds its own.
type named struct {
	text    string
	symbol  event.Sym // 0: it has not been asked for yet
	subject oracle.Subject
	token   ring.Token                    // of a key; of a client: what its operations are named by
	nodes   [node.MostKeepers]ring.NodeID // that keep a key
	copies  uint8                         // how many these are; 0: it is not known
}

// names are numbered names, made when they are first asked for.
type names []named

// name returns the i-th, counted from 0: its number is one more. It is valid until the next
// call.
func (n *names) name(prefix string, i int) *named {
	if i >= len(*n) {
		*n = append(*n, make([]named, i+1-len(*n))...)
	}
	at := &(*n)[i]
	if at.text == "" {
		at.text = prefix + strconv.Itoa(i+1)
		at.token = ring.Hash(at.text)
	}
	return at
}

// known returns the i-th if it has been asked for.
func (n names) known(i int) (at *named, asked bool) {
	if i >= len(n) || n[i].symbol == 0 {
		return nil, false
	}
	return &n[i], true
}
