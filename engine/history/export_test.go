// The journal's encoding of commands, for tests outside the package.

package history

import "ringside/engine"

// AppendCommand and CommandOf encode and decode a command as the journal does.
func AppendCommand(dst []byte, c *engine.Command) []byte { return appendCommand(dst, c) }
func CommandOf(src []byte) engine.Command                { return commandOf(src) }
