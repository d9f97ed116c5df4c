// The expression that is asked about an operation if none is named.

package likely

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/event"
)

// DefaultExpression returns what is asked about an operation if nothing else is: that it was wrong, if it
// was, else what its client was told; "" if that is not decided yet.
func DefaultExpression(op *engine.OpView) string {
	switch {
	case op == nil || op.Outcome == event.Pending:
		return ""
	case op.Missed.Found:
		return fmt.Sprintf("stale(%d) == yes", op.ID)
	case op.Older.Found:
		return fmt.Sprintf("older(%d) == yes", op.ID)
	case op.Resurrected.Found:
		return fmt.Sprintf("resurrected(%d) == yes", op.ID)
	}
	return fmt.Sprintf("reply(%d) == %s", op.ID, op.Outcome)
}
