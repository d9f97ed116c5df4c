// Tests of the progress store.

package presets

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestProgressStore: what is written is read again, by name; what was done stays done, a
// user's file is known by its whole path, and garbage is ignored.
func TestProgressStore(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state", "lessons")
	d := NewProgressStore(folder)
	if all, err := d.All(); err != nil || len(all) != 0 {
		t.Fatalf("before anything was kept: %v, %v", all, err)
	}
	mine := filepath.Join(t.TempDir(), "mine.yaml")
	for _, p := range []Progress{
		{Name: "token-ring", Step: 5, Answers: []string{"", "node 4"}, Done: true},
		{Name: "token-ring", Step: 2, Answers: []string{"", ""}},
		{Name: "stale-read", Done: true, Stars: 3},
		{Name: "stale-read", Stars: 1},
		{Name: mine, Step: 1, Answers: []string{""}},
		{Name: "reads", Step: 6, Done: true, Right: 5, Asked: 5},
		{Name: "reads", Step: 6, Done: true, Right: 2, Asked: 5},
		{Name: "overlap", Step: 4, Done: true, Right: 5, Asked: 5},
		{Name: "overlap", Step: 4, Done: true, Right: 1, Asked: 6}, // it has one more question now
	} {
		if err := d.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"newer.json": `{"format":9,"name":"token-ring"}`, "broken.json": "{", ".writing-1": "x"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]Progress{
		"token-ring": {Name: "token-ring", Step: 2, Answers: []string{"", ""}, Done: true},
		"stale-read": {Name: "stale-read", Done: true, Stars: 3},
		mine:         {Name: mine, Step: 1, Answers: []string{""}},
		"reads":      {Name: "reads", Step: 6, Done: true, Right: 5, Asked: 5},
		"overlap":    {Name: "overlap", Step: 4, Done: true, Right: 1, Asked: 6},
	}
	if all, err := d.All(); err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("kept %v, %v\nwant %v", all, err, want)
	}
	if p, ok := d.Of(mine); !ok || p.Step != 1 {
		t.Errorf("of the file of one's own: %v, %t", p, ok)
	}
	if _, ok := d.Of("two-truths"); ok {
		t.Error("something is kept of what was never begun")
	}
}

// TestDamagedProgressIsSetAside: a file that can't be understood is kept under another name when what
// comes next is written, and that is said; what is written is kept all the same.
func TestDamagedProgressIsSetAside(t *testing.T) {
	for _, damaged := range []string{`{"x":`, `{"format":9,"name":"gossip"}`, ""} {
		folder := t.TempDir()
		path := filepath.Join(folder, "gossip.json")
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		d := NewProgressStore(folder)
		err := d.Write(Progress{Name: "gossip", Step: 2})
		var aside *SetAside
		if !errors.As(err, &aside) || aside.File != path+".damaged" {
			t.Fatalf("%q: %v", damaged, err)
		}
		if was, err := os.ReadFile(aside.File); err != nil || string(was) != damaged {
			t.Errorf("%q: set aside is %q, %v", damaged, was, err)
		}
		if p, ok := d.Of("gossip"); !ok || p.Step != 2 {
			t.Errorf("%q: kept is %v, %t", damaged, p, ok)
		}
		if err := d.Write(Progress{Name: "gossip", Step: 3}); err != nil {
			t.Errorf("%q: and again: %v", damaged, err)
		}
	}
}

// firstFormat are files as the first release wrote them. They stay as they are.
var firstFormat = map[string]string{
	"token-ring.json":            `{"format":1,"name":"token-ring","step":5,"answers":["","node 4"],"done":true}`,
	"stale-read.json":            `{"format":1,"name":"stale-read","step":0,"answers":null,"done":true,"stars":3}`,
	"file-1212a2bb5b3b2bd3.json": `{"format":1,"name":"/home/me/mine.yaml","step":1,"answers":[""],"done":false}`,
}

// TestProgressOfEarlierReleases: files of a format that was ever written are read for ever.
func TestProgressOfEarlierReleases(t *testing.T) {
	folder := t.TempDir()
	for name, text := range firstFormat {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]Progress{
		"token-ring":         {Name: "token-ring", Step: 5, Answers: []string{"", "node 4"}, Done: true},
		"stale-read":         {Name: "stale-read", Done: true, Stars: 3},
		"/home/me/mine.yaml": {Name: "/home/me/mine.yaml", Step: 1, Answers: []string{""}},
	}
	d := NewProgressStore(folder)
	if all, err := d.All(); err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("read %v, %v\nwant %v", all, err, want)
	}
	for name := range want {
		if p, ok := d.Of(name); !ok || p.Name != name {
			t.Errorf("%s is not found by its name: %v, %t", name, p, ok)
		}
	}
}

// TestProgressStoreOnNothing: where nothing can be written the error says what was tried.
func TestProgressStoreOnNothing(t *testing.T) {
	d := NewProgressStore(os.DevNull)
	if err := d.Write(Progress{Name: "token-ring"}); err == nil || !strings.Contains(err.Error(), "keep the place") {
		t.Errorf("written into %s: %v", os.DevNull, err)
	}
}
