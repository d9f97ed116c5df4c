// This file has the typed claims that chains of causes are made of.

package explain

const (
	// Happened: the event Step of the trace happened; what it says is in Event.
	Happened Kind = HeldOnce + 1 + iota
	// MissedWrite: the answer of the read Op did not know of Dot, which the write Ref had
	// written. Outranked: it did, and returned an older write with a later timestamp.
	// MissedRead: it did not know of Dot, which the earlier read Ref had returned. OutrankedRead: it
	// did, and returned an older write with a later timestamp.
	// CameBack: it returned Dot, which the delete Ref had removed. WasTold: its client was
	// told what the event Step says.
	MissedWrite
	Outranked
	MissedRead
	OutrankedRead
	CameBack
	WasTold
	// AckedBefore: the client of the write Op was told OK For before the event Step.
	// ToldOK: it was told OK when N had acknowledged it.
	AckedBefore
	ToldOK
	// AnsweredBy, AckedBy: the node's answer counted in the read, or the write, Op; of
	// ring.None: nobody's did. InBoth: it counted in Op and in Ref; or nobody's did.
	AnsweredBy
	AckedBy
	InBoth
	// NeedNotMeet: the R and W of Op and Ref, which make N, are not above Need copies.
	// NeedNotBeSame: stand-ins could count in Op or Ref.
	NeedNotMeet
	NeedNotBeSame
	// SettingWas: Text was a setting since Step; -1 if since when is not known.
	SettingWas
	// StoodIn: in Op the node took the place of Peer, which By believed down. StoodInAfter:
	// which had refused, or declined. StoodInNext: whose stand-in had.
	// NotSent: the node was not sent Op, since By believed it down; Peer stood in, if
	// anybody. NotAsked: it was not asked by the read Op.
	StoodIn
	StoodInAfter
	StoodInNext
	NotSent
	NotAsked
	// RepairedLater: the read Op was answered before it had repaired the stale replicas.
	// LeftStale: it did not repair them.
	RepairedLater
	LeftStale
	// NotYetStored: the write Op had reached the node For before Step, and the node had not
	// stored it. WaitedIn: it waited in the node, which hung. CutOff: it could not reach the
	// node, since the link from Peer was cut. StillOnWay: Peer had sent it For before Step.
	NotYetStored
	WaitedIn
	CutOff
	StillOnWay
	// HadOnDisk, HadInMemory, HadAsHint: the node has had Dot since Step; as a hint for Peer.
	HadOnDisk
	HadInMemory
	HadAsHint
	// What ended that at Step. StoredInstead: the node stored Dot instead. LostDisk,
	// LostMemory: it lost what it had there. LetGoOfTombstone: it let go of the tombstone,
	// For old. LetGo: of the hint (Why; zero: its owner has it), or of a copy that it no longer
	// keeps; or it left.
	StoredInstead
	LostDisk
	LostMemory
	LetGoOfTombstone
	LetGo
	// HasAndDown: the node has Dot at Step, and is down.
	HasAndDown
	// WonOver: at Step a node kept Dot, of the write Op, instead of what Ref wrote, which Op
	// had not seen. ClockOff: the node, whose clock was off by For, gave Op its timestamp.
	WonOver
	ClockOff
	// TookAgain: the node took Dot in again at Step, from Peer.
	TookAgain
	// HadToAnswer: N of the nodes of which this is claimed had to answer Op; in the data centre
	// Text, if there is one. PendingToAnswer is the same of a node that was about to keep a copy.
	HadToAnswer
	PendingToAnswer

	// LastKind is the last of the kinds.
	LastKind = lastOfKept
)
