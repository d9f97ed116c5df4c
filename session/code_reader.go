// The numbers of a code, read one after the other.

package session

import (
	"encoding/binary"
	"math"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
)

// reader reads numbers and texts, and remembers whether anything was invalid.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count reads a number of items, which is bounded.
func (r *reader) count() int {
	n := r.number()
	if n > math.MaxInt32 {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *reader) word() string {
	n := r.count()
	if n > len(r.rest) {
		r.bad, n = true, 0
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *reader) time() time.Duration {
	n := r.number()
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	zeros := r.rest[0]
	r.rest = r.rest[1:]
	for ; zeros > 0 && n < 1<<59; zeros-- {
		n *= 10
	}
	r.bad = r.bad || zeros > 0 || n > 1<<62
	return time.Duration(n)
}

func (r *reader) place(last history.Place) history.Place {
	turn := last.Turn + r.count()
	now := last.Now + r.time()
	r.bad = r.bad || now < last.Now || now > engine.MaxTime || turn < last.Turn
	return history.Place{Turn: turn, Now: now}
}

// config reads seed and nodes; the settings are the default's.
func (r *reader) config() engine.Config {
	cfg := engine.Default()
	cfg.Seed = r.number()
	if count := r.count(); count > 0 {
		vnodes := r.count()
		if count > maxNodes || vnodes < 1 || vnodes > maxTokens/count {
			r.bad = true
			return cfg
		}
		cfg.Nodes = ring.Draw(cfg.Seed, count, vnodes)
		return cfg
	}
	cfg.Nodes = nil
	for count := r.count(); len(cfg.Nodes) < count && !r.bad; {
		node := ring.Node{Name: r.word(), DC: r.word(), Rack: r.word()}
		for tokens := r.count(); len(node.Tokens) < tokens && !r.bad; {
			if len(r.rest) < 8 {
				r.bad = true
				return cfg
			}
			token := ring.Token(binary.BigEndian.Uint64(r.rest))
			r.rest = r.rest[8:]
			node.Tokens = append(node.Tokens, ring.Mark{Token: token, Label: r.word()})
		}
		cfg.Nodes = append(cfg.Nodes, node)
	}
	return cfg
}
