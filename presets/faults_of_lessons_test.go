// A test that check finds what was once wrong in the lessons: a copy of each is made wrong again.

package presets

import (
	"strings"
	"testing"
)

// TestWhatWasOnceWrongIsFound: what readers of the lessons found in them — a sentence that the
// screen contradicts, a story that is not the one told, an answer that is given away before it is
// asked — check finds when a lesson is made so again, and says in a line what it is.
func TestWhatWasOnceWrongIsFound(t *testing.T) {
	for _, c := range []struct{ what, lesson, old, made, want string }{
		// Wrong or half-true.
		{
			"who is asked", "not-linearizable", "- asked == B,C", "- asked == A,C", "asked == A,C does not hold: asked is B,C",
		},
		{
			"a side with two nodes", "sloppy-quorums-and-hints", "      cut A F\n      cut D B\n      cut D C\n      cut D F\n      cut E B\n      cut E C\n      cut E F\n      run 30s\n",
			"      cut D B\n      cut D C\n", "is expected to be right, and right is yes: R+W>N, the two must overlap",
		},
		{
			"a cut that was healed", "write-acks", "      start A\n      run 1s\n      put cart jam via A\n", "      heal A\n      run 10s\n      isolate A\n      put cart jam via A\n",
			"silence(B, A) >= 10 does not hold: silence(B, A) is 7",
		},
		{
			"two changes at once", "write-acks", "      set w 2\n      isolate A\n      put boat", "      set w 2\n      set sync periodic\n      isolate A\n      put boat",
			"is expected to be right, and right is yes, both acks came from that rack",
		},
		{
			"a read that returns nothing", "tuning-table", "      set quorum sloppy\n    show: {pane: operation, key: cart}", "    show: {pane: operation, key: cart}",
			"is expected to be right, and right is no, R is 3",
		},
		{
			"an answer that nothing shows", "tuning-table", "        - {text: \"no, it asks C, too\", if: older == no}\n      is: b", "        - {text: \"no, it asks C, too\", if: older == yes}\n      is: b",
			"none of the answers is right: older is no",
		},
		{
			"bytes, not time", "reads", "        - {text: bytes, if: \"latency == latency(6) and bytes < bytes(6)\"}", "        - {text: bytes, if: \"latency < latency(6)\"}",
			"none of the answers is right: latency is 2ms",
		},
		{
			"a union brings back what was removed", "conflicting-versions", "set conflict merge", "set conflict lww", "none of the answers is right: values is eggs",
		},
		// Given away by what is on the screen.
		{
			"the step before shows the answer", "token-ring", "    show: {pane: ring, key: row-1}\n    cover", "    do: set n 2\n    show: {pane: ring, key: row-1}\n    cover",
			"the step before ends with replicas(row-1) being 4, 2, for all to see",
		},
		{
			"the ring marks who stands in", "sloppy-quorums-and-hints", "cover: [ring, walk, nodes, operation, log, lanes]", "cover: [walk, nodes, operation, log, lanes]",
			"pane ring marks who stands in before the answer: D for B, E for C; cover it",
		},
		{
			"the walk lists who stands in", "sloppy-quorums-and-hints", "cover: [ring, walk, nodes, operation, log, lanes]", "cover: [ring, nodes, operation, log, lanes]",
			"pane walk marks who stands in",
		},
		{
			"a pane shows it", "token-ring", "cover: [ring, walk, nodes, operation, log, lanes]", "cover: [ring, nodes, operation, log, lanes]", "pane walk shows it before the answer; cover it",
		},
		// Given away in words.
		{
			"the number in the text", "write-acks", "message to B or C, in the other data centre, 11 ms.", "message to the other data centre takes 11 ms, so the client waits 22.1 ms.",
			"the text says 22.1ms, which is the answer; leave it out",
		},
		{"the number in the question", "write-acks", "How many acknowledged writes are lost by now?", "How many of the 3 acknowledged writes are lost?", "the question says 3, which is the answer"},
		{"the walk in the text", "join-and-leave", "`sock` lies between A and\n      X.", "`sock` lies between A and\n      X: its walk is X, B, C.", "the text says X, B, C, which is the answer"},
		{"the belief in the text", "gossip", "Twenty more seconds pass.", "Twenty more seconds pass, then it believes that C is down.", "the text says down, which is the answer"},
		{"the outcome in the title", "conflicting-versions", "  - title: The second way\n", "  - title: One value that has both\n", "the title says one value that has both, which is the answer"},
		{"the value in the title", "a-timeout-is-not-a-no", "  - title: A reader through C\n", "  - title: And it stays v1\n", "the title says v1, which is the answer"},
		{"the value in the text", "read-repair-and-anti-entropy", "Now a reader asks through C.", "Now a reader asks through C, and gets v2.", "the text says v2, which is the answer"},
	} {
		data, err := readBuiltIn(fileOf(c.lesson))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), c.old) {
			t.Errorf("%s: %s: the lesson has no %q any more", c.lesson, c.what, c.old)
			continue
		}
		made := strings.Replace(string(data), c.old, c.made, 1)
		p, err := Parse("copy.yaml", []byte(made))
		var r Report
		if err != nil {
			r = Unread("copy.yaml", err)
		} else {
			r = Check(p)
		}
		if len(r.Problems) == 0 {
			t.Errorf("%s: %s: nobody notices %q", c.lesson, c.what, c.made)
			continue
		}
		if said := r.Problems[0]; !strings.Contains(said.What, c.want) || said.Line == 0 || said.Field == "" {
			t.Errorf("%s: %s: it is said %q", c.lesson, c.what, said)
		}
	}
}
