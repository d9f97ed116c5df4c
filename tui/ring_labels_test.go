// The labels of the ring: whatever key is typed, it and its replicas are named there.

package tui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ringside/engine/ring"
	"ringside/internal/steady"
)

// TestRingNamesKeyAndReplicas types many keys at many sizes and reads the ring.
func TestRingNamesKeyAndReplicas(t *testing.T) {
	for _, name := range []string{"lecture-ring-1", "default", "two-dcs"} {
		for _, size := range [][2]int{{160, 48}, {120, 36}, {100, 30}, {80, 24}} {
			t.Run(fmt.Sprintf("%s at %d×%d", name, size[0], size[1]), func(t *testing.T) {
				r := open(t, preset(t, name), Options{}, size[0], size[1])
				for i := range steady.Rounds(200, 200, 5) {
					key := "user" + strconv.Itoa(i)
					r.press("k")
					r.write(key)
					r.press("enter")
					r.checkRing(t, key)
				}
			})
		}
	}
}

// checkRing fails the test unless the ring's pane names the key and, each with its number
// in the walk, the key's replicas.
func (r *rig) checkRing(t *testing.T, key string) {
	t.Helper()
	pane := ringPane(r.screen())
	if pane == "" {
		t.Fatalf("no ring on the screen:\n%s", r.screen())
	}
	if !strings.Contains(pane, key) {
		t.Errorf("the ring does not name the key %s:\n%s", key, pane)
	}
	v := r.m.View
	for i, n := range v.Ring.Replicas(nil, ring.Hash(key), v.Settings.Placement) {
		label := regexp.MustCompile(fmt.Sprintf(`\b%d (\w+ )?%s\b`, i+1, regexp.QuoteMeta(v.Nodes[n].Name)))
		if !label.MatchString(pane) {
			t.Errorf("the ring does not name replica %d of %s, %s:\n%s", i+1, key, v.Nodes[n].Name, pane)
		}
	}
}

// ringPane cuts the ring's pane out of a screen.
func ringPane(screen string) string {
	var lines []string
	from, to := 0, 0
	for _, line := range strings.Split(screen, "\n") {
		cells := []rune(line)
		switch {
		case to == 0 && strings.Contains(line, " Ring "):
			from = strings.Count(line[:strings.Index(line, "Ring")], "")
			for from > 0 && cells[from-1] != '╭' {
				from--
			}
			for to = from; to < len(cells) && cells[to] != '╮'; to++ {
			}
		case to > 0 && (len(cells) <= to || cells[from-1] == '╰'):
			return strings.Join(lines, "\n")
		case to > 0:
			lines = append(lines, string(cells[from:to]))
		}
	}
	return strings.Join(lines, "\n")
}
