// This file writes commands down, and when they were applied.

package history

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sort"
	"time"

	"ringside/engine"
	"ringside/engine/quorum"
)

// journal is a list of commands and their moments. A command is kept as the few
// bytes that say what is not zero in it: there can be many. They stand in leaves that
// are written once, so that branches share what they have in common.
type journal struct {
	leaves []*leaf
	length int
}

// leaf is some commands in a row. One that has mostPlaces, or fullText bytes, is full
// and never written to again: so no more than that is copied where a branch begins,
// however long a command is.
type leaf struct {
	first  int // the number of the first command
	places []place
	text   []byte
}

const (
	mostPlaces = 64
	fullText   = 4 << 10
)

func (l *leaf) full() bool { return len(l.places) >= mostPlaces || len(l.text) >= fullText }

// upTo returns the first n commands of the leaf, to be added to independently.
func (l *leaf) upTo(n int) *leaf {
	return &leaf{l.first, slices.Clone(l.places[:n]), slices.Clone(l.text[:l.places[n-1].end])}
}

// place is a command's moment, and where its bytes end.
type place struct {
	turn int
	now  time.Duration
	step uint32
	end  uint32
}

func (j *journal) len() int { return j.length }

// add appends a command.
func (j *journal) add(at Moment, cmd engine.Command) {
	last := len(j.leaves) - 1
	if last < 0 || j.leaves[last].full() {
		j.leaves = append(j.leaves, &leaf{first: j.length})
		last++
	}
	l := j.leaves[last]
	l.text = appendCommand(l.text, &cmd)
	l.places = append(l.places, place{at.Turn, at.Now, uint32(at.Step), uint32(len(l.text))})
	j.length++
}

// find returns the leaf of the i-th command, and its place there.
func (j *journal) find(i int) (*leaf, int) {
	n := sort.Search(len(j.leaves), func(n int) bool { return j.leaves[n].first > i }) - 1
	return j.leaves[n], i - j.leaves[n].first
}

func (j *journal) moment(i int) Moment {
	l, at := j.find(i)
	p := &l.places[at]
	return Moment{Step: int(p.step), Turn: p.turn, Now: p.now}
}

func (j *journal) entry(i int) Recorded { return Recorded{j.moment(i), commandOf(j.bytesOf(i))} }

// holds reports whether cmd is the i-th command.
func (j *journal) holds(i int, cmd engine.Command) bool {
	return bytes.Equal(j.bytesOf(i), appendCommand(nil, &cmd))
}

// begins reports whether these are the first commands.
func (j *journal) begins(with []Recorded) bool {
	if len(with) > j.length {
		return false
	}
	for i := len(with) - 1; i >= 0; i-- { // two that part mostly do so late
		if j.moment(i) != with[i].At || !j.holds(i, with[i].Command) {
			return false
		}
	}
	return true
}

func (j *journal) bytesOf(i int) []byte {
	l, at := j.find(i)
	from := uint32(0)
	if at > 0 {
		from = l.places[at-1].end
	}
	return l.text[from:l.places[at].end]
}

// from returns the first command that was applied when the trace had so many
// events or more. Each command leaves at least one, so no two have one step.
func (j *journal) from(step int) int {
	return sort.Search(j.length, func(i int) bool { return j.moment(i).Step >= step })
}

// upTo returns the first n commands, to be added to independently.
func (j *journal) upTo(n int) journal {
	if n == 0 {
		return journal{}
	}
	l, at := j.find(n - 1)
	last := sort.Search(len(j.leaves), func(i int) bool { return j.leaves[i].first >= n }) - 1
	if !l.full() || at < len(l.places)-1 {
		return journal{append(slices.Clone(j.leaves[:last]), l.upTo(at+1)), n}
	}
	return journal{slices.Clone(j.leaves[:last+1]), n}
}

// The fields of a Command but its verb are listed here, each kind in an order of its own. A
// bit of the head reports whether a field is not zero; flags are nothing but that bit.

// texts are those of a Command that are text.
func texts(c *engine.Command) [13]*string {
	return [...]*string{&c.Key, &c.Value, &c.Via, &c.Client, &c.Node, &c.Peer, &c.Name, &c.To, &c.Expr, &c.Rack, &c.DC, &c.Tokens, &c.At.Counts}
}

// work is the workload of a load.
func work(c *engine.Command) [6]*int {
	w := &c.Work
	return [...]*int{&w.Count, &w.Puts, &w.Keys, &w.Zipf, &w.Clients, &w.Rate}
}

func flags(c *engine.Command) [3]*bool { return [...]*bool{&c.Blind, &c.OneWay, &c.Work.Spread} }

func numbers(c *engine.Command) [6]int64 {
	return [...]int64{c.Factor, int64(c.For), int64(c.Count), int64(c.Msg), int64(c.At.Kind), int64(c.At.N)}
}

func setNumbers(c *engine.Command, n [6]int64) {
	c.Factor, c.For, c.Count, c.Msg = n[0], time.Duration(n[1]), int(n[2]), int(n[3])
	c.At.Kind, c.At.N = quorum.Kind(n[4]), int(n[5])
}

// appendCommand appends a command's bytes: the verb, the head, the fields that
// are not zero.
func appendCommand(dst []byte, c *engine.Command) []byte {
	head, bit := uint64(0), uint64(1)
	note := func(given bool) {
		if given {
			head |= bit
		}
		bit <<= 1
	}
	for _, s := range texts(c) {
		note(*s != "")
	}
	for _, n := range numbers(c) {
		note(n != 0)
	}
	for _, f := range flags(c) {
		note(*f)
	}
	for _, n := range work(c) {
		note(*n != 0)
	}
	dst = append(dst, byte(c.Verb))
	dst = binary.AppendUvarint(dst, head)
	for _, s := range texts(c) {
		if *s != "" {
			dst = binary.AppendUvarint(dst, uint64(len(*s)))
			dst = append(dst, *s...)
		}
	}
	for _, n := range numbers(c) {
		if n != 0 {
			dst = binary.AppendVarint(dst, n)
		}
	}
	for _, n := range work(c) {
		if *n != 0 {
			dst = binary.AppendVarint(dst, int64(*n))
		}
	}
	return dst
}

// commandOf is the inverse of appendCommand.
func commandOf(src []byte) (c engine.Command) {
	c.Verb = engine.Verb(src[0])
	head, n := binary.Uvarint(src[1:])
	src = src[1+n:]
	given := func() bool {
		is := head&1 != 0
		head >>= 1
		return is
	}
	for _, s := range texts(&c) {
		if given() {
			size, n := binary.Uvarint(src)
			*s = string(src[n : n+int(size)])
			src = src[n+int(size):]
		}
	}
	all := numbers(&c)
	for i := range all {
		if given() {
			value, n := binary.Varint(src)
			all[i], src = value, src[n:]
		}
	}
	setNumbers(&c, all)
	for _, f := range flags(&c) {
		*f = given()
	}
	for _, n := range work(&c) {
		if given() {
			value, size := binary.Varint(src)
			*n, src = int(value), src[size:]
		}
	}
	return c
}
