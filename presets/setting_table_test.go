// Tests of the table of settings: each is the engine's or fixed, and the schema allows no
// word that the program refuses.

package presets

import (
	"encoding/json"
	"regexp"
	"testing"

	"ringside/engine"
)

// TestEachSettingCanBeSetOrIsFixed: a setting of a plan is changed by the engine's `set`, or
// the engine says that it is fixed when the cluster starts.
func TestEachSettingCanBeSetOrIsFixed(t *testing.T) {
	for _, s := range Settings() {
		if set := engine.FindSetting(s.Name) != nil; set == engine.Fixed(s.Name) {
			t.Errorf("%s: can be set is %t, fixed is %t", s.Name, set, engine.Fixed(s.Name))
		}
	}
}

// TestSchemaOfDurations: the pattern of a duration's field allows what Set allows.
func TestSchemaOfDurations(t *testing.T) {
	some := 0
	for _, s := range Settings() {
		schema, err := json.Marshal(s.shape().Schema())
		if err != nil {
			t.Fatal(err)
		}
		var said struct{ Pattern string }
		if err := json.Unmarshal(schema, &said); err != nil {
			t.Fatal(err)
		}
		if said.Pattern == "" {
			continue
		}
		some++
		pattern := regexp.MustCompile(said.Pattern)
		for _, word := range []string{"off", "1s", "2m30s", "never", "on", ""} {
			p := defaultPlan()
			if allowed := s.Set(&p, word) == nil; allowed != pattern.MatchString(word) {
				t.Errorf("%s: %q is allowed: %t; the schema says %t", s.Name, word, allowed, !allowed)
			}
		}
	}
	if some < 5 {
		t.Errorf("only %d settings have a pattern", some)
	}
}
