// Tests of what is typed faster than the model takes it.

package paint

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"
)

// typist types into a queue whose model takes each message for a while.
type typist struct {
	typedAhead
	now   time.Time
	each  time.Duration // that the model needs for one
	free  time.Time     // when it is free again
	taken []string
}

func newTypist(each time.Duration) *typist {
	return &typist{now: time.Unix(1000, 0), each: each}
}

func key(c rune) tea.Msg { return uv.KeyPressEvent{Code: c, Text: string(c)} }

// takes lets the model take what it has time for until the time now.
func (y *typist) takes() {
	for !y.free.After(y.now) {
		at := y.free
		if n := len(y.waiting); n > 0 && at.Before(y.waiting[0].at) {
			at = y.waiting[0].at
		}
		msg, again := y.take(at)
		switch {
		case msg != nil:
			y.taken = append(y.taken, name(msg))
			y.free = at.Add(y.each)
		case !again.IsZero() && !again.After(y.now):
			y.free = again
		default:
			return
		}
	}
}

func name(msg tea.Msg) string {
	switch msg := msg.(type) {
	case uv.KeyPressEvent:
		return msg.Text
	case KeysDroppedMsg:
		return fmt.Sprintf("<%d dropped>", msg.Keys)
	}
	return fmt.Sprintf("<%T>", msg)
}

// types types a text, with a pause after each key.
func (y *typist) types(text string, pause time.Duration) {
	for _, c := range text {
		y.put(key(c), y.now)
		y.waits(pause)
	}
}

func (y *typist) waits(d time.Duration) {
	y.free = maxTime(y.free, y.now)
	y.now = y.now.Add(d)
	y.takes()
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// TestStuckKey: of 20,000 equal keys at once, as many are typed as can be in a while; then
// the keyboard is back, and it is said.
func TestStuckKey(t *testing.T) {
	y := newTypist(3 * time.Millisecond)
	y.types(strings.Repeat("j", 20_000), 0)
	y.waits(2 * time.Second)
	y.types("q", 10*time.Millisecond)
	got := strings.Join(y.taken, "")
	got = strings.TrimLeft(got, "j")
	if played := 20_000 - len(strings.TrimPrefix(got, "<")); !strings.HasSuffix(got, "dropped>q") || strings.Count(got, "<") != 1 || played < 0 {
		t.Errorf("after the keys that were typed comes %q, want how many were dropped, and q", got)
	}
}

// TestHeldKey: a key that is held down for a minute, and repeats faster than the model takes
// it, stops soon after it is released.
func TestHeldKey(t *testing.T) {
	y := newTypist(100 * time.Millisecond)
	y.types(strings.Repeat("j", 1800), 33*time.Millisecond)
	y.taken = nil
	y.waits(patience + y.each)
	y.taken = nil
	y.types("q", y.each)
	if got := strings.Join(y.taken, ""); got != "q" {
		t.Errorf("%v after the key is released, q is %q", patience, got)
	}
}

// TestTypedAhead: what somebody types ahead of a command that takes long is not dropped, nor
// is a paste of a terminal without brackets that the model takes fast enough.
func TestTypedAhead(t *testing.T) {
	y := newTypist(10 * time.Second)
	y.types("w", time.Millisecond)
	y.each = 5 * time.Millisecond
	line := strings.Repeat("put cart milk via n3; ", aheadKeys/22)
	y.types(line, 20*time.Millisecond)
	y.waits(time.Minute)
	if got := strings.Join(y.taken, ""); got != "w"+line {
		t.Errorf("%q typed ahead is %q", line, got)
	}
	y = newTypist(patience / 5000)
	lines := strings.Repeat("put cart milk via n3\r", 4096/21)
	y.types(lines, 0)
	y.waits(time.Minute)
	if got := strings.Join(y.taken, ""); got != lines {
		t.Errorf("%d keys at once are %d", len(lines), len(got))
	}
}

// TestFloods: however much is typed, whatever it is, what waits is bounded, each key is typed
// or counted, and one that comes after a pause is typed before long; so is the terminal's reply.
func TestFloods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := newTypist(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "each")) * time.Microsecond)
		total, replies := 0, 0
		for range rapid.IntRange(1, 8).Draw(t, "floods") {
			alphabet := rapid.SampledFrom([]string{"j", "jk", "the quick brown fox"}).Draw(t, "alphabet")
			pause := rapid.SampledFrom([]time.Duration{0, time.Millisecond, 40 * time.Millisecond, time.Second}).Draw(t, "pause")
			for i := range rapid.IntRange(1, 6000).Draw(t, "keys") {
				y.types(alphabet[i%len(alphabet):i%len(alphabet)+1], pause)
				total++
			}
			y.put(WideMsg{}, y.now)
			replies++
			if len(y.waiting) > maxWaiting {
				t.Fatalf("%d wait", len(y.waiting))
			}
		}
		y.waits(patience + aheadKeys*y.each + time.Second)
		y.taken = append(y.taken, "|")
		y.types("q", 0)
		y.waits(patience + aheadKeys*y.each)
		if last := y.taken[len(y.taken)-1]; last != "q" {
			t.Fatalf("the last is %q, want q", last)
		}
		keys, dropped, said := 0, 0, 0
		for _, m := range y.taken {
			switch {
			case m == "|":
			case strings.HasPrefix(m, "<paint"):
				said++
			case strings.HasPrefix(m, "<"):
				fmt.Sscanf(m, "<%d", &dropped)
			default:
				keys++
			}
		}
		if said != replies {
			t.Fatalf("%d replies of the terminal of %d", said, replies)
		}
		if keys > total+1 || keys == total+1 && dropped > 0 || keys < total+1 && dropped == 0 {
			t.Fatalf("%d keys of %d are typed, and the last word is that %d were dropped", keys, total, dropped)
		}
	})
}

// TestFloodOfPastes: pastes that wait for a model that is busy are bounded, and none is lost.
func TestFloodOfPastes(t *testing.T) {
	const pastes = 20
	busy, taken := make(chan struct{}), 0
	s := newSender(0, func(msg tea.Msg) {
		<-busy
		taken++
	})
	over, sent, put := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sent)
		s.run(t.Context(), over)
	}()
	most := 0
	go func() {
		defer close(put)
		for range pastes {
			if err := s.put(t.Context(), tea.PasteMsg{Content: strings.Repeat("x", MaxPaste)}); err != nil {
				return
			}
			s.mu.Lock()
			most = max(most, s.ahead.bytes)
			s.mu.Unlock()
		}
	}()
	close(busy)
	<-put
	close(over)
	if <-sent; taken != pastes || most > maxWaitingBytes {
		t.Errorf("%d pastes of %d are taken, and %d bytes waited", taken, pastes, most)
	}
}
