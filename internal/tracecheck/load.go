// Loads: requests that a command makes many clients ask for.

package tracecheck

import (
	"strconv"
	"strings"
)

// workload is a load command and what has come of it.
type workload struct {
	step                 int
	count, keys, clients int
	rate                 int
	puts, gets           bool
	ops                  []*op
	last                 map[string]*op // by client
	level                string         // that its requests ask for, if it says one
}

// load reads a load command; nil if it is none.
func (m *model) load(l *Line) *workload {
	w := words(l.Text)
	if l.Kind != "command" || len(w) < 2 || w[0] != "load" || w[1] == "off" {
		return nil
	}
	for _, known := range m.loads {
		if known.step == l.Step {
			return known
		}
	}
	made := &workload{step: l.Step, keys: 100, clients: 8, puts: true, gets: true, last: make(map[string]*op)}
	made.count, _ = strconv.Atoi(w[1])
	for i := 2; i < len(w); i++ {
		number := func() (n int) {
			if i++; i < len(w) {
				n, _ = strconv.Atoi(w[i])
			}
			return n
		}
		switch w[i] {
		case "at":
			if i++; i < len(w) {
				made.level = w[i]
			}
		case "puts":
			made.gets = false
		case "gets":
			made.puts = false
		case "mix", "zipf", "via":
			i++
		case "keys":
			made.keys = number()
		case "clients":
			made.clients = number()
		case "rate":
			made.rate = number()
		default:
			m.wrong("a load that can't be read: %q", l.Text)
		}
	}
	m.loads = append(m.loads, made)
	return made
}

// asksForLoad checks that a request is one that a load may make.
func (m *model) asksForLoad(w *workload, l *Line) {
	numbered := func(text, name string, most int) bool {
		n, err := strconv.Atoi(strings.TrimPrefix(text, name))
		return strings.HasPrefix(text, name) && err == nil && 1 <= n && n <= most
	}
	switch {
	case !numbered(l.Key, "key-", w.keys):
		m.wrong("op %d is about %q, and the load has %d keys", l.Op, l.Key, w.keys)
	case l.Verb == "put" && !numbered(l.Value, "v", w.count) || l.Verb != "put" && l.Value != "":
		m.wrong("op %d writes %q, which is not of a load", l.Op, l.Value)
	case !numbered(l.Client, "client-", w.clients):
		m.wrong("op %d is asked for by %q, and the load has %d clients", l.Op, l.Client, w.clients)
	case !(l.Verb == "put" && w.puts || l.Verb == "get" && w.gets):
		m.wrong("op %d is a %s, which the load does not make", l.Op, l.Verb)
	case len(w.ops) >= w.count:
		m.wrong("op %d is one more than the %d of the load", l.Op, w.count)
	case w.rate > 0 && !w.onTime(l.At-m.steps[w.step].At):
		m.wrong("op %d does not begin at its time", l.Op)
	}
	if o := w.last[l.Client]; o != nil && w.rate == 0 && o.reply == nil {
		m.wrong("op %d begins before %s has the answer to op %d", l.Op, l.Client, o.id)
	}
	o := m.ops[len(m.ops)-1]
	w.ops, w.last[l.Client] = append(w.ops, o), o
}

// onTime reports whether a request that begins so long after the load's begin does so at
// its time: at even intervals, some of which may be left out for want of room.
func (w *workload) onTime(after int64) bool {
	for i := after * int64(w.rate) / second; i <= after*int64(w.rate)/second+1; i++ {
		if after == i*second/int64(w.rate) {
			return i >= int64(len(w.ops))
		}
	}
	return false
}

const second = 1_000_000_000

// loaded checks the end of a load.
func (m *model) loaded(l *Line) {
	if len(m.loads) == 0 {
		m.wrong("a load is over, and none began")
		return
	}
	w := m.loads[len(m.loads)-1]
	answered := 0
	for _, o := range w.ops {
		if o.reply != nil {
			answered++
		}
	}
	if answered != l.Requests {
		m.wrong("a load is over with %d answers, and has %d", l.Requests, answered)
	}
	if off := m.cause(l).Step != w.step; !off && answered > w.count {
		m.wrong("a load of %d has %d answers", w.count, answered)
	}
}
