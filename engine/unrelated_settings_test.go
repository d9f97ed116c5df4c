// Unrelated lines under all settings, and settings that are given when the cluster starts or
// by a line.

package engine_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/randomscript"
)

// anySettings draws what randomscript.Any leaves as usual, too.
func anySettings(t *rapid.T, w *randomscript.World) {
	s := &w.Config.Settings
	second := time.Second
	s.Entropy = rapid.SampledFrom([]time.Duration{0, second / 2, second, 3 * second, 10 * second, time.Minute}).Draw(t, "antientropy")
	s.Grace = rapid.SampledFrom([]time.Duration{240 * time.Hour, 5 * second, time.Minute}).Draw(t, "grace")
	s.Timeout = rapid.SampledFrom([]time.Duration{second, 500 * time.Millisecond, 2 * second}).Draw(t, "timeout")
	if s.Rules == engine.DynamoRules {
		s.Handoff = rapid.SampledFrom([]time.Duration{3 * time.Hour, 0, second, 10 * second}).Draw(t, "handoff")
		s.Gossip = rapid.SampledFrom([]time.Duration{0, second / 2, second, 5 * second}).Draw(t, "gossip")
	}
}

// TestLinkCutAndBackAtOnceChangesNothing: a link that is cut and mended at the same instant
// leaves all that happens as it was, under all settings, whatever else is broken then and
// whatever nodes believe.
func TestLinkCutAndBackAtOnceChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		anySettings(t, &w)
		script := slices.DeleteFunc(w.Script(t), func(m randomscript.Line) bool { return m.Command.Msg != 0 })
		for i := range script { // time for gossip to wake and to sleep
			if rapid.IntRange(0, 5).Draw(t, "pause") == 0 {
				script[i].After += time.Duration(rapid.IntRange(0, 20_000).Draw(t, "ms")) * time.Millisecond
			}
		}
		plain := randomscript.Play(t, w, script)
		end := plain.Now() + 10*time.Second
		healAll(plain, end)
		whole := wholeLinks(plain)
		var blips []randomscript.Line
		with := slices.Clone(script)
		for range min(len(whole), rapid.IntRange(1, 4).Draw(t, "blips")) {
			link := rapid.SampledFrom(whole).Draw(t, "link")
			cut := randomscript.Line{Command: engine.Command{Verb: engine.Cut, Node: link[0], Peer: link[1]}}
			mend := randomscript.Line{Command: engine.Command{Verb: engine.Mend, Node: link[0], Peer: link[1]}}
			blips = append(blips, cut, mend)
			at := rapid.IntRange(0, len(with)).Draw(t, "at")
			for at > 0 && at < len(with) && with[at-1].Command.Verb == engine.Cut {
				at++ // between a cut and its mending there is no room
			}
			if at < len(with) { // as late as the line that follows
				cut.After, with[at].After = with[at].After, 0
			}
			with = slices.Insert(with, at, cut, mend)
		}
		other := randomscript.Play(t, w, with)
		healAll(other, end)
		compareRuns(t, happenings(t, plain, 0, nil), happenings(t, other, 0, blips))
	})
}

// TestTheLineIsAsTheFlag: a setting that the first line of a script makes is as one that the
// cluster had from the start: the same happens, to the nanosecond.
func TestTheLineIsAsTheFlag(t *testing.T) {
	t.Parallel()
	asUsual := engine.Default().Settings
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		anySettings(t, &w)
		script := slices.DeleteFunc(w.Script(t), func(m randomscript.Line) bool { return m.Command.Msg != 0 })
		later := w
		var lines []randomscript.Line
		for _, k := range engine.AllSettings() {
			to, usual := engine.SettingText(&w.Config.Settings, k.Name), engine.SettingText(&asUsual, k.Name)
			if to == usual || !rapid.Bool().Draw(t, k.Name+" by a line") {
				continue
			}
			s, err := engine.Restore(later.Config.Settings, k.Name, usual)
			if err != nil {
				t.Fatal(err)
			}
			cfg := later.Config
			cfg.Settings = s
			if _, err := engine.New(cfg); err != nil || k.Name == "rules" {
				continue // the others do not go with it
			}
			later.Config = cfg
			lines = append(lines, randomscript.Line{Command: engine.Command{Verb: engine.Set, Name: k.Name, To: to}})
		}
		slices.Reverse(lines)
		a, b := randomscript.Play(t, w, script), randomscript.Play(t, later, append(lines, script...))
		if is, want := b.View(engine.Watch{}).Settings, w.Config.Settings; engine.SettingText(&is, "antientropy") != engine.SettingText(&want, "antientropy") {
			t.Fatalf("the lines %v set %+v, not %+v", lines, is, want)
		}
		end := a.Now() + 10*time.Second
		healAll(a, end)
		healAll(b, end)
		compareRuns(t, happenings(t, a, 0, nil), happenings(t, b, 0, lines))
	})
}
