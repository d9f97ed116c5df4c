// Which facts are known of a real cluster, which is asked from outside: those that clients are told,
// those of its ring, and what its nodes say they believe.

package script

import (
	"errors"
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/internal/nearest"
)

// knownOutside are the facts that are known of every real cluster. It is never written to.
var knownOutside = []string{
	"reply", "value", "values", "acks", "need", "latency", "coordinator", "verb", "key", "older", "resurrected", "stale",
	"replicas", "owner", "believes", "members", "standing", "n", "r", "w", "time", "ops",
}

// knownOfOwn are those that are known besides of processes that Ringside has started itself. It is
// never written to.
var knownOfOwn = []string{"state", "up", "faults"}

// of evaluates the fact. Of a real cluster most of the truth is unknown, and then that is the error.
func (c *call) of(l *look) (value, error) {
	l.watchFor(c)
	o := l.view().Outside
	switch {
	case o == nil:
	case slices.Contains(knownOfOwn, c.Name) && !o.Own:
		return value{}, errors.New("unknown of a cluster that Ringside has not started; believes(A, B) is what a node says")
	case !slices.Contains(knownOutside, c.Name) && !slices.Contains(knownOfOwn, c.Name):
		known := knownOutside
		if o.Own {
			known = slices.Concat(known, knownOfOwn)
		}
		return value{}, fmt.Errorf("unknown of a real cluster%s", nearest.List("known", known))
	case c.Name == "believes":
		return l.heard(c.args)
	}
	return c.eval(l, c.args)
}

// errNotSaidYet: a node of a real cluster answers, and what it says of another is still to come. Who
// waits for that goes on.
var errNotSaidYet = errors.New("unknown: it has not said so yet")

// heard is what a node of a real cluster says of another.
func (l *look) heard(args []string) (value, error) {
	who, whom, err := l.pair(args)
	if err != nil {
		return value{}, err
	}
	holder := l.view().Outside.Holders[who.ID]
	switch of := holder.Of[whom.ID]; {
	case who.ID == whom.ID || of == engine.HeardUp:
		return value{text: engine.PeerUp.String()}, nil
	case of == engine.HeardSuspected:
		return value{text: engine.PeerSuspected.String()}, nil
	case of == engine.HeardDown:
		return value{text: engine.PeerDown.String()}, nil
	}
	if holder.Why == "" {
		return value{}, errNotSaidYet
	}
	return value{}, fmt.Errorf("unknown: %s", holder.Why)
}
