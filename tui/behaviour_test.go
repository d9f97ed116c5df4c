// Tests of the explorer's behaviour: intents, frames at rest and in motion, interrupts,
// and any keys at any size.

package tui

import (
	"context"
	"errors"
	"image/color"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"pgregory.net/rapid"

	"ringside/engine"
	_ "ringside/internal/steady"
	"ringside/keymaps"
	"ringside/tui/desktest"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// TestEveryActionHasAnIntent: no key does nothing.
func TestEveryActionHasAnIntent(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 80, 24)
	for _, info := range keymaps.Actions() {
		_, ok := r.m.intents.Find(info.Action)
		typed := info.Scope == keymaps.Entry || info.Scope == keymaps.Dialog
		if !ok && !typed {
			t.Errorf("%s (%s) does nothing", info.Action, info.Scope)
		}
	}
}

// TestNothingMovesNothingRuns: at rest, and while paused, there are no frames,
// however long one looks.
func TestNothingMovesNothingRuns(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.wait(time.Hour)
	if r.count != 0 {
		t.Errorf("%d frames while nothing had been asked for", r.count)
	}
	r.press("w", "enter", "enter")
	r.settle()
	r.wait(time.Second)
	was := r.count
	r.wait(time.Hour)
	if r.count != was {
		t.Errorf("%d frames after all was over", r.count-was)
	}
	r.press("w", "enter", "space")
	was = r.count
	r.wait(time.Hour)
	if r.count != was {
		t.Errorf("%d frames while time was halted", r.count-was)
	}
}

// TestBackgroundIsCheap: with only the probes of a crashed node left, time goes
// on at its usual speed, with few frames.
func TestBackgroundIsCheap(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.press(":")
	r.write("set gossip off")
	r.press("enter", "w", "enter", "enter")
	r.settle()
	r.press("tab", "tab", "down", "down", "c", "r")
	r.settle()
	if r.m.Cluster.Motion() != engine.Background {
		t.Fatalf("the cluster is %v, want probes of the crashed node", r.m.Cluster.Motion())
	}
	was, began := r.count, r.m.Cluster.Now()
	r.wait(10 * time.Second)
	if got := r.m.Cluster.Now() - began; got < 9*time.Second || got > 11*time.Second {
		t.Errorf("%v of virtual time in 10 s", got)
	}
	if frames := r.count - was; frames > 60 {
		t.Errorf("%d frames in 10 s of probes", frames)
	}
}

// TestTimeStandsWhenAllBelieveIt: gossip finds out that a node has crashed, and then
// nothing is left that anything could change.
func TestTimeStandsWhenAllBelieveIt(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.press("tab", "tab", "down", "down", "c")
	r.wait(30 * time.Second)
	if now := r.m.Cluster.Now(); r.m.Cluster.Motion() != engine.Quiet || now > 20*time.Second {
		t.Errorf("the cluster is %v at %v", r.m.Cluster.Motion(), now)
	}
	was := r.count
	r.wait(time.Hour)
	if r.count != was {
		t.Errorf("%d frames while nothing could change", r.count-was)
	}
}

// TestFramesPerSecond: while messages travel there are at most 30.
func TestFramesPerSecond(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	for range 11 {
		r.press("<")
	}
	r.press("w", "enter", "enter")
	r.wait(2 * time.Second)
	if r.count > 2*source.FramesPerSecond+1 || r.count < source.FramesPerSecond {
		t.Errorf("%d frames in 2 s", r.count)
	}
}

// TestPastedMegabyte: a value of a megabyte with control characters in it is
// stored whole and shown cut.
func TestPastedMegabyte(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 80, 24)
	value := strings.Repeat("\x1b[31m購物車\u202e\n", 1<<20/18)
	r.press("w", "enter")
	r.send(tea.PasteMsg{Content: value})
	r.press("left", "right", "enter")
	r.settle()
	copies := r.m.Cluster.View(engine.Watch{Key: r.m.Key}).Copies
	if len(copies) != 3 {
		t.Fatalf("%d replicas have it, want 3", len(copies))
	}
	for _, c := range copies {
		if got := c.Set.Siblings[0].Value; got != value {
			t.Errorf("node %d has %d bytes, want %d", c.Node, len(got), len(value))
		}
	}
	r.press("r", "tab", "tab")
	r.settle()
	for _, size := range [][2]int{{160, 48}, {40, 12}, {10, 4}} {
		r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	}
}

// TestInAnyOrder: what becomes known of the terminal comes in any order, and the
// theme is the same in the end.
func TestInAnyOrder(t *testing.T) {
	light := tea.BackgroundColorMsg{Color: color.White}
	dark := tea.BackgroundColorMsg{Color: color.Black}
	for _, c := range []struct {
		name string
		o    Options
		msgs []tea.Msg
		want theme.Options
	}{
		{"a dark terminal", Options{}, []tea.Msg{dark}, theme.Options{Dark: true}},
		{"a light one", Options{}, []tea.Msg{light}, theme.Options{}},
		{"a light one that is told to be dark", Options{Look: theme.Dark}, []tea.Msg{light}, theme.Options{Dark: true}},
		{"told to be light", Options{Look: theme.Light}, []tea.Msg{dark}, theme.Options{}},
		{"NO_COLOR", Options{}, []tea.Msg{tea.EnvMsg{"NO_COLOR=1", "LANG=C.UTF-8"}}, theme.Options{Dark: true, Mono: true}},
		{"no colours", Options{}, []tea.Msg{tea.ColorProfileMsg{Profile: colorprofile.ASCII}}, theme.Options{Dark: true, Mono: true}},
		{"COLORFGBG", Options{}, []tea.Msg{tea.EnvMsg{"COLORFGBG=0;default;15"}}, theme.Options{}},
		{"COLORFGBG, and the terminal knows better", Options{}, []tea.Msg{tea.EnvMsg{"COLORFGBG=0;15"}, dark}, theme.Options{Dark: true}},
		{"mono", Options{Look: theme.Mono}, nil, theme.Options{Dark: true, Mono: true}},
		{"a Latin-1 locale", Options{}, []tea.Msg{tea.EnvMsg{"LANG=de_DE.ISO-8859-1"}}, theme.Options{Dark: true, ASCII: true}},
		{"LC_ALL before LANG", Options{}, []tea.Msg{tea.EnvMsg{"LANG=C", "LC_ALL=en_US.UTF-8"}}, theme.Options{Dark: true}},
		{"the Linux console", Options{}, []tea.Msg{tea.EnvMsg{"TERM=linux", "LANG=C.UTF-8"}}, theme.Options{Dark: true, ASCII: true}},
		{"no locale at all", Options{}, []tea.Msg{tea.EnvMsg{"TERM=xterm"}}, theme.Options{Dark: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, backwards := range []bool{false, true} {
				r := open(t, engine.Default(), c.o, 80, 24)
				msgs := append([]tea.Msg{tea.WindowSizeMsg{Width: 100, Height: 30}}, c.msgs...)
				for i := range msgs {
					if backwards {
						i = len(msgs) - 1 - i
					}
					r.send(msgs[i])
				}
				if got := r.m.Theme.Options; got != c.want {
					t.Errorf("the theme is %+v, want %+v", got, c.want)
				}
			}
		})
	}
}

// TestAnyKeysAtAnySize presses keys at random, in terminals of any size: the
// screen is always whole (rig.check), and the explorer always lets one out.
func TestAnyKeysAtAnySize(t *testing.T) {
	km, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, info := range keymaps.Actions() {
		if info.Action != keymaps.Quit {
			keys = append(keys, km.Keys(info.Action)...)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		cfg := preset(t, rapid.SampledFrom([]string{"lecture-ring-1", "default", "two-dcs"}).Draw(rt, "preset"))
		r := open(t, cfg, Options{ASCII: rapid.Bool().Draw(rt, "ascii")}, 120, 36)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				r.send(tea.WindowSizeMsg{Width: rapid.IntRange(0, 200).Draw(rt, "w"), Height: rapid.IntRange(0, 60).Draw(rt, "h")})
			case 1:
				r.send(tea.PasteMsg{Content: rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
					"put k v\nget k\n", "\x1b[2J\x07", "購物車\u202e", "crash n1\nheal all\n", "run 3s\nuntil reply\nexpect reply == ok\nnonsense\n",
				})).Draw(rt, "paste")})
			case 2:
				r.wait(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "ms")) * time.Millisecond)
			case 3:
				x, y := rapid.IntRange(0, 199).Draw(rt, "x"), rapid.IntRange(0, 59).Draw(rt, "y")
				r.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				r.send(tea.MouseWheelMsg{X: x, Y: y, Button: rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(rt, "wheel")})
			default:
				r.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
		}
		r.press("esc", "esc", "esc", "esc", "esc")
		if r.m.Prompt != nil || r.m.Picking || r.m.book.Top() != nil || r.m.Job != nil {
			rt.Errorf("esc leaves something open: %+v", r.m.Pages)
		}
		r.press("q", "q") // the first may ask
		if !r.quit {
			rt.Error("q does not quit")
		}
	})
}

// TestInterrupt: ctrl+c cancels what is being typed or chosen; elsewhere it quits
// if nothing is lost by it, and else asks first.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct {
		there []string
		times int
	}{
		{nil, 1}, {[]string{"w"}, 2}, {[]string{":", "x"}, 2}, {[]string{"/", "x"}, 2}, {[]string{"?"}, 1}, {[]string{"enter"}, 1},
		{[]string{"tab", "tab", "x"}, 2}, // the other end of a link is being chosen
		{[]string{"w", "enter", "enter"}, 2}, {[]string{"w", "enter", "enter", "?"}, 2}, {[]string{"w", "enter", "enter", ":", "x"}, 3},
		{[]string{"C"}, 1},
	} {
		r := open(t, engine.Default(), Options{}, 120, 36)
		r.press(c.there...)
		for n := range c.times {
			if r.quit {
				t.Errorf("after %q the ctrl+c number %d quits", c.there, n)
			}
			r.press("ctrl+c")
		}
		if !r.quit {
			t.Errorf("after %q ctrl+c does not quit", c.there)
		}
		if r.m.Prompt != nil || r.m.Picking {
			t.Errorf("after %q ctrl+c leaves something open", c.there)
		}
	}
	own, err := keymaps.Load(keymaps.Default, map[string][]string{string(keymaps.Quit): {"ctrl+q"}})
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, engine.Default(), Options{Keymap: own}, 120, 36)
	if r.press(":", "x", "ctrl+q"); r.quit || r.m.Prompt != nil {
		t.Error("a key of one's own does not cancel what is being typed")
	}
	r = open(t, engine.Default(), Options{}, 120, 36)
	r.press("w", "enter", "enter", "ctrl+c")
	r.says("not saved: ctrl+c again quits, :save FILE keeps the session")
	if r.press("j", "ctrl+c"); r.quit {
		t.Error("another key in between, and ctrl+c quits")
	}
}

// TestRunEnds: the explorer ends with its context, and leaves the terminal as it
// was.
func TestRunEnds(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	in, keep := io.Pipe()
	defer keep.Close()
	ctx, cancel := context.WithCancel(t.Context())
	shown := make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- Run(ctx, Options{Cluster: c, In: in, Out: desktest.TellOnce{First: shown}, Env: []string{"TERM=xterm", "LANG=C.UTF-8"}})
	}()
	<-shown
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the explorer ended with %v, want %v", err, context.Canceled)
	}
}

// TestKeysOfOtherPanes: a key that does something only in another pane says where that is, or why it
// does nothing there either; one that is bound to nothing stays silent.
func TestKeysOfOtherPanes(t *testing.T) {
	r := open(t, preset(t, "default"), Options{}, 80, 24)
	for key, want := range map[string]string{
		"f": "f is a key of Log: 5 goes there", "v": "v is a key of Log: 5 goes there",
		"X": "choose a message first", "b": "choose a message first", "t": "choose a message first", "a": "choose a message first",
		"f11": "",
	} {
		r.press("1", key)
		if got := r.m.Note.Text; !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s says %q, want %q", key, got, want)
		}
	}
	r.press("5", "v")
	if got := r.m.Note.Text; got != "" {
		t.Errorf("in its own pane v says %q", got)
	}
	r.press("?", "v")
	if got := r.m.Note.Text; got != "" {
		t.Errorf("on a page over all panes v says %q", got)
	}
}
