// Reading a keymap file, and applying overrides to it.

package keymaps

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// draft is a keymap that has not been checked yet.
type draft struct {
	file     string // as it may be shown
	bindings map[Action]binding
}

// binding is an action's keys and where they come from.
type binding struct {
	keys   []string
	line   int
	theirs bool // from the overrides
}

// wrong returns an error about a binding.
func (d *draft) wrong(a Action, key, format string, args ...any) error {
	e := &Error{Action: string(a), Key: key, Problem: fmt.Sprintf(format, args...)}
	if b := d.bindings[a]; !b.theirs {
		e.File, e.Line = d.file, b.line
	}
	return e
}

// read parses a keymap file: actions and keys, scope by scope.
func (d *draft) read(file string, data []byte) (about string, err error) {
	top, err := strictyaml.Parse(file, data)
	if err != nil {
		return "", err
	}
	known := []string{"format", "about"}
	for _, s := range Scopes() {
		known = append(known, string(s))
	}
	fields, err := top.Fields(known...)
	if err != nil {
		return "", err
	}
	if err := top.CheckFormat(fields["format"], Format); err != nil {
		return "", err
	}
	if v := fields["about"]; v.Given() {
		if about, err = v.Text(); err != nil {
			return "", err
		}
	}
	for _, s := range Scopes() {
		if err := d.readScope(s, fields[string(s)]); err != nil {
			return "", err
		}
	}
	return about, nil
}

func (d *draft) readScope(s Scope, v strictyaml.Value) error {
	if !v.Given() {
		return nil
	}
	pairs, err := v.Pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		keys, err := KeyList(p.Value)
		if err != nil {
			return err
		}
		info, ok := Lookup(Action(p.Name))
		if !ok {
			return &Error{d.file, p.Value.Line(), p.Name, "", unknownAction(p.Name)}
		}
		if info.Scope != s {
			return &Error{d.file, p.Value.Line(), p.Name, "", fmt.Sprintf("stands under %s and belongs under %s", s, info.Scope)}
		}
		d.bindings[info.Action] = binding{keys: keys, line: p.Value.Line()}
	}
	return nil
}

// KeyList parses the keys of an action: one key, or a list of keys.
func KeyList(v strictyaml.Value) ([]string, error) {
	if !v.IsList() {
		key, err := v.Text()
		return []string{key}, err
	}
	items, err := v.List()
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(items))
	for i, item := range items {
		if keys[i], err = item.Text(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// override replaces the keys of some actions.
func (d *draft) override(overrides map[string][]string) error {
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		info, ok := Lookup(Action(name))
		if !ok {
			return &Error{Action: name, Problem: unknownAction(name)}
		}
		d.bindings[info.Action] = binding{keys: slices.Clone(overrides[name]), theirs: true}
	}
	return nil
}

func unknownAction(name string) string {
	var names []string
	for _, i := range actions {
		names = append(names, string(i.Action))
	}
	if hint := nearest.Hint(name, names); hint != "" {
		return "there is no such action" + hint
	}
	return "there is no such action" + nearest.List("known", names)
}

// usual gives actions without a binding their usual keys, where those are free: a keymap
// need not name what has the same key everywhere, nor know every action.
func (d *draft) usual() {
	for _, info := range actions {
		if _, named := d.bindings[info.Action]; !named && info.Key != "" && d.free(info) {
			d.bindings[info.Action] = binding{keys: []string{info.Key}}
		}
	}
}

// free reports whether an action's usual key is free wherever the action works.
func (d *draft) free(info Info) bool {
	return !slices.ContainsFunc(actions, func(other Info) bool {
		meet := slices.ContainsFunc(Scopes(), func(s Scope) bool { return info.in(s) && other.in(s) })
		return meet && slices.Contains(d.bindings[other.Action].keys, info.Key)
	})
}

// IsOverride reports whether an error is about one of the overrides given to Load, and
// returns it.
func IsOverride(err error) (*Error, bool) {
	var e *Error
	if errors.As(err, &e) && e.File == "" {
		return e, true
	}
	return nil, false
}
