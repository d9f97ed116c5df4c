// Tests of what can ends with.

package cli

import (
	"bytes"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/engine/search"
)

// TestNoReplayIsNoAnswer: a story with which the cluster does not agree is not the exit code of "no".
func TestNoReplayIsNoAnswer(t *testing.T) {
	var out bytes.Buffer
	c := canCommand{a: newApp(World{In: strings.NewReader(""), Out: &out, Err: &out})}
	var err error
	if c.begin, err = history.New(engine.Default()); err != nil {
		t.Fatal(err)
	}
	c.q.Cluster = c.begin.Cluster()
	if c.q.Expr, err = script.ParseExpr("up == 0"); err != nil {
		t.Fatal(err)
	}
	err = c.tell(&search.Answer{Outcome: search.Yes})
	if err == nil || exitCode(err) != exitUsage || out.Len() > 0 {
		t.Errorf("exit code %d, %v, printed %q", exitCode(err), err, &out)
	}
}
