// The test of the picture that moves.

package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestDemo: the picture that moves is over in about fifteen seconds, tells of a walk, a
// write, a crash and a stale read with its why, and ends with that; and the repository has one.
func TestDemo(t *testing.T) {
	svg, err := demo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := demo(t.Context())
	if err != nil || !bytes.Equal(svg, again) {
		t.Errorf("the same session gives another picture: %v", err)
	}
	kept, err := os.ReadFile("../../docs/demo.svg")
	if err != nil {
		t.Fatal(err)
	}
	for name, picture := range map[string]string{"what is drawn now": string(svg), "docs/demo.svg": string(kept)} {
		m := regexp.MustCompile(`animation: t\d+ ([\d.]+)s`).FindStringSubmatch(picture)
		if m == nil {
			t.Fatalf("%s does not move", name)
		}
		if seconds, err := strconv.ParseFloat(m[1], 64); err != nil || seconds < 13 || seconds > 17 {
			t.Errorf("%s takes %s s, want about 15", name, m[1])
		}
		if len(picture) > 300<<10 {
			t.Errorf("%s has %d bytes: too much for a page", name, len(picture))
		}
		for _, says := range []string{"Walk", "first token ≥ hash", ":put cart:42 milk", "client told OK", "crashed", "OK milk", ":get cart:42 via n3", "why", "stale"} {
			if !strings.Contains(picture, says) {
				t.Errorf("%s never says %q", name, says)
			}
		}
		last := regexp.MustCompile(`<text class="[^"]*" x="[^"]*" y="[^"]*" textLength="[^"]*">([^<]*)<`).FindAllStringSubmatch(picture, -1)
		var end strings.Builder
		for _, m := range last {
			end.WriteString(m[1] + "\n")
		}
		for _, says := range []string{"1 stale", "why"} {
			if !strings.Contains(end.String(), says) {
				t.Errorf("%s does not end with %q", name, says)
			}
		}
	}
}
