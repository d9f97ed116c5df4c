// Tests of what --help says of flags that are not given.

package cli

import (
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// TestShownDefaults: a default is shown as it would be typed, and none where there is none.
func TestShownDefaults(t *testing.T) {
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.Bool("json", false, "")
	f.Bool("on", true, "")
	f.Int("crashes", 0, "")
	f.Int("round", -1, "")
	f.Int("states", 10, "")
	f.String("save", "", "")
	f.String("via", "any", "")
	f.Duration("never", 0, "")
	f.Duration("time", time.Minute, "")
	f.Duration("long", 3*time.Hour, "")
	f.Duration("short", 90*time.Second, "")
	f.StringArray("add", nil, "")
	f.StringArray("down", []string{"1,2"}, "")
	f.IntSlice("tokens", []int{4, 16}, "")
	want := map[string]string{"states": "10", "via": "any", "time": "1m", "long": "3h", "short": "1m30s", "down": "1,2", "tokens": "4,16"}
	f.VisitAll(func(f *pflag.Flag) {
		if got := shownDefault(f); got != want[f.Name] {
			t.Errorf("--%s has the default %q, want %q", f.Name, got, want[f.Name])
		}
	})
}
