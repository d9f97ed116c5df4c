// A test that no challenge can be won by one command and waiting.

package presets

import (
	"testing"

	"ringside/engine"
	"ringside/engine/script"
)

// TestNoChallengeIsWonByOneCommand: whatever single command somebody gives, and however
// long they wait, a challenge whose solution needs more is not won.
func TestNoChallengeIsWonByOneCommand(t *testing.T) {
	tried := 0
	for _, name := range Challenges() {
		p := loaded(t, name)
		a, err := NewChallengeRun(p)
		if err != nil {
			t.Fatal(err)
		}
		if p.Challenge.Three < 2 {
			t.Errorf("%s: one command is enough", name)
		}
		for _, line := range single(&p.cfg) {
			cmd, err := script.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			if a.Refuses(cmd) != nil {
				continue
			}
			for _, wait := range []string{"", "until reply", "run 30s", "run 10m"} {
				h := a.history.Fork()
				if h.Apply(cmd) != nil || wait != "" && own(h, wait) != nil {
					continue
				}
				tried++
				given := h.Commands()[a.start.commands:h.Applied()]
				if s := p.Challenge.standing(given, h); s.Won {
					t.Errorf("%s is won by %s and %q: %s", name, line, wait, s.Found)
				}
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d were tried", tried)
	}
}

// single lists most of the single commands that can be given to a cluster.
func single(cfg *engine.Config) (lines []string) {
	nodes := nodeNames(cfg)
	for _, n := range nodes {
		for _, verb := range []string{"put cart milk via ", "put cart eggs via ", "get cart via ", "delete cart via "} {
			lines = append(lines, verb+n, verb+n+" as somebody")
		}
		for _, verb := range []string{"crash ", "start ", "hang ", "wipe ", "isolate ", "heal ", "remove ", "repair "} {
			lines = append(lines, verb+n)
		}
		lines = append(lines, "skew "+n+" -1h", "skew "+n+" +1h", "slow "+n+" 1000")
		for _, m := range nodes {
			if n != m {
				lines = append(lines, "cut "+n+" "+m, "cut "+n+" "+m+" oneway", "drop "+n+">"+m, "delay "+n+">"+m+" 1m")
			}
		}
	}
	for _, name := range engine.SettingNames() {
		for _, value := range engine.FindSetting(name).Words() {
			lines = append(lines, "set "+name+" "+value)
		}
	}
	return append(lines, "heal all", "repair all", "power r1", "blackout dc1", "resolve cart milk", "add Z", "set r 1", "set w 1", "set n 1")
}
