// Kinds of settings: what a setting is, what it can be, and how its value is read and written.

package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/internal/timespan"
)

// Setting is one thing that a cluster can be asked to be: `set` changes it while the cluster
// runs, unless it is Fixed.
type Setting struct {
	Name    string
	Kind    SettingKind
	Help    string         // what it is, in a few words
	Usual   string         // its value unless something else is asked for
	About   string         // what more there is to know, if anything; `code` marks words of the language
	Example string         // a value that it can have
	Least   time.Duration  // of a SpanSetting
	Most    time.Duration  // of a SpanSetting
	From    uint64         // of a CountSetting: the smallest
	UpTo    uint64         // of a CountSetting: the largest
	CanBe   []SettingValue // of a WordSetting: all that it can be. Of others: words that it can be as well

	younger bool   // than traces: their opening line names it only if it is not as usual
	also    string // a word that it can be only where there is something that the word stands for
	text    func(*Settings) string
	put     func(*Settings, string) error
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
	// CountSetting is a whole number between two bounds.
	CountSetting
)

// SettingValue is a word that a setting can be, and what it means.
type SettingValue struct{ Word, Help string }

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
		return timespan.Text(*field(s))
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
		between := fmt.Sprintf("a time from %s to %s, as in %s", timespan.Text(k.Least), hours(k.Most), k.Example)
		return strings.Join(append(k.Words(), between), ", or ")
	case CountSetting:
		return fmt.Sprintf("a whole number from %d to %d", k.From, k.UpTo)
	}
	return strings.Join(k.Words(), ", ")
}

func hours(d time.Duration) string { return strconv.Itoa(int(d/time.Hour)) + "h" }

// Text returns the setting's value as `set` would take it.
func (k *Setting) Text(s *Settings) string { return k.text(s) }
