// The variables that were set when the program started.

package cli

import "strings"

// environment holds the variables that were set when the program started.
type environment struct {
	list   []string
	values map[string]string
}

func newEnvironment(list []string) environment {
	e := environment{list: list, values: make(map[string]string, len(list))}
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		e.values[name] = value
	}
	return e
}

// get returns a variable's value; "" if it is not set.
func (e environment) get(name string) string { return e.values[name] }
