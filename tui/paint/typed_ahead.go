// What is typed faster than the model takes it: how long it may wait, and what is dropped.

package paint

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// What waits for the model is dropped when nobody can mean it any more, so that nobody waits
// for their keyboard much longer than patience:
//
//	a key held down   its repeats that have waited too long
//	a flood           everything that waits, and what comes until there is a pause
//
// A few keys are never too many, however long a command takes.
const (
	// patience is how long what is typed may wait.
	patience = 1500 * time.Millisecond
	// aheadKeys is how many keys somebody may type ahead of a command that takes long.
	aheadKeys = 256
	// heldKeys is how many equal keys in a row are still typed one by one.
	heldKeys = 16
	// pauseTimeout is how long nothing comes when a flood is over.
	pauseTimeout = 300 * time.Millisecond
	// saidEvery is how often it is said that keys are dropped.
	saidEvery = time.Second

	maxWaiting      = 32 << 10     // messages
	maxWaitingBytes = 4 * MaxPaste // of pastes; those after them wait on the line
)

// KeysDroppedMsg says how many keys have been dropped since the last pause, because the
// model could not take them as fast as they came.
type KeysDroppedMsg struct{ Keys int }

// queued is a message of the terminal.
type queued struct {
	msg tea.Msg
	at  time.Time
	run int // how many equal keys came right before it
}

// typedAhead is what waits for the model, oldest first. It reads no clock.
type typedAhead struct {
	waiting []queued
	bytes   int // of pastes
	latest  queued
	flooded bool      // what comes is dropped until there is a pause
	dropped int       // keys, since the last pause
	said    time.Time // when the model was last told of them
	news    bool      // since then more were dropped, or the model took one
}

// put takes a message that came at a time.
func (q *typedAhead) put(msg tea.Msg, now time.Time) {
	if q.quiet(now) {
		q.flooded = false
		if len(q.waiting) == 0 && !q.news {
			q.dropped, q.said = 0, time.Time{}
		}
	}
	t := queued{msg: msg, at: now}
	if isKey(msg) && msg == q.latest.msg {
		t.run = q.latest.run + 1
	}
	q.latest = t
	if q.flooded && isTyped(msg) {
		q.drop()
		return
	}
	q.waiting = append(q.waiting, t)
	q.bytes += size(msg)
	q.shed(now)
}

// shed drops what is too much.
func (q *typedAhead) shed(now time.Time) {
	switch n := len(q.waiting); {
	case n > maxWaiting:
	case n > aheadKeys && now.Sub(q.waiting[0].at) >= patience:
	default:
		return
	}
	kept := q.waiting[:0]
	for _, t := range q.waiting {
		if isTyped(t.msg) {
			q.drop()
		} else {
			kept = append(kept, t)
		}
	}
	clear(q.waiting[len(kept):])
	q.waiting, q.bytes, q.flooded = kept, 0, true
}

// take returns the next message, if there is one; otherwise when to ask again, the zero
// time if that is after the next put.
func (q *typedAhead) take(now time.Time) (msg tea.Msg, again time.Time) {
	for len(q.waiting) > 0 {
		if q.shed(now); len(q.waiting) == 0 {
			break
		}
		t := q.waiting[0]
		if held := t.run >= heldKeys && now.Sub(t.at) >= patience; !held && !q.tells(now) {
			q.remove()
			q.news = true
			return t.msg, time.Time{}
		} else if !held {
			break
		}
		q.drop()
		q.remove()
	}
	switch {
	case q.tells(now):
		msg = KeysDroppedMsg{q.dropped}
		q.said, q.news = now, false
	case q.dropped > 0 && !q.quiet(now):
		again = q.latest.at.Add(pauseTimeout)
	}
	return msg, again
}

// tells reports whether the model is to be told now that keys were dropped.
func (q *typedAhead) tells(now time.Time) bool {
	return q.dropped > 0 && q.news && (q.quiet(now) || now.Sub(q.said) >= saidEvery)
}

// drop counts a key that is dropped.
func (q *typedAhead) drop() { q.dropped, q.news = q.dropped+1, true }

// quiet reports whether nothing has come for a while.
func (q *typedAhead) quiet(now time.Time) bool { return now.Sub(q.latest.at) >= pauseTimeout }

// remove takes the oldest away.
func (q *typedAhead) remove() {
	q.bytes -= size(q.waiting[0].msg)
	q.waiting[0] = queued{}
	if q.waiting = q.waiting[1:]; len(q.waiting) == 0 {
		q.waiting = nil
	}
}

// isKey reports whether a message is a key or a turn of the mouse wheel, of which somebody
// may hold down one.
func isKey(msg tea.Msg) bool {
	switch msg.(type) {
	case uv.KeyPressEvent, uv.MouseWheelEvent, EscapedKeyMsg:
		return true
	}
	return false
}

// isTyped reports whether a message is somebody's and not the terminal's.
func isTyped(msg tea.Msg) bool {
	switch msg.(type) {
	case uv.BackgroundColorEvent, WideMsg, PasteTooLongMsg, PasteCutMsg:
		return false
	}
	return true
}

// size returns how many bytes a paste has; 0 for what is none.
func size(msg tea.Msg) int {
	p, _ := msg.(tea.PasteMsg)
	return len(p.Content)
}

// readPerSecond is how many messages a second are read in the long run from a session whose
// keys are limited: those that are dropped take time as well.
const readPerSecond = 8 << 10

// sender gives the model what was typed, one message at a time.
type sender struct {
	mu      sync.Mutex
	ahead   typedAhead
	news    chan struct{}
	room    chan struct{} // pastes that waited have been taken
	reading throttle
	keys    throttle
	send    func(tea.Msg)
}

func newSender(rate int, send func(tea.Msg)) *sender {
	return &sender{news: make(chan struct{}, 1), room: make(chan struct{}, 1), reading: throttle{rate: min(rate, 1) * readPerSecond}, keys: throttle{rate: rate}, send: send}
}

// put takes a message that has come just now. It waits where keys are limited, and while
// too many bytes of pastes wait.
func (s *sender) put(ctx context.Context, msg tea.Msg) error {
	s.mu.Lock()
	s.ahead.put(msg, time.Now())
	full := s.ahead.bytes > maxWaitingBytes
	s.mu.Unlock()
	wake(s.news)
	for full && ctx.Err() == nil {
		select {
		case <-s.room:
		case <-ctx.Done():
		}
		s.mu.Lock()
		full = s.ahead.bytes > maxWaitingBytes
		s.mu.Unlock()
	}
	return s.reading.wait(ctx)
}

// run sends until ctx ends, or until nothing waits after over is closed.
func (s *sender) run(ctx context.Context, over <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		s.mu.Lock()
		msg, again := s.ahead.take(time.Now())
		s.mu.Unlock()
		wake(s.room)
		if msg != nil {
			if s.keys.wait(ctx) == nil {
				s.send(msg)
			}
			continue
		}
		var late <-chan time.Time
		if !again.IsZero() {
			timer.Reset(max(time.Until(again), time.Millisecond))
			late = timer.C
		}
		select {
		case <-s.news:
		case <-late:
		case <-over:
			if s.empty() {
				return
			}
		case <-ctx.Done():
		}
	}
}

// wake wakes who waits for a channel, or will.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (s *sender) empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ahead.waiting) == 0
}
