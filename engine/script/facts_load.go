// The facts about the newest load: how many were answered and with what, how long that
// took, what was wrong with it, and how many bytes it cost.

package script

import (
	"slices"
	"strconv"

	"ringside/engine/event"
	"ringside/engine/load"
)

// The arguments of facts about loads. They are never written to.
var (
	factPercent = Arg{Name: "PERCENT", Kind: Percent}
	factOutcome = Arg{Name: "REPLY", Kind: Outcome}
	factCargo   = Arg{Name: "CARGO", Kind: Cargo}
)

// loadFacts is never written to.
var loadFacts = []FactInfo{
	{
		Name: "loaded", typ: number, eval: loadCount((*load.Result).Answered),
		Help: "how many requests of the newest load have been answered", Example: "loaded == 2000",
	},
	{
		Name: "loading", typ: yesNo, eval: (*look).loading,
		Help: "whether a load is under way", Example: "loading == no",
	},
	{
		Name: "replies", Args: []Arg{factOutcome}, typ: number, eval: (*look).replies,
		Help: "how many clients of the newest load were told ok, notfound, unavailable, failed, timeout or coordinatorlost", Example: "replies(timeout) == 0",
	},
	{
		Name: "getlatency", Args: []Arg{factPercent}, typ: latency, eval: loadLatency(func(r *load.Result) *load.Tally { return &r.Gets }),
		Help: "the latency that PERCENT of the newest load's gets did not exceed; 100 is the longest", Example: "getlatency(99.9) < 10ms",
	},
	{
		Name: "putlatency", Args: []Arg{factPercent}, typ: latency, eval: loadLatency(func(r *load.Result) *load.Tally { return &r.Puts }),
		Help: "the latency that PERCENT of the newest load's puts did not exceed; 100 is the longest", Example: "putlatency(50) < 2ms",
	},
	{
		Name: "stalegets", typ: number, eval: loadCount(func(r *load.Result) int { return r.Missed }),
		Help: "how many gets of the newest load missed a write acknowledged before they began", Example: "stalegets == 0",
	},
	{
		Name: "oldergets", typ: number, eval: loadCount(func(r *load.Result) int { return r.Older }),
		Help: "how many gets of the newest load knew less than an earlier one that was over before they began", Example: "oldergets == 0",
	},
	{
		Name: "sent", Args: []Arg{factCargo}, typ: number, eval: (*look).sent,
		Help: "how many bytes were sent during the newest load in messages that bring data, checksum, repair, hint, stream, gossip or control", Example: "sent(checksum) < 100000",
	},
}

// ofLoad reports whether the fact is not known before there has been a load.
func (f *FactInfo) ofLoad() bool {
	return f.Name != "loading" && slices.ContainsFunc(loadFacts, func(l FactInfo) bool { return l.Name == f.Name })
}

// ofLoad makes a fact of the newest load. Without one it is not known yet.
func (l *look) ofLoad(f func(*load.Result) value) (value, error) {
	r := l.view().Load
	if r == nil {
		return unknownYet, nil
	}
	return f(r), nil
}

func loadCount(f func(*load.Result) int) func(*look, []string) (value, error) {
	return func(l *look, _ []string) (value, error) {
		return l.ofLoad(func(r *load.Result) value { return value{n: int64(f(r))} })
	}
}

func loadLatency(of func(*load.Result) *load.Tally) func(*look, []string) (value, error) {
	return func(l *look, args []string) (value, error) {
		return l.ofLoad(func(r *load.Result) value {
			if t := of(r); t.Latency.Count() > 0 {
				return value{n: int64(t.Latency.Quantile(int(factor(args[0])) * 10))}
			}
			return unknownYet
		})
	}
}

func (l *look) loading([]string) (value, error) {
	r := l.view().Load
	return yesOrNo(r != nil && !r.Over), nil
}

func (l *look) replies(args []string) (value, error) {
	return l.ofLoad(func(r *load.Result) value {
		o := slices.Index(outcomeWords(), args[0])
		return value{n: int64(r.Puts.Outcomes[o] + r.Gets.Outcomes[o])}
	})
}

func (l *look) sent(args []string) (value, error) {
	return l.ofLoad(func(r *load.Result) value {
		for _, c := range event.Cargoes() {
			if c.String() == args[0] {
				return value{n: int64(r.Sent[c])}
			}
		}
		return value{none: true}
	})
}

// outcomeWords are all that a client can be told, by outcome.
func outcomeWords() (words []string) {
	for o := event.Pending; o <= event.CoordinatorLost; o++ {
		words = append(words, o.String())
	}
	return words
}

func cargoWords() (words []string) {
	for _, c := range event.Cargoes() {
		words = append(words, c.String())
	}
	return words
}

// factArgument reads an argument of a fact, and says what is allowed if it is not.
func factArgument(kind Kind, text string) (is, wrong, hint string) {
	switch kind {
	case Count:
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || n == 0 {
			return text, "not the number of an operation", "they count from 1"
		}
		return strconv.FormatUint(n, 10), "", ""
	case Percent:
		n := factor(text)
		if n <= 0 || n > 100*load.Thousand {
			return text, "not a percentage", "(allowed: above 0 and up to 100, with at most three decimals, like 99.9)"
		}
		return event.Thousandths(n), "", ""
	case Outcome:
		if words := outcomeWords()[1:]; !slices.Contains(words, text) {
			return text, "not a reply", among(text, "allowed", words)
		}
	case Cargo:
		if words := cargoWords(); !slices.Contains(words, text) {
			return text, "not what messages bring", among(text, "allowed", words)
		}
	}
	return text, "", ""
}
