// Tests of nodes that join and leave a cluster of one's own: what is refused before any process is touched.

package attached

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringside/cassandra/own"
	"ringside/engine"
	"ringside/engine/script"
	"ringside/tui/source"
)

// TestOwnMembershipRefused: what can't join or leave is said in one line, and one node does so at a time.
func TestOwnMembershipRefused(t *testing.T) {
	folder := t.TempDir()
	for number := 1; number <= 3; number++ {
		if err := os.MkdirAll(filepath.Join(folder, fmt.Sprintf("n%d", number), "conf"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	r := load(t)
	in(t, r, nil, func(s Source, _ context.CancelFunc) {
		if _, err := Ready(s); err != nil {
			t.Fatal(err)
		}
		mine := NewOwn(t.Context(), own.New(own.Options{Dir: folder, Out: io.Discard}))
		do := func(line string) error {
			t.Helper()
			cmd, err := script.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			_, err = mine.do(s.Cluster, cmd)
			return err
		}
		for line, want := range map[string]string{
			"heal":                    "heal all: there are no faults",
			"heal all":                "heal all: there are no faults",
			"add n2":                  "add n2: n2 is in the cluster already; the next one is 127.0.0.4",
			"add frodo":               "add frodo: node N of your own cluster is 127.0.0.N, N from 1 to 9; the next one is 127.0.0.4",
			"add n4 tokens 1,2":       "add n4: tokens of a node that joins are drawn by Cassandra; leave them out",
			`add n4 rack "a\x1bb"`:    `add 127.0.0.4: "a\x1bb" is no name of a data centre or rack here`,
			"remove 127.0.0.9":        "remove 127.0.0.9: no node 127.0.0.9",
			"remove 127.0.0.3":        "remove 127.0.0.3: n3 is down, and it has to hand over its data; start it first",
			"crash 127.0.0.3":         "crash 127.0.0.3: n3 is not running",
			"isolate 127.0.0.3":       "isolate: on a cluster of your own there are crash, hang, start, resume, gossip, heal, add and remove",
			"gossip 127.0.0.3 off":    "gossip 127.0.0.3 off: n3 is down, and only a node that runs can be told; start it first",
			"gossip 127.0.0.3 on":     "gossip 127.0.0.3 on: it is so already",
			"gossip 127.0.0.9 off":    "gossip 127.0.0.9 off: no node 127.0.0.9",
			"remove \"\x1b[2J evil\"": `remove \x1b[2J evil: no node \x1b[2J evil`,
		} {
			if err := do(line); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: %v\nwant %s", line, err, want)
			}
		}
		end, err := mine.begin("add 127.0.0.4")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"add n5", "remove 127.0.0.3", "start 127.0.0.3", "gossip 127.0.0.3 off"} {
			if err := do(line); err == nil || !strings.Contains(err.Error(), "add 127.0.0.4 is not done yet, and that is done for one node at a time") {
				t.Errorf("%s meanwhile: %v", line, err)
			}
		}
		end()
		if err := do("remove 127.0.0.3"); err == nil || !strings.Contains(err.Error(), "n3 is down") {
			t.Errorf("after it: %v", err)
		}
		v := *s.View(engine.Watch{})
		o := *v.Outside
		if v.Outside = &o; !strings.Contains(Why(&v, source.Membership), "by nodetool, not from here") {
			t.Errorf("of a cluster that is not one's own: %s", Why(&v, source.Membership))
		}
		if o.Own = true; Why(&v, source.Membership) != "" {
			t.Errorf("of one's own: %s", Why(&v, source.Membership))
		}
	})
}
