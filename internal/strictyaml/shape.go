// Shape: what a file may contain, as a check and as a JSON Schema.

package strictyaml

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// Shape says what one place of a file may contain. It is written once and used twice:
// Check validates a file with it, and Schema describes the same to editors.
type Shape struct {
	help        string // for the readers of the schema
	kind        shapeKind
	fields      []Field        // of a record, in the order in which they are listed
	of          *Shape         // the items of a list or a mapping
	cases       []*Shape       // of either: one for each form
	words       []string       // of a word: the allowed words
	least, most int64          // limits: of a list in items, of a text in bytes, of a whole number its value
	allowed     string         // what is allowed, in words
	schema      map[string]any // of own: its schema
	more        func(Value) error
}

type shapeKind uint8

const (
	recordShape shapeKind = iota
	mappingShape
	listShape
	textShape
	wordShape
	wholeShape
	ownShape
	eitherShape
)

// Field is one field of a record.
type Field struct {
	Name    string
	Missing string // the error if it is missing: why it is required; "": optional
	*Shape
}

// Record returns a shape of fields with fixed names.
func Record(help string, fields ...Field) *Shape {
	return &Shape{kind: recordShape, help: help, fields: fields}
}

// Mapping returns a shape of fields whose names are the user's own.
func Mapping(help string, of *Shape) *Shape { return &Shape{kind: mappingShape, help: help, of: of} }

// List returns a shape of least to most items of one shape.
func List(help string, least, most int, of *Shape) *Shape {
	return &Shape{kind: listShape, help: help, least: int64(least), most: int64(most), of: of}
}

// Text returns a shape of a single value of at most most bytes, taken literally. It
// refuses invisible characters, so that it is safe to print on a terminal.
func Text(help string, most int) *Shape {
	return &Shape{kind: textShape, help: help, most: int64(most)}
}

// Word returns a shape of one of the given words.
func Word(help string, words ...string) *Shape {
	return &Shape{kind: wordShape, help: help, words: words, allowed: strings.Join(words, ", ")}
}

// Whole returns a shape of a whole number from least to most.
func Whole(help string, least, most int64) *Shape {
	return &Shape{kind: wholeShape, help: help, least: least, most: most}
}

// Own returns a shape of a single value with its own check and its own schema.
func Own(help string, schema map[string]any, check func(Value) error) *Shape {
	return &Shape{kind: ownShape, help: help, schema: schema, more: check}
}

// Either returns a shape of several alternatives, which differ in form: fields, a list, or
// a single value. allowed describes them in words.
func Either(help, allowed string, cases ...*Shape) *Shape {
	return &Shape{kind: eitherShape, help: help, allowed: allowed, cases: cases}
}

// And returns the shape with one more check, which Check runs after all others. The schema
// does not include it.
func (s *Shape) And(more func(Value) error) *Shape {
	with := *s
	with.more = more
	return &with
}

// Check returns the first error of a value, in the order of the file, or nil.
func (s *Shape) Check(v Value) error {
	if err := s.check(v); err != nil {
		return err
	}
	if s.more != nil {
		return s.more(v)
	}
	return nil
}

func (s *Shape) check(v Value) error {
	switch s.kind {
	case recordShape:
		return s.checkRecord(v)
	case mappingShape:
		pairs, err := v.Pairs()
		for i := 0; err == nil && i < len(pairs); i++ {
			err = s.of.Check(pairs[i].Value)
		}
		return err
	case listShape:
		return s.checkList(v)
	case textShape:
		return s.checkText(v)
	case wordShape:
		text, err := v.Text()
		if err != nil {
			return err
		}
		if slices.Contains(s.words, text) {
			return nil
		}
		return v.Errorf("%s is not allowed%s (allowed: %s)", printable.Quote(clip(text)), nearest.Hint(text, s.words), s.allowed)
	case wholeShape:
		_, err := v.Int(s.least, s.most)
		return err
	case ownShape:
		return nil // it has a check of its own
	}
	return s.checkEither(v)
}

func (s *Shape) checkRecord(v Value) error {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.Name
	}
	given, err := v.Fields(names...)
	if err != nil {
		return err
	}
	for _, f := range s.fields {
		if f.Missing != "" && !given[f.Name].Given() {
			return v.Errorf("the field %s is missing; %s", f.Name, f.Missing)
		}
	}
	pairs, err := v.Pairs()
	for i := 0; err == nil && i < len(pairs); i++ {
		at := slices.IndexFunc(s.fields, func(f Field) bool { return f.Name == pairs[i].Name })
		err = s.fields[at].Check(pairs[i].Value)
	}
	return err
}

func (s *Shape) checkList(v Value) error {
	items, err := v.List()
	if err != nil {
		return err
	}
	if n := int64(len(items)); n < s.least || n > s.most {
		return v.Errorf("has %d items (allowed: %d to %d)", n, s.least, s.most)
	}
	for _, item := range items {
		if err := s.of.Check(item); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shape) checkText(v Value) error {
	text, err := v.Text()
	if err != nil {
		return err
	}
	if text == "" {
		return v.Errorf("is empty")
	}
	if n := int64(len(text)); n > s.most {
		return v.Errorf("has %d bytes; at most %d are allowed", n, s.most)
	}
	for _, c := range text {
		if c != '\n' && c != '\t' && printable.Hidden(c) {
			return v.Errorf("has the character %s (allowed: what can be seen, blanks and line ends)", strconv.QuoteRuneToASCII(c))
		}
	}
	return nil
}

// checkEither chooses the case by the form of the value.
func (s *Shape) checkEither(v Value) error {
	for _, c := range s.cases {
		if c.form() == formOf(v) {
			return c.Check(v)
		}
	}
	return v.Errorf("must be %s", s.allowed)
}

// form is the outer form of a value.
type form uint8

const (
	single form = iota
	fields
	list
)

func (s *Shape) form() form {
	switch s.kind {
	case recordShape, mappingShape:
		return fields
	case listShape:
		return list
	}
	return single
}

func formOf(v Value) form {
	switch {
	case v.IsMap():
		return fields
	case v.IsList():
		return list
	}
	return single
}

// Words returns what an enum of a schema has for words. Off, on, yes and no without quotes are texts
// here, as in YAML 1.2; a program that reads YAML 1.1 takes them for false and true, which follow the
// words.
func Words(words []string) (all []any) {
	for _, word := range words {
		all = append(all, word)
	}
	if slices.Contains(words, "off") || slices.Contains(words, "no") {
		all = append(all, false)
	}
	if slices.Contains(words, "on") || slices.Contains(words, "yes") {
		all = append(all, true)
	}
	return all
}

// Schema returns the shape as a JSON Schema (2020-12), ready for json.Marshal.
func (s *Shape) Schema() map[string]any {
	m := make(map[string]any)
	if s.help != "" {
		m["description"] = s.help
	}
	switch s.kind {
	case recordShape:
		s.recordSchema(m)
	case mappingShape:
		m["type"] = "object"
		m["additionalProperties"] = s.of.Schema()
	case listShape:
		m["type"] = "array"
		m["items"] = s.of.Schema()
		m["minItems"], m["maxItems"] = s.least, s.most
	case textShape:
		// A value is taken literally, so 3 and true are texts, too. A schema can't limit
		// the length in bytes, since it counts characters.
		m["type"] = []string{"string", "number", "boolean"}
		m["minLength"], m["maxLength"] = 1, s.most
	case wordShape:
		m["enum"] = Words(s.words)
	case wholeShape:
		m["type"] = "integer"
		if s.least != math.MinInt64 {
			m["minimum"] = s.least
		}
		if s.most != math.MaxInt64 {
			m["maximum"] = s.most
		}
	case ownShape:
		maps.Copy(m, s.schema)
	case eitherShape:
		cases := make([]any, len(s.cases))
		for i, c := range s.cases {
			cases[i] = c.Schema()
		}
		m["anyOf"] = cases
	}
	return m
}

func (s *Shape) recordSchema(m map[string]any) {
	m["type"] = "object"
	m["additionalProperties"] = false
	properties := make(map[string]any, len(s.fields))
	var required []string
	for _, f := range s.fields {
		properties[f.Name] = f.Schema()
		if f.Missing != "" {
			required = append(required, f.Name)
		}
	}
	m["properties"] = properties
	if required != nil {
		m["required"] = required
	}
}
