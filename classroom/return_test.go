// Tests of coming back after a dropped line or a restart, of being sent away,
// and of the results files.

package classroom_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringside/classroom"
	"ringside/internal/screen"
)

// leaves waits until ssh has ended and given the terminal back.
func (p person) leaves(texts ...string) {
	p.c.t.Helper()
	ctx, cancel := context.WithTimeout(p.c.ctx, longestWait)
	defer cancel()
	if _, err := p.Wait(ctx); err != nil {
		p.c.t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(strings.ReplaceAll(p.Text(), "\n", ""), text) {
			p.c.t.Errorf("no %q on the last screen:\n%s", text, p.Text())
		}
	}
	if p.AltScreen() {
		p.c.t.Errorf("the terminal is not given back:\n%s", p.Text())
	}
}

// TestComingBack: what is a participant's is kept for them, copy and answer, found by the
// key or by name and code, also after a restart of the server.
func TestComingBack(t *testing.T) {
	folder := t.TempDir()
	change := func(c *classroom.Config) {
		c.State = folder
		c.Open, c.Code = false, "owl"
		c.HostKey = filepath.Join(folder, "host")
	}
	c := open(t, change)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	bob := c.comes("bob", "", 120, 36)
	bob.sees("The code of the class")
	bob.types("cat" + screen.Enter)
	if err := bob.Until(c.ctx, func(text string) bool { return strings.Count(text, "The code of the class") == 2 }); err != nil {
		t.Fatal(err)
	}
	bob.types("owl" + screen.Enter)
	bob.sees("with ann", "4/4 up")
	ann.line(`ask choice "Shall we go on?" yes no = no`)
	bob.sees("Shall we go on?", "a yes    b no")
	bob.types("Ab" + screen.Enter)
	bob.sees("you: no")
	bob.types("B")
	bob.sees("your own copy")
	bob.line("crash 1")
	bob.sees("3/4 up")

	// The line drops.
	if err := bob.Close(); err != nil {
		t.Log(err) // the terminal of a process that was killed
	}
	ann.types("@")
	ann.sees("bob", "gone")
	bob = c.comes("bob", "", 120, 36)
	bob.sees("The code of the class")
	bob.types("owl" + screen.Enter)
	bob.sees("with ann", "4/4 up", "you: no")
	bob.types("B")
	bob.sees("3/4 up")

	// The server shuts down, and tells everybody.
	stranger := c.comes("carol", "", 120, 36)
	stranger.sees("The code of the class")
	c.stop()
	for _, p := range []person{ann, bob} {
		p.leaves("brings you back when it opens again")
	}
	if info, err := os.Stat(filepath.Join(folder, "class.room.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the room is kept as %v, %v", info, err)
	}

	// It opens again.
	again := reopen(t, c, change)
	bob = again.comes("bob", "", 120, 36)
	bob.sees("The code of the class")
	bob.types("owl" + screen.Enter)
	bob.sees("4/4 up", "you: no")
	bob.types("B")
	bob.sees("as you left it", "3/4 up")
	ann = again.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "Shall we go on?", "1 of 1 answered")
	ann.line("reveal")
	ann.sees("✓ no", "1")
}

// TestLoginByKey: a name in use is refused, and its owner stays; the owner of the key
// is the same participant from any address, and goes on there.
func TestLoginByKey(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	c.comes("alice", "", 120, 36).leaves("alice is here already, with a key that is not yours; log in by another name")
	c.comes("mallory", "alice", 120, 36).leaves("your key is logged in already, as alice")
	ann.types("@")
	ann.sees("2 here")
	twice := c.comes("alice", "alice", 120, 36)
	twice.sees("with ann")
	alice.leaves("you have logged in from somewhere else")
	ann.sees("2 here")

	// An instructor may be here twice.
	second := c.comes("ann", "ann", 120, 36)
	second.sees("with ann")
	ann.sees("3 here", "ann-2")
}

// TestOneKeyOneVote: where only listed keys are let in, one key has one name and one
// vote, whatever names it uses.
func TestOneKeyOneVote(t *testing.T) {
	c := open(t, nil)
	c.stop()
	c = reopen(t, c, func(config *classroom.Config) {
		config.Open = false
		var err error
		if config.Students, err = classroom.ReadKeys(filepath.Join(c.folder, "alice.pub")); err != nil {
			t.Fatal(err)
		}
	})
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	ann.line(`ask choice "Is it safe?" yes no = no`)
	before := c.comes("alice", "alice", 120, 36)
	before.sees("Is it safe?")
	for _, name := range []string{"eve", "eve2", "mallory"} {
		again := c.comes(name, "alice", 120, 36)
		again.sees("your key is that of alice")
		before.leaves("you have logged in from somewhere else")
		again.types("Ab" + screen.Enter)
		again.sees("you: no")
		before = again
	}
	ann.sees("1 of 1 answered")
}

// TestSentAway: somebody who was kicked can come back, somebody who was banned can't, and
// nobody can take a name by renaming themselves.
func TestSentAway(t *testing.T) {
	c := open(t, func(c *classroom.Config) { c.MaxSessions = 2 })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	c.comes("bob", "", 120, 36).leaves("the class is full: 2 are here already")
	second := c.comes("ann", "ann", 120, 36)
	second.sees("with ann") // an instructor is let in all the same
	second.types("qq")
	second.leaves()
	alice.line("kick ann")
	alice.sees("kick")
	ann.line("kick alice")
	alice.leaves("ann has asked you to leave")
	alice = c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	ann.line("ban alice")
	alice.leaves("ann has asked you to stay away")
	c.comes("mallory", "alice", 120, 36).leaves("you have been asked to stay away")
	c.comes("bob", "", 120, 36, "tuesday").leaves("there is no room tuesday here (rooms: class)")
}

// TestResults: an answer is in the files as soon as it is counted.
func TestResults(t *testing.T) {
	folder := t.TempDir()
	results, err := classroom.OpenResults(filepath.Join(folder, "answers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, func(c *classroom.Config) { c.Results = results })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	eve := c.comes("=eve", "", 120, 36)
	eve.sees("with ann")
	ann.line(`ask choice "Is it safe?" yes no = no`)
	eve.sees("Is it safe?")
	eve.types("Aa" + screen.Enter)
	eve.sees("you: yes")
	csv, err := os.ReadFile(filepath.Join(folder, "answers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(csv), ",class,1,answer,'=eve,,yes,Is it safe?,,\n") {
		t.Errorf("kept\n%s", csv)
	}
	eve.types("Ano" + screen.Enter)
	eve.sees("you: no")
	ann.line("reveal")
	ann.sees("✓ no")
	lines, err := os.ReadFile(filepath.Join(folder, "answers.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var events []string
	for line := range strings.Lines(string(lines)) {
		var res struct{ Event, Name, Answer string }
		if err := json.Unmarshal([]byte(line), &res); err != nil {
			t.Fatal(err)
		}
		events = append(events, res.Event+" "+res.Name+" "+res.Answer)
	}
	if got := strings.Join(events, "; "); got != "ask  ; answer =eve yes; answer =eve no; grade =eve no; reveal  no" {
		t.Errorf("kept %s", got)
	}
	c.stop()
	if err := results.Close(); err != nil {
		t.Error(err)
	}
}
