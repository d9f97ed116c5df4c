// Tests of what is printed on request.

package plain

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/engine/script"
)

// TestRequestsAreNotOfTheLanguage: none of the words is one of the language, which would
// never come to it, and all do the same whether the lines come from a text or a pipe, and
// leave the cluster as it is.
func TestRequestsAreNotOfTheLanguage(t *testing.T) {
	lines := "put cart milk\nuntil quiet\ncrash 2\nget cart\nuntil quiet\n"
	for _, r := range requests() {
		if _, taken := script.Find(r.word); taken {
			t.Errorf("%s is a word of the language", r.word)
		}
		lines += r.word + "\n" + r.word + " cart\n"
	}
	var told [2]string
	for i, piped := range []bool{false, true} {
		c, err := history.New(preset(t, "lecture-ring-1"))
		if err != nil {
			t.Fatal(err)
		}
		in, ctx := io.Reader(strings.NewReader(lines)), t.Context()
		if piped {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if _, err := io.WriteString(w, lines); err != nil {
				t.Fatal(err)
			}
			w.Close()
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			defer cancel()
			in = r
		}
		var out strings.Builder
		if err := Run(ctx, Options{Cluster: c, Title: "test", In: in, Out: &out}); !errors.As(err, new(Refused)) {
			t.Fatal(err)
		}
		told[i] = out.String()
		if n := c.Applied(); n != 3 || c.End() != c.Position() {
			t.Errorf("%d commands were applied, want 3", n)
		}
	}
	if told[0] != told[1] {
		t.Errorf("a text is answered\n%s\nand a pipe\n%s", told[0], told[1])
	}
	for _, r := range requests() {
		if strings.Contains(told[0], `"`+r.word+`": not known`) {
			t.Errorf("%s is not known", r.word)
		}
	}
}

// TestEveryWordHasHelp: help tells of every word that it lists, of those that are not of the
// language too.
func TestEveryWordHasHelp(t *testing.T) {
	words := []string{"help", "save", "save!", "code", "quit", "limits"}
	for _, r := range requests() {
		words = append(words, r.word)
	}
	for _, v := range script.Verbs() {
		words = append(words, v.Verb.String())
	}
	for _, word := range words {
		c, err := history.New(preset(t, "lecture-ring-1"))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := Run(t.Context(), Options{Cluster: c, Title: "test", In: strings.NewReader("help " + word + "\n"), Out: &out}); err != nil {
			t.Errorf("help %s: %v\n%s", word, err, out.String())
		}
	}
}

// TestNothingToShow: asking for what isn't there yet is answered, and is no line that could not
// be carried out: the exit code tells of an expectation that did not hold.
func TestNothingToShow(t *testing.T) {
	for line, says := range map[string]string{
		"measured": "measured: there has been no load yet",
		"merkle":   "merkle: no replicas have compared yet",
		"kept":     "kept: name a key; none is chosen yet",
		"walk":     "walk: name a key; none is chosen yet",
		"why":      "why: there has been no request yet",
		"likely":   "likely: no operation has come to an end yet",
	} {
		c, err := history.New(preset(t, "lecture-ring-1"))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err = Run(t.Context(), Options{Cluster: c, Title: "test", In: strings.NewReader(line + "\n"), Out: &out})
		if err != nil || !strings.Contains(out.String(), "\n"+says) {
			t.Errorf("%s: %v, and\n%s", line, err, out.String())
		}
		in := strings.NewReader(line + "\nexpect faults == 1\n")
		if err := Run(t.Context(), Options{Cluster: c, Title: "test", In: in, Out: &out}); !errors.As(err, new(Unmet)) {
			t.Errorf("%s, and an expectation that does not hold: %v", line, err)
		}
	}
}
