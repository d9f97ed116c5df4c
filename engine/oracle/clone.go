package oracle

import "ringside/engine/event"

// Clone returns an observer that has seen the same and goes on independently
// of o. What it remembers is laid out in two pieces, however many keys there
// are.
func (o *Observer) Clone() Observer {
	c := *o
	if o.keys == nil {
		return c
	}
	c.keys = make(map[event.Sym]*history, len(o.keys))
	histories := make([]history, 0, len(o.keys))
	writes := 0
	// any order: each key is copied by itself.
	for key, h := range o.keys {
		histories = append(histories, *h)
		c.keys[key] = &histories[len(histories)-1]
		writes += len(h.writes)
	}
	room := make([]Write, 0, writes)
	for i := range histories {
		from := len(room)
		room = append(room, histories[i].writes...)
		histories[i].writes = room[from:len(room):len(room)]
	}
	return c
}
