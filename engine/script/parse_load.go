// How the arguments of a load are read.

package script

import (
	"fmt"
	"strconv"

	"ringside/engine"
	"ringside/engine/load"
)

// readRequests reads how many requests a load makes, or that the one under way ends.
func readRequests(r *reading, w word) *Error {
	if w.text == engine.LoadOff && !w.quoted {
		r.cmd.To = engine.LoadOff
		return nil
	}
	n, bad := r.amount(w, "requests", load.MaxCount)
	r.cmd.Work = load.Usual(n)
	return bad
}

// amount reads a whole number from 1.
func (r *reading) amount(w word, of string, most int) (int, *Error) {
	n, err := strconv.Atoi(w.text)
	if err != nil || n < 1 || n > most {
		return 0, r.wrongWord(w, "not a number of "+of, "(allowed: 1 to "+engine.Count(most)+")")
	}
	return n, nil
}

// only returns an error if the load is to end, or if one of some words has been given
// that says something else.
func (r *reading) only(w word, words ...string) *Error {
	if r.cmd.To == engine.LoadOff {
		return r.wrongWord(w, "not expected here", "load off stands alone")
	}
	for _, other := range words {
		if r.given == nil {
			break
		}
		if r.given[other] && other != w.text {
			return r.wrongWord(w, "contradicts "+other, "give one of the two")
		}
	}
	return nil
}

// give notes that a word has been given.
func (r *reading) give(word string) {
	if r.given == nil {
		r.given = make(map[string]bool)
	}
	r.given[word] = true
}

// readPuts makes the reader of a flag that says how many requests of a thousand are puts.
func readPuts(puts int) func(*reading, word) *Error {
	return func(r *reading, w word) *Error {
		if bad := r.only(w, "puts", "gets", "mix"); bad != nil {
			return bad
		}
		r.give(w.text)
		r.cmd.Work.Puts = puts
		return nil
	}
}

// readMix reads the share of puts.
func readMix(r *reading, w word) *Error {
	if bad := r.only(w, "puts", "gets"); bad != nil {
		return bad
	}
	n := factor(w.text)
	if n < 0 || n > load.Thousand {
		return r.wrongWord(w, "not a share", "the share of puts is a number from 0 to 1 like 0.2, with at most three decimals")
	}
	r.give("mix")
	r.cmd.Work.Puts = int(n)
	return nil
}

func readZipf(r *reading, w word) *Error {
	if bad := r.only(w); bad != nil {
		return bad
	}
	n := factor(w.text)
	if n < 0 || n > load.MaxZipf {
		return r.wrongWord(w, "not an exponent", fmt.Sprintf("(allowed: 0 to %d, with at most three decimals; 0 asks for all keys equally often, 0.99 is usual)", load.MaxZipf/load.Thousand))
	}
	r.cmd.Work.Zipf = int(n)
	return nil
}

// readAmount makes the reader of a whole number of a workload.
func readAmount(of string, most int, at func(*load.Workload) *int) func(*reading, word) *Error {
	return func(r *reading, w word) *Error {
		field := at(&r.cmd.Work)
		if bad := r.only(w); bad != nil {
			return bad
		}
		if field == &r.cmd.Work.Rate {
			if bad := r.only(w, "closed"); bad != nil {
				return bad
			}
			r.give("rate")
		}
		n, bad := r.amount(w, of, most)
		*field = n
		return bad
	}
}

// readClosed reads that each client waits for its answer, which is usual.
func readClosed(r *reading, w word) *Error {
	if bad := r.only(w, "rate"); bad != nil {
		return bad
	}
	r.give("closed")
	return nil
}

// readAnyNode reads that requests go to any node that is up.
func readAnyNode(r *reading, w word) *Error {
	if bad := r.only(w); bad != nil {
		return bad
	}
	if w.text != load.AnyNode || w.quoted {
		return r.wrongWord(w, "not known here", "(allowed: "+load.AnyNode+", for any node that is up; else each request goes to the first replica of its key that is)")
	}
	r.cmd.Work.Spread = true
	return nil
}
