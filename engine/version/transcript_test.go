// Transcripts of puts, merges and comparisons of sets.

package version

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/ring"
)

// TestTranscripts runs testdata/transcripts, which are meant to be read: each "do" block
// makes named sets and prints them. Its lines are
//
//	NAME = put DOT [VALUE] [seen NAME…] [at STAMP]    seen: the context of the union of these
//	NAME = delete DOT [seen NAME…] [at STAMP]
//	NAME = siblings NAME…                             merged from the left, keeping siblings
//	NAME = lww NAME…                                  merged from the left, the last write wins
//	compare NAME NAME                                 their contexts
//	values NAME
//
// The value of a put without one is the name of the set.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		w := &worksheet{t: t, sets: map[string]*Set{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var out strings.Builder
			table := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
			for line := range strings.Lines(d.Input) {
				fmt.Fprint(table, w.do(strings.Fields(line)))
			}
			table.Flush()
			return out.String()
		})
	})
}

// worksheet holds the sets of one transcript.
type worksheet struct {
	t     *testing.T
	nodes []string
	sets  map[string]*Set
}

func (w *worksheet) do(words []string) string {
	switch words[0] {
	case "nodes":
		w.nodes = words[1:]
		return ""
	case "compare":
		order := Compare(w.set(words[1]).Seen(), w.set(words[2]).Seen())
		return words[1] + " " + [...]string{"knows the same as", "comes before", "comes after", "is concurrent with"}[order] + " " + words[2] + "\n"
	case "values":
		return fmt.Sprintf("%s %q\n", words[1], w.set(words[1]).Values())
	}
	name, verb, args := words[0], words[2], words[3:]
	var s *Set
	switch verb {
	case "put", "delete":
		s = w.write(name, verb == "delete", args)
	case "siblings", "lww":
		policy := KeepSiblings
		if verb == "lww" {
			policy = LastWriteWins
		}
		s = w.set(args[0])
		for _, arg := range args[1:] {
			s = policy.Merge(s, w.set(arg))
		}
	default:
		w.t.Fatalf("unknown verb %q", verb)
	}
	w.sets[name] = s
	return fmt.Sprintf("%s\t%s\t%s\n", name, s.Append(nil, w.name), s.Seen().Append(nil, w.name))
}

func (w *worksheet) write(name string, tombstone bool, args []string) *Set {
	s := Sibling{Dot: w.dot(args[0]), Value: name, Tombstone: tombstone}
	var seen *Context
	args = args[1:]
	if len(args) > 0 && args[0] != "seen" && args[0] != "at" {
		s.Value, args = args[0], args[1:]
	}
	if tombstone {
		s.Value = ""
	}
	if len(args) > 1 && args[len(args)-2] == "at" {
		s.Stamp = int64(w.number(args[len(args)-1]))
		args = args[:len(args)-2]
	}
	for _, arg := range args[min(len(args), 1):] {
		seen = Union(seen, w.set(arg).Seen())
	}
	return Write(seen, s)
}

func (w *worksheet) set(name string) *Set {
	s, ok := w.sets[name]
	if !ok {
		w.t.Fatalf("no set is called %q", name)
	}
	return s
}

// dot parses a:2, or a'1:2.
func (w *worksheet) dot(s string) Dot {
	actor, counter, _ := strings.Cut(s, ":")
	name, epoch, lost := strings.Cut(actor, "'")
	node := slices.Index(w.nodes, name)
	if node < 0 {
		w.t.Fatalf("no node is called %q", name)
	}
	d := Dot{Actor: Actor{Node: ring.NodeID(node)}, Counter: uint32(w.number(counter))}
	if lost {
		d.Actor.Epoch = uint16(w.number(epoch))
	}
	return d
}

func (w *worksheet) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		w.t.Fatalf("%q is no number", s)
	}
	return n
}

func (w *worksheet) name(n ring.NodeID) string { return w.nodes[n] }
