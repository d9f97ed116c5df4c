// Lines of the command language in the texts of lessons.

package presets

import "strings"

// LinesIn returns a text in which each line that can be typed stands as say writes it. In the text such a line is code
// with a colon before it, as in `:merkle`; say is given the line alone.
func LinesIn(text string, say func(line string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "`")
		code, after, whole := strings.Cut(rest, "`")
		if !found || !whole {
			b.WriteString(text)
			return b.String()
		}
		if line, is := strings.CutPrefix(code, ":"); is && line != "" {
			code = say(line)
		} else {
			code = LineAlone(code)
		}
		b.WriteString(before + code)
		text = after
	}
}

// LineAlone writes a line as it is typed where lines alone are taken, and on paper.
func LineAlone(line string) string { return "`" + line + "`" }
