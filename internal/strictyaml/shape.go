package strictyaml

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"ringside/internal/nearest"
)

// Shape says what may stand at one place of a file. It is written once and used
// twice: Check holds a file against it, and Schema tells editors the same.
type Shape struct {
	help        string // for the reader of the schema
	kind        shapeKind
	fields      []Field        // of a record, in the order in which they are listed
	of          *Shape         // what a list or a mapping holds
	cases       []*Shape       // of either: one for each form
	words       []string       // of a word: what it may be
	least, most int64          // of a list how many, of a text how many bytes, of a whole number its value
	allowed     string         // in words
	schema      map[string]any // of one's own
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
	Missing string // what to say if it is not there: why it must be; "": it need not be
	*Shape
}

// Record is fields that are known by name.
func Record(help string, fields ...Field) *Shape {
	return &Shape{kind: recordShape, help: help, fields: fields}
}

// Mapping is fields whose names are the user's own.
func Mapping(help string, of *Shape) *Shape { return &Shape{kind: mappingShape, help: help, of: of} }

// List is from least to most items of one shape.
func List(help string, least, most int, of *Shape) *Shape {
	return &Shape{kind: listShape, help: help, least: int64(least), most: int64(most), of: of}
}

// Text is a single value of at most so many bytes, taken as it stands in the
// file. Nothing invisible is in it, so no terminal is told anything.
func Text(help string, most int) *Shape {
	return &Shape{kind: textShape, help: help, most: int64(most)}
}

// Word is one of a few.
func Word(help string, words ...string) *Shape {
	return &Shape{kind: wordShape, help: help, words: words, allowed: strings.Join(words, ", ")}
}

// Whole is a whole number from least to most.
func Whole(help string, least, most int64) *Shape {
	return &Shape{kind: wholeShape, help: help, least: least, most: most}
}

// Own is a single value that somebody else knows how to check, and what a schema
// says of it.
func Own(help string, schema map[string]any, check func(Value) error) *Shape {
	return &Shape{kind: ownShape, help: help, schema: schema, more: check}
}

// Either is one of several shapes, which differ in form: fields, a list, or a
// single value. What is allowed says it in words.
func Either(help, allowed string, cases ...*Shape) *Shape {
	return &Shape{kind: eitherShape, help: help, allowed: allowed, cases: cases}
}

// And returns the shape with one more thing that Check holds a value against,
// after all else. A schema does not know of it.
func (s *Shape) And(more func(Value) error) *Shape {
	with := *s
	with.more = more
	return &with
}

// Check says what is wrong with a value, if anything is: the first in the order
// of the file.
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
		return v.Errorf("%s is not allowed%s (allowed: %s)", strconv.Quote(clip(text)), nearest.Hint(text, s.words), s.allowed)
	case wholeShape:
		_, err := v.Int(s.least, s.most)
		return err
	case ownShape:
		return nil // it has more
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
		return v.Errorf("has %d items; allowed are %d to %d", n, s.least, s.most)
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
		if c != '\n' && c != '\t' && !strconv.IsPrint(c) {
			return v.Errorf("has the character %s; allowed is what can be seen, blanks and line ends", strconv.QuoteRuneToASCII(c))
		}
	}
	return nil
}

// checkEither goes by the form of the value.
func (s *Shape) checkEither(v Value) error {
	for _, c := range s.cases {
		if c.form() == formOf(v) {
			return c.Check(v)
		}
	}
	return v.Errorf("must be %s", s.allowed)
}

// form is what can be seen of a value without looking into it.
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

// Schema returns the shape as a JSON Schema (2020-12), to be marshalled.
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
		// A value is taken as it stands, so 3 and true are texts too. How long a
		// text may be in bytes a schema can't say: it counts characters.
		m["type"] = []string{"string", "number", "boolean"}
		m["minLength"], m["maxLength"] = 1, s.most
	case wordShape:
		m["enum"] = s.words
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
