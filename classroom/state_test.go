package classroom_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/classroom/wire"
	"ringside/engine"
	"ringside/presets"
)

// waitFor waits until something holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look, late := time.NewTicker(10*time.Millisecond), time.After(patience)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("waited too long until %s", what)
		}
	}
}

// asIfKilled copies what a server has on the disk at this moment: what is there after
// kill -9.
func asIfKilled(t *testing.T, folder string) string {
	t.Helper()
	other := t.TempDir()
	if err := os.CopyFS(other, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return other
}

// inFile reports whether a room's file has a text.
func inFile(folder, text string) bool {
	data, err := os.ReadFile(filepath.Join(folder, "class.room.json"))
	return err == nil && json.Valid(data) && strings.Contains(string(data), text)
}

// TestTheClassIsSavedAsItGoes: what was done in the class and on copies in hand is
// there after the process was killed, with the questions and the numbers that they had.
func TestTheClassIsSavedAsItGoes(t *testing.T) {
	folder := t.TempDir()
	open1 := func(folder string) func(*classroom.Config) {
		return func(c *classroom.Config) { c.State = folder }
	}
	c := open(t, open1(folder))
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	alice := c.comes("alice", "alice", 120, 36)
	alice.sees("with ann")
	ann.line("put cart:42 survives")
	ann.sees("told OK")
	alice.types("B")
	alice.sees("your own copy")
	alice.line("crash 2")
	alice.sees("3/4 up")
	ann.line(`ask choice "Shall we go on?" yes no`)
	alice.sees("Shall we go on?")
	alice.types("Ayes\r")
	alice.sees("you: yes")
	waitFor(t, "all of it is saved", func() bool {
		return inFile(folder, "put cart:42 survives") && inFile(folder, `"answer":"yes"`) && inFile(folder, "crash 2")
	})

	again := *c
	again.serve(open1(asIfKilled(t, folder)))
	ann = again.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "told OK", "Shall we go on?", "1 of 1 answered")
	alice = again.comes("alice", "alice", 120, 36)
	alice.sees("you: yes")
	alice.types("B")
	alice.sees("as you left it", "3/4 up")
	ann.line(`ask choice "Another one?" yes no`)
	ann.sees("Another one?")
	if n := again.server.Rooms()[0].Name(); n != "class" {
		t.Errorf("the room is %s", n)
	}
}

// config is what a server is made from that nobody comes to.
func quietConfig(t *testing.T, folder string) classroom.Config {
	t.Helper()
	p, err := presets.Load("lecture-ring-1")
	if err != nil {
		t.Fatal(err)
	}
	return classroom.Config{
		Admission: classroom.Admission{Open: true}, Rooms: []string{"class"}, Cluster: p.Config(), Title: p.Name,
		HostKey: filepath.Join(t.TempDir(), "host"), MaxSessions: 20, Limits: wire.Usual(), State: folder,
	}
}

// TestTwoServers do not share a room's file; when one has ended the other opens it.
func TestTwoServers(t *testing.T) {
	folder := t.TempDir()
	c := open(t, func(c *classroom.Config) { c.State = folder })
	config := quietConfig(t, folder)
	if _, err := classroom.New(config); err == nil || !strings.Contains(err.Error(), "the room class in "+folder+" is open in another ringside (process ") {
		t.Errorf("two have it: %v", err)
	}
	config.Rooms = []string{"tuesday"}
	if _, err := classroom.New(config); err != nil {
		t.Errorf("another room: %v", err)
	}
	c.stop()
	config.Rooms = []string{"class"}
	if _, err := classroom.New(config); err != nil {
		t.Errorf("after it has ended: %v", err)
	}
}

// TestTheClassAlwaysOpens: what can't be read back is in a file that is named, and
// nothing of it is lost.
func TestTheClassAlwaysOpens(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "class.room.json"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := classroom.New(quietConfig(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	told := s.Told()
	if len(told) != 1 || !strings.HasPrefix(told[0], "In the room class the whole class can't be read back and is set aside in "+folder) {
		t.Fatalf("told %q", told)
	}
	if s.Rooms()[0].Left() {
		t.Error("it says that the class is as it was left")
	}
	_, path, _ := strings.Cut(told[0], "set aside in ")
	path, _, _ = strings.Cut(path, ": ")
	if data, err := os.ReadFile(path); err != nil || string(data) != "nonsense" {
		t.Errorf("set aside: %q, %v", data, err)
	}
}

// TestFreshKeepsTheClassBefore: it is put away under a name that opens it, and is
// listed.
func TestFreshKeepsTheClassBefore(t *testing.T) {
	folder := t.TempDir()
	c := open(t, func(c *classroom.Config) { c.State = folder })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	ann.line("put cart:42 before")
	ann.sees("told OK")
	c.stop()

	config := quietConfig(t, folder)
	config.Fresh = true
	config.Now = func() time.Time { return time.Date(2026, 11, 28, 10, 30, 0, 0, time.UTC) }
	s, err := classroom.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if told := s.Told(); len(told) != 1 || told[0] != "The class before is kept; --room class-20261128-103000 opens it." {
		t.Errorf("told %q", told)
	}
	if s.Rooms()[0].Left() {
		t.Error("it is not fresh")
	}
	classes, err := classroom.Classes(folder)
	if err != nil || len(classes) != 1 || classes[0].Room != "class-20261128-103000" || classes[0].Title != "lecture-ring-1" || classes[0].People != 1 {
		t.Errorf("kept: %+v, %v", classes, err)
	}
	config = quietConfig(t, folder)
	config.Rooms, config.Title, config.Cluster = []string{"class-20261128-103000"}, "default", engine.Default()
	if s, err = classroom.New(config); err != nil {
		t.Fatal(err)
	}
	if r := s.Rooms()[0]; !r.Left() || r.Title() != "lecture-ring-1" {
		t.Errorf("it is opened as %q", r.Title())
	}
}

// TestNumbersInTheResults go on over servers, and a line that was not written to its
// end does not spoil the next.
func TestNumbersInTheResults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.csv")
	jsonl := strings.TrimSuffix(path, ".csv") + ".jsonl"
	if err := os.WriteFile(path, []byte("time,room,poll,event,name,key,answer,question\n2026,class,7,answer,bob,,yes,\"a\nb,class,99\"\n2026,monday,12,rev"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(jsonl, []byte(`{"room":"class","poll":8}`+"\n"+`{"room":"class","poll":`), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := classroom.OpenResults(path)
	if err != nil {
		t.Fatal(err)
	}
	for room, want := range map[string]int{"class": 8, "monday": 12, "tuesday": 0} {
		if got := r.Last(room); got != want {
			t.Errorf("the last question of %s is %d, want %d", room, got, want)
		}
	}
	c := open(t, func(c *classroom.Config) { c.Results = r })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	ann.line(`ask choice "Shall we go on?" yes no`)
	ann.sees("Shall we go on?")
	ann.line("reveal")
	ann.sees("yes    0")
	c.stop()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, jsonl} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		last := lines[len(lines)-1]
		if !strings.Contains(last, "reveal") || !strings.Contains(last, ",class,9,") && !strings.Contains(last, `"poll":9`) {
			t.Errorf("%s ends with %s", file, last)
		}
	}
}
