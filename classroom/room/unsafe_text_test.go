// A fuzz test that no text from a participant reaches a screen, the log or the results
// raw.

package room_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ringside/classroom/room"
	"ringside/engine/event"
	"ringside/tui"
	"ringside/tui/class"
	"ringside/tui/workspace"
)

// FuzzNothingRaw has somebody use any name and say anything, and looks at everybody's
// screens, the log and the results: no character gets through that a terminal would obey,
// that would reverse text or that is invisible, and no colour that is not the program's
// own.
func FuzzNothingRaw(f *testing.F) {
	for _, seed := range [][2]string{
		{"alice", "hello"},
		{"\x1b[2J", "\x1b]0;title\x07\x1b[31mred\x1b[58:5:77m"},
		{"\u202eevil\u200b", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301b\u2066x"},
		{"\x9b2J\xc2\x9b", "\x90q\x9c\xff\xfe\xc2\x85"},
		{"a b\"c\\d", "line\nline\r\tx\x7f"},
		{strings.Repeat("界", 100), strings.Repeat("x", 5000)},
		{"", ""}, {"🧑‍🚀", "👩‍👩‍👧\ufe0f"}, {"%s%n", "; drop #"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		s := open(t, nil)
		plain := looks(t, s.acts("eve", "word"))
		s.stop()
		s = open(t, nil)
		for look := range looks(t, s.acts("somebody", "put cart milk")) { // what else the explorer has
			plain[look] = true
		}
		s.stop()
		s = open(t, nil)
		screens := s.acts(name, text)
		for _, screen := range screens {
			checkScreen(t, screen, plain)
		}
		s.stop() // now the log is complete
		checkText(t, "the log", strings.ReplaceAll(s.log.String(), "\n", ""))
		for _, k := range s.kept {
			checkText(t, "the results", fmt.Sprintf("%s %s %s %s", k.Name, k.Key, k.Answer, k.Question))
		}
	})
}

// acts lets somebody do everything that takes text, and returns all the screens.
func (s *school) acts(name, text string) (screens []string) {
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Host: "h", Instructor: true})
	if err != nil {
		s.t.Fatal(err)
	}
	eve, err := s.join(room.Identity{Name: room.CleanName(name), Host: "h"})
	if err != nil {
		s.t.Fatal(err)
	}
	look := func() { screens = append(screens, screenOf(s.t, ann, ""), screenOf(s.t, eve, "@")) }
	quoted := strconv.Quote(text)
	s.reply(eve.Ask(class.ParseRequest("raise")))
	look()
	s.reply(ann.Ask(class.ParseRequest("message " + text)))
	look()
	for _, line := range []string{"ask choice " + quoted + " " + quoted + " other", "ask choice \"?\" " + text, "ask nodes " + quoted} {
		s.reply(ann.Ask(class.ParseRequest(line)))
		for _, answer := range []string{text, "a"} {
			s.reply(eve.Ask(class.ParseRequest("answer " + answer)))
		}
		look()
		s.reply(ann.Ask(class.ParseRequest("reveal")))
		look()
	}
	s.reply(ann.Ask(class.ParseRequest("hand " + eve.Name())))
	if w, ok := eve.Lease(); ok {
		s.drive(w, "put "+event.Quote(text)+" "+event.Quote(text))
		s.drive(w, "run 1s")
		s.drive(w, text)
		s.drive(w, "expect "+text)
		w.Show(workspace.Place{Key: text})
	}
	s.reply(eve.Ask(class.ParseRequest(text)))
	look()
	return screens
}

// screenOf draws what a member sees.
func screenOf(t testing.TB, m *room.Member, key string) string {
	t.Helper()
	model, err := tui.New(tui.Options{Participant: m, Title: "class", Env: []string{"TERM=xterm", "LANG=C.UTF-8"}})
	if err != nil {
		t.Fatal(err)
	}
	model.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	model.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	if key != "" {
		model.Update(tea.KeyPressMsg{Code: rune(key[0]), Text: key})
	}
	f := model.Frame()
	out := []string{f.Title}
	for _, p := range f.Parts {
		out = append(out, p.Block.Lines()...)
	}
	return strings.Join(out, "\n")
}

var sequence = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// looks returns all the colours in the screens.
func looks(t testing.TB, screens []string) map[string]bool {
	t.Helper()
	all := make(map[string]bool)
	for _, screen := range screens {
		for _, s := range sequence.FindAllString(screen, -1) {
			all[s] = true
		}
	}
	return all
}

func checkScreen(t *testing.T, screen string, plain map[string]bool) {
	t.Helper()
	for _, s := range sequence.FindAllString(screen, -1) {
		if !plain[s] {
			t.Errorf("a colour that is not the program's: %q", s)
		}
	}
	checkText(t, "a screen", strings.ReplaceAll(sequence.ReplaceAllString(screen, ""), "\n", ""))
}

func checkText(t *testing.T, where, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8", where)
	}
	marks := 0
	for _, c := range text {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029' {
			t.Fatalf("%s has %U: %q", where, c, text)
		}
		if marks++; !unicode.Is(unicode.Mn, c) {
			marks = 0
		}
		if marks > 3 {
			t.Fatalf("%s has a letter with more than three marks: %q", where, text)
		}
	}
}
