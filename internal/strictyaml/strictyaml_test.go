// Tests of reading strict YAML, and of its errors.

package strictyaml

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func parse(t *testing.T, text string) Value {
	t.Helper()
	v, err := Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReads(t *testing.T) {
	fields, err := parse(t, "n: -7\nflag: True\nword: off\nlist:\n  - a\n  - b: c\n").Fields("n", "flag", "word", "list", "none")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := fields["n"].Int(-7, 7); n != -7 || err != nil || !fields["n"].IsInt() {
		t.Errorf("n is %d, %v", n, err)
	}
	if b, err := fields["flag"].Bool(); !b || err != nil {
		t.Errorf("flag is %t, %v", b, err)
	}
	if word, err := fields["word"].Text(); word != "off" || err != nil {
		t.Errorf("word is %q, %v", word, err)
	}
	items, err := fields["list"].List()
	if err != nil || len(items) != 2 {
		t.Fatalf("list has %d items, %v", len(items), err)
	}
	pairs, err := items[1].Pairs()
	if err != nil || pairs[0].Name != "b" || pairs[0].Value.Path() != "list[2].b" || pairs[0].Value.Line() != 6 {
		t.Errorf("its second item is %+v, %v", pairs, err)
	}
	if none := fields["none"]; none.Given() || none.Line() != 0 {
		t.Errorf("what is not there is given in line %d", none.Line())
	}
}

func TestRefuses(t *testing.T) {
	deep := strings.Repeat("[", 20000)
	for _, c := range []struct {
		text string
		read func(Value) error
		want string
	}{
		{"n: 8", func(v Value) error { _, err := v.Int(1, 7); return err }, `f.yaml:1: n: "8" must be a whole number from 1 to 7`},
		{"n: 0x8", func(v Value) error { _, err := v.Int(1, 99); return err }, `f.yaml:1: n: "0x8" must be a whole number from 1 to 99`},
		{"n: 99999999999999999999", func(v Value) error { _, err := v.Int(1, 7); return err }, `f.yaml:1: n: "99999999999999999999" must be a whole number from 1 to 7`},
		{"n: yes", func(v Value) error { _, err := v.Bool(); return err }, `f.yaml:1: n: "yes" must be true or false`},
		{"n: [1]", func(v Value) error { _, err := v.Text(); return err }, `f.yaml:1: n: must be one value, not a list`},
		{"n:", func(v Value) error { _, err := v.Text(); return err }, `f.yaml:1: n: has no value`},
		{"n: {a: 1}", func(v Value) error { _, err := v.List(); return err }, `f.yaml:1: n: must be a list, not fields (name: value)`},
		{"n: {a: 1, b: 2}", func(v Value) error { _, err := v.Fields("a", "bee"); return err }, `f.yaml:1: n: unknown field "b" (known: a, bee)`},
		{"n: &x 1", func(v Value) error { _, err := v.Text(); return err }, `f.yaml:1: n: anchors and aliases (&name, *name) are not allowed; write it out`},
		{"n: !!binary YQ==", func(v Value) error { _, err := v.Text(); return err }, `f.yaml:1: n: tags (!!binary) are not allowed`},
		{"n: \xff", nil, `f.yaml: the file is not text in UTF-8`},
		{"n: " + deep, nil, `f.yaml:1: broken YAML: exceeded max depth of 10000`},
		{strings.Repeat("# 345678\n", MaxBytes/9+1), nil, `f.yaml: the file has 1048581 bytes; at most 1048576 are read`},
		{"a: &a [x, x]\nb: &b [*a, *a]\nn: [*b, *b]", func(v Value) error {
			items, err := v.List()
			if err == nil {
				_, err = items[0].List()
			}
			return err
		}, `f.yaml:3: n[1]: anchors and aliases (&name, *name) are not allowed; write it out`},
	} {
		top, err := Parse("f.yaml", []byte(c.text))
		if err == nil {
			fields, _ := top.Fields("a", "b", "n")
			err = c.read(fields["n"])
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%.40q:\n%v\nwant\n%s", c.text, err, c.want)
		}
	}
}

// TestBrokenLine: the line is the first one after which nothing can make the file valid
// again.
func TestBrokenLine(t *testing.T) {
	for _, c := range []struct {
		text string
		line int
	}{
		{"a: b: c", 1},
		{"a: 1\nb: [1,\n  2,\n  3\nc: 4\nd: 5\n", 2}, // never closed,
		{"a: 1\nb: 'x\n\n\n", 2},
		{"a:\n  - b\n c: 1\n", 3},
		{"a: 1\nb: 2\n}\n", 3},
		{"a: 1\n---\nb: [\n", 3},
	} {
		if got := brokenAt([]byte(c.text)); got != c.line {
			t.Errorf("%q breaks in line %d, said %d", c.text, c.line, got)
		}
	}
	large := strings.Repeat("a: [1, 2, 3]\n", 5000) + "}"
	if _, err := Parse("f.yaml", []byte(large)); err == nil || !strings.HasPrefix(err.Error(), "f.yaml:") {
		t.Errorf("a large file is told of as %v", err)
	}
}

func TestQuote(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.yaml": "a/b.yaml", "dir\\ü.yaml": "dir\\ü.yaml", "two words": `"two words"`,
		"\x1b[2J": `"\x1b[2J"`, "a\u202eb": `"a\u202eb"`, "a\u3164b": `"a\u3164b"`, "\xff": `"\xff"`, "": `""`,
	} {
		if got := Quote(name); got != want {
			t.Errorf("Quote(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	files := fstest.MapFS{"b.yaml": {}, "notes.md": {}, "default.yaml": {}, "a.yaml": {}}
	if got, want := Names(files, "default"), []string{"default", "a", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
