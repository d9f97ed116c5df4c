// Package load is a workload in virtual time: which requests its clients make, and what
// came of them.
//
//	Workload ─▶ Source: the i-th request: a get or a put, its key, when it begins
//	                                                     │ the cluster makes it
//	Result ◀─ latency, outcome, what was wrong with it ◀─┘
//
// Nothing in it knows a cluster. Draws are named by the workload's number and the
// request's, so that nothing outside of the workload changes them.
package load

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"ringside/engine/sim"
	"ringside/internal/count"
)

// Thousand is one in the units of Puts and Zipf.
const Thousand = 1000

// What a workload may ask for.
const (
	MaxCount   = 10_000_000
	MaxKeys    = 100_000
	MaxClients = 1_000
	MaxRate    = 1_000_000
	MaxZipf    = 4 * Thousand
)

// Workload says which requests are made.
type Workload struct {
	Count   int // how many
	Puts    int // how many of a thousand are puts; the others are gets
	Keys    int // how many keys they are about
	Zipf    int // in thousandths: the i-th key is asked for i^-Zipf times as often as the first; 0: all equally often
	Clients int // how many clients make them
	Rate    int // how many begin in a second; 0: each client makes its next when it has its answer
	// Spread has each request go to any node that is up; else it goes to the first replica of its
	// key that is.
	Spread bool
}

// AnyNode is the word for Spread, after via.
const AnyNode = "any"

// Usual returns a workload of so many requests, half of them puts.
func Usual(count int) Workload {
	return Workload{Count: count, Puts: Thousand / 2, Keys: 100, Clients: 8}
}

// Check returns an error that names what can't be, and what can.
func (w *Workload) Check() error {
	for _, part := range []struct {
		name            string
		is, least, most int
	}{
		{"requests", w.Count, 1, MaxCount},
		{"keys", w.Keys, 1, MaxKeys},
		{"clients", w.Clients, 1, MaxClients},
		{"requests a second", w.Rate, 0, MaxRate},
	} {
		if part.is < part.least || part.is > part.most {
			return fmt.Errorf("%d %s: out of range (allowed: %d to %s)", part.is, part.name, part.least, count.Number(part.most))
		}
	}
	if w.Puts < 0 || w.Puts > Thousand {
		return fmt.Errorf("mix %s: not a share of puts (allowed: 0 to 1)", thousandths(w.Puts))
	}
	if w.Zipf < 0 || w.Zipf > MaxZipf {
		return fmt.Errorf("zipf %s: out of range (allowed: 0 to %s)", thousandths(w.Zipf), thousandths(MaxZipf))
	}
	return nil
}

// String returns the workload in the words of the command language, without what is usual.
func (w Workload) String() string {
	words := []string{strconv.Itoa(w.Count)}
	usual := Usual(w.Count)
	switch w.Puts {
	case usual.Puts:
	case Thousand:
		words = append(words, "puts")
	case 0:
		words = append(words, "gets")
	default:
		words = append(words, "mix", thousandths(w.Puts))
	}
	option := func(name string, is, usual int, text string) {
		if is != usual {
			words = append(words, name, text)
		}
	}
	option("keys", w.Keys, usual.Keys, strconv.Itoa(w.Keys))
	option("zipf", w.Zipf, usual.Zipf, thousandths(w.Zipf))
	option("clients", w.Clients, usual.Clients, strconv.Itoa(w.Clients))
	option("rate", w.Rate, usual.Rate, strconv.Itoa(w.Rate))
	if w.Spread {
		words = append(words, "via", AnyNode)
	}
	return strings.Join(words, " ")
}

func thousandths(n int) string {
	s := fmt.Sprintf("%d.%03d", n/Thousand, n%Thousand)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Request is one request of a workload.
type Request struct {
	Put bool
	Key int // from 0: the most popular first
}

// Source gives the requests of a workload, one after the other.
type Source struct {
	work   Workload
	number uint64 // which workload of the cluster it is
	random sim.Random
	keys   *Popularity
	made   int
	next   [Known]Request // the next requests that are made, each at its number modulo Known
}

// Known is how many requests are known before they are made.
const Known = 8

// NewSource returns the source of the number-th workload of a cluster with a seed.
func NewSource(w Workload, seed, number uint64) Source {
	s := Source{work: w, number: number, random: sim.NewRandom(seed), keys: NewPopularity(w.Keys, w.Zipf)}
	for i := range min(Known, w.Count) {
		s.draw(i)
	}
	return s
}

// draw draws a request.
func (s *Source) draw(at int) {
	i := uint64(at)
	put := s.random.Draw(sim.Workload, s.number, 2*i)%Thousand < uint64(s.work.Puts)
	s.next[i%Known] = Request{Put: put, Key: s.keys.Draw(s.random.Draw(sim.Workload, s.number, 2*i+1))}
}

// Next gives the next request; false if there are no more.
func (s *Source) Next() (Request, bool) {
	if s.made == s.work.Count {
		return Request{}, false
	}
	q := s.next[s.made%Known]
	if last := s.made + Known; last < s.work.Count {
		s.draw(last)
	}
	s.made++
	return q, true
}

// After returns the request that many requests after the next one, fewer than Known; false if there
// is none.
func (s *Source) After(many int) (Request, bool) {
	i := s.made + many
	return s.next[i%Known], i < s.work.Count
}

// Begins returns how long after the start of the workload the next request begins, if the
// workload has a rate: at even intervals, however long the answers take.
func (s *Source) Begins() time.Duration {
	return time.Duration(s.made) * time.Second / time.Duration(s.work.Rate)
}

// Node draws which of some nodes the newest request that Next gave goes to. If that node is down,
// the next try draws another: so a node that fails changes nothing for requests to others.
func (s *Source) Node(try, nodes int) int {
	at, _ := bits.Mul64(s.random.Draw(sim.Coordinators, sim.Name(s.number, uint64(s.made)), uint64(try)), uint64(nodes))
	return int(at)
}
