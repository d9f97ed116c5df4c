// Requests that are open: what clients may yet ask.

package search

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/count"
)

// Request is a request that a client may make. A client makes its requests in their order,
// each when it has been told what came of the one before.
type Request struct {
	engine.Command
	After string // it waits until this client has been told what came of its last request above; "": it does not
}

// String returns the line that makes the request.
func (r Request) String() string {
	if r.After != "" {
		return r.Command.String() + " after " + r.After
	}
	return r.Command.String()
}

// client returns who asks.
func (r *Request) client() string {
	if r.Client == "" {
		return engine.DefaultClient
	}
	return r.Client
}

// Within says what may go wrong, and that requests of which none says whose they are, are one client's.
func (q *Question) Within() string {
	nameless := 0
	for i := range q.Open {
		if q.Open[i].Client == "" {
			nameless++
		}
	}
	if nameless < 2 {
		return q.Bounds.String()
	}
	return q.Bounds.String() + fmt.Sprintf("; the %d open requests without \"as CLIENT\" are those of one client, who makes them in order", nameless)
}

// ParseRequest reads a line: a put, get, delete or resolve, perhaps followed by after and a
// client. A blank line or a comment is a Request without a verb.
func ParseRequest(line string) (Request, error) {
	cmd, err := script.Parse(line)
	after := ""
	if err != nil {
		fields := strings.Fields(line)
		if n := len(fields); n > 3 && fields[n-2] == "after" {
			rest := line[:strings.LastIndex(line, "after")]
			if c, again := script.Parse(rest); again == nil {
				cmd, err, after = c, nil, fields[n-1]
			}
		}
	}
	if err != nil {
		return Request{}, err
	}
	switch cmd.Verb {
	case 0, engine.Put, engine.Get, engine.Delete, engine.Resolve:
		return Request{cmd, after}, nil
	}
	return Request{}, fmt.Errorf("%s: not a client's request; after explore there are only put, get, delete and resolve, with or without after CLIENT", cmd.Verb)
}

// MostOpen is how many requests may be open.
const MostOpen = 12

// mostUnderWay is how many requests may be under way where a search begins: each state has all that
// they have on its way, and leads to as many others.
const mostUnderWay = 12

// checkUnderWay returns an error if too much is under way to begin a search there.
func checkUnderWay(at *engine.Moment) error {
	if n := len(at.Ops); n > mostUnderWay {
		return fmt.Errorf("%s are under way (allowed where a search begins: at most %d); let some finish first (until quiet)", count.Of(n, "request"), mostUnderWay)
	}
	return nil
}

// checkOpen returns an error about a request that could never begin.
func checkOpen(open []Request) error {
	if len(open) > MostOpen {
		return fmt.Errorf("there are %d open requests (allowed: at most %d)", len(open), MostOpen)
	}
	for i := range open {
		r := &open[i]
		if r.After == "" {
			continue
		}
		if !slices.ContainsFunc(open[:i], func(o Request) bool { return o.client() == r.After }) {
			return fmt.Errorf("%s: it can never begin, since no request of %s is open above it", r, r.After)
		}
		if r.After == r.client() {
			return fmt.Errorf("%s: a client always waits for its own requests; leave after out", r)
		}
	}
	return nil
}
