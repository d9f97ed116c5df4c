// This file is the table of settings: all that is known of what `set` changes, in one
// place. The language, presets, flags, the environment, the configuration file, the
// schema, completion, `ringside settings` and the README's table are made from it.

package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/ring"
	"ringside/internal/nearest"
)

// Setting is one thing that `set` changes while the cluster runs.
type Setting struct {
	Name    string
	Kind    SettingKind
	Help    string         // what it is, in a few words
	Usual   string         // its value unless something else is asked for
	About   string         // what more there is to know, if anything; `code` marks words of the language
	Example string         // a value that it can have
	Least   time.Duration  // of a SpanSetting
	Most    time.Duration  // of a SpanSetting
	CanBe   []SettingValue // of a WordSetting: all that it can be. Of others: words that it can be as well

	also string // a word that it can be only where there is something that the word stands for
	text func(*Settings) string
	put  func(*Settings, string) error
}

// SettingKind is what kind of value a setting has.
type SettingKind uint8

const (
	// WordSetting is one of a few words.
	WordSetting SettingKind = iota
	// LevelSetting is a whole number from 1 to N, one of the levels that have names, or a
	// number for each of some data centres.
	LevelSetting
	// SpanSetting is a duration between two bounds, or one of a few words.
	SpanSetting
	// CopiesSetting is a number of copies, or several, one for each data centre.
	CopiesSetting
)

// fixed are the settings of a cluster that only its configuration has, and no command
// changes. It is never written to.
var fixed = []string{"nodes", "vnodes", "racks", "seed", "placement"}

// Fixed reports whether a setting is fixed when a cluster starts.
func Fixed(name string) bool { return slices.Contains(fixed, name) }

// SettingValue is a word that a setting can be, and what it means.
type SettingValue struct{ Word, Help string }

// settings is never written to.
var settings = []Setting{
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
		SettingValue{string(RepairOff), "nothing"},
		SettingValue{string(RepairAsync), "sends them the newest version after it has answered"},
		SettingValue{string(RepairBlocking), "sends it to them before it answers"}),
	choice("conflict", Siblings, "what happens to concurrent values", func(s *Settings) *Conflict { return &s.Conflict },
		SettingValue{string(Siblings), "all are kept"},
		SettingValue{string(LWW), "the one with the latest timestamp is kept"},
		SettingValue{string(Merge), "they are merged into one"}),
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
	span("handoff", "3h", "how long a hint is kept if it did not count toward W",
		"Cassandra's default is `3h`; a hint that counted toward W is kept until its owner has it, as in Dynamo and Riak",
		1000*time.Hour, "3h", func(s *Settings) *time.Duration { return &s.Handoff }, SettingValue{off, "no stand-ins, no hints"}),
	span("grace", "240h", "how long a tombstone is kept", "after that, deleted data may come back",
		10000*time.Hour, "240h", func(s *Settings) *time.Duration { return &s.Grace }),
	span("gossip", "1s", "how often nodes gossip about whose heartbeats they have heard", "",
		time.Hour, "1s", func(s *Settings) *time.Duration { return &s.Gossip }, SettingValue{off, "each node believes only what it has experienced itself"}),
	span("antientropy", "off", "how often replicas are compared in the background", "",
		1000*time.Hour, "10m", func(s *Settings) *time.Duration { return &s.Entropy }, SettingValue{off, "only `repair` compares them"}),
	span("speculative", "off", "how long a read waits before it asks one more replica", "",
		time.Hour, "5ms", func(s *Settings) *time.Duration { return &s.Speculate }, SettingValue{off, "never"}),
}

// off is the zero duration of settings that can be off.
const off = "off"

// choice is a setting with a fixed set of words.
func choice[T ~string](name string, usual T, help string, field func(*Settings) *T, values ...SettingValue) Setting {
	return Setting{
		Name: name, Kind: WordSetting, Help: help, Usual: string(usual), CanBe: values, Example: values[len(values)-1].Word,
		text: func(s *Settings) string { return string(*field(s)) },
		put:  func(s *Settings, to string) error { *field(s) = T(to); return nil },
	}
}

// answers is a setting that says how many replicas must answer.
func answers(name, usual, help string, field func(*Settings) *Level) Setting {
	return Setting{
		Name: name, Kind: LevelSetting, Help: help, Usual: usual, Example: "2", CanBe: levels,
		About: map[string]string{
			"r": "`set r dc1=1,dc2=1` sets it for each data centre, and `get cart at one` for one read; where answers count by " +
				"data centre, only nodes there are asked",
			"w": "`set w dc1=1,dc2=1` sets it for each data centre, and `put cart milk at all` for one write; where answers count by " +
				"data centre, a stand-in counts only in the replica's own, and a node that joins raises the number there",
		}[name],
		text: func(s *Settings) string { return field(s).String() },
		put: func(s *Settings, to string) error {
			level, err := ParseLevel(to)
			if err != nil {
				return fmt.Errorf("%s %s: %w", name, event.Quote(to), err)
			}
			*field(s) = level
			return nil
		},
	}
}

// levels are those that have names, and what they mean. It is never written to.
var levels = []SettingValue{
	{"one", "one replica"},
	{"two", "two replicas"},
	{"three", "three replicas"},
	{"quorum", "a majority of all replicas, wherever they are"},
	{"all", "all replicas"},
	{"local_one", "one replica in the coordinator's data centre"},
	{"local_quorum", "a majority of the replicas in the coordinator's data centre"},
	{"each_quorum", "a majority of the replicas in every data centre"},
}

// span is a setting that is a duration from 1ms up; or, where that makes sense, off.
func span(name, usual, help, about string, most time.Duration, example string, field func(*Settings) *time.Duration, words ...SettingValue) Setting {
	k := Setting{Name: name, Kind: SpanSetting, Help: help, Usual: usual, About: about, Least: time.Millisecond, Most: most, CanBe: words, Example: example}
	k.text = func(s *Settings) string {
		if *field(s) == 0 {
			return off
		}
		return short(*field(s))
	}
	k.put = func(s *Settings, to string) error {
		if to == off && k.Is(off) {
			*field(s) = 0
			return nil
		}
		d, err := time.ParseDuration(to)
		if err != nil || d < k.Least || d > k.Most {
			return fmt.Errorf("%s %s: not allowed (allowed: %s)", name, event.Quote(to), k.Allowed())
		}
		*field(s) = d
		return nil
	}
	return k
}

func models() (values []SettingValue) {
	for _, m := range latency.Models() {
		values = append(values, SettingValue{m.Name, m.About})
	}
	return values
}

// short writes a duration without the zeros that Go puts behind: 3h, not 3h0m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Is reports whether a word is one that the setting can be, in some cluster.
func (k *Setting) Is(word string) bool {
	return k.also != "" && word == k.also || slices.ContainsFunc(k.CanBe, func(v SettingValue) bool { return v.Word == word })
}

// allowed says what is wrong with a word; nil if the setting can be that.
func (k *Setting) allowed(word string) error {
	if k.Is(word) {
		return nil
	}
	return fmt.Errorf("%s %s: not allowed (allowed: %s)", k.Name, event.Quote(word), k.Allowed())
}

// Words lists the words that the setting can be, in the order of the help.
func (k *Setting) Words() (words []string) {
	for _, v := range k.CanBe {
		words = append(words, v.Word)
	}
	return words
}

// Allowed says in words what the setting can be.
func (k *Setting) Allowed() string {
	switch k.Kind {
	case LevelSetting:
		return "a number from 1 to N, " + strings.Join(k.Words(), ", ") + ", or numbers for data centres like dc1=1,dc2=1"
	case CopiesSetting:
		return "a number of copies from 1 to the number of nodes, or copies for each data centre like dc1=2,dc2=2"
	case SpanSetting:
		between := fmt.Sprintf("a time from %s to %s, as in %s", short(k.Least), hours(k.Most), k.Example)
		return strings.Join(append(k.Words(), between), ", or ")
	}
	return strings.Join(k.Words(), ", ")
}

func hours(d time.Duration) string { return strconv.Itoa(int(d/time.Hour)) + "h" }

// Text returns the setting's value as `set` would take it.
func (k *Setting) Text(s *Settings) string { return k.text(s) }

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
	*s = changed
	return nil
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

// check returns an error if the settings do not fit the ring: the field, its value, and
// what is allowed.
func check(s *Settings, r *ring.Ring) error {
	if err := s.Placement.Validate(r); err != nil {
		return err
	}
	if err := checkLevels(s, r); err != nil {
		return err
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
func modelOf(s *Settings, own *latency.Model) latency.Model {
	if s.Latency == OwnLatency {
		return *own
	}
	m, _ := latency.Find(s.Latency)
	return m
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
