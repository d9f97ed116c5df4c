// This file writes sessions as YAML.

package session

import (
	"fmt"
	"hash/crc32"
	"strconv"

	"ringside/engine"
	"ringside/engine/history"
)

// Marshal writes a session as YAML: which engine recorded it, what the cluster was made
// from, and each branch with the commands of its own and what came of them. Each command
// stands on a line of its own:
//
//	turn time checksum command
//
// where the checksum is that of all before it too, so that the first line that
// was changed can be named; and so does each answer to a request:
//
//	number outcome latency checksum values
//
// Nothing in it depends on which events a release records, and in what words.
func Marshal(h *history.History) ([]byte, error) { return marshal(h, engine.Number) }

func marshal(h *history.History, number int) ([]byte, error) {
	cfg := h.Config()
	if err := checkNames(cfg.Nodes); err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "# A session of Ringside. Each command: turn, time, checksum, and the line itself.\nformat: %d\nengine: %d\n", Format, number)
	b = append(b, "cluster:"...)
	from := len(b)
	b = appendCluster(b, &cfg)
	chain := newChain(b[from : len(b)-1])
	chain.add(strconv.Itoa(number))
	courses, current := h.Courses()
	came, _ := outcomes(h, always)
	b = append(b, "branches:\n"...)
	for i := range courses {
		b = appendCourse(b, chain, &courses[i], &came[i])
	}
	b = fmt.Appendf(b, "current: %d\nwhole: %s\n", current, chain.add(strconv.Itoa(current)))
	if len(b) > MaxBytes {
		return nil, fmt.Errorf("save the session: it has %d bytes, and at most %d are read when it is opened", len(b), MaxBytes)
	}
	return b, nil
}

// MostAnswers is how many bytes a file has of answers, about. What is answered after that
// is compared as a whole.
const MostAnswers = 4 << 20

// appendCourse writes one branch.
func appendCourse(b []byte, chain *chain, c *history.Course, came *outcome) []byte {
	from := strconv.Itoa(c.Parent) + " " + place(c.From)
	chain.add(from)
	b = fmt.Appendf(b, "- from: %s\n  commands: |", from)
	b = appendNone(b, len(c.Commands))
	for _, r := range c.Commands {
		at, line := when(r.At), r.Command.String()
		b = append(b, "    "...)
		b = append(b, at...)
		b = append(b, ' ')
		b = append(b, chain.add(at+" "+line)...)
		b = append(b, ' ')
		b = append(b, line...)
		b = append(b, '\n')
	}
	chain.add(ending(c))
	b = fmt.Appendf(b, "  end: %s\n  left: %s\n  answers: |", when(c.End), place(c.Left))
	b = appendNone(b, len(came.answers))
	for i := range came.answers {
		line := came.answers[i].line()
		chain.add(line)
		b = append(append(append(b, "    "...), line...), '\n')
	}
	result := came.sums.String()
	chain.add(result)
	return fmt.Appendf(b, "  result: %s\n", result)
}

// appendNone ends the line that begins a text, which may have no lines of its own.
func appendNone(b []byte, lines int) []byte {
	if lines == 0 {
		b = append(b, '-')
	}
	return append(b, '\n')
}

// ending is what the checksum has of where a branch ends and where it stands.
func ending(c *history.Course) string { return when(c.End) + " " + place(c.Left) }

// place writes a place with how many commands lie before it.
func place(p history.Place) string { return strconv.Itoa(p.Done) + " " + when(p) }

// when writes a place of which the commands before it are known.
func when(p history.Place) string { return strconv.Itoa(p.Turn) + " " + p.Now.String() }

// chain is a checksum that goes on from line to line.
type chain struct{ sum uint32 }

func newChain(head []byte) *chain { return &chain{crc32.ChecksumIEEE(head)} }

func (c *chain) add(text string) string {
	c.sum = crc32.Update(c.sum, crc32.IEEETable, []byte(text+"\n"))
	return fmt.Sprintf("%08x", c.sum)
}
