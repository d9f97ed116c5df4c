// Package strictyaml reads the small YAML files that people write by hand, and
// says in one line what is wrong with them.
//
//	bytes ── Parse ──▶ Value ── Fields, Pairs, List ──▶ Value ── Text, Int ──▶ Go
//
// Every Value knows its file, its line and its path, so every error reads
//
//	FILE:LINE: PATH: what is wrong; what is allowed
//
// It is stricter than YAML: no aliases (so no file is larger than it looks), no
// tags, no second document, no field twice, no field that nobody knows.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// MaxBytes is the size of the largest file that Parse reads.
const MaxBytes = 1 << 20

// Value is a place in a file. The zero Value stands for a field that is not
// there.
type Value struct {
	file string
	path string
	node *yaml.Node
}

// Error is what is wrong at one place of a file.
type Error struct {
	File string // as Quote shows it
	Line int    // from 1; 0 if the file as a whole is meant
	Path string // the field, as in cluster.nodes[2].name; "" at the top
	What string
}

// Error returns file, line, field and what is wrong there, in one line.
func (e *Error) Error() string {
	var b strings.Builder
	switch named := e.File != "" && e.File != noFile; {
	case named && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", e.File, e.Line)
	case named:
		b.WriteString(e.File + ": ")
	case e.Line > 0:
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	b.WriteString(e.What)
	return b.String()
}

// Parse reads one document of at most MaxBytes. The error names file and line.
func Parse(file string, data []byte) (Value, error) { return ParseUpTo(file, data, MaxBytes) }

// ParseUpTo is Parse for files that programs write, which may be larger.
func ParseUpTo(file string, data []byte, most int) (Value, error) {
	top := Value{file: Quote(file)}
	if len(data) > most {
		return top, top.Errorf("the file has %d bytes; at most %d are read", len(data), most)
	}
	if !utf8.Valid(data) {
		return top, top.Errorf("the file is not text in UTF-8")
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := d.Decode(&doc); errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		return top, top.Errorf("the file is empty")
	} else if err != nil {
		return top, broken(top.file, data, err)
	}
	var second yaml.Node
	if err := d.Decode(&second); err == nil {
		top.node = &second
		return top, top.Errorf("a second document begins here; a file holds one")
	} else if !errors.Is(err, io.EOF) {
		return top, broken(top.file, data, err)
	}
	top.node = doc.Content[0]
	return top, nil
}

// Given reports whether the field is there.
func (v Value) Given() bool { return v.node != nil }

// Line is where it stands, from 1; 0 if it is not there.
func (v Value) Line() int {
	if v.node == nil {
		return 0
	}
	return v.node.Line
}

// Path names the field: cluster.nodes[2].name.
func (v Value) Path() string { return v.path }

// Errorf is an error at this place.
func (v Value) Errorf(format string, args ...any) error {
	return &Error{File: v.file, Line: v.Line(), Path: v.path, What: fmt.Sprintf(format, args...)}
}

// Pair is a field of a mapping whose names are the user's own.
type Pair struct {
	Name  string
	Value Value
}

// Pairs returns the fields of a mapping in the order of the file.
func (v Value) Pairs() ([]Pair, error) {
	if err := v.want(yaml.MappingNode, "fields (name: value)"); err != nil {
		return nil, err
	}
	pairs := make([]Pair, 0, len(v.node.Content)/2)
	lines := make(map[string]int, len(v.node.Content)/2)
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		name, node := v.node.Content[i], v.node.Content[i+1]
		key := Value{file: v.file, path: v.path, node: name}
		if name.Kind != yaml.ScalarNode || name.Tag == "!!merge" || name.Anchor != "" {
			return nil, key.Errorf("a field's name must be plain text")
		}
		if first, twice := lines[name.Value]; twice {
			return nil, key.Errorf("%s stands here twice, first in line %d", printable.Quote(name.Value), first)
		}
		lines[name.Value] = name.Line
		child := Value{file: v.file, path: join(v.path, name.Value), node: node}
		pairs = append(pairs, Pair{name.Value, child})
	}
	return pairs, nil
}

// Fields returns the fields of a mapping; those that are known but not there are
// missing from it. One that is not known is an error that suggests the nearest.
func (v Value) Fields(known ...string) (map[string]Value, error) {
	pairs, err := v.Pairs()
	if err != nil {
		return nil, err
	}
	fields := make(map[string]Value, len(pairs))
	for i, p := range pairs {
		if !slices.Contains(known, p.Name) {
			key := Value{file: v.file, path: v.path, node: v.node.Content[2*i]}
			return nil, key.Errorf("unknown field %s%s",
				printable.Quote(p.Name), nearest.Among(p.Name, "known", known))
		}
		fields[p.Name] = p.Value
	}
	return fields, nil
}

// CheckFormat refuses a file whose field format, one of its top's, is missing or
// names another version of the file format than the one that the caller reads.
func (v Value) CheckFormat(format Value, reads int64) error {
	if !format.Given() {
		return v.Errorf("the field format is missing; this program reads format: %d", reads)
	}
	if n, err := format.Int(math.MinInt64, math.MaxInt64); err != nil || n != reads {
		return format.Errorf("is not one that this program reads; it reads format: %d", reads)
	}
	return nil
}

// List returns the items of a list.
func (v Value) List() ([]Value, error) {
	if err := v.want(yaml.SequenceNode, "a list"); err != nil {
		return nil, err
	}
	items := make([]Value, len(v.node.Content))
	for i, n := range v.node.Content {
		items[i] = Value{file: v.file, path: fmt.Sprintf("%s[%d]", v.path, i+1), node: n}
	}
	return items, nil
}

// IsList reports whether it is a list.
func (v Value) IsList() bool { return v.node != nil && v.node.Kind == yaml.SequenceNode }

// IsMap reports whether it is a mapping.
func (v Value) IsMap() bool { return v.node != nil && v.node.Kind == yaml.MappingNode }

// Text returns a single value as it stands in the file, without quotes.
func (v Value) Text() (string, error) {
	if err := v.want(yaml.ScalarNode, "one value"); err != nil {
		return "", err
	}
	if v.node.ShortTag() == "!!null" {
		return "", v.Errorf("has no value")
	}
	return v.node.Value, nil
}

// Int returns a whole number from least to most.
func (v Value) Int(least, most int64) (int64, error) {
	text, err := v.Text()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if v.node.ShortTag() != "!!int" || err != nil || n < least || n > most {
		return 0, v.Errorf("%s must be a whole number from %d to %d", printable.Quote(text), least, most)
	}
	return n, nil
}

// IsInt reports whether it is written as a whole number: 3, and not "3" or 3.0.
func (v Value) IsInt() bool { return v.node != nil && v.node.ShortTag() == "!!int" }

// Bool returns true or false.
func (v Value) Bool() (bool, error) {
	text, err := v.Text()
	if err != nil {
		return false, err
	}
	if v.node.ShortTag() != "!!bool" {
		return false, v.Errorf("%s must be true or false", printable.Quote(text))
	}
	return strings.EqualFold(text, "true"), nil
}

// want refuses every node that is not of one kind, and what the package forbids.
func (v Value) want(kind yaml.Kind, what string) error {
	switch {
	case v.node == nil:
		return v.Errorf("is missing")
	case v.node.Kind == yaml.AliasNode || v.node.Anchor != "":
		return v.Errorf("anchors and aliases (&name, *name) are not allowed; write it out")
	case v.node.Style&yaml.TaggedStyle != 0:
		return v.Errorf("tags (%s) are not allowed", clip(v.node.Tag))
	case v.node.Kind != kind:
		return v.Errorf("must be %s, not %s", what, kindOf(v.node))
	}
	return nil
}

// kindOf names what stands at a place.
func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "fields (name: value)"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "empty"
	}
	return printable.Quote(clip(n.Value))
}

// Quote returns a file's name as it may be shown: as it is, or quoted and with
// its control characters escaped if there is anything odd about it.
func Quote(file string) string {
	for _, r := range file {
		if r == '"' || r == ' ' || r == utf8.RuneError || printable.Hidden(r) {
			return printable.Quote(file)
		}
	}
	if file == "" {
		return noFile
	}
	return file
}

// noFile is the name of a text that is in no file of its own.
const noFile = `""`

// clip shortens a text that an error quotes.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// join puts a field's name behind its parent's path.
func join(path, name string) string {
	for _, r := range name {
		if r == '.' || printable.Hidden(r) {
			name = printable.Quote(clip(name))
			break
		}
	}
	if path == "" {
		return name
	}
	return path + "." + name
}
