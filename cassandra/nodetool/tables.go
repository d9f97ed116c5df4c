// The tables of nodetool: ring, status, and the list of describecluster.

package nodetool

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ringside/engine/ring"
)

func compareAddresses(a, b string) int {
	x, errA := netip.ParseAddr(a)
	y, errB := netip.ParseAddr(b)
	if errA == nil && errB == nil {
		return x.Compare(y)
	}
	return cmp.Compare(a, b)
}

// isRingHeader recognises the heading of nodetool ring, with or without data centres:
//
//	Address  Rack  Status State  Load  Owns  Token
//	Address  DC  Rack  Status  State  Load  Effective-Ownership  Token     (until 1.1)
func isRingHeader(words string) bool {
	return strings.HasPrefix(words, "Address ") && strings.HasSuffix(words, " Token") && strings.Contains(words, "Status")
}

// isStatusHeader recognises the heading of nodetool status, with one token per node or
// many:
//
//	--  Address  Load  Tokens  Owns  Host ID  Rack
//	--  Address  Load  Owns (effective)  Host ID  Token  Rack
func isStatusHeader(words string) bool {
	return strings.HasPrefix(words, "-- ") && strings.Contains(words, "Address") && strings.Contains(words, "Host ID")
}

var states = []string{"Normal", "Leaving", "Joining", "Moving", "?"}

// ringRow reads a row of nodetool ring:
//
//	10.0.0.1  r1  Up  Normal  100.87 KiB  33.3%  -8506542416297597753
//
// A data centre's highest token stands alone in the first row. done is false if the line
// is none of the table's.
func (r *reader) ringRow(words string) (done bool, err error) {
	f := strings.Fields(words)
	if len(f) == 0 {
		return true, nil
	}
	if len(f) == 1 {
		if _, err := r.token(f[0]); err == nil {
			r.tops = append(r.tops, top{dc: r.dc, token: f[0], line: r.number})
			return true, nil
		}
	}
	at := 0 // of the status
	for i := 1; i+1 < len(f) && at == 0; i++ {
		if (f[i] == "Up" || f[i] == "Down" || f[i] == "?") && slices.Contains(states, f[i+1]) {
			at = i
		}
	}
	if at == 0 {
		if noise(words) {
			return true, nil
		}
		if _, err := r.token(f[len(f)-1]); err == nil || len(f) > 4 || len(f) > 1 && isAddress(f[0]) {
			return true, r.errorf("this row of nodetool ring has no status and state, as in Up Normal")
		}
		return false, nil
	}
	if len(f) < at+4 {
		return true, r.errorf("this row of nodetool ring ends before its token")
	}
	dc, places := r.dc, f[1:at]
	if slices.Contains(r.header, "DC") && len(places) > 0 {
		dc, places = places[0], places[1:]
	}
	n := r.nodeAt(f[0])
	if err := r.setPlace(n, dc, strings.Join(places, " ")); err != nil {
		return true, err
	}
	n.Down = n.Down || f[at] == "Down"
	if f[at+1] != "?" {
		n.State = f[at+1]
	}
	token := f[len(f)-1]
	if last := len(r.tops) - 1; last >= 0 {
		r.tops[last].last, r.tops[last].ends = token, r.number
	}
	return true, r.addToken(n, token)
}

// isAddress reports whether a word is an IP address, perhaps with a port.
func isAddress(word string) bool {
	_, err := netip.ParseAddr(word)
	if err != nil {
		_, err = netip.ParseAddrPort(word)
	}
	return err == nil
}

// isRow reports whether a line that stands under no heading is a row of nodetool ring or status.
func isRow(words string) bool {
	f := strings.Fields(words)
	if len(f) < 4 {
		return false
	}
	status := len(f[0]) == 2 && strings.ContainsRune("UD?", rune(f[0][0])) && strings.ContainsRune("NLJM?", rune(f[0][1])) && isAddress(f[1])
	return status || isAddress(f[0]) && (slices.Contains(f, "Up") || slices.Contains(f, "Down"))
}

// checkTops refuses a table of nodetool ring that does not end with the token that it
// begins with: some of its rows are missing.
func (r *reader) checkTops() error {
	for _, t := range r.tops {
		r.number = t.line
		if t.last == "" {
			return r.errorf("no row of nodetool ring follows this line")
		}
		if t.token != t.last {
			r.number = t.ends
			return r.errorf("the ring of %s ends here with token %s, and its first line says that its last token is %s (line %d): it is cut off",
				show(t.dc), t.last, t.token, t.line)
		}
	}
	return nil
}

var uuid = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
})

var statusStates = map[byte]string{'N': "Normal", 'L': "Leaving", 'J': "Joining", 'M': "Moving"}

// statusRow reads a row of nodetool status:
//
//	UN  10.0.0.1  100.87 KiB  8  ?  06e04586-68dd-4195-b79a-b115993c8318  r1
func (r *reader) statusRow(words string) (done bool, err error) {
	f := strings.Fields(words)
	if len(f) == 0 || len(f[0]) != 2 || !strings.ContainsRune("UD?", rune(f[0][0])) || !strings.ContainsRune("NLJM?", rune(f[0][1])) {
		if len(f) > 4 && !noise(words) {
			return true, r.errorf("this row of nodetool status does not begin with its status and state, as in UN")
		}
		return words == "", nil
	}
	id := slices.IndexFunc(f, uuid().MatchString)
	if id < 3 || id == len(f)-1 {
		return true, r.errorf("this row of nodetool status has no host id, or nothing after it")
	}
	n := r.nodeAt(f[1])
	rest := f[id+1:]
	if slices.Contains(r.header, "Token") {
		if len(rest) < 2 {
			return true, r.errorf("this row of nodetool status has no token or no rack")
		}
		if err := r.addToken(n, rest[0]); err != nil {
			return true, err
		}
		rest = rest[1:]
	} else if slices.Contains(r.header, "Tokens") {
		count, err := strconv.Atoi(f[id-2])
		if err != nil {
			return true, r.errorf("%s is not a number of tokens", show(f[id-2]))
		}
		n.declared, n.declares = count, r.number
	}
	if err := r.setPlace(n, r.dc, strings.Join(rest, " ")); err != nil {
		return true, err
	}
	n.Down = n.Down || f[0][0] == 'D'
	n.State = cmp.Or(statusStates[f[0][1]], n.State)
	return true, r.setHostID(n, strings.ToLower(f[id]))
}

// class is how nodetool describecluster prints a keyspace's replication.
var class = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\S+) -> Replication class: (\S+) \{(.*)\}$`) })

// describeLine reads a line of nodetool describecluster.
func (r *reader) describeLine(words string) error {
	if name, ok := strings.CutPrefix(words, "Name: "); ok {
		r.c.Name = name
	}
	if partitioner, ok := strings.CutPrefix(words, "Partitioner: "); ok {
		return r.checkPartitioner(partitioner)
	}
	m := class().FindStringSubmatch(words)
	if m == nil {
		return nil
	}
	options := make(map[string]string)
	var order []string
	for part := range strings.SplitSeq(m[3], ",") {
		if dc, copies, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			options[dc] = copies
			order = append(order, dc)
		}
	}
	return r.addKeyspace(m[1], m[2], order, options)
}

func (r *reader) checkPartitioner(class string) error {
	if name := class[strings.LastIndexByte(class, '.')+1:]; name != "Murmur3Partitioner" {
		return r.errorf("the partitioner is %s; Ringside has Murmur3Partitioner only, so keys would live elsewhere", show(name))
	}
	return nil
}

// addKeyspace adds a keyspace whose replication Ringside has.
func (r *reader) addKeyspace(name, class string, order []string, options map[string]string) error {
	k := Keyspace{Name: name, line: r.number}
	var copies []ring.Copies
	for _, dc := range order {
		full, transient, _ := strings.Cut(options[dc], "/")
		n, err := strconv.Atoi(full)
		if err != nil || n < 0 || n > ring.MaxCopies {
			return r.errorf("keyspace %s: %s is not a number of copies", show(name), show(options[dc]))
		}
		if transient != "" {
			r.c.note("keyspace %s has transient replicas (line %d); Ringside has none, and treats all as full ones", show(name), r.number)
		}
		if n > 0 {
			copies = append(copies, ring.Copies{DC: dc, N: n})
		}
	}
	switch class[strings.LastIndexByte(class, '.')+1:] {
	case "SimpleStrategy":
		if len(copies) != 1 {
			return r.errorf("keyspace %s: its replication_factor is missing", show(name))
		}
		k.Placement = ring.Simple(copies[0].N)
	case "NetworkTopologyStrategy":
		if k.Placement = ring.PerDC(copies...); len(copies) == 0 || k.Placement.N > ring.MaxCopies {
			return r.errorf("keyspace %s: it has %d copies (allowed: 1 to %d)", show(name), k.Placement.N, ring.MaxCopies)
		}
		k.Placement.AtOnce = true
	case "LocalStrategy":
		return nil
	default:
		r.c.note("keyspace %s is placed by %s (line %d), which Ringside does not have", show(name), show(class), r.number)
		return nil
	}
	i := slices.IndexFunc(r.c.Keyspaces, func(have Keyspace) bool { return have.Name == name })
	if i < 0 {
		r.c.Keyspaces = append(r.c.Keyspaces, k)
		return nil
	}
	if have := r.c.Keyspaces[i]; !sameCopies(have.Placement, k.Placement) {
		return r.errorf("keyspace %s has copies %s here, and %s in line %d", show(name), k.Placement.Counts(), have.Placement.Counts(), have.line)
	}
	return nil
}

// sameCopies reports whether two placements are the same, whatever the order of the data
// centres.
func sameCopies(a, b ring.Placement) bool {
	if a.Rule() != b.Rule() || a.N != b.N || len(a.PerDC) != len(b.PerDC) {
		return false
	}
	for _, c := range a.PerDC {
		if !slices.Contains(b.PerDC, c) {
			return false
		}
	}
	return true
}
