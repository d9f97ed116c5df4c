// The opening line of a JSON trace: the nodes and settings with which the cluster begins.

package engine

import "ringside/engine/event"

// AppendJSON appends the initial state of a cluster as one JSON object without a newline.
// It is the first line of a JSON trace, with step 0. The nodes are in the order in which
// versions are sorted, and the settings are written as `set` takes them. With it, the
// trace can be replayed on its own.
func (cfg *Config) AppendJSON(dst []byte) []byte {
	text := func(before, s string) { dst = event.AppendString(append(dst, before...), s) }
	dst = append(dst, `{"step":0,"at_ns":0,"kind":"cluster","nodes":[`...)
	for i, n := range cfg.Nodes {
		if i > 0 {
			dst = append(dst, ',')
		}
		text(`{"name":`, n.Name)
		text(`,"dc":`, n.DC)
		text(`,"rack":`, n.Rack)
		dst = append(dst, '}')
	}
	dst = append(dst, `],"settings":{`...)
	for i := range settings {
		if i > 0 {
			dst = append(dst, ',')
		}
		text("", settings[i].Name)
		text(":", settings[i].text(&cfg.Settings))
	}
	return append(dst, "}}"...)
}
