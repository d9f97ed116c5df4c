// Tests of the files in which a class is kept: saving as it goes, locks, and whatever
// can't be read back.

package classroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringside/classroom"
	"ringside/classroom/transport"
	"ringside/engine"
	"ringside/presets"
)

// waitFor waits until a condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look, late := time.NewTicker(10*time.Millisecond), time.After(longestWait)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("waited too long until %s", what)
		}
	}
}

// asIfKilled copies what a server has on the disk at this moment, which is what kill -9
// would leave.
func asIfKilled(t *testing.T, folder string) string {
	t.Helper()
	other := t.TempDir()
	if err := os.CopyFS(other, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return other
}

// inFile reports whether a room's file contains a text.
func inFile(folder, text string) bool {
	data, err := os.ReadFile(filepath.Join(folder, "class.room.json"))
	return err == nil && json.Valid(data) && strings.Contains(string(data), text)
}

// TestTheClassIsSavedAsItGoes: what was done in the class and on open copies survives a
// killed process, with the questions and their numbers.
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
	ann.line("close")
	ann.line(`ask choice "Another one?" yes no`)
	ann.sees("Another one?")
	if n := again.server.Rooms()[0].Name(); n != "class" {
		t.Errorf("the room is %s", n)
	}
}

// quietConfig configures a server that nobody connects to.
func quietConfig(t *testing.T, folder string) classroom.Config {
	t.Helper()
	p, err := presets.Load("lecture-ring-1")
	if err != nil {
		t.Fatal(err)
	}
	return classroom.Config{
		Admission: classroom.Admission{Open: true}, Rooms: []string{"class"}, Cluster: p.Config(), Title: p.Name,
		HostKey: filepath.Join(t.TempDir(), "host"), MaxSessions: 20, Limits: transport.Usual(), State: folder, Explorer: explorer,
	}
}

// TestWhatAKilledServerLeaves: a file that a killed server was writing is removed at the next
// start, and a class that others could read is theirs no longer once it is saved.
func TestWhatAKilledServerLeaves(t *testing.T) {
	folder := t.TempDir()
	c := open(t, func(c *classroom.Config) { c.State = folder })
	c.comes("ann", "ann", 120, 36).sees("you drive")
	waitFor(t, "the class is saved", func() bool { return inFile(folder, "ann") })
	folder = asIfKilled(t, folder)
	left, class, old := filepath.Join(folder, ".ringside-0123456789abcdef.tmp"), filepath.Join(folder, "class.room.json"), time.Now().Add(-time.Hour)
	if err := errors.Join(os.WriteFile(left, nil, 0o600), os.Chtimes(left, old, old), os.Chmod(class, 0o644)); err != nil {
		t.Fatal(err)
	}
	c = open(t, func(c *classroom.Config) { c.State = folder })
	if _, err := os.Lstat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", left, err)
	}
	bob := c.comes("bob", "", 120, 36)
	bob.sees("4/4 up")
	waitFor(t, "the class is saved again", func() bool { return inFile(folder, "bob") })
	if info, err := os.Stat(class); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file of the class: %v, %v", info.Mode(), err)
	}
}

// TestTwoServers: two servers do not share a room's file; when one has ended the other
// opens it.
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

// TestTheClassAlwaysOpens: what can't be read back is kept in a file that is named, and
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

// TestALinkIsNotWrittenThrough: what a link in place of a class's file leads to stays as it is.
func TestALinkIsNotWrittenThrough(t *testing.T) {
	folder, notes := t.TempDir(), filepath.Join(t.TempDir(), "notes")
	link := filepath.Join(folder, "class.room.json")
	if err := errors.Join(os.WriteFile(notes, []byte("mine"), 0o600), os.Symlink(notes, link)); err != nil {
		t.Fatal(err)
	}
	s, err := classroom.New(quietConfig(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	(&class{t: t, ctx: context.Background(), folder: folder, server: s}).ends()
	if is, err := os.ReadFile(notes); err != nil || string(is) != "mine" {
		t.Errorf("it has %.40q, %v", is, err)
	}
	if info, err := os.Lstat(link); err != nil || !info.Mode().IsRegular() || !strings.Contains(strings.Join(s.Told(), "|"), "there was a link to another file, which is set aside") {
		t.Errorf("the class is not saved then: %v, %v, told %q", info, err, s.Told())
	}
}

// TestWhatStandsInPlaceOfTheClass: whatever stands under the name of a class's file, the
// class opens, and that thing is moved to a path that is named; so is a second one in the
// same second.
func TestWhatStandsInPlaceOfTheClass(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []struct {
		name  string
		make  func(path string) error
		says  string
		moved bool // it was not a regular file
	}{
		{"a folder", func(path string) error { return os.MkdirAll(filepath.Join(path, "in it"), 0o700) }, "there was a folder, which", true},
		{"a pipe", func(path string) error { return syscall.Mkfifo(path, 0o600) }, "there was a named pipe, which", true},
		{"a device", func(path string) error { return os.Symlink("/dev/zero", path) }, "there was a device, which", true},
		{"a link to nothing", func(path string) error { return os.Symlink("nothing", path) }, "there was a link to a file that does not exist, which", true},
		{"a loop", func(path string) error { return os.Symlink(filepath.Base(path), path) }, "too many levels of symbolic links", true},
		{"a huge file", func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 1<<40)) }, "it has 1099511627776 bytes; at most 536870912 are read", true},
		{"nobody's to read", func(path string) error { return os.WriteFile(path, []byte("{"), 0o000) }, ": ", false}, // root reads it
		{"an empty file", func(path string) error { return os.WriteFile(path, nil, 0o600) }, "the file is empty", false},
		{"cut off", func(path string) error { return os.WriteFile(path, []byte(`{"format":1,"seats":[{"name":"a`), 0o600) }, "the file ends too early, after 31 bytes", false},
		{"no JSON", func(path string) error { return os.WriteFile(path, []byte(`{"format":1,x`), 0o600) }, "byte 13: invalid character 'x'", false},
		{"bytes", func(path string) error { return os.WriteFile(path, []byte("\xff\xfe\x00"), 0o600) }, "not a room that was saved: byte 1", false},
	} {
		t.Run(one.name, func(t *testing.T) {
			folder := t.TempDir()
			config := quietConfig(t, folder)
			config.Now = func() time.Time { return time.Date(2026, 11, 28, 10, 30, 0, 0, time.UTC) }
			path := filepath.Join(folder, "class.room.json")
			begins, moved, ending := "In the room class the whole class can't be read back and is set aside in ", "class-class-", ".json"
			switch {
			case strings.HasPrefix(one.says, "there was "):
				begins, moved, ending = "In place of the file of the room class there was ", "class-in-its-place-", ""
			case one.moved:
				begins = "The file of the room class can't be read and is set aside as "
			}
			for _, aside := range []string{moved + "20261128-103000" + ending, moved + "20261128-103000-2" + ending} {
				must(one.make(path))
				was, err := os.Lstat(path)
				must(err)
				s, err := classroom.New(config)
				must(err)
				aside = filepath.Join(folder, aside)
				told := strings.Join(s.Told(), "|")
				if !strings.HasPrefix(told, begins) || !strings.Contains(told, aside) || !strings.Contains(told, one.says) || strings.Contains(told, "|") {
					t.Errorf("told %q", told)
				}
				if is, err := os.Lstat(aside); err != nil || one.moved && !os.SameFile(was, is) || is.Size() != was.Size() {
					t.Errorf("set aside: %+v, %v", is, err)
				}
				c := &class{t: t, ctx: context.Background(), folder: folder, server: s}
				c.ends()
				if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
					t.Errorf("the class is not saved then: %v", err)
				}
				if list, err := classroom.Classes(folder); err != nil || len(list) != 1 || list[0].Err != nil {
					t.Errorf("listed: %+v, %v", list, err)
				}
				must(os.RemoveAll(path))
			}
			must(one.make(path))
			if list, err := classroom.Classes(folder); err != nil || len(list) != 1 || list[0].Err == nil {
				t.Errorf("before it is opened: %+v, %v", list, err)
			}
		})
	}
}

// ends stops a server that nobody connected to, in order.
func (c *class) ends() {
	c.t.Helper()
	shut(c.t, c.server)
}

// TestNoFolder: a folder that can't be written to is refused in a line that says what to
// do, and something in place of the lock file is set aside.
func TestNoFolder(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{file, filepath.Join(file, "rooms"), "/proc/nothing"} {
		_, err := classroom.New(quietConfig(t, state))
		if err == nil || !strings.Contains(err.Error(), "can't be written to") || !strings.HasSuffix(err.Error(), "give another one with --state") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", state, err)
		}
		if _, _, err := classroom.KeptCode(state, "class", false); err == nil || !strings.Contains(err.Error(), "--state") {
			t.Errorf("the code in %s: %v", state, err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "class.lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := classroom.New(quietConfig(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	if told := s.Told(); len(told) != 1 || !strings.HasPrefix(told[0], "The lock of the room class was a folder, not a file, and is set aside in "+folder) {
		t.Errorf("told %q", told)
	}
}

// TestAPlaceInABrokenCopy: a line number in a message is one of the file that the message
// names.
func TestAPlaceInABrokenCopy(t *testing.T) {
	folder := t.TempDir()
	c := open(t, func(c *classroom.Config) { c.State = folder })
	alice := c.comes("alice", "alice", 120, 36)
	alice.types("B")
	alice.sees("your own copy")
	alice.line("put cart:42 mine")
	alice.sees("waiting, 0 of 2")
	c.stop()
	path := filepath.Join(folder, "class.room.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.LastIndex(data, []byte("put cart:42 mine"))
	if i < 0 {
		t.Fatal("the copy is not in the file")
	}
	copy(data[i:], "pot")
	data = bytes.Replace(data, []byte(`"name":"alice"`), []byte("\"name\":\"al\xffce\""), 1)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := classroom.New(quietConfig(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	told := s.Told()
	if len(told) != 2 || !strings.Contains(told[0], "the whole class can't be read back and is set aside in ") || !strings.Contains(told[0], " is not text in UTF-8") {
		t.Fatalf("told %q", told)
	}
	if !s.Rooms()[0].Left() {
		t.Error("the rest of the class is not opened")
	}
	found := regexp.MustCompile(`^In the room class the copy of al.ce can't be read back and is set aside in (\S+): line (\d+): `).FindStringSubmatch(told[1])
	if found == nil {
		t.Fatalf("told %q", told[1])
	}
	text, err := os.ReadFile(found[1])
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(found[2])
	if lines := strings.Split(string(text), "\n"); err != nil || n > len(lines) || !strings.Contains(lines[n-1], "pot cart:42 mine") {
		t.Errorf("line %d of\n%s", n, text)
	}
}

// TestTheClassCanNotBeSaved: instructors are told when changes are no longer saved, and
// when they are again.
func TestTheClassCanNotBeSaved(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rooms")
	c := open(t, func(c *classroom.Config) { c.State = folder })
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive")
	if err := os.Rename(folder, folder+"2"); err != nil {
		t.Fatal(err)
	}
	ann.line("put cart:42 one")
	ann.sees("the class can't be saved")
	if err := os.Rename(folder+"2", folder); err != nil {
		t.Fatal(err)
	}
	ann.sees("the class is saved again")
	waitFor(t, "it is", func() bool { return inFile(folder, "put cart:42 one") })
}

// TestFreshKeepsTheClassBefore: --fresh puts the class before away under a name that
// opens it, and that is listed.
func TestFreshKeepsTheClassBefore(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "[signs] of a pattern")
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

// TestNumbersInTheResults: numbers go on across servers, and a line that was cut short
// does not spoil the next.
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

// TestPipesAreNotOpened: a file that would block when opened is refused by name.
func TestPipesAreNotOpened(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "answers.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := classroom.OpenResults(pipe); err == nil || err.Error() != pipe+" is a named pipe, not a file" {
		t.Errorf("results: %v", err)
	}
	config := quietConfig(t, folder)
	config.HostKey = pipe
	if _, err := classroom.New(config); err == nil || err.Error() != "host key "+pipe+": it is a named pipe, not a file; give another file with --host-key" {
		t.Errorf("host key: %v", err)
	}
}
