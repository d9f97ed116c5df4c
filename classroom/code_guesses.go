// Rate limiting of guesses at the code, whatever names they come under.

package classroom

import (
	"context"
	"sync"
	"time"
)

// How an answer is delayed. Wrong codes add to a debt of the whole class, which decays
// over time; the debt delays every answer, right ones too, so that not waiting teaches a
// guesser nothing. The delay counts from the question: somebody who reads, types and is
// right has usually waited long enough.
const (
	guessesFree  = 10                     // wrong codes that a class may type without delay
	guessDelay   = 500 * time.Millisecond // for each one beyond them
	guessForgets = 2 * time.Second        // in which one of them decays
	guessLongest = 30 * time.Second       // so that the right code is let in during an attack too
	guessAgain   = time.Second            // more, for each wrong code on the same connection
	guessesEach  = 3                      // on one connection
)

// guesses counts attempted codes.
type guesses struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time

	mu           sync.Mutex
	debt         time.Duration // time until it has decayed, as of at
	at           time.Time
	right, wrong uint64
}

// delay returns how long after its question the next answer is given on a connection that
// has typed wrongHere wrong codes.
func (g *guesses) delay(wrongHere int) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget()
	over := max(0, g.debt/guessForgets-guessesFree)
	return min(guessLongest, over*guessDelay) + time.Duration(wrongHere)*guessAgain
}

// forget brings the debt up to the present time.
func (g *guesses) forget() {
	now := g.now()
	if passed := now.Sub(g.at); passed > 0 {
		g.debt = max(0, g.debt-passed)
	}
	g.at = now
}

// tried counts an attempted code, and returns how long after the question it is answered.
func (g *guesses) tried(right bool, wrongHere int) time.Duration {
	delay := g.delay(wrongHere)
	g.mu.Lock()
	defer g.mu.Unlock()
	if right {
		g.right++
		return delay
	}
	g.wrong++
	g.forget()
	const most = (guessesFree + guessLongest/guessDelay) * guessForgets
	g.debt = min(most, g.debt+guessForgets)
	return delay
}

// counted returns how many codes were right and how many wrong.
func (g *guesses) counted() (right, wrong uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.right, g.wrong
}

// hold waits until a question asked at the given time may be answered.
func (g *guesses) hold(ctx context.Context, asked time.Time, delay time.Duration) {
	left := delay - g.now().Sub(asked)
	if left <= 0 {
		return
	}
	select {
	case <-g.after(left):
	case <-ctx.Done():
	}
}
