// A test of where a lesson is taken: only on a cluster that it fits, and that may be broken.

package cli

import (
	"io"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestLessonOn: a lesson is taken on one's own nodes only, when all of them are up, and if there are as
// many nodes and copies as it is about. Its nodes are called as the real ones are.
func TestLessonOn(t *testing.T) {
	cluster := func(change func(*engine.View)) *engine.View {
		v := &engine.View{Outside: &engine.Outside{Own: true, Keyspace: "ringside"}}
		v.Settings.Placement = ring.Simple(3)
		for _, name := range []string{"127.0.0.3", "127.0.0.1", "127.0.0.2"} {
			v.Nodes = append(v.Nodes, engine.NodeView{Name: name})
		}
		if change != nil {
			change(v)
		}
		return v
	}
	p, err := lessonOn(cluster(nil), "project-6")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Steps[1].Then[0].String(); got != "crash 127.0.0.3" || p.Steps[3].Show.Node != "127.0.0.3" {
		t.Errorf("it does %q, and shows %s", got, p.Steps[3].Show.Node)
	}
	for _, test := range []struct {
		lesson string
		change func(*engine.View)
		want   string
	}{
		{"project-6", func(v *engine.View) { v.Outside.Own = false }, "a lesson breaks nodes, so it is only taken on a cluster that ringside cassandra up has started"},
		{"project-6", func(v *engine.View) { v.Outside.Unread = "no table" }, "no table"},
		{"project-6", func(v *engine.View) { v.Nodes[2].Health = engine.Hung }, "127.0.0.2 is not up, or not believed up; ringside cassandra up starts it"},
		{"project-6", func(v *engine.View) { v.Nodes[0].DownBy = []ring.NodeID{1} }, "127.0.0.3 is not up, or not believed up; ringside cassandra up starts it"},
		{"project-6", func(v *engine.View) { v.Nodes = v.Nodes[:2] }, "project-6 is a lesson with 3 nodes, and the cluster has 2"},
		{"project-6", func(v *engine.View) { v.Nodes[1].Standing = engine.Gone }, "project-6 is a lesson with 3 nodes, and the cluster has 2"},
		{"project-6", func(v *engine.View) { v.Settings.Placement = ring.Simple(2) }, "project-6 is about 3 copies, and the keyspace ringside has 2"},
		{"gossip", nil, "gossip is a lesson under the rules of dynamo, and a real cluster goes by Cassandra's"},
		{"stale-read", nil, "stale-read is no lesson: it has no steps"},
	} {
		if _, err := lessonOn(cluster(test.change), test.lesson); err == nil || err.Error() != test.want {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
}

// TestAnswerLine: the answer to a question is one line, and what stands behind it on the same input is left.
func TestAnswerLine(t *testing.T) {
	in := strings.NewReader("y\nnext\nreveal")
	a := &app{in: in, err: io.Discard}
	if !confirmed(a, "Go on?") {
		t.Error("y is no consent")
	}
	if rest, err := io.ReadAll(in); string(rest) != "next\nreveal" || err != nil {
		t.Errorf("left is %q, %v", rest, err)
	}
	for text, want := range map[string]bool{"": false, "\n": false, "yes": true, "Y\n": true, "no\nyes\n": false} {
		if got := confirmed(&app{in: strings.NewReader(text), err: io.Discard}, "Go on?"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
