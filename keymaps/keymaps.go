// Package keymaps binds keys to actions.
//
//	Actions (Go: name, scope, help) ──┐
//	default.yaml, vim.yaml (keys) ────┼──▶ Keymap ── Match(scope, key) ──▶ Action
//	the user's own keys ──────────────┘           └─ Table ──▶ help, docs, `ringside keys`
//
// The table of Actions is the one source: what the explorer matches, what the help shows,
// what the documentation lists and what a keymap is checked against. A keymap binds
// actions to keys, never keys to actions. It is refused as a whole if two actions that
// work in one place have the same key, if a key could never be pressed, or if an
// essential action, such as to quit, has no key. A keymap that is `like: default` names only
// what differs: the other actions have the keys that they have there, as far as those are
// free. An action that no keymap names has the first of its usual keys that is free.
package keymaps

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

//go:embed *.yaml
var embedded embed.FS

// Default is the name of the keymap that is used when nothing else is asked for.
const Default = "default"

// Format is the version of the file format that this package reads.
const Format = 1

// maxKeys is how many keys an action may have.
const maxKeys = 8

// Keymap binds actions to keys. It never changes once made.
type Keymap struct {
	Name  string
	About string // one sentence

	keys  map[Action][]string
	match map[Scope]map[string]Action

	places map[string]string // what the keys of another layout are on a Latin one
}

// Error is an error in one binding.
type Error struct {
	File    string // the keymap's file, as it may be shown; "" if the binding is one of the overrides
	Line    int    // in the file
	Action  string // as it was given
	Key     string // as it was given; "" if the error is about the action itself
	Problem string // what is wrong, and what is allowed
}

// Error returns the place, the binding and the problem, in one line.
func (e *Error) Error() string {
	where := "keys"
	if e.File != "" {
		where = e.File
		if e.Line > 0 {
			where += ":" + strconv.Itoa(e.Line)
		}
	}
	action := e.Action
	if !isName(action) {
		action = strconv.Quote(action)
	}
	return where + ": " + action + ": " + e.Because()
}

// Because returns the error without the file and the action.
func (e *Error) Because() string {
	if e.Key == "" {
		return e.Problem
	}
	return fmt.Sprintf("key %q %s", e.Key, e.Problem)
}

// isName reports whether a word is safe to show as it is.
func isName(word string) bool {
	return word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// Names returns the names of all keymaps: Default first, then in order.
func Names() []string { return strictyaml.Names(embedded, Default) }

// Load returns the keymap of that name, in which the actions of overrides have those keys
// instead. An action with no keys there is left without one, which is an error if it is
// essential. The error names the action and the key (*Error), or the nearest keymap if
// there is none of that name.
func Load(name string, overrides map[string][]string) (*Keymap, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("no keymap %q%s",
			name, nearest.Among(name, "known", Names()))
	}
	data, err := embedded.ReadFile(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("keymap %s: %w", name, err)
	}
	return Parse(name+".yaml", data, overrides)
}

// Parse parses a keymap and applies overrides to it, as Load does. The keymap's name is
// the file's without its ending.
func Parse(file string, data []byte, overrides map[string][]string) (*Keymap, error) {
	d := &draft{file: strictyaml.Quote(file), bindings: make(map[Action]binding, len(actions))}
	km := &Keymap{Name: strings.TrimSuffix(file, ".yaml")}
	var err error
	if km.About, err = d.read(file, data); err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	if len(overrides) > 0 {
		if err := d.override(overrides); err != nil {
			return nil, err
		}
		if err := d.check(); err != nil {
			return nil, err
		}
	}
	d.usual()
	km.fill(d)
	return km, nil
}

// fill copies the checked bindings.
func (km *Keymap) fill(d *draft) {
	km.keys = make(map[Action][]string, len(actions))
	km.match = make(map[Scope]map[string]Action, len(Scopes()))
	for _, info := range actions {
		keys := d.bindings[info.Action].keys
		km.keys[info.Action] = keys
		for _, s := range Scopes() {
			if !info.in(s) {
				continue
			}
			if km.match[s] == nil {
				km.match[s] = make(map[string]Action, len(actions))
			}
			for _, k := range keys {
				if s != Entry || !types(k) {
					km.match[s][k] = info.Action
				}
			}
		}
	}
}

// Match returns the action of a key pressed in a scope. In a pane it may be one of the
// pane's own or a global one. The key is written as by tea.KeyPressMsg.String. In Entry,
// a key that types a character has no action.
func (km *Keymap) Match(s Scope, key string) (Action, bool) {
	a, ok := km.match[s][key]
	if !ok && s != Entry && km.places != nil {
		a, ok = km.match[s][km.Place(key)]
	}
	return a, ok
}

// Keys returns the keys of an action, the one to show first. The caller may change the
// list.
func (km *Keymap) Keys(a Action) []string { return slices.Clone(km.keys[a]) }

// Key returns the key of an action to show, and whether it has one.
func (km *Keymap) Key(a Action) (string, bool) {
	if keys := km.keys[a]; len(keys) > 0 {
		return keys[0], true
	}
	return "", false
}

// BindingHelp is an action's help with its keys.
type BindingHelp struct {
	Keys  []string
	Short string
	Long  string
}

// Help returns the help of an action.
func (km *Keymap) Help(a Action) BindingHelp {
	info, _ := Lookup(a)
	return BindingHelp{Keys: km.Keys(a), Short: info.Short, Long: info.Long}
}

// Row is one line of the table of all bindings.
type Row struct {
	Scope     Scope    `json:"scope"`
	Also      []Scope  `json:"also,omitempty"` // other panes where the keys work; those of Global work in all
	Action    Action   `json:"action"`
	Keys      []string `json:"keys"`
	Help      string   `json:"help"`
	Essential bool     `json:"essential"`
}

// Table returns every action with its keys, scope by scope.
func Table(km *Keymap) []Row {
	var rows []Row
	for _, s := range Scopes() {
		for _, info := range actions {
			if info.Scope == s {
				row := Row{Scope: s, Action: info.Action, Keys: km.Keys(info.Action), Help: info.Long, Essential: info.Essential}
				if s != Global {
					row.Also = info.Also
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}
