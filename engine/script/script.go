// Package script is the command language: one line, one command.
//
//	line ── Parse ──▶ engine.Command ── Runner ──▶ cluster
//	  ▲                     │                         │
//	  └────── String ───────┘        expect, until ◀── View
//
// A line is a verb and its arguments, separated by blanks; # begins a comment
// where a word could begin. A word may stand in double quotes with Go's escapes,
// or in single quotes as it is; event.Quote writes one. The table in verb_table.go is
// the one source of what there is: Parse, the help and Complete all read it, as
// they do the table of facts (facts.go) that `expect` and `until` compare.
//
// Nothing here knows a cluster: whether a node or a value exists is for the
// engine to say when the command is applied.
package script
