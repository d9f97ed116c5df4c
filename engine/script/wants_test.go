// What an expression asks for.

package script_test

import (
	"testing"

	"ringside/engine/script"
)

// TestWants: of a comparison it is said what comes out as it must, with negations carried out, and
// of what is not known yet nothing does but what asks for that.
func TestWants(t *testing.T) {
	for expr, want := range map[string]string{
		"reply == ok":             "ok",
		"reply != ok":             "notfound unavailable failed timeout coordinatorlost",
		"not reply != timeout":    "timeout",
		"reply == pending":        "pending",
		"not reply == pending":    "none ok notfound unavailable failed timeout coordinatorlost",
		"stale":                   "yes",
		"not stale":               "no",
		"not (older == no)":       "yes",
		"lost > 0":                "1 2",
		"not lost == 0":           "1 2",
		"atrisk < 2":              "0 1",
		"value == milk":           "",
		"not value == milk":       "nothing",
		"values == none":          "nothing",
		"values contains milk":    "",
		"value == none":           "nothing",
		"not value == none":       "",
		"not values == eggs,milk": "nothing",
	} {
		e, err := script.ParseExpr(expr)
		if err != nil {
			t.Fatal(err)
		}
		w := e.Wants()
		if len(w.Parts) > 0 || !w.Fixed {
			t.Errorf("%s: it is more than one comparison with a value", expr)
			continue
		}
		got := ""
		add := func(takes bool, word string) {
			if takes && got != "" {
				got += " "
			}
			if takes {
				got += word
			}
		}
		switch w.Call.Name {
		case "value", "values":
			add(w.TakesNothing(), "nothing")
		case "lost", "atrisk":
			for n, word := range []string{"0", "1", "2"} {
				add(w.TakesNumber(int64(n)), word)
			}
		default:
			for _, word := range w.Call.Words() {
				add(w.TakesWord(word), word)
			}
		}
		if got != want {
			t.Errorf("%s takes %q, want %q", expr, got, want)
		}
	}
	e, err := script.ParseExpr("not (stale == yes and (lost > 0 or reply(1) == reply(2)))")
	if err != nil {
		t.Fatal(err)
	}
	w := e.Wants()
	if w.All || len(w.Parts) != 2 || !w.Parts[0].TakesWord("no") || !w.Parts[1].All || w.Parts[1].Parts[1].Fixed || w.Parts[1].Parts[1].Call.Number != 1 {
		t.Errorf("what is not both is one or the other, not %+v", w)
	}
}
