// The setting rules, and the settings that it sets: those of Apache Cassandra 5.0.

package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringside/engine/node"
)

// asCassandra are the settings that `rules cassandra` sets, and to what: the defaults of
// Cassandra 5.0's cassandra.yaml and of its tables. It is never written to.
var asCassandra = []struct{ name, value string }{
	{"quorum", "strict"},   // hints never count
	{"read", "digest"},     // one copy, digests of the others
	{"repair", "blocking"}, // read_repair: BLOCKING
	{"conflict", "lww"},    // by cell; here a value is one cell
	{"timeout", "2s"},      // write_request_timeout
	{"readtimeout", "5s"},  // read_request_timeout
	{"handoff", "3h"},      // max_hint_window
	{"grace", "240h"},      // gc_grace_seconds
	{"gossip", "1s"},       // Gossiper.intervalInMillis
	{"antientropy", "off"}, // repair is for the operator
	{"speculative", "99p"}, // speculative_retry
}

// SetByRules returns the names of the settings that rules sets too.
func SetByRules() (names []string) {
	for _, is := range asCassandra {
		names = append(names, is.name)
	}
	return names
}

// rulesSetting says whose rules the cluster goes by.
func rulesSetting() Setting {
	k := choice("rules", node.Dynamo, "whose rules the cluster goes by", func(s *Settings) *node.Rules { return &s.Rules },
		SettingValue{string(node.Dynamo), "a refused connection or a missed timeout is enough to believe a node down; hints are kept by stand-ins"},
		SettingValue{string(node.Cassandra), "as Apache Cassandra 5.0 does it: only missing heartbeats convict a node, after some 19 s, and a coordinator keeps " +
			"hints that never count"})
	k.younger = true
	k.About = "`set rules cassandra` also sets " + governedWords() + "; what is set after it holds. Until a node is convicted, requests wait for it and time out; " +
		"then they are refused as unavailable. Writes go to every replica believed up. Hints are handed over every 10 s. " +
		"Not imitated: the level ANY, timestamps of clients, several cells in a row, batches and lightweight transactions, the choice of " +
		"the fastest replicas, that a node whose gossip is turned off says so first, hints that are no longer written after the window (here they expire), and the commit log (`sync` says what a crash takes)"
	k.Example = string(node.Cassandra)
	return k
}

// governedWords lists what rules cassandra sets, as `set` takes it.
func governedWords() string {
	var words []string
	for _, is := range asCassandra {
		words = append(words, "`"+is.name+" "+is.value+"`")
	}
	return strings.Join(words, ", ")
}

// Contradiction is a setting whose value others do not allow.
type Contradiction struct {
	Setting string
	Value   string // as `set` takes it
	Problem string // why it is not possible, and what is allowed
}

// Error returns the setting, its value and the problem, in one line.
func (c *Contradiction) Error() string { return c.Setting + " " + c.Value + ": " + c.Problem }

// CheckRules returns the setting that contradicts rules; nil if none does.
func CheckRules(s *Settings) *Contradiction {
	switch {
	case s.Rules != node.Cassandra:
	case s.Gossip == 0:
		return &Contradiction{"gossip", off,
			"not possible under rules cassandra, where only gossip says who is down (allowed: a time, as in 1s; or rules dynamo)"}
	case s.Quorum != node.Strict:
		return &Contradiction{"quorum", string(s.Quorum),
			"not possible under rules cassandra, where hints never count (allowed: strict; or rules dynamo)"}
	}
	return nil
}

// asTimeout is the read timeout that is the timeout of all requests.
const asTimeout = "same"

func readTimeout() Setting {
	k := span("readtimeout", asTimeout, "how long a coordinator waits for answers to a read", "",
		time.Hour, "5s", func(s *Settings) *time.Duration { return &s.ReadWait }, SettingValue{asTimeout, "as `timeout` says"})
	text, put := k.text, k.put
	k.younger = true
	k.text = func(s *Settings) string {
		if s.ReadWait == 0 {
			return asTimeout
		}
		return text(s)
	}
	k.put = func(s *Settings, to string) error {
		if to == asTimeout {
			s.ReadWait = 0
			return nil
		}
		return put(s, to)
	}
	return k
}

// percentiles are the shares of its coordinator's reads that a read may be slower than before
// it asks one more replica.
var percentiles = [...]uint8{90, 95, 99}

func speculative() Setting {
	values := []SettingValue{{off, "never"}}
	for _, p := range percentiles {
		values = append(values, SettingValue{percentile(p), fmt.Sprintf("longer than %d%% of the last 100 reads that its coordinator answered", p)})
	}
	k := span("speculative", off, "how long a read waits before it asks one more replica",
		"before a coordinator has answered a read, a percentile stands for half the timeout, as in Cassandra",
		time.Hour, "5ms", func(s *Settings) *time.Duration { return &s.Speculate }, values...)
	text, put := k.text, k.put
	k.text = func(s *Settings) string {
		if s.SlowestOf > 0 {
			return percentile(s.SlowestOf)
		}
		return text(s)
	}
	k.put = func(s *Settings, to string) error {
		for _, p := range percentiles {
			if to == percentile(p) {
				s.Speculate, s.SlowestOf = 0, p
				return nil
			}
		}
		if err := put(s, to); err != nil {
			return err
		}
		s.SlowestOf = 0
		return nil
	}
	return k
}

func percentile(p uint8) string { return strconv.Itoa(int(p)) + "p" }
