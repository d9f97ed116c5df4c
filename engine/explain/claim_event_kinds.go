// This file lists the kinds of claims that the line about one event can make.

package explain

// What a line about an event says was true when it happened. Its claims stand in the order
// of their words. Of all of them, Step is the event; keys, values, clients and the types of
// messages are the trace's, and are not repeated.
const (
	// Applied: the command Text was applied. SettingIs: Text is how a setting stands now.
	// LoadIsOver: nothing more comes of a load, N of whose requests have been answered.
	Applied Kind = lastOfRow + 1 + iota
	SettingIs
	LoadIsOver
	// Reports: Node of a real cluster, or if it is None the connection to it, said Text.
	Reports
	// Asks: a client asked for Op. Via: the node coordinates it. NobodyTakes: no node takes
	// a connection.
	Asks
	// AtLevel: it waits for the answers that the level Text asks for.
	Via
	NobodyTakes
	AtLevel
	// IsMessage: it is about message N, from the node to Peer; 0 is one without a number.
	// Sends: that has been given to the network. Arrives: Peer has taken it in. IsDropped: it
	// will never arrive (Why). IsDelayed: it takes For longer.
	IsMessage
	Sends
	Arrives
	IsDropped
	IsDelayed
	// What a message says. BringsVersion: it brings Dot. SaysDurable: what it acknowledges is
	// on the disk of its sender; SaysInMemory: in its memory only. AnswersNothing: its sender
	// knew of no version; AnswersWith: the newest was Dot; AnswersMore: and N more.
	// GivesUp: its sender gives its copy up. DidNotCount: nobody counts on the hint of Dot.
	BringsVersion
	SaysDurable
	SaysInMemory
	AnswersNothing
	AnswersWith
	AnswersMore
	GivesUp
	DidNotCount
	// Counts: N of Need count by then, that answer among them if it is one of the first.
	// CountsNot: that one does not, and N of Need do. CountsIn: so many of the data centre
	// Text. CountsNowhere: none is waited for from that of its sender, or that stands in for By,
	// or is pending, as Text says. ComesLate: the client has been told already.
	Counts
	CountsNot
	CountsIn
	CountsNowhere
	ComesLate
	// Stores: the node has Dot now, and had not. StoresAgain: it had it already. NowSiblings:
	// it has N versions. NowOnDisk: Dot is on its disk; as a hint for Peer, if that is
	// somebody. NowInMemory: it is in its memory only. Discards: it keeps nothing of Dot (Why).
	Stores
	StoresAgain
	NowSiblings
	NowOnDisk
	NowInMemory
	Discards
	// KeepsHint: the node keeps Dot for Peer. DiscardsHint: it keeps a later version for Peer,
	// and nothing of Dot (Why). LetsGoOfHint: it keeps nothing of the key for Peer any more.
	// HintDelivered: for Peer has it; HintDropped: though nobody said so (Why).
	KeepsHint
	DiscardsHint
	LetsGoOfHint
	HintDelivered
	HintDropped
	// What a client is told. SaysUnavailable: the coordinator believes only N up of the Need
	// that it takes. SaysFailed: too many refused; SaysRepairRefused: a repair was refused.
	// SaysTimeout: too few answered in time; SaysRepairUnacked: a repair was not acknowledged
	// in time. SaysGone: the coordinator is. Of a real cluster, SaysRejected: the coordinator refused the request;
	// SaysError: it answered with an error.
	SaysOK
	SaysNotFound
	SaysUnavailable // BelievedIn: of the Need that it takes in the data centre Text
	BelievedIn
	SaysFailed
	SaysRepairRefused
	SaysTimeout
	SaysRepairUnacked
	SaysGone
	SaysRejected
	SaysError
	// Returns: the read Op returned what the trace has. MayStillCount: the write Op may be, or
	// become, the value. KeptSafe: the write is on N disks, hints included, as many as were promised;
	// KeptAtRisk: it has only N; KeptByNone: none, since a later version has replaced it.
	// HeardOf: N of Need have answered; HeardIn: of the data centre Text. After: that took For.
	Returns
	MayStillCount
	KeptSafe
	KeptAtRisk
	KeptByNone
	HeardOf
	HeardIn
	After
	// IsOver: nothing more will come of Op. AllAnswered: N of Need that were asked have
	// answered. SomeRefused: N have refused or declined, which is no answer.
	IsOver
	AllAnswered
	SomeRefused
	// OfOp: it happened for Op.
	OfOp
	lastOfStores = OfOp
)

const (
	// Skips: the node asks somebody else than Peer, which it believes down. WritesToo: it
	// writes to Peer, too, which is about to keep a copy. BelievesDown, BelievesUp: the node
	// of Peer. Doubts: it has missed N heartbeats of Peer. HearsAgain: and now it has not.
	Skips Kind = lastOfStores + 1 + iota
	WritesToo
	BelievesDown
	BelievesUp
	Doubts
	HearsAgain
	// LearnsOf: the node goes by ring version N, in which Peer does what Text says. Decides:
	// that has been made. CleansUp: the node has dropped N keys. Confirmed: the node has
	// told it that it has all of them that it keeps. Departs: it has left.
	LearnsOf
	Decides
	CleansUp
	Confirmed
	Departs
	// CutsLink: nothing arrives from the node at Peer. MendsLink: it does again. IsSlow: the
	// node, or the link from it to Peer, takes N thousandths of the usual time. Compares: the
	// node has found what differs between it and Peer (Text).
	CutsLink
	MendsLink
	IsSlow
	Compares
	// LosesDisk, LosesMemory: the node has. KeepsDisk: that is not lost with its memory.
	// Starts, Hangs, Resumes, StopsGossip, Gossips: it does. Syncs: N keys more are on its disk. PurgesTombstone: it
	// has let go of one, For old. ClockIs: its clock is ahead by For.
	LosesDisk
	LosesMemory
	KeepsDisk
	Starts
	Hangs
	Resumes
	StopsGossip
	Gossips
	Syncs
	PurgesTombstone
	ClockIs
	// What the observer says of Dot, an acknowledged write. SafeOn: it is on N disks, as many
	// as were promised; AtRiskOn: on N of Need. OnlyOnDown: those that have it are down.
	// BothAtRiskOn, BothOnDown: that is so of it and of what has replaced it together.
	// OnlyInFlight: nobody has it but messages. NoCopyLeft. ShadowedNow: it was discarded for
	// another. ReplacedNow: it was gone, and a later write replaces it. MoreOf: of N more
	// versions the same is true.
	SafeOn
	AtRiskOn
	OnlyOnDown
	BothAtRiskOn
	BothOnDown
	OnlyInFlight
	NoCopyLeft
	ShadowedNow
	ReplacedNow
	MoreOf
	lastOfLine = MoreOf
)
