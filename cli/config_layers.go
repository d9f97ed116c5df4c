// The sources of the configuration: the file, environment variables and flags.

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/theme"
)

// settingNames returns every setting that a flag, a variable and the configuration file
// can set.
func settingNames() []string {
	names := []string{"preset"}
	for _, s := range presets.Settings() {
		names = append(names, s.Name)
	}
	return append(names, "keymap", "theme", "ascii", "mouse", "layout")
}

// mergeFile reads the configuration file: that of --config or RINGSIDE_CONFIG, which must
// exist, or the usual one, which need not.
func (c *config) mergeFile(v *viper.Viper, flag *pflag.Flag, env environment) error {
	path, asked := configPath(flag, env)
	if path == "" {
		return nil
	}
	data, err := presets.ReadFile(path)
	if err != nil && !asked && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("configuration %w", err)
	}
	if blank(data) {
		return nil
	}
	top, err := strictyaml.Parse(path, data)
	if err != nil {
		return err
	}
	fields, err := top.Fields(append(settingNames(), "keys", "colours")...)
	if err != nil {
		return err
	}
	layer := make(map[string]any, len(fields))
	for _, name := range settingNames() {
		f := fields[name]
		if !f.Given() {
			continue
		}
		if layer[name], err = f.Text(); err != nil {
			return err
		}
		if name == "ascii" {
			if _, err = f.Bool(); err != nil {
				return err
			}
		}
		c.from[name] = fromFile(path, f.Line(), name)
	}
	if err := c.readKeys(path, fields["keys"]); err != nil {
		return err
	}
	if err := c.readColours(path, fields["colours"]); err != nil {
		return err
	}
	return v.MergeConfigMap(layer)
}

// blank reports whether a file is empty apart from comments.
func blank(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// readKeys reads the user's own keys, action by action; the keymap checks whether such
// actions and keys exist.
func (c *config) readKeys(path string, v strictyaml.Value) error {
	return c.readOwn(path, "keys", v, func(p strictyaml.Pair) (err error) {
		c.keys[p.Name], err = keymaps.KeyList(p.Value)
		return err
	})
}

// readColours reads the user's own colours, by what has them.
func (c *config) readColours(path string, v strictyaml.Value) error {
	return c.readOwn(path, "colours", v, func(p strictyaml.Pair) error {
		value, err := p.Value.Text()
		if err != nil {
			return err
		}
		if err := theme.CheckColour(p.Name, value); err != nil {
			return p.Value.Errorf("%v", err)
		}
		c.own[p.Name] = value
		return nil
	})
}

// readOwn reads fields whose names are the user's choice. They bypass viper, which would
// split a name at its dots and lose its capitals.
func (c *config) readOwn(path, section string, v strictyaml.Value, read func(strictyaml.Pair) error) error {
	if !v.Given() {
		return nil
	}
	pairs, err := v.Pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := read(p); err != nil {
			return err
		}
		name := section + "." + p.Name
		c.from[name] = fromFile(path, p.Value.Line(), name)
	}
	return nil
}

// configPath returns the path of the configuration file, and whether the user named it.
func configPath(flag *pflag.Flag, env environment) (path string, asked bool) {
	if flag.Changed {
		return flag.Value.String(), true
	}
	if path := env.get(variable("config")); path != "" {
		return path, true
	}
	dir := env.get("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // the XDG specification says to ignore it then
		home := env.get("HOME")
		if home == "" {
			return "", false
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "ringside", "config.yaml"), false
}

// mergeEnvironment reads the variables RINGSIDE_…; an empty one counts as not set. One
// that is no setting is ignored, unless it is so near to a setting's that it is probably
// misspelt.
func (c *config) mergeEnvironment(v *viper.Viper, env environment) error {
	known := map[string]string{variable("config"): ""}
	for _, name := range settingNames() {
		known[variable(name)] = name
	}
	names := slices.Sorted(maps.Keys(known))
	layer := make(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(env.values)) {
		value := env.values[key]
		if !strings.HasPrefix(key, variablePrefix) || value == "" {
			continue
		}
		name, ok := known[key]
		if !ok {
			if hint := nearVariable(key, names); hint != "" {
				return fmt.Errorf("%s: no setting has this variable%s", oneLine(key), hint)
			}
			continue
		}
		if name == "" {
			continue
		}
		if name == "ascii" {
			if err := oneOf(name, value, []string{"true", "false"}); err != nil {
				return sources{name: fromVariable(name)}.decorate(err)
			}
		}
		layer[name] = value
		c.from[name] = fromVariable(name)
	}
	return v.MergeConfigMap(layer)
}

// nearVariable compares only what follows the prefix, which all have.
func nearVariable(key string, names []string) string {
	short := make([]string, len(names))
	for i, n := range names {
		short[i] = strings.TrimPrefix(n, variablePrefix)
	}
	word := strings.TrimPrefix(key, variablePrefix)
	if len(word) < 3 {
		return ""
	}
	if name, ok := nearest.Of(word, short); ok && len(name) > 2 {
		return fmt.Sprintf("; did you mean %s?", variablePrefix+name)
	}
	return ""
}

// mergeFlags lets the flags that were given replace everything else.
func (c *config) mergeFlags(v *viper.Viper, f *pflag.FlagSet) error {
	for _, name := range settingNames() {
		flag := f.Lookup(name)
		if !flag.Changed {
			continue
		}
		if err := v.BindPFlag(name, flag); err != nil {
			return err
		}
		c.from[name] = fromFlag(name)
	}
	return nil
}
