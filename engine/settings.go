package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// setting is one thing that `set` changes.
type setting struct {
	name   string
	values func() []string // what may be chosen; nil: see note
	note   string          // what is allowed, in words, when values is nil
	text   func(*Settings) string
	put    func(*Settings, string) error
}

// allowed says whether a text is among the values to choose from.
func (k *setting) allowed(to string) error {
	if k.values == nil || slices.Contains(k.values(), to) {
		return nil
	}
	return fmt.Errorf("%s %s: allowed are %s", k.name, event.Quote(to), strings.Join(k.values(), ", "))
}

// settings is never written to.
var settings = []setting{
	{
		name: "n", note: "a number of copies from 1 to the number of nodes, or copies for each data centre like dc1=2,dc2=2",
		text: func(s *Settings) string { return s.Placement.String() },
		put: func(s *Settings, to string) (err error) {
			s.Placement, err = ring.ParsePlacement(to)
			return err
		},
	},
	{
		name: "r", note: "a number from 1 to N",
		text: func(s *Settings) string { return strconv.Itoa(s.R) },
		put:  func(s *Settings, to string) error { return number(&s.R, "r", to) },
	},
	{
		name: "w", note: "a number from 1 to N",
		text: func(s *Settings) string { return strconv.Itoa(s.W) },
		put:  func(s *Settings, to string) error { return number(&s.W, "w", to) },
	},
	choice("quorum", func(s *Settings) *Quorum { return &s.Quorum }, Strict, Sloppy),
	choice("read", func(s *Settings) *ReadMode { return &s.Read }, DigestRead, FullRead, AllRead),
	choice("repair", func(s *Settings) *Repair { return &s.Repair }, RepairOff, RepairAsync, RepairBlocking),
	choice("conflict", func(s *Settings) *Conflict { return &s.Conflict }, Siblings, LWW, Combine),
	choice("sync", func(s *Settings) *Sync { return &s.Sync }, SyncAlways, SyncPeriodic),
	{
		name: "latency", values: modelNames,
		text: func(s *Settings) string { return s.Latency },
		put:  func(s *Settings, to string) error { s.Latency = to; return nil },
	},
	span("timeout", func(s *Settings) *time.Duration { return &s.Timeout }, time.Hour, false),
	span("handoff", func(s *Settings) *time.Duration { return &s.Handoff }, 1000*time.Hour, true),
	span("grace", func(s *Settings) *time.Duration { return &s.Grace }, 10000*time.Hour, false),
	span("gossip", func(s *Settings) *time.Duration { return &s.Gossip }, time.Hour, true),
	span("antientropy", func(s *Settings) *time.Duration { return &s.Entropy }, 1000*time.Hour, true),
	span("speculative", func(s *Settings) *time.Duration { return &s.Speculate }, time.Hour, true),
}

// span is a setting that is a duration from 1ms up; or, where that makes sense,
// off, which is the zero duration.
func span(name string, field func(*Settings) *time.Duration, most time.Duration, canBeOff bool) setting {
	note := "a duration from 1ms to " + hours(most)
	if canBeOff {
		note = "off, or " + note
	}
	return setting{
		name: name, note: note,
		text: func(s *Settings) string {
			if *field(s) == 0 {
				return "off"
			}
			return short(*field(s))
		},
		put: func(s *Settings, to string) error {
			if canBeOff && to == "off" {
				*field(s) = 0
				return nil
			}
			d, err := time.ParseDuration(to)
			if err != nil || d < time.Millisecond || d > most {
				return fmt.Errorf("%s %s: allowed is %s", name, event.Quote(to), note)
			}
			*field(s) = d
			return nil
		},
	}
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

func hours(d time.Duration) string { return strconv.Itoa(int(d/time.Hour)) + "h" }

// choice is a setting with a fixed set of words.
func choice[T ~string](name string, field func(*Settings) *T, values ...T) setting {
	return setting{
		name: name,
		values: func() []string {
			words := make([]string, len(values))
			for i, v := range values {
				words[i] = string(v)
			}
			return words
		},
		text: func(s *Settings) string { return string(*field(s)) },
		put:  func(s *Settings, to string) error { *field(s) = T(to); return nil },
	}
}

func number(field *int, name, to string) error {
	n, err := strconv.Atoi(to)
	if err != nil {
		return fmt.Errorf("%s %s: not a number; allowed are 1 to N", name, event.Quote(to))
	}
	*field = n
	return nil
}

func modelNames() (names []string) {
	for _, m := range sim.Models() {
		names = append(names, m.Name)
	}
	return names
}

// SettingNames lists what `set` can change, in the order of the help.
func SettingNames() (names []string) {
	for i := range settings {
		names = append(names, settings[i].name)
	}
	return names
}

// SettingValues lists the words that a setting can be; nil if it is no choice
// among words (a number, a duration) or there is no such setting.
func SettingValues(name string) []string {
	if k := findSetting(name); k != nil && k.values != nil {
		return k.values()
	}
	return nil
}

// SettingText returns a setting's value as `set` would take it; "" if there is
// no such setting.
func SettingText(s *Settings, name string) string {
	if k := findSetting(name); k != nil {
		return k.text(s)
	}
	return ""
}

func findSetting(name string) *setting {
	i := slices.IndexFunc(settings, func(k setting) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &settings[i]
}

// With returns the settings with one of them changed. It does not say whether
// they fit a ring.
func With(s Settings, name, to string) (Settings, error) {
	k := findSetting(name)
	if k == nil {
		return s, fmt.Errorf("set %s: not known; settings are %s", event.Quote(name), strings.Join(SettingNames(), ", "))
	}
	if err := k.allowed(to); err != nil {
		return s, err
	}
	err := k.put(&s, to)
	return s, err
}
