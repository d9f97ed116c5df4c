// Reading a text line by line: which tool printed what, and what is whole.

package nodetool

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"ringside/engine/ring"
	"ringside/presets"
)

// MaxBytes is the size of the largest text that is read: room for a thousand nodes with
// 256 tokens each in any of the forms.
const MaxBytes = 256 << 20

// reader reads one text.
type reader struct {
	c         *Cluster
	name      string // of the file, for errors
	lines     []string
	number    int    // of the line that is read, from 1
	section   int    // what the line is in
	kind      string // the part of the text, as in "nodetool ring"
	parts     int    // how many parts there were
	dc        string // the data centre whose table it is
	header    []string
	record    map[string]string
	recordAt  int // the line of its first field; 0: none is open
	byAddress map[string][]*Node
	owners    map[ring.Token]owner
	ranges    []described
	unread    []int // lines
	peers     int   // the line of a table of peers; 0: none
	local     bool  // system.local was there
	tops      []top
}

// top is the highest token of a data centre, which nodetool ring prints above its table.
type top struct {
	dc          string
	token, last string // last: of the table's last row
	line, ends  int
}

// What a line can be in.
const (
	nowhere = iota
	inRing
	inStatus
	inTable    // a table of cqlsh
	inRecords  // cqlsh, with EXPAND ON
	inDescribe // nodetool describecluster
	inCreate   // a statement of many lines
)

// Read reads a text. name is the file's, for errors, which name the line as well.
func Read(name string, data []byte) (*Cluster, error) {
	r := &reader{c: &Cluster{}, name: name, byAddress: make(map[string][]*Node), owners: make(map[ring.Token]owner)}
	r.lines = strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") // a byte order mark, as Windows puts first
	for i, line := range r.lines {
		if r.number = i + 1; !utf8.ValidString(line) {
			return nil, r.errorf("this line is not text in UTF-8")
		}
		if err := r.line(plain(line)); err != nil {
			return nil, err
		}
	}
	if err := r.endRecord(); err != nil {
		return nil, err
	}
	return r.c, r.finish()
}

// escapes are what colours a terminal: cqlsh does with --color.
var escapes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]") })

// plain returns a line without colours and without what ends it.
func plain(line string) string {
	if strings.IndexByte(line, '\x1b') >= 0 {
		line = escapes().ReplaceAllString(line, "")
	}
	return strings.TrimRight(line, "\r \t")
}

func (r *reader) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", show(r.name), r.number, fmt.Sprintf(format, args...))
}

// line reads one line.
func (r *reader) line(line string) error {
	words := strings.TrimSpace(line)
	if begun, err := r.begins(words); begun || err != nil {
		return err
	}
	switch r.section {
	case inRing:
		if done, err := r.ringRow(words); done || err != nil {
			return err
		}
	case inStatus:
		if done, err := r.statusRow(words); done || err != nil {
			return err
		}
	case inTable:
		if done, err := r.tableRow(words); done || err != nil {
			return err
		}
	case inRecords:
		if done, err := r.recordLine(words); done || err != nil {
			return err
		}
	case inDescribe:
		return r.describeLine(words)
	case inCreate:
		if strings.HasSuffix(words, ";") {
			r.section = nowhere
		}
		return nil
	}
	if r.section == nowhere && isRow(words) {
		return r.errorf("this row of a node stands under no heading: some lines above it are missing")
	}
	if words != "" && !noise(words) {
		r.unread = append(r.unread, r.number)
	}
	return nil
}

// begins looks for what begins a part of the text wherever it stands.
func (r *reader) begins(words string) (bool, error) {
	switch {
	case strings.HasPrefix(words, "Datacenter:"):
		r.dc = strings.TrimSpace(strings.TrimPrefix(words, "Datacenter:"))
		r.section = nowhere
	case isRingHeader(words):
		r.begin(inRing, "nodetool ring")
		r.header = strings.Fields(words)
	case isStatusHeader(words):
		r.begin(inStatus, "nodetool status")
		r.header = strings.Fields(words)
	case strings.HasPrefix(words, "Schema Version:"):
		r.section = nowhere
	case strings.HasPrefix(words, "TokenRange("):
		return true, r.tokenRange(words)
	case strings.HasPrefix(words, `{"`):
		return true, r.jsonRow(words)
	case words == "[json]":
		r.begin(nowhere, "cqlsh")
	case words == "Cluster Information:":
		r.begin(inDescribe, "nodetool describecluster")
	case strings.HasPrefix(strings.ToUpper(words), "CREATE KEYSPACE "):
		return true, r.createKeyspace(words)
	case strings.HasPrefix(words, "CREATE "):
		if r.section = inCreate; strings.HasSuffix(words, ";") {
			r.section = nowhere
		}
	case strings.HasPrefix(words, "@ Row "):
		if err := r.endRecord(); err != nil {
			return true, err
		}
		if r.section != inRecords || words == "@ Row 1" {
			r.begin(inRecords, "cqlsh")
		}
	case r.isTableHeader(words):
		r.begin(inTable, "cqlsh")
		r.header = cells(words)
		return true, r.checkHeader()
	default:
		return false, nil
	}
	return true, nil
}

// begin begins a part of the text.
func (r *reader) begin(section int, kind string) {
	r.section = section
	if section == inRing || section == inStatus {
		r.c.recognised(kind)
		r.kind = kind
		return
	}
	r.parts++
	r.kind = fmt.Sprint(kind, " ", r.parts)
	if section == inDescribe {
		r.c.recognised(kind)
	}
}

// noises begin lines that say nothing about a cluster.
var noises = []string{
	"==", "--", "Note:", "Warning:", "WARNING:", "To view status related", "Status=Up/Down", "|/ State=", "Replicas:", "TokenRange:",
	"(", "$ ", "# ", "cqlsh", "EXPAND", "Expanded output", "Disabled", "Now ", "[json]", "Tracing session:", "Picked up JAVA_TOOL_OPTIONS",
	"USE ", "Error from server", "Improper ",
}

// noise reports whether a line outside of a table says nothing about a cluster.
func noise(words string) bool {
	return slices.ContainsFunc(noises, func(n string) bool { return strings.HasPrefix(words, n) })
}

// finish checks that what was read is whole, and brings it into its order.
func (r *reader) finish() error {
	c := r.c
	r.noteUnread()
	if len(c.Kinds) == 0 {
		return fmt.Errorf("%s: nothing in it was recognised; import reads what nodetool ring, nodetool status and nodetool describering KEYSPACE print, "+
			"and what cqlsh prints for SELECT peer, data_center, rack, host_id, tokens FROM system.peers_v2", show(r.name))
	}
	if err := r.checkTops(); err != nil {
		return err
	}
	if err := r.takeRanges(); err != nil {
		return err
	}
	if len(r.owners) == 0 {
		return fmt.Errorf("%s: %s is there, and no token; nodetool ring prints them", show(r.name), list(c.Kinds))
	}
	if err := r.checkNodes(); err != nil {
		return err
	}
	if r.peers > 0 && !r.local && !slices.Contains(c.Kinds, "nodetool ring") {
		c.note("the node that was asked is missing: system.peers_v2 leaves it out (line %d); add what "+
			"SELECT broadcast_address, data_center, rack, host_id, tokens FROM system.local prints", r.peers)
	}
	sort.SliceStable(c.Nodes, func(i, j int) bool { return byPlace(c.Nodes[i], c.Nodes[j]) < 0 })
	for _, n := range c.Nodes {
		slices.Sort(n.Tokens)
	}
	c.infer(r.ranges)
	valid := func(name string) bool { return presets.CheckName(name) == nil }
	c.nameNodes(valid)
	c.namePlaces(valid)
	c.noteStates()
	return nil
}

// noteUnread notes the lines that were not understood.
func (r *reader) noteUnread() {
	const most = 5
	for i := 0; i < len(r.unread); i++ {
		if i == most {
			r.c.note("%d more lines were not understood either", len(r.unread)-most)
			return
		}
		r.c.note("line %d was not understood: %s", r.unread[i], show(plain(strings.TrimSpace(r.lines[r.unread[i]-1]))))
	}
}

// checkNodes takes out the nodes that have no place on the ring, and refuses those whose
// tokens are not all there.
func (r *reader) checkNodes() error {
	c := r.c
	var kept []*Node
	for _, n := range c.Nodes {
		switch {
		case n.joins():
			c.note("%s is joining and keeps nothing yet, so it is left out", show(n.Address))
			continue
		case len(n.Tokens) == 0 && n.declared > 0:
			r.number = n.declares
			return r.errorf("%s has %s, and no line says which; add what nodetool ring prints", show(n.Address), tokens(n.declared))
		case len(n.Tokens) == 0:
			c.note("%s has no tokens (line %d), so it is left out", show(n.Address), n.line)
			continue
		case n.declared > 0 && n.declared != len(n.Tokens) && !n.weak(r):
			r.number = n.declares
			return r.errorf("%s has %s here, and elsewhere in the text %d; is it cut off, or from two different times?", show(n.Address), tokens(n.declared), len(n.Tokens))
		case n.DC == "" || n.Rack == "":
			r.number = n.line
			return r.errorf("nothing says in which data centre and rack %s is", show(n.Address))
		}
		kept = append(kept, n)
	}
	c.Nodes = kept
	return nil
}

// noteStates notes what a preset has no word for.
func (c *Cluster) noteStates() {
	for _, n := range c.Nodes {
		if n.Down {
			c.note("%s was down when this was printed; in the preset it is up, and the command crash %[1]s takes it down", n.Name)
		}
		if n.State == "Leaving" {
			c.note("%s is leaving; it is a replica until it has gone, so it is there", n.Name)
		}
	}
}

func tokens(n int) string {
	if n == 1 {
		return "1 token"
	}
	return fmt.Sprint(n, " tokens")
}

// weak reports whether a node's tokens come from ranges alone, of which a keyspace that
// keeps nothing in its data centre shows only some.
func (n *Node) weak(r *reader) bool {
	return len(n.Tokens) > 0 && r.owners[n.Tokens[0]].kind == describing
}

// byPlace orders nodes by data centre and address, numbers as numbers.
func byPlace(a, b *Node) int {
	if c := strings.Compare(a.DC, b.DC); c != 0 {
		return c
	}
	if c := compareAddresses(a.Address, b.Address); c != 0 {
		return c
	}
	return a.Port - b.Port
}
