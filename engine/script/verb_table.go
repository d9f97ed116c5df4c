// The table of verbs: what each command takes, for the parser, the completion and the
// help.

package script

import (
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/load"
)

// Kind is the kind of an argument, which decides how it is read and completed.
type Kind uint8

const (
	// Key and Value are arbitrary text.
	Key Kind = iota + 1
	Value
	// Client is the name of the requesting client.
	Client
	// Node is a node's name; NodeOrAll may be the word all; Link is a node, or
	// two joined by a dash.
	Node
	NodeOrAll
	Link
	// Setting is the name of a setting, SettingValue its new value.
	Setting
	SettingValue
	// Rack is a rack as DC/RACK, DC a data centre; Place is a rack without its data
	// centre.
	Rack
	DC
	Place
	// NewNode is the name of a node that does not exist yet; Tokens are numbers separated
	// by commas.
	NewNode
	Tokens
	// Message is the number of a message in flight, or the direction A>B of a link.
	Message
	// Offset is a duration that may be negative.
	Offset
	// Factor is a decimal number, Duration a Go duration, Count a number from 1.
	Factor
	Duration
	Count
	// Expression is the rest of the line; Goal is an expression, or quiet, or reply.
	Expression
	Goal
	// Flag is an optional word.
	Flag
	// Requests is how many requests a load makes, or off; Amount is a whole number, Share one
	// from 0 to 1, Exponent a decimal number.
	Requests
	Amount
	Share
	Exponent
	// AnyNode is the word any.
	AnyNode
	// Level says whose answers a request waits for.
	Level
	// Percent is a number above 0 up to 100, Outcome what a client is told, Cargo what
	// messages bring.
	Percent
	Outcome
	Cargo
	// OnOff is on or off.
	OnOff
)

// Arg is one argument of a verb.
type Arg struct {
	Name     string // as the help shows it: KEY
	Kind     Kind
	Word     string // the keyword before it: via; for a Flag the flag itself; "": positional
	Optional bool
	read     func(*reading, word) *Error
}

// String returns the argument as the help shows it.
func (a Arg) String() string {
	s := a.Name
	if a.Word != "" {
		s = strings.TrimSpace(a.Word + " " + a.Name)
	}
	if a.Optional {
		return "[" + s + "]"
	}
	return s
}

// VerbInfo describes one verb of the language.
type VerbInfo struct {
	Verb    engine.Verb
	Args    []Arg // positional arguments first, then keyword arguments, which may come in any order
	Help    string
	Example string
}

// Syntax returns how the verb is written: put KEY VALUE [via NODE] [as CLIENT] [blind].
func (v *VerbInfo) Syntax() string {
	return strings.TrimSpace(v.Verb.String() + " " + v.arguments())
}

func (v *VerbInfo) arguments() string {
	words := make([]string, len(v.Args))
	for i, a := range v.Args {
		words[i] = a.String()
	}
	return strings.Join(words, " ")
}

// Verbs returns all verbs in the order of the help.
func Verbs() []VerbInfo { return slices.Clone(verbs) }

// former maps obsolete words of the language to their successors; the parser still accepts
// them. It is never written to.
var former = map[string]string{"join": "mend", "edition": "ringversion", "missed": "stale"}

// current returns the current word for a name.
func current(name string) string {
	if now, was := former[name]; was {
		return now
	}
	return name
}

// Find returns the verb with a word; false if there is none.
func Find(name string) (VerbInfo, bool) {
	name = current(name)
	if i := slices.IndexFunc(verbs, func(v VerbInfo) bool { return v.Verb.String() == name }); i >= 0 {
		return verbs[i], true
	}
	return VerbInfo{}, false
}

// expression returns the kind of the verb's argument that extends to the end of the line;
// 0 if it has none.
func (v *VerbInfo) expression() Kind {
	if len(v.Args) > 0 && (v.Args[0].Kind == Expression || v.Args[0].Kind == Goal) {
		return v.Args[0].Kind
	}
	return 0
}

func verbNames() []string {
	names := make([]string, len(verbs))
	for i, v := range verbs {
		names[i] = v.Verb.String()
	}
	return names
}

// The arguments that several verbs share. They are never written to.
var (
	argMessage = Arg{Name: "MSG|A>B", Kind: Message, read: readMessage}
	argTimes   = Arg{Name: "N", Kind: Count, Optional: true, read: readTimes}
	argSteps   = Arg{Name: "N", Kind: Count, Optional: true, read: readCount}
	argKey     = Arg{Name: "KEY", Kind: Key, read: readKey}
	argNode    = Arg{Name: "NODE", Kind: Node, read: readNode}
	argA       = Arg{Name: "A", Kind: Node, read: readNode}
	argB       = Arg{Name: "B", Kind: Node, read: readPeer}
	optPeer    = Arg{Name: "PEER", Kind: Node, Optional: true, read: readPeer}
	optVia     = Arg{Name: "NODE", Kind: Node, Word: "via", Optional: true, read: readVia}
	optAt      = Arg{Name: "LEVEL", Kind: Level, Word: "at", Optional: true, read: readLevel}
	optAs      = Arg{Name: "CLIENT", Kind: Client, Word: "as", Optional: true, read: readClient}
	blind      = Arg{Kind: Flag, Word: "blind", Optional: true, read: readBlind}
	oneway     = Arg{Kind: Flag, Word: "oneway", Optional: true, read: readOneWay}
)

// verbs is never written to.
var verbs = []VerbInfo{
	{
		engine.Put, []Arg{argKey, {Name: "VALUE", Kind: Value, read: readValue}, optVia, optAs, optAt, blind},
		"write a value, with the context of the client's last read of the key unless blind", "put cart milk via n4",
	},
	{engine.Get, []Arg{argKey, optVia, optAs, optAt}, "read a key", "get cart as ann"},
	{engine.Delete, []Arg{argKey, optVia, optAs, optAt}, "write a tombstone, with the context of the client's last read", "delete cart"},
	{
		engine.Resolve, []Arg{argKey, {Name: "VALUE", Kind: Value, read: readValue}, optVia, optAs, optAt},
		"replace everything that the client's last read returned by one value", "resolve cart milk",
	},
	{
		engine.Set, []Arg{{Name: "SETTING", Kind: Setting, read: readSetting}, {Name: "VALUE", Kind: SettingValue, read: readTo}},
		"change a setting of the cluster, from the next request on", "set r 2",
	},
	{engine.Crash, []Arg{argNode}, "crash a node; it loses its memory and keeps its disk", "crash n3"},
	{engine.Start, []Arg{argNode}, "bring a crashed node back", "start n3"},
	{engine.Hang, []Arg{argNode}, "hang a node; it keeps everything and answers nothing", "hang n3"},
	{engine.Resume, []Arg{argNode}, "let a hung node continue", "resume n3"},
	{
		engine.Heal, []Arg{{Name: "NODE|all", Kind: NodeOrAll, Optional: true, read: readNode}, optPeer},
		"heal everything, one node, or the link between two nodes", "heal all",
	},
	{engine.Cut, []Arg{argA, argB, oneway}, "lose every message between two nodes, or from the first to the second", "cut n1 n2"},
	{
		engine.Mend, []Arg{argA, {Name: "B", Kind: Node, Optional: true, read: readPeer}},
		"mend a cut link, or all cut links of a node", "mend n1 n2",
	},
	{engine.Isolate, []Arg{argNode}, "cut all links of a node", "isolate n2"},
	{
		engine.Slow, []Arg{{Name: "NODE|A-B", Kind: Link, read: readLink}, {Name: "FACTOR", Kind: Factor, read: readFactor}},
		"make a node or a link this many times slower; 1 is normal", "slow n1-n2 10",
	},
	{engine.Wipe, []Arg{argNode}, "erase a node's disk, with its hints; it crashes and comes back empty", "wipe n3"},
	{
		engine.Power, []Arg{{Name: "RACK", Kind: Rack, read: readNode}, {Kind: Flag, Word: engine.PowerOn, Optional: true, read: readOn}},
		"cut the power of a rack; its nodes crash, and nothing is left to refuse a connection; on brings it back", "power r1",
	},
	{
		engine.Blackout, []Arg{{Name: "DC", Kind: DC, read: readNode}, {Kind: Flag, Word: engine.BlackoutOver, Optional: true, read: readOn}},
		"cut the power of a data centre; over brings it back", "blackout dc1",
	},
	{
		engine.AntiEntropy, []Arg{{Name: "NODE|all", Kind: NodeOrAll, Optional: true, read: readNode}},
		"compare replicas by their Merkle trees and stream what differs", "repair n3",
	},
	{
		engine.Add, []Arg{
			{Name: "NODE", Kind: NewNode, read: readNode},
			{Name: "RACK", Kind: Place, Word: "rack", Optional: true, read: readRack},
			{Name: "DC", Kind: DC, Word: "dc", Optional: true, read: readDC},
			{Name: "T,T,…", Kind: Tokens, Word: "tokens", Optional: true, read: readTokens},
		},
		"let a node join; its ranges are copied to it, and then it owns them", "add n6 rack r2",
	},
	{
		engine.Remove, []Arg{argNode},
		"let a node leave; it hands over what it keeps; the copies of one that is down come from the other replicas; one that is joining is turned away", "remove n3",
	},
	{engine.Skew, []Arg{argNode, {Name: "±DURATION", Kind: Offset, read: readOffset}}, "skew a node's clock; 0s is exact", "skew n1 +5s"},
	{engine.Drop, []Arg{argMessage, argTimes}, "drop a message in flight, or the next one on a link, or the next N", "drop n1>n2 3"},
	{
		engine.Delay, []Arg{argMessage, {Name: "DURATION", Kind: Duration, read: readDelay}},
		"delay a message in flight, or the next one on a link", "delay 17 50ms",
	},
	{engine.Duplicate, []Arg{argMessage, argTimes}, "let a message arrive twice", "duplicate n1>n2"},
	{engine.Deliver, []Arg{argMessage}, "deliver a message in flight now, or cancel what is planned for the next messages of a link", "deliver 17"},
	{
		engine.SyncDisk, []Arg{argNode, {Name: "OP", Kind: Count, Optional: true, read: readOperation}},
		"complete a disk write of a node now: the next one, or that of an operation", "sync n2 1",
	},
	{engine.TimeOut, []Arg{{Name: "OP", Kind: Count, read: readOperation}}, "have the coordinator of an operation give up waiting now, or its client, if the coordinator hangs", "timeout 2"},
	{
		engine.Load, []Arg{
			{Name: "COUNT|off", Kind: Requests, read: readRequests},
			{Kind: Flag, Word: "puts", Optional: true, read: readPuts(load.Thousand)},
			{Kind: Flag, Word: "gets", Optional: true, read: readPuts(0)},
			{Name: "SHARE", Kind: Share, Word: "mix", Optional: true, read: readMix},
			{Name: "N", Kind: Amount, Word: "keys", Optional: true, read: readAmount("keys", load.MaxKeys, func(w *load.Workload) *int { return &w.Keys })},
			{Name: "S", Kind: Exponent, Word: "zipf", Optional: true, read: readZipf},
			{Name: "N", Kind: Amount, Word: "clients", Optional: true, read: readAmount("clients", load.MaxClients, func(w *load.Workload) *int { return &w.Clients })},
			{Name: "PER_SECOND", Kind: Amount, Word: "rate", Optional: true, read: readAmount("requests a second", load.MaxRate, func(w *load.Workload) *int { return &w.Rate })},
			{Kind: Flag, Word: "closed", Optional: true, read: readClosed},
			{Name: load.AnyNode, Kind: AnyNode, Word: "via", Optional: true, read: readAnyNode},
			optAt,
		},
		"have simulated clients send this many requests as time passes, each to the first replica of its key that can be reached, or via any node that is up; off stops them", "load 2000 mix 0.2 keys 1000",
	},
	{
		engine.Gossip, []Arg{argNode, {Name: "on|off", Kind: OnOff, read: readOnOff}},
		"under rules cassandra: turn a node's gossip off, so that the others believe it down though it runs, or on again", "gossip n3 off",
	},
	{engine.Run, []Arg{{Name: "DURATION", Kind: Duration, read: readDuration}}, "let this much time pass", "run 200ms"},
	{
		engine.Step, []Arg{argSteps},
		"step forward one event, or the next N", "step 5",
	},
	{
		engine.Until, []Arg{{Name: "quiet|reply|EXPRESSION", Kind: Goal}},
		"let time pass until nothing is left to happen, the newest operation has its reply, or an expression holds", "until reply",
	},
	{engine.Back, []Arg{argSteps}, "step back one event, or N; later events stay recorded", "back 5"},
	{engine.Forward, []Arg{argSteps}, "step forward one recorded event, or N", "forward 5"},
	{engine.Undo, nil, "undo the last command: go back to just before it", "undo"},
	{engine.Redo, nil, "go back to where undo was used, or to just after the next recorded command", "redo"},
	{
		engine.Switch, []Arg{{Name: "BRANCH", Kind: Count, read: readBranch}},
		"go to another branch, where it was left; a branch begins when you do something else in the past", "switch 1",
	},
	{engine.Fork, nil, "begin a branch here; the current one stays as it is", "fork"},
	{engine.Expect, []Arg{{Name: "EXPRESSION", Kind: Expression}}, "fail unless an expression holds", "expect reply == ok"},
}
