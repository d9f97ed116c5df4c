// Tests of shapes, their errors and their schemas.

package strictyaml

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func example() *Shape {
	return Record("an example",
		Field{Name: "name", Missing: "everything has one", Shape: Text("what it is called", 8)},
		Field{Name: "size", Shape: Whole("how large", 1, 9)},
		Field{Name: "colour", Shape: Word("", "red", "green")},
		Field{Name: "parts", Shape: Either("", "a name, or a list of names", Text("", 3), List("", 1, 2, Text("", 3)))},
		Field{Name: "by", Shape: Mapping("", Whole("", 0, 1))},
		Field{Name: "even", Shape: Own("", map[string]any{"multipleOf": 2}, func(v Value) error {
			if text, err := v.Text(); err != nil || text != "2" {
				return v.Errorf("is odd")
			}
			return nil
		})},
	)
}

// TestShape: each possible error is named with its place.
func TestShape(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{"name: a\nsize: 9\ncolour: red\nparts: [a, b]\nby: {x: 1}\neven: 2", ""},
		{"name: 12\nparts: abc", ""},
		{"size: 1", `f.yaml:1: the field name is missing; everything has one`},
		{"name: a\nsiez: 1", `f.yaml:2: unknown field "siez"; did you mean "size"? (known: name, size, colour, parts, by, even)`},
		{"name: a\nsize: 10", `f.yaml:2: size: "10" must be a whole number from 1 to 9`},
		{"name: a\ncolour: gren", `f.yaml:2: colour: "gren" is not allowed; did you mean "green"? (allowed: red, green)`},
		{"name: a\nparts: {}", `f.yaml:2: parts: must be a name, or a list of names`},
		{"name: a\nparts: []", `f.yaml:2: parts: has 0 items (allowed: 1 to 2)`},
		{"name: a\nparts:\n  - a\n  - [b]", `f.yaml:4: parts[2]: must be one value, not a list`},
		{"name: a\nby: {x: 1, y: 2}", `f.yaml:2: by.y: "2" must be a whole number from 0 to 1`},
		{"name: a\neven: 3", `f.yaml:2: even: is odd`},
		{"name: ''", `f.yaml:1: name: is empty`},
		{"name: 123456789", `f.yaml:1: name: has 9 bytes; at most 8 are allowed`},
		{`name: "\e[2J"`, `f.yaml:1: name: has the character '\x1b' (allowed: what can be seen, blanks and line ends)`},
		{"name: a\nsi\u2800ze: 1", `f.yaml:2: unknown field "si\u2800ze"; did you mean "size"? (known: name, size, colour, parts, by, even)`},
		{"name: a\nsize: \u3164", `f.yaml:2: size: "\u3164" must be a whole number from 1 to 9`},
		{"name: a\nby: {\u3164: {}}", `f.yaml:2: by."\u3164": must be one value, not fields (name: value)`},
		{`name: "a\u3164b"`, `f.yaml:1: name: has the character '\u3164' (allowed: what can be seen, blanks and line ends)`},
		{`name: "a\u202eb"`, `f.yaml:1: name: has the character '\u202e' (allowed: what can be seen, blanks and line ends)`},
	} {
		got := ""
		if err := example().Check(parse(t, test.file)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s\nis said to be\n%s\nand not\n%s", test.file, got, test.want)
		}
	}
}

func TestSchema(t *testing.T) {
	got, err := json.Marshal(example().Schema())
	const want = `{"additionalProperties":false,"description":"an example","properties":{` +
		`"by":{"additionalProperties":{"maximum":1,"minimum":0,"type":"integer"},"type":"object"},` +
		`"colour":{"enum":["red","green"]},"even":{"multipleOf":2},` +
		`"name":{"description":"what it is called","maxLength":8,"minLength":1,"type":["string","number","boolean"]},` +
		`"parts":{"anyOf":[{"maxLength":3,"minLength":1,"type":["string","number","boolean"]},` +
		`{"items":{"maxLength":3,"minLength":1,"type":["string","number","boolean"]},"maxItems":2,"minItems":1,"type":"array"}]},` +
		`"size":{"description":"how large","maximum":9,"minimum":1,"type":"integer"}},"required":["name"],"type":"object"}`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

// TestLines: each line has its number in the file.
func TestLines(t *testing.T) {
	fields, err := parse(t, "block: |\n  a\n\n  b\nfolded: >\n  a\n  b\nlist:\n  - a\n  - b\nlong: |+\n"+strings.Repeat("  x\n", 3)).
		Fields("block", "folded", "list", "long")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ field, want string }{
		{"block", "2 a, 3 , 4 b"}, {"folded", "5 a b"}, {"list", "9 a, 10 b"}, {"long", "12 x, 13 x, 14 x"},
	} {
		lines, err := fields[test.field].Lines()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range lines {
			text, err := l.Text()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%d %s", l.Line(), text))
		}
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("%s has the lines %s, want %s", test.field, s, test.want)
		}
	}
}
