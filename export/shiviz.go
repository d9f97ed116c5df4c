// Logs with vector clocks for ShiViz.

package export

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
)

// shivizParser is the regular expression by which ShiViz reads the log. A file begins
// with it; the second line would separate several executions.
const shivizParser = `(?<at_s>\S+) (?<event>.*)\n(?<host>\S+) (?<clock>{.*})`

// shiviz writes a log for ShiViz (bestchai.bitbucket.io/shiviz): each event with its host
// and its vector clock.
func (s *document) shiviz() {
	fmt.Fprintf(&s.out, "%s\n\n", shivizParser)
	hosts := s.hosts()
	var line []byte
	for stamp := range lanes.Clocks(s.Trace, s.d) {
		words := explain.Event(s.Trace, stamp.Step, s.node)
		text := strings.Join(strings.Fields(words.Who+": "+words.What+" "+words.Note), " ")
		fmt.Fprintf(&s.out, "%.9f %s\n%s ", s.Trace.At(stamp.Step).At.Seconds(), text, hosts[stamp.Lane])
		line = tick(append(line[:0], '{'), hosts[stamp.Lane], stamp.Own)
		for _, t := range stamp.Knows {
			line = tick(append(line, ','), hosts[t.Lane], t.N)
		}
		s.out.Write(append(line, "}\n"...))
	}
}

func tick(line []byte, host string, n int) []byte {
	return fmt.Appendf(event.AppendString(line, host), ":%d", n)
}

// hosts names all lanes uniquely, without blanks.
func (s *document) hosts() map[lanes.Lane]string {
	all, taken := make(map[lanes.Lane]string), make(map[string]bool)
	name := func(l lanes.Lane) {
		host := strings.Map(func(r rune) rune {
			if r == ' ' {
				return '_'
			}
			return r
		}, s.names[l])
		for taken[host] {
			host += "'"
		}
		all[l], taken[host] = host, true
	}
	for _, l := range append(slices.Clone(s.d.Lanes), lanes.Lane{Kind: lanes.Hand}, lanes.Lane{Kind: lanes.Observer}) {
		if all[l] == "" {
			name(l)
		}
	}
	return all
}
