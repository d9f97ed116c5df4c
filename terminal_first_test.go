// Tests of first contacts: the smallest usual terminal with 16 colours, and a person who knows
// nothing but what the screen says.

package main

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/internal/picture"
)

// TestFirstContact: on 80x24 with 16 colours the first screen says which keys come first, and
// they lead to a key's replicas, a write's acks and what a crash does; and no colour is used
// that the terminal does not have.
func TestFirstContact(t *testing.T) {
	p := sitDownIn(t, 80, 24, []string{"TERM=xterm", "COLORTERM="}, program(t))
	p.sees("press k and type a key, such as cart:42", "C lessons", "? all keys", ": command", "w write", "first token")
	p.types("kcart:42\r")
	p.sees("key cart:42")
	p.types("w\r")
	p.sees("told OK", "durable on all 3")
	p.types("c")
	p.sees("4/5 up", "crashed")
	p.types("r")
	p.sees("get cart:42", "why")
	has := map[string]bool{picture.OnDark().Ink: true, picture.OnDark().Paper: true}
	for c := range 16 {
		r, g, b, _ := ansi.BasicColor(c).RGBA()
		has[fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)] = true
	}
	var svg bytes.Buffer
	if err := p.SVG(&svg); err != nil {
		t.Fatal(err)
	}
	colours := regexp.MustCompile(`fill="(#\w+)"`).FindAllStringSubmatch(svg.String(), -1)
	if len(colours) < 10 {
		t.Errorf("%d stretches of colour on\n%s", len(colours), p.Text())
	}
	for _, c := range colours {
		if !has[c[1]] {
			t.Errorf("the colour %s is none of the terminal's", c[1])
		}
	}
	p.types("q")
	p.sees("q again quits")
	p.types("q")
	p.isBack()
}
