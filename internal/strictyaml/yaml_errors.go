// Errors of the YAML library, with the file, the line at which it broke, and a hint.

package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// yamlSays matches an error of the YAML library. It is compiled on first use.
var yamlSays = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?`) })

// broken returns the library's error on one line, prefixed with file and line.
//
// The library often names the line at which the enclosing block began. The line that a
// reader looks for is the first one after which nothing can make the file valid again.
func broken(file string, data []byte, err error) error {
	text := err.Error()
	e := &Error{File: file, Line: brokenAt(data)}
	if m := yamlSays().FindStringSubmatch(text); m != nil {
		if e.Line == 0 {
			e.Line, _ = strconv.Atoi(m[1])
		}
		text = text[len(m[0]):]
	}
	e.What = "broken YAML: " + strings.Join(strings.Fields(text), " ")
	for _, slip := range slips {
		if strings.Contains(text, slip.says) {
			e.What += "; " + slip.hint
		}
	}
	return e
}

// slips are the library's messages about the most common mistakes, each with its fix. It
// is never written to.
var slips = []struct{ says, hint string }{
	{"mapping values are not allowed", `a text with a colon and a blank in it needs quotes, as in title: "a: b"`},
	{"did not find expected ',' or '", `close it, or put a text that has any of , ? : # { } [ ] in quotes`},
	{"cannot start any token", "a line is indented with blanks, not with tabs; and a text that begins with @ or ` needs quotes"},
}

// brokenAt returns the first line, counted from 1, at which the file is already broken if
// it ends there or at any later line. It tries every end from the last on, which is too
// slow for a large file: then it returns 0.
func brokenAt(data []byte) int {
	const mostWork = 8 << 20 // bytes to parse in all, a few tenths of a second
	lines := bytes.SplitAfter(bytes.TrimRight(data, "\n"), []byte("\n"))
	if len(lines)*len(data)/2 > mostWork {
		return 0
	}
	size := 0
	for _, line := range lines {
		size += len(line)
	}
	for n := len(lines); n > 1; n-- {
		size -= len(lines[n-1])
		if whole(data[:size]) {
			return n
		}
	}
	return 1
}

// whole reports whether data is valid YAML.
func whole(data []byte) bool {
	d := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		if err := d.Decode(&doc); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}
