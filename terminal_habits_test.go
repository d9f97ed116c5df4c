// Tests of the built program in a terminal with somebody's own configuration, and with the keys
// as xterm's modifyOtherKeys and Kitty's protocol send them.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ringside/internal/screen"
)

// TestOwnHabits: the configuration leaves the mouse to the terminal and makes the keys of
// another keyboard work by position; and a key is the same key in each protocol.
func TestOwnHabits(t *testing.T) {
	path, home := program(t), t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, "ringside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "ringside", "config.yaml"), []byte("mouse: off\nlayout: russian\npreset: three\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + t.TempDir()}
	p := sitDownIn(t, 120, 36, env, path)
	p.sees("3/3 up", "? help")
	p.types("\x14") // the key that gives the mouse back or takes it: it was not ours
	p.sees("the mouse chooses and scrolls")
	p.types("\x14")
	p.sees("the terminal has the mouse")
	p.types("л") // where a Latin keyboard has k
	p.sees("key ▸ cart:42")
	for i, sent := range []struct{ escape, enter string }{
		{"\x1b[91;5u", "\x1b[13;2u"}, {"\x1b[27;5;91~", "\x1b[27;5;109~"}, {"\x1b[27u", "\x1b[106;5u"},
	} {
		p.types(sent.escape)
		p.sees("? help")
		p.types("л")
		p.sees("key ▸ ")
		p.types("\x15tea" + sent.enter)
		p.sees("key tea    token", "? help")
		p.types("?")
		p.sees("Ask, as a client")
		p.types(fmt.Sprintf("\x1b:put tea cup%d%s", i, sent.enter)) // Escape and a key in one part
		p.sees(fmt.Sprintf(`put tea "cup%d"`, i), "told OK")
	}
	p.types(":q!" + screen.Enter)
	p.isBack()
}
