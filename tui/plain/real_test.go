// The lesson project-6 on three real nodes. It needs JDK 17, and Cassandra 5.0 or Maven:
//
//	go test -tags cassandra ./tui/plain -run TestRealLesson -v

//go:build cassandra && unix

package plain

import (
	"os"
	"strings"
	"testing"

	"ringside/cassandra/attach"
	"ringside/cassandra/own"
	"ringside/engine/ring"
	"ringside/presets"
	"ringside/tui/source/attached"
)

// TestRealLesson: on real nodes the lesson comes to its end, each of its answers is the right one there, and what is
// to be tried can be done: reads at ALL time out at first and are refused later, writes at ONE go on, and a hint
// brings what was missed.
func TestRealLesson(t *testing.T) {
	cluster := own.New(own.Options{
		Dir: t.TempDir(), Nodes: 3, Heap: "192m", Environ: os.Environ(), Out: t.Output(), Ask: func() bool { return true },
		Ports: own.Ports{Requests: 39042, Peers: 37000, JMX: func(n int) int { return 37109 + 10*n }}, // others than those of a cluster that runs here, and of other tests
	})
	t.Cleanup(func() {
		if _, err := cluster.Down(true); err != nil {
			t.Error(err)
		}
	})
	if err := cluster.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	mine := attached.NewOwn(t.Context(), cluster)
	c := attach.Open(attach.Options{
		Hosts: []string{"127.0.0.1:39042"}, Keyspace: attach.Keyspace, Process: mine.Process,
		Requests: attach.Requests{Reads: true, Writes: true, Table: attach.KVTable, Copies: ring.Simple(3)},
	})
	defer c.Close()
	live, err := attached.Ready(attached.New(t.Context(), c, mine))
	if err != nil {
		t.Fatal(err)
	}
	const n1, n2, n3 = "127.0.0.1", "127.0.0.2", "127.0.0.3"
	lesson, err := presets.LoadOn("project-6", []string{n1, n2, n3})
	if err != nil {
		t.Fatal(err)
	}
	var in, out strings.Builder
	answers := []string{"a", "b", "c", "c", "a", "b"}
	for i := range lesson.Steps {
		switch step := &lesson.Steps[i]; {
		case step.Ask != nil:
			in.WriteString("answer " + answers[0] + "\n")
			answers = answers[1:]
		case step.Try != nil:
			in.WriteString("crash " + n2 + "\ncrash " + n3 + "\nuntil believes(" + n1 + ", " + n2 + ") == down and believes(" + n1 + ", " + n3 + ") == down\n" +
				"put cart cocoa via " + n1 + " at quorum\n")
		}
		in.WriteString("next\n")
	}
	err = Run(t.Context(), Options{Cluster: live, Learn: lesson, In: strings.NewReader(in.String()), Out: &out})
	t.Log(out.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"right: timeout, after 5 s", "right: unavailable, at once", "done: Get a write at QUORUM refused", "that was the last step: 7 of 7 right"} {
		if !strings.Contains(out.String(), "\n"+want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(out.String(), "it went another way") {
		t.Error("a step went another way")
	}
}
