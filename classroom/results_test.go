// Tests of the results of a class: whose answer was right, also in a file that had no column
// for it.

package classroom_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/classroom/room"
)

// rows returns a CSV file without its times.
func rows(t *testing.T, path string) (all []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll() // all as long as the first
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		all = append(all, strings.Join(r[1:], ","))
	}
	return all
}

// TestVerdictsInTheResults: at the reveal everybody's last answer is in the files with what it is
// worth.
func TestVerdictsInTheResults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.csv")
	r, err := classroom.OpenResults(path)
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, func(c *classroom.Config) { c.Results = r })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	bob, eve := c.comes("bob", "", 120, 36), c.comes("eve", "", 120, 36)
	ann.line(`ask choice "Is R+W>N linearizable?" yes no = no`)
	bob.sees("Is R+W>N linearizable?")
	eve.sees("Is R+W>N linearizable?")
	bob.line("answer yes")
	bob.sees("you: yes")
	bob.line("answer no")
	bob.sees("you: no")
	eve.line("answer yes")
	eve.sees("you: yes")
	ann.line("reveal")
	ann.sees("asks the next one")
	c.stop()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got := rows(t, path)
	for _, want := range []string{
		"room,poll,event,name,key,answer,question,verdict",
		"class,1,grade,bob,,no,Is R+W>N linearizable?,right", "class,1,grade,eve,,yes,Is R+W>N linearizable?,wrong",
		"class,1,reveal,,,no,Is R+W>N linearizable?,",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no row %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// TestResultsOfBefore: a file without verdicts gets their column, and keeps all else.
func TestResultsOfBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.csv")
	was := "time,room,poll,event,name,key,answer,question\n2026,class,7,answer,bob,,\"a, \"\"b\"\"\nc\",\"Why?\"\n"
	if err := os.WriteFile(path, []byte(was), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is as it should be
		r, err := classroom.OpenResults(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Keep(room.Result{At: time.Unix(0, 0), Room: "class", Poll: 8, Event: "grade", Name: "bob", Answer: "yes", Question: "Tea?", Verdict: "right"}); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"room,poll,event,name,key,answer,question,verdict", "class,7,answer,bob,,a, \"b\"\nc,Why?,",
		"class,8,grade,bob,,yes,Tea?,right", "class,8,grade,bob,,yes,Tea?,right",
	}
	if got := rows(t, path); !slices.Equal(got, want) {
		t.Errorf("rows\n%q\nwant\n%q", got, want)
	}
}
