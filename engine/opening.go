package engine

import "ringside/engine/event"

// AppendJSON appends what a cluster begins with as one JSON object without a newline:
// the line of a JSON trace that stands before its first event, of step 0. Its nodes
// are in the order by which versions are sorted, and its settings are written as `set`
// takes them. With it the trace can be replayed by who knows nothing else.
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
