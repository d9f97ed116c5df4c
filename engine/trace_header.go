// The opening line of a JSON trace: the nodes and settings with which the cluster begins.

package engine

import "ringside/engine/event"

// AppendJSON appends the initial state of a cluster as one JSON object without a newline.
// It is the first line of a JSON trace, with step 0. The nodes are in the order in which
// versions are sorted, and the settings are written as `set` takes them. With it, the
// trace can be replayed on its own. A setting that is younger than the format is left out
// where it is as usual.
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
	first := true
	for i := range settings {
		if k := &settings[i]; k.younger && k.text(&cfg.Settings) == k.Usual {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		text("", settings[i].Name)
		text(":", settings[i].text(&cfg.Settings))
	}
	return append(dst, "}}"...)
}
