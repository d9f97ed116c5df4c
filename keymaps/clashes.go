// What a keymap may not be: a key that does two things in one place, one that is no key, an
// action that cannot do without one.

package keymaps

import "slices"

// check checks every binding alone, and then all bindings that work in one place.
func (d *draft) check() error {
	for _, info := range actions {
		if err := d.checkKeys(info); err != nil {
			return err
		}
	}
	first := make(map[string]Action, 2*len(actions))
	for _, s := range Scopes() {
		clear(first)
		if err := d.checkScope(s, first); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) checkKeys(info Info) error {
	keys := d.bindings[info.Action].keys
	if len(keys) > maxKeys {
		return d.wrong(info.Action, "", "has %d keys; at most %d are allowed", len(keys), maxKeys)
	}
	for i, k := range keys {
		if k == "" {
			return d.wrong(info.Action, "", `an empty text is not the name of a key; did you mean "space"?`)
		}
		if problem := checkKey(k); problem != "" {
			return d.wrong(info.Action, k, "%s", problem)
		}
		if info.Scope == Entry && types(k) {
			return d.wrong(info.Action, k, "types a character there; take one that does not, such as enter, tab or f2")
		}
		if slices.Contains(keys[:i], k) {
			return d.wrong(info.Action, k, "stands there twice")
		}
	}
	if info.Essential && len(keys) == 0 {
		return d.wrong(info.Action, "", "has no key; it is essential and needs at least one")
	}
	return nil
}

// checkScope refuses a key that would do two things in one place. The error is about the
// user's binding if one of the two is the user's, else about the later one. It fills first, which
// is empty, with the action that each key belongs to.
func (d *draft) checkScope(s Scope, first map[string]Action) error {
	for _, info := range actions {
		if !info.in(s) {
			continue
		}
		for _, k := range d.bindings[info.Action].keys {
			if s == Entry && types(k) {
				continue
			}
			other, taken := first[k]
			if !taken {
				first[k] = info.Action
				continue
			}
			here, there := info.Action, other
			if d.bindings[there].theirs && !d.bindings[here].theirs {
				here, there = there, here
			}
			home, _ := Lookup(there)
			return d.wrong(here, k, "belongs to %s (%s) already, and both work in %s; give one of the two another key",
				there, home.Scope, s.where())
		}
	}
	return nil
}
