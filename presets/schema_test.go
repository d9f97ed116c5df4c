// Tests that the JSON Schema agrees with the parser, and is published.

package presets

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/cockroachdb/datadriven"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// compiled returns the schema as another program reads it.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(Schema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("preset.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("preset.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON converts a YAML file to a JSON document, to which a schema applies.
func asJSON(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestSchemaKnowsEveryPreset: the embedded presets are valid in an editor, too.
func TestSchemaKnowsEveryPreset(t *testing.T) {
	schema := compiled(t)
	for _, name := range All() {
		data, err := readBuiltIn(fileOf(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asJSON(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaForYAML11: the embedded presets are valid for a program that reads YAML 1.1, too, in which
// off is false; and true is not allowed where off is.
func TestSchemaForYAML11(t *testing.T) {
	schema, turned := compiled(t), 0
	var turn func(n *yaml.Node)
	turn = func(n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode || n.Style != 0:
		case slices.Contains([]string{"off", "no"}, n.Value):
			n.Tag, n.Value, turned = "!!bool", "false", turned+1
		case slices.Contains([]string{"on", "yes"}, n.Value):
			n.Tag, n.Value, turned = "!!bool", "true", turned+1
		}
		for _, part := range n.Content {
			turn(part)
		}
	}
	for _, name := range All() {
		data, err := readBuiltIn(fileOf(name))
		if err != nil {
			t.Fatal(err)
		}
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			t.Fatal(err)
		}
		turn(&n)
		if data, err = yaml.Marshal(&n); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asJSON(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if turned < 6 {
		t.Errorf("off stands without quotes %d times: the test shows nothing", turned)
	}
	for _, word := range []string{"true", "maybe"} {
		if schema.Validate(asJSON(t, []byte("format: 1\ntitle: T\ncluster: {handoff: "+word+", repair: off}"))) == nil {
			t.Errorf("handoff: %s is valid", word)
		}
	}
}

// TestSchemaAgrees: the schema accepts every file that Parse accepts, among good and bad
// ones, and refuses what is not in the shape of a preset.
func TestSchemaAgrees(t *testing.T) {
	schema := compiled(t)
	agreed := 0
	for _, file := range []string{"testdata/good", "testdata/bad", "testdata/walkthroughs"} {
		datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
			var v any
			if d.Cmd != "preset" && d.Cmd != "check" || yaml.Unmarshal([]byte(d.Input), &v) != nil {
				return d.Expected
			}
			if m, ok := v.(map[string]any); !ok || m["cluster"] == nil {
				return d.Expected
			}
			p, err := Parse(fileName(d), []byte(d.Input))
			refused := schema.Validate(asJSON(t, []byte(d.Input)))
			if p != nil && refused != nil {
				t.Errorf("%s: Parse accepts what the schema refuses: %v", d.Pos, refused)
			}
			if err != nil && strings.Contains(err.Error(), "unknown field") && refused == nil {
				t.Errorf("%s: the schema accepts what Parse refuses: %v", d.Pos, err)
			}
			agreed++
			return d.Expected
		})
	}
	if agreed < 50 {
		t.Errorf("only %d files were compared", agreed)
	}
}

// patterns calls f with every regular expression of a schema.
func patterns(schema any, f func(string)) {
	switch schema := schema.(type) {
	case map[string]any:
		for name, part := range schema {
			if text, ok := part.(string); ok && name == "pattern" {
				f(text)
			}
			if name == "patternProperties" {
				for text := range part.(map[string]any) {
					f(text)
				}
			}
			patterns(part, f)
		}
	case []any:
		for _, part := range schema {
			patterns(part, f)
		}
	}
}

// TestSchemaPatterns: the schema's regular expressions mean the same to every program. They are made
// of what JSON Schema 2020-12 recommends in section 6.4: characters, classes of them and of ranges,
// groups, alternatives, anchors and quantifiers; and a backslash only stands before a character that
// else would mean something.
func TestSchemaPatterns(t *testing.T) {
	text, err := json.Marshal(Schema())
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	special := regexp.MustCompile(`\\[^]\\^$.*+?()[{}|/]|\(\?|\[:|\[\[|[*+?}][*+]|&&|--|~~`)
	seen := 0
	patterns(schema, func(pattern string) {
		seen++
		if at := special.FindString(pattern); at != "" {
			t.Errorf("%q: %q means something in some programs only", pattern, at)
		}
	})
	if seen < 10 {
		t.Errorf("the schema has %d patterns", seen)
	}
}

// TestSchemaOfNames: the schema accepts a name if Parse does, and nothing else of ASCII.
func TestSchemaOfNames(t *testing.T) {
	simple, parsed := regexp.MustCompile(nameSchema), regexp.MustCompile(namePattern)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		name := string(r)
		if accepts := simple.MatchString(name); accepts != parsed.MatchString(name) && (r < 0x80 || !accepts) {
			t.Errorf("%q: the schema accepts it: %v", name, accepts)
		}
	}
}

// TestSchemaIsPublished: the schema in docs is this one.
func TestSchemaIsPublished(t *testing.T) {
	want, err := json.MarshalIndent(Schema(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../docs/preset.schema.json")
	if err != nil || string(got) != string(want)+"\n" {
		t.Errorf("docs/preset.schema.json is not what `ringside schema preset` prints (%v): write it anew", err)
	}
}
