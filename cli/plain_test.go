// Tests of the exit codes of the plain form.

package cli

import (
	"bytes"
	"strings"
	"testing"
)

// TestPlainExitsAsRunDoes: 0 if all lines were carried out and all expectations held, 1 if one
// did not, 2 if a line could not be carried out, and one line says so.
func TestPlainExitsAsRunDoes(t *testing.T) {
	for _, c := range []struct {
		args, lines, says string
		code              int
	}{
		{"--plain", "put cart milk\nexpect reply == ok\n", "", 0},
		{"--plain", "put cart milk\nexpect reply == timeout\n", "ringside: 1 expectation did not hold\n", exitFailed},
		{"--plain", "put cart milk\npit cart tea\n", "ringside: 1 line could not be carried out\n", exitUsage},
		{"--plain", "crash n9\nwalk\nexpect up == 4\n", "ringside: 1 line could not be carried out\n", exitUsage},
		{"learn token-ring --plain", "next\nd\n", "", 0},
		{"learn stale-read --plain", "set r 3\n", "ringside: 1 line could not be carried out\n", exitUsage},
		{"--preset stale-read --plain", "hint\n", "", 0},
		{"learn --plain", "", "", 0},
	} {
		var out, errs bytes.Buffer
		code := Main(strings.Fields(c.args), World{
			In: strings.NewReader(c.lines), Out: &out, Err: &errs, Plain: plainly, Environ: []string{"XDG_STATE_HOME=" + t.TempDir()},
		})
		if code != c.code || errs.String() != c.says {
			t.Errorf("ringside %s with %q exits with %d, want %d, and says %q, want %q; it printed\n%s", c.args, c.lines, code, c.code, errs.String(), c.says, out.String())
		}
		if c.code == 0 && out.Len() == 0 {
			t.Errorf("ringside %s prints nothing", c.args)
		}
	}
}
