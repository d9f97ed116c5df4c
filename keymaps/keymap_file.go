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
	keys      []string
	line      int
	inherited bool // from the keymap that this one is like
	theirs    bool // from the overrides
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
	known := []string{"format", "about", "like"}
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
	if v := fields["like"]; v.Given() {
		if err := d.inherit(v); err != nil {
			return "", err
		}
	}
	for _, s := range Scopes() {
		if err := d.readScope(s, fields[string(s)]); err != nil {
			return "", err
		}
	}
	d.giveWay()
	return about, nil
}

// inherit takes over the keys of the default keymap.
func (d *draft) inherit(v strictyaml.Value) error {
	if name, err := v.Text(); err != nil {
		return err
	} else if name != Default || d.file == Default+".yaml" {
		return v.Errorf("a keymap can only be like %s, which is like no other", Default)
	}
	data, err := embedded.ReadFile(Default + ".yaml")
	if err != nil {
		return err
	}
	base := &draft{file: Default + ".yaml", bindings: make(map[Action]binding)}
	if _, err := base.read(base.file, data); err != nil {
		return err
	}
	for a, b := range base.bindings {
		d.bindings[a] = binding{keys: b.keys, inherited: true}
	}
	return nil
}

// giveWay takes inherited keys away from actions where the keymap gives them to another
// one.
func (d *draft) giveWay() {
	for a, b := range d.bindings {
		if b.inherited {
			info, _ := Lookup(a)
			b.keys = slices.DeleteFunc(slices.Clone(b.keys), func(key string) bool { return d.taken(info, key, false) })
			d.bindings[a] = b
		}
	}
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

// usual gives actions without a binding the first of their usual keys that is free: a
// keymap need not know every action.
func (d *draft) usual() {
	for _, info := range actions {
		if b, named := d.bindings[info.Action]; named && (!b.inherited || len(b.keys) > 0) {
			continue
		}
		for _, key := range info.Usual {
			if !d.taken(info, key, true) {
				d.bindings[info.Action] = binding{keys: []string{key}}
				break
			}
		}
	}
}

// taken reports whether a key belongs to another action in any place where this one works.
// Inherited keys count or don't.
func (d *draft) taken(info Info, key string, inherited bool) bool {
	return slices.ContainsFunc(actions, func(other Info) bool {
		b := d.bindings[other.Action]
		if other.Action == info.Action || b.inherited && !inherited || !slices.Contains(b.keys, key) {
			return false
		}
		return slices.ContainsFunc(Scopes(), func(s Scope) bool {
			return info.in(s) && other.in(s) && (s != Entry || !types(key))
		})
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
