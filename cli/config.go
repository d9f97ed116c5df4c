// The configuration: preset, file, environment and flags, put together and checked.

package cli

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/theme"
)

// config is what a command should do, and where each part of it was given. A stronger
// source replaces a weaker one, setting by setting:
//
//	flag, environment, configuration file, preset, default
type config struct {
	preset  *presets.Preset
	plan    presets.Plan  // the preset, as changed by stronger sources
	cluster engine.Config // the plan, checked
	keymap  *keymaps.Keymap
	theme   string // auto, dark, light, mono
	ascii   bool
	mouse   string
	layout  string         // of the keyboard
	colours *theme.Colours // the user's own; nil: none

	from sources
	keys map[string][]string // the user's own, by action
	own  map[string]string   // colours, by name
}

// loadConfig puts the configuration together and checks it. The error is one line that
// names the setting and where it was given.
func loadConfig(f *pflag.FlagSet, env environment) (*config, error) {
	c, err := readConfig(f, env)
	if err != nil {
		return nil, err
	}
	if c.cluster, err = c.plan.Config(); err != nil {
		return nil, c.from.decorate(err)
	}
	return c, nil
}

// readConfig puts the configuration together. It checks each setting, but not whether
// they go together.
func readConfig(f *pflag.FlagSet, env environment) (*config, error) {
	c := &config{from: make(sources), keys: make(map[string][]string), own: make(map[string]string)}
	v := viper.New()
	v.SetDefault("preset", presets.Default)
	v.SetDefault("keymap", keymaps.Default)
	v.SetDefault("theme", themes()[0])
	v.SetDefault("ascii", "false")
	v.SetDefault("mouse", onOff()[0])
	v.SetDefault("layout", keymaps.Latin)
	if err := c.mergeFile(v, f.Lookup("config"), env); err != nil {
		return nil, err
	}
	if err := c.mergeEnvironment(v, env); err != nil {
		return nil, err
	}
	if err := c.mergeFlags(v, f); err != nil {
		return nil, err
	}
	if err := c.loadPreset(v); err != nil {
		return nil, err
	}
	if err := c.applyCluster(v); err != nil {
		return nil, err
	}
	return c, c.applyProgram(v)
}

// loadPreset reads the preset, whose settings are weaker than all but the defaults.
func (c *config) loadPreset(v *viper.Viper) error {
	var err error
	if c.preset, err = presets.Load(v.GetString("preset")); err != nil {
		return c.from.of("preset").prefix(err)
	}
	c.plan = c.preset.Plan()
	c.plan.NamesFiles()
	for _, s := range presets.Settings() {
		if !c.from.has(s.Name) {
			v.SetDefault(s.Name, s.Get(c.plan))
		}
		if line, ok := c.preset.Line(s.Name); ok && !c.from.has(s.Name) && c.preset.Name != presets.Default {
			c.from[s.Name] = fromPreset(c.preset.Name, line, s.Name)
		}
	}
	return nil
}

// applyCluster changes the preset's plan by the stronger sources. The presets' table
// checks the values, because its messages are better than viper's.
func (c *config) applyCluster(v *viper.Viper) error {
	before := c.plan.Rules
	for _, s := range presets.Settings() {
		if from := c.from.of(s.Name); !from.stronger() {
			continue
		}
		if err := s.Set(&c.plan, v.GetString(s.Name)); err != nil {
			return c.from.decorate(err)
		}
	}
	c.creditRules(c.plan.Rules != before)
	return nil
}

// creditRules has the settings that rules set too come from where the rules do, but for those that
// were given after the rules. Rules that replace the preset's replace what it says of them as well.
func (c *config) creditRules(replaced bool) {
	rules := c.from.of("rules")
	if !replaced && c.plan.Rules != engine.CassandraRules {
		return
	}
	for _, name := range engine.SetByRules() {
		if from := c.from.of(name); from.kind == byDefault || replaced && !from.stronger() {
			c.from[name] = rules.setting(name, string(c.plan.Rules))
		}
	}
}

// withNodes returns the cluster with the nodes of a ring file instead. The error names
// the setting that does not go with that many nodes.
func (c *config) withNodes(nodes []ring.Node) (engine.Config, error) {
	for _, name := range []string{"nodes", "vnodes", "racks"} {
		if from := c.from.of(name); from.stronger() {
			return engine.Config{}, from.prefix(errors.New("can't be combined with a ring file, which lists its nodes"))
		}
	}
	plan := c.plan
	plan.Nodes = nodes
	cfg, err := plan.Config()
	if err != nil {
		return engine.Config{}, c.from.decorate(err)
	}
	return cfg, nil
}

// applyProgram applies the settings that are not about the cluster.
func (c *config) applyProgram(v *viper.Viper) error {
	c.theme, c.ascii, c.mouse = v.GetString("theme"), v.GetBool("ascii"), v.GetString("mouse")
	if err := oneOf("mouse", c.mouse, onOff()); err != nil {
		return c.from.decorate(err)
	}
	if err := oneOf("theme", c.theme, themes()); err != nil {
		return c.from.decorate(err)
	}
	var err error
	if c.keymap, err = keymaps.Load(v.GetString("keymap"), c.keys); err != nil {
		if wrong, ok := keymaps.IsOverride(err); ok {
			return c.from.of("keys." + wrong.Action).prefix(errors.New(wrong.Because()))
		}
		return c.from.of("keymap").prefix(err)
	}
	c.layout = v.GetString("layout")
	if c.keymap, err = c.keymap.WithLayout(c.layout); err != nil {
		return c.from.of("layout").prefix(err)
	}
	c.colours, err = theme.NewColours(c.own)
	return err
}

// themes returns the allowed themes, the default first.
func themes() []string { return []string{"auto", "dark", "light", "mono"} }

// onOff returns the values of a switch, the default first.
func onOff() []string { return []string{"on", "off"} }

// entry is one line of the effective configuration.
type entry struct {
	name, value string
	from        source
}

// entries returns the effective configuration.
func (c *config) entries() []entry {
	list := []entry{{"preset", c.preset.Name, c.from.of("preset")}}
	for _, s := range presets.Settings() {
		list = append(list, entry{s.Name, s.Get(c.plan), c.from.of(s.Name)})
	}
	if c.plan.Rack {
		at := len(list) - 1 // the placement, which is last
		list[at].value += " " + c.cluster.Placement.Counts()
	}
	list = append(list,
		entry{"keymap", c.keymap.Name, c.from.of("keymap")},
		entry{"theme", c.theme, c.from.of("theme")},
		entry{"ascii", strconv.FormatBool(c.ascii), c.from.of("ascii")},
		entry{"mouse", c.mouse, c.from.of("mouse")},
		entry{"layout", c.layout, c.from.of("layout")})
	for _, name := range slices.Sorted(maps.Keys(c.own)) {
		list = append(list, entry{"colours." + name, c.own[name], c.from.of("colours." + name)})
	}
	for _, action := range slices.Sorted(maps.Keys(c.keys)) {
		name := "keys." + action
		list = append(list, entry{name, strings.Join(c.keys[action], " "), c.from.of(name)})
	}
	return list
}
