// This file is the table of settings: all that is known of what `set` changes, in one
// place; what is fixed when a cluster starts stands in settings_fixed.go. The language, presets,
// flags, the environment, the configuration file, the schema, completion, `ringside settings` and
// the README's table are made from it.

package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/ring"
	"ringside/internal/nearest"
)

// settings is never written to.
var settings = []Setting{
	rulesSetting(),
	{
		Name: "n", Kind: CopiesSetting, Help: "how many copies of each key are kept", Usual: "3", Example: "3",
		About: "`set n dc1=2,dc2=2` sets it for each data centre",
		text:  func(s *Settings) string { return s.Placement.String() },
		put: func(s *Settings, to string) (err error) {
			atOnce := s.Placement.AtOnce
			s.Placement, err = ring.ParsePlacement(to)
			s.Placement.AtOnce = s.Placement.AtOnce || atOnce && s.Placement.Racks() // the rule stays
			return err
		},
	},
	answers("r", "2", "how many replicas must answer a read", func(s *Settings) *Level { return &s.R }),
	answers("w", "2", "how many replicas must acknowledge a write", func(s *Settings) *Level { return &s.W }),
	choice("quorum", Strict, "which acknowledgements count", func(s *Settings) *Quorum { return &s.Quorum },
		SettingValue{string(Strict), "only those of the key's replicas"},
		SettingValue{string(Sloppy), "the next nodes of the walk stand in for replicas that are believed down or refuse, and keep hints for them"}),
	choice("read", DigestRead, "what a read asks for", func(s *Settings) *ReadMode { return &s.Read },
		SettingValue{string(DigestRead), "one copy, and checksums of the others"},
		SettingValue{string(FullRead), "R copies"},
		SettingValue{string(AllRead), "all N copies that are believed up; the first R answers decide"}),
	choice("repair", RepairAsync, "what a read does about stale replicas", func(s *Settings) *Repair { return &s.Repair },
		SettingValue{string(RepairOff), "nothing, except that what `conflict merge` unites is written back"},
		SettingValue{string(RepairAsync), "sends them the newest version after it has answered"},
		SettingValue{string(RepairBlocking), "sends it to them before it answers"}),
	choice("conflict", Siblings, "what happens to concurrent values", func(s *Settings) *Conflict { return &s.Conflict },
		SettingValue{string(Siblings), "all are kept"},
		SettingValue{string(LWW), "the one with the latest timestamp is kept"},
		SettingValue{string(Merge), "a read unites them into one value, and writes it to all replicas"}),
	choice("sync", SyncAlways, "when a replica acknowledges a write", func(s *Settings) *Sync { return &s.Sync },
		SettingValue{string(SyncAlways), "when it is on the disk"},
		SettingValue{string(SyncPeriodic), "as soon as it is in memory: disks are written every 10 s, and a crash before that loses it"}),
	{
		Name: "latency", Kind: WordSetting, Help: "how long messages and disks take", CanBe: models(), Usual: "lan", Example: "lan",
		About: "`own` is the model of a cluster that was started with --latency FILE: samples of each leg as CSV, or what `nodetool proxyhistograms` prints",
		also:  OwnLatency,
		text:  func(s *Settings) string { return s.Latency },
		put:   func(s *Settings, to string) error { s.Latency = to; return nil },
	},
	span("timeout", "1s", "how long a coordinator waits for answers", "", time.Hour, "500ms", func(s *Settings) *time.Duration { return &s.Timeout }),
	readTimeout(),
	span("handoff", "3h", "how long a hint is kept if it did not count toward W",
		"Cassandra's default is `3h`; a hint with a write that counted toward W is kept until its owner has it, as in Dynamo and Riak",
		1000*time.Hour, "3h", func(s *Settings) *time.Duration { return &s.Handoff }, SettingValue{off, "no stand-ins, no hints"}),
	span("grace", "240h", "how long a tombstone is kept", "after that, deleted data may come back",
		10000*time.Hour, "240h", func(s *Settings) *time.Duration { return &s.Grace }),
	span("gossip", "1s", "how often nodes gossip about whose heartbeats they have heard", "",
		time.Hour, "1s", func(s *Settings) *time.Duration { return &s.Gossip }, SettingValue{off, "each node believes only what it has experienced itself"}),
	span("antientropy", "off", "how often replicas are compared in the background",
		"two that are equal by then are left out",
		1000*time.Hour, "10m", func(s *Settings) *time.Duration { return &s.Entropy }, SettingValue{off, "only `repair` compares them"}),
	speculative(),
}

// usual returns the settings of a cluster of which nothing else is asked.
func usual() (s Settings) {
	for i := range settings {
		if err := settings[i].put(&s, settings[i].Usual); err != nil {
			panic(err) // the table contradicts itself
		}
	}
	return s
}

// Default returns the value that the setting has unless something else is asked for.
func (k *Setting) Default() string {
	return k.Usual
}

// Put changes one of the settings to what a text says. The error is one line with what
// is allowed, and the settings are as they were then. Whether they fit a ring is not
// looked at.
func (k *Setting) Put(s *Settings, to string) error {
	if k.Kind == WordSetting {
		if err := k.allowed(to); err != nil {
			return err
		}
	}
	changed := *s
	if err := k.put(&changed, to); err != nil {
		return err
	}
	if changed.Rules != s.Rules {
		governed(&changed)
	}
	*s = changed
	return nil
}

// governed gives the settings that rules sets their values: by Cassandra's defaults, or as
// usual again.
func governed(s *Settings) {
	for _, is := range asCassandra {
		k, to := FindSetting(is.name), is.value
		if s.Rules != CassandraRules {
			to = k.Usual
		}
		if err := k.put(s, to); err != nil {
			panic(err) // the table contradicts itself
		}
	}
}

// changesOf returns what `set` has changed, as sentences: the setting itself and, of rules, all
// that follows.
func changesOf(was, now *Settings, name string, r *ring.Ring) (all []string) {
	for i := range settings {
		if k := &settings[i]; k.Name == name || k.text(was) != k.text(now) {
			text := k.Name + " is now " + k.text(now)
			if over := now.Placement.Over(r); k.Kind == CopiesSetting && over != nil {
				text += " (" + strings.Join(over, "; ") + ")"
			}
			all = append(all, text)
		}
	}
	return all
}

// AllSettings returns all settings, in the order of the help.
func AllSettings() []Setting { return slices.Clone(settings) }

// FindSetting returns the setting of a name; nil if there is none. It is not to be
// written to.
func FindSetting(name string) *Setting {
	i := slices.IndexFunc(settings, func(k Setting) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &settings[i]
}

// SettingNames lists what `set` can change, in the order of the help.
func SettingNames() (names []string) {
	for i := range settings {
		names = append(names, settings[i].Name)
	}
	return names
}

// SettingText returns a setting's value as `set` would take it; "" if there is no such
// setting.
func SettingText(s *Settings, name string) string {
	if k := FindSetting(name); k != nil {
		return k.text(s)
	}
	return ""
}

// With returns the settings with one of them changed. It does not say whether they fit a
// ring.
func With(s Settings, name, to string) (Settings, error) {
	k := FindSetting(name)
	if k == nil {
		return s, fmt.Errorf("set %s: not known%s", event.Quote(name), nearest.Among(name, "settings", SettingNames()))
	}
	err := k.Put(&s, to)
	return s, err
}

// Restore returns the settings with one of them as a session has kept it: that one alone,
// whatever else it would set.
func Restore(s Settings, name, to string) (Settings, error) {
	k := FindSetting(name)
	if k == nil {
		return With(s, name, to)
	}
	rules := s.Rules
	restored, err := With(s, name, to)
	if err == nil && restored.Rules != rules {
		s.Rules = restored.Rules
		return s, nil
	}
	return restored, err
}

// CheckPlacement returns an error if a ring can't hold the copies. By Cassandra's rules, or by its rule
// of placement, there may be more copies than nodes, as on a real cluster: then every node has
// one, and a request that needs more answers than there are nodes is unavailable at once.
func CheckPlacement(s *Settings, r *ring.Ring) error {
	if s.Rules == CassandraRules || s.Placement.AtOnce {
		return s.Placement.ValidateOver(r)
	}
	return s.Placement.Validate(r)
}

// check returns an error if the settings do not fit the ring: the field, its value, and
// what is allowed.
func check(s *Settings, r *ring.Ring) error {
	if err := CheckPlacement(s, r); err != nil {
		return err
	}
	if err := checkLevels(s, r); err != nil {
		return err
	}
	if bad := CheckRules(s); bad != nil {
		return bad
	}
	for i := range settings {
		if k := &settings[i]; k.Kind == WordSetting {
			if err := k.allowed(k.text(s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// OwnLatency is the value of the setting latency that stands for Config.Model.
const OwnLatency = "own"

// checkModel returns an error if the settings ask for a model of the cluster's own, and it
// has none.
func checkModel(s *Settings, own *latency.Model) error {
	if s.Latency == OwnLatency && own == nil {
		return fmt.Errorf("latency %s: this cluster has no latency model of its own; one is given when it starts (--latency FILE) (allowed: %s)",
			OwnLatency, FindSetting("latency").Allowed())
	}
	return nil
}

// modelOf returns the latency model that the settings ask for.
func modelOf(s *Settings, own *latency.Model) *latency.Model {
	if s.Latency == OwnLatency {
		return own
	}
	m, _ := latency.Find(s.Latency)
	return &m
}

// Default returns the cluster that opens by default: 5 nodes with 8 vnodes each, N=3 R=2
// W=2 (the Dynamo paper's usual choice), seed 1.
func Default() Config {
	return Config{
		Nodes:    ring.Draw(1, 5, 8),
		Seed:     1,
		Settings: usual(),
	}
}
