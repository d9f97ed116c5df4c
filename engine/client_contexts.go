// What clients have read of each key, which a put sends along unless it is blind.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/version"
	"ringside/internal/prefetch"
	"ringside/internal/shared"
)

// clientKey identifies a client's context of a key: both their symbols in one number.
type clientKey uint64

func keyOf(client, key event.Sym) clientKey { return clientKey(client)<<32 | clientKey(key) }

// clientContext is what a client has read of a key according to the replicas, and what
// that builds upon according to the observer. The two differ if the last write wins: the
// replicas' context then also covers discarded versions, which nobody has read.
type clientContext struct {
	seen, past *version.Context
	ops        uint32         // how many operations the client has begun on the key
	subject    oracle.Subject // the key's place with the observer
}

// wrote notes that the client has written a version that builds upon past.
func (s *clientContext) wrote(by version.Extension, past *version.Context) {
	if s.past == s.seen && s.past.Covers(past) {
		s.seen = s.seen.WithThat(by)
		s.past = s.seen
		return
	}
	s.seen, s.past = s.seen.WithThat(by), version.Union(s.past, past).WithThat(by)
}

// contexts are what clients have read, shared with clones until either reads again. The
// entry of a client and a key is never removed.
type contexts struct {
	place shared.Index[clientKey]
	rows  shared.Lent[[]clientContext]
}

func (x *contexts) lend() contexts { return contexts{x.place.Lend(), x.rows.Lend()} }

// at returns the entry at a place, for reading.
func (x *contexts) at(place uint32) clientContext { return (*x.rows.Get())[place] }

// own returns the entry at a place, for writing; it is valid until the next call.
func (x *contexts) own(place uint32) *clientContext {
	return &(*x.rows.Own(func(rows *[]clientContext) []clientContext { return slices.Clone(*rows) }))[place]
}

// seen returns what a client has read of a key, or nil.
func (x *contexts) seen(k clientKey) *version.Context {
	if at, there := x.place.Find(k); there {
		return x.at(at).seen
	}
	return nil
}

// prefetch asks for what a client has read of a key: at step 0 for its place, at step 1 for
// what is there.
func (x *contexts) prefetch(k clientKey, step int) {
	if step == 0 {
		x.place.Prefetch(k)
	} else if at, there := x.place.Find(k); there {
		prefetch.Item(*x.rows.Get(), int(at))
	}
}

// find returns the place of a client and a key, and whether it is new.
func (x *contexts) find(k clientKey) (place uint32, fresh bool) {
	at, there := x.place.Find(k)
	if there {
		return at, false
	}
	rows := x.rows.Own(func(rows *[]clientContext) []clientContext { return slices.Clone(*rows) })
	at = uint32(len(*rows))
	*rows = append(*rows, clientContext{})
	x.place.Add(k, at)
	return at, true
}

// len returns how many entries there are.
func (x *contexts) len() int { return len(*x.rows.Get()) }
