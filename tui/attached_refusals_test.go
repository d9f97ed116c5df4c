// Tests of what a real cluster refuses: each key and each command says why, and what to do instead.

package tui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/console"
	"ringside/tui/source"
)

// instead is how a refusal says what to do instead.
var instead = regexp.MustCompile(`:twin opens|attach --(read|write)|run nodetool|ringside \w+ `)

// realModes are what may be done to a real cluster, by what is asked of its View.
var realModes = map[string]func(*realCluster){
	"read-only": func(*realCluster) {},
	"writes":    func(o *realCluster) { o.view.Outside.Reads, o.view.Outside.Writes = true, true },
	"own":       func(o *realCluster) { o.view.Outside.Reads, o.view.Outside.Own = true, true },
}

// TestRefusalsOfARealCluster: whatever of all keys and commands a real cluster does not do, it says what
// to do instead; the search, the load and the record name its twin.
func TestRefusalsOfARealCluster(t *testing.T) {
	lines := []string{
		"put a b", "get a", "delete a", "resolve a b", "load 100", "set r one", "set n 2", "set conflict lww", "crash 127.0.0.1",
		"hang 127.0.0.1", "start 127.0.0.1", "resume 127.0.0.1", "heal all", "cut 127.0.0.1 127.0.0.2", "mend 127.0.0.1 127.0.0.2", "isolate 127.0.0.1",
		"slow 127.0.0.1 3", "wipe 127.0.0.1", "power dc1/r1", "blackout dc1", "repair", "add n4", "remove 127.0.0.1", "gossip 127.0.0.1 off", "skew 127.0.0.1 1s",
		"drop 1", "delay 1 1s", "duplicate 1", "deliver 1", "sync 127.0.0.1", "timeout 1", "run 1s", "step", "until reply", "back", "forward",
		"undo", "redo", "switch 1", "fork", "expect stale == no", "can stale == yes", "can", "likely stale == yes", "likely", "measured",
		"merkle", "branches", "save a", "save! a", "w a", "w! a", "code", "export a.json", "export! a.json",
	}
	for name, mode := range realModes {
		t.Run(name, func(t *testing.T) {
			o := &realCluster{view: oneSilent(t)}
			mode(o)
			r := openOn(t, nil, Options{Source: o}, 120, 36)
			r.press("k")
			r.write("cart:42")
			r.press("enter")
			refused := func(what string, do func()) {
				t.Helper()
				o.did, r.m.Note.Text = nil, ""
				do()
				if note := r.m.Note.Text; len(o.did) == 0 && !instead.MatchString(note) {
					t.Errorf("%s: it says %q", what, note)
				}
			}
			for _, line := range lines {
				refused(line, func() { r.run(r.m.console.Run(line)) })
			}
			for _, knob := range []keymaps.Action{keymaps.ChooseN, keymaps.ChooseR} {
				r.run(r.m.act(knob))
				refused("raise after "+string(knob), func() { r.run(r.m.act(keymaps.Raise)) })
			}
			for _, a := range []keymaps.Action{
				keymaps.Write, keymaps.Read, keymaps.Delete, keymaps.Conflict, keymaps.Crash, keymaps.Hang, keymaps.Cut, keymaps.Isolate, keymaps.Slow,
				keymaps.Play, keymaps.Step, keymaps.StepReply, keymaps.Back, keymaps.Forward, keymaps.Undo, keymaps.Redo, keymaps.NoReturn, keymaps.Faster,
				keymaps.Slower, keymaps.BranchesPage, keymaps.LoadPage, keymaps.CanPage, keymaps.LikelyPage, keymaps.MerklePage,
			} {
				if a == keymaps.Write && o.view.Outside.Writes { // the line is typed
					continue
				}
				refused(string(a), func() { r.run(r.m.act(a)) })
			}
			for _, what := range []source.Ability{source.Skew, source.Messages, source.Membership, source.Repair, source.Loss, source.Partitions, source.Load} {
				if why := r.m.Can(what); why == "" && what == source.Membership && name == "own" {
					continue // its nodes join and leave from here
				} else if !instead.MatchString(why) {
					t.Errorf("%s: it says %q", what, why)
				}
			}
		})
	}
	works := []string{"twin", "theme", "help", "learn", "open", "open!", "preset", "preset!", "quit", "quit!", "q", "q!", "failures", "lab"}
	words := console.OwnWords()
	for _, v := range script.Verbs() {
		words = append(words, v.Verb.String())
	}
	for _, word := range words {
		if !slices.Contains(works, word) && !slices.ContainsFunc(lines, func(l string) bool { return l == word || strings.HasPrefix(l, word+" ") }) {
			t.Errorf("what a real cluster says of %s is not tested", word)
		}
	}
}
