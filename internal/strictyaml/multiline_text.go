// Multi-line values, line by line.

package strictyaml

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Lines returns a text line by line, or the items of a list, each as a Value with its line
// in the file. All lines of a folded or quoted text have the line at which it begins.
func (v Value) Lines() ([]Value, error) {
	if v.IsList() {
		items, err := v.List()
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if _, err := item.Text(); err != nil {
				return nil, err
			}
		}
		return items, nil
	}
	text, err := v.Text()
	if err != nil {
		return nil, err
	}
	var lines []Value
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		n := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: line, Line: v.node.Line}
		if v.node.Style&yaml.LiteralStyle != 0 {
			n.Line += 1 + i
		}
		lines = append(lines, Value{file: v.file, path: v.path, node: &n})
	}
	return lines, nil
}
