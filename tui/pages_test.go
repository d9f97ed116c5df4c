// Tests of pages that lie over each other.

package tui

import (
	"regexp"
	"strings"
	"testing"

	"ringside/engine"
)

// TestPagesLieOverEachOther: what was opened last is seen, and esc goes back to what is
// below it, as it was left.
func TestPagesLieOverEachOther(t *testing.T) {
	r := open(t, engine.Default(), Options{}, 120, 36)
	r.press("w", "enter", "enter")
	r.settle()
	r.press("L", "down", "down")
	lanes := r.screen()
	if !strings.Contains(lanes, "Lanes #1") {
		t.Fatalf("the lanes are not open:\n%s", lanes)
	}
	r.press("?", "C", "F", "enter", "esc") // the help has its own keys alone
	if got := r.screen(); got != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", got)
	}
	r.press("F")
	if got := r.screen(); !strings.Contains(got, "Faults") || strings.Contains(got, "Lanes #1") {
		t.Errorf("the faults are not seen:\n%s", got)
	}
	if r.press("esc"); r.screen() != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", r.screen())
	}
	r.press("enter", "up", "down", "down", "esc") // the causes of the row, and of others
	if got := r.screen(); got != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", got)
	}
	r.press("F", "L", "esc") // the lanes are open once: they come up from below
	if got := r.screen(); !strings.Contains(got, "Faults") {
		t.Errorf("the faults are not below the lanes:\n%s", got)
	}
	if r.press("esc"); r.m.book.Top() != nil || !r.m.Log.Follow {
		t.Errorf("something is open, or the log does not follow again:\n%s", r.screen())
	}
}

// TestTuningTable: after loads under two Rs and Ws, what each measured stands in a row, with
// what a search finds out under them; a load during which a setting changes is in none.
func TestTuningTable(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		r := open(t, engine.Default(), Options{}, size[0], size[1])
		typed := func(lines ...string) {
			for _, line := range lines {
				r.press(":")
				r.write(line)
				r.press("enter")
			}
			r.settle()
		}
		typed("set r 3", "load 60 keys 5", "set r 1", "until loading == no")
		typed("set w 1", "load 60 keys 5", "until loading == no")
		if r.press("M"); strings.Contains(r.screen(), "N R W") {
			t.Errorf("%dx%d: there is a table of one row:\n%s", size[0], size[1], r.screen())
		}
		r.press("esc")
		typed("set w 3", "load 60 keys 5", "until loading == no")
		r.press("M")
		r.settle()
		got := r.screen()
		rows := regexp.MustCompile(`(?m)3 1 ([13])((?: +[0-9.]+)+?)(?: +0%)? +0 +(yes|no) +0 +(yes|no)`).FindAllStringSubmatch(got, -1)
		if len(rows) != 2 || rows[0][1]+rows[0][3]+rows[0][4] != "1yesyes" || rows[1][1]+rows[1][3]+rows[1][4] != "3noyes" {
			t.Errorf("%dx%d: the rows are %q:\n%s", size[0], size[1], rows, got)
		}
		if !strings.Contains(got, "▸3 1 3") {
			t.Errorf("%dx%d: the present row is not marked:\n%s", size[0], size[1], got)
		}
	}
}

// TestLoadPage: the page of a load tells what is measured while it goes on, and of the
// moment that is looked at.
func TestLoadPage(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		r := open(t, engine.Default(), Options{}, size[0], size[1])
		r.press("M")
		if got := r.screen(); !strings.Contains(got, "no load yet") {
			t.Errorf("nothing says that there was no load:\n%s", got)
		}
		r.press("esc", ":")
		r.write("load 300 keys 5")
		r.press("enter", "M")
		if got := r.screen(); !strings.Contains(got, "0 of 300") {
			t.Errorf("the load is not seen to begin:\n%s", got)
		}
		r.press(":")
		r.write("until loading == no")
		r.press("enter")
		r.settle()
		got := r.screen()
		for _, part := range []string{"300 of 300", "p50", "gets", "puts"} {
			if !strings.Contains(got, part) {
				t.Errorf("%dx%d: there is no %q:\n%s", size[0], size[1], part, got)
			}
		}
		if r.press("U", "U"); !strings.Contains(r.screen(), "no load at this moment") {
			t.Errorf("the load is there before it began:\n%s", r.screen())
		}
	}
}
