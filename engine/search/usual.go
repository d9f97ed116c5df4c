// Questions that people ask of a cluster, and the requests that they are about.

package search

import (
	"strings"

	"ringside/engine/event"
)

// Usual is a question that people ask.
type Usual struct {
	Asks string // in plain words
	Line string // as ParseLine reads it
}

// UsualKey is the key that is asked about if none is chosen.
const UsualKey = "cart"

// UsualQuestions lists questions that people ask, about a key: the most common first.
func UsualQuestions(key string) []Usual {
	key = event.Quote(key)
	all := []Usual{
		{"Can a read be stale: miss a write that was acknowledged before it began?", "stale == yes with put {key} milk as ann; get {key} as bob after ann"},
		{"Can a read be older than the read before it?", "older == yes with put {key} milk as ann; get {key} as bob; get {key} as cem after bob"},
		{"Can a read be stale if a message is lost?", "stale == yes with put {key} milk as ann; get {key} as bob after ann within 1 drop"},
		{"Can a write be refused if a node crashes?", "reply == unavailable or reply == failed with put {key} milk as ann within 1 crash"},
		{"Can an acknowledged write be lost with one disk?", "lost > 0 with put {key} milk as ann within 1 wipe"},
		{"Can a write that timed out be read later?", "reply(1) == timeout and value(2) == milk with put {key} milk as ann; get {key} as bob after ann within 1 timeout"},
		{"Can two clients leave two siblings?", "values == eggs,milk with put {key} milk as ann; put {key} eggs as eve; get {key} as bob after eve"},
	}
	for i := range all {
		all[i].Line = strings.ReplaceAll(all[i].Line, "{key}", key)
	}
	return all
}

// usually is what is open if no requests are named: a write, a read, and a read after that.
const usually = "put {key} milk as ann; get {key} as bob; get {key} as cem after bob"

// UsualRequests returns the requests that are open if none are named.
func UsualRequests(key string) []Request {
	open, err := readRequests(strings.ReplaceAll(usually, "{key}", event.Quote(key)))
	if err != nil {
		return nil // no text is a key that can't be asked for
	}
	return open
}
