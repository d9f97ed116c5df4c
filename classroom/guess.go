// This file slows down those who guess codes, under any names.

package classroom

import (
	"context"
	"sync"
	"time"
)

// How an answer is delayed. Wrong codes are a debt of the whole class, which is
// forgotten bit by bit; the debt delays every answer, right ones too, so that
// nothing is learned by not waiting. The time counts from the question: who reads,
// types and is right has mostly waited long enough.
const (
	guessesFree  = 10                     // wrong codes that a class may type at once
	guessDelay   = 500 * time.Millisecond // for every one beyond them
	guessForgets = 2 * time.Second        // in which one of them is forgotten
	guessLongest = 30 * time.Second       // so that the right code is let in during an attack too
	guessAgain   = time.Second            // more, for every wrong code on the same connection
	guessesEach  = 3                      // on one connection
)

// guesses counts codes that were tried.
type guesses struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time

	mu           sync.Mutex
	debt         time.Duration // until it is forgotten, as of at
	at           time.Time
	right, wrong uint64
}

// delay returns how long after its question the next answer is given to a
// connection on which so many were wrong.
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

// tried counts a code that was tried, and returns how long after its question it is
// answered.
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

// counted returns how many codes were right and wrong.
func (g *guesses) counted() (right, wrong uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.right, g.wrong
}

// hold waits until an answer may be given to a question that was asked at a time.
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
