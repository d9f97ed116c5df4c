// This file gives the operations of a View the names by which the outside knows them.

package engine

import "ringside/engine/ops"

// MaxOps is how many operations a View holds.
const MaxOps = ops.Max

// What is known of operations; see package ops.
type (
	OpView      = ops.Operation
	AnswerView  = ops.Answer
	AnswerState = ops.AnswerState
	Role        = ops.Role
	Passage     = ops.Passage
	Stage       = ops.Stage
	Stand       = ops.Stand
	KeptFor     = ops.KeptFor
	CopyState   = ops.CopyState
	ReadFault   = ops.ReadFault
	Uniting     = ops.Uniting
)

// The values of these types, type by type; package ops says what each means.
const (
	Primary  = ops.Primary
	Fallback = ops.Fallback
	Pending  = ops.Pending

	Idle         = ops.Idle
	Sent         = ops.Sent
	Stored       = ops.Stored
	Acked        = ops.Acked
	Late         = ops.Late
	RefusedConn  = ops.RefusedConn
	Silent       = ops.Silent
	BelievedDown = ops.BelievedDown
	Declined     = ops.Declined

	Unsent  = ops.Unsent
	Dropped = ops.Dropped
	Flying  = ops.Flying
	Arrived = ops.Arrived

	NoneUnites = ops.NoneUnites
	OneUnites  = ops.OneUnites
	AllUnite   = ops.AllUnite
	SomeMay    = ops.SomeMay

	NoCopy   = ops.NoCopy
	Purged   = ops.Purged
	Replaced = ops.Replaced
	InMemory = ops.InMemory
	OnDisk   = ops.OnDisk
)
