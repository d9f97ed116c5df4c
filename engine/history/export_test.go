// What tests outside the package look at: the journal's encoding of commands, and how often
// there are pauses.

package history

import "ringside/engine"

// AppendCommand and CommandOf encode and decode a command as the journal does.
func AppendCommand(dst []byte, c *engine.Command) []byte { return appendCommand(dst, c) }
func CommandOf(src []byte) engine.Command                { return commandOf(src) }

// PauseEvery is how many things happen on a way between two pauses.
const PauseEvery = pauseEvery
