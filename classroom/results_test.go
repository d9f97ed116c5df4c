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
		"room,poll,event,name,key,answer,question,verdict,misconception",
		"class,1,grade,bob,,no,Is R+W>N linearizable?,right,", "class,1,grade,eve,,yes,Is R+W>N linearizable?,wrong,",
		"class,1,reveal,,,no,Is R+W>N linearizable?,,",
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
		"room,poll,event,name,key,answer,question,verdict,misconception", "class,7,answer,bob,,a, \"b\"\nc,Why?,,",
		"class,8,grade,bob,,yes,Tea?,right,", "class,8,grade,bob,,yes,Tea?,right,",
	}
	if got := rows(t, path); !slices.Equal(got, want) {
		t.Errorf("rows\n%q\nwant\n%q", got, want)
	}
}

// TestMisconceptionsInTheResults: a wrong answer of a lesson that stands for a misconception is told
// so to the student who gave it, counted in the instructor's notes, and kept in both files.
func TestMisconceptionsInTheResults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.csv")
	r, err := classroom.OpenResults(path)
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, func(c *classroom.Config) { c.Results = r })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	bob, eve := c.comes("bob", "", 120, 36), c.comes("eve", "", 120, 36)
	ann.line("lesson overlap")
	bob.sees("Can it miss the write?")
	bob.line("answer a")
	bob.sees("you: yes")
	eve.line("answer b")
	eve.sees("you: no")
	notes := c.comes("ann", "ann", 120, 36)
	notes.sees("with ann")
	notes.line("notes")
	notes.sees("1  yes, C does not have it; misconception: A read sees only what its coordinator has.")
	ann.line("reveal")
	bob.sees("misconception: A read", "coordinator has.")
	eve.sees("right: no, two of three")
	if strings.Contains(eve.Text(), "misconception") {
		t.Errorf("who was right is told of a misconception:\n%s", eve.Text())
	}
	notes.sees("Misconceptions in this class so far", "1  A read sees only what its coordinator has.")
	c.stop()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want := `class,1,grade,bob,,yes, C does not have it,A reader asks through C. Can it miss the write?,wrong,A read sees only what its coordinator has.`
	if got := rows(t, path); !slices.Contains(got, want) {
		t.Errorf("no row %s in\n%s", want, strings.Join(got, "\n"))
	}
	lines, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if want := `"verdict":"wrong","misconception":"A read sees only what its coordinator has."`; strings.Count(string(lines), want) != 1 {
		t.Errorf("%s is not there once in\n%s", want, lines)
	}
}
