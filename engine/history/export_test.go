package history

import "ringside/engine"

// AppendCommand and CommandOf are how a history writes commands down.
func AppendCommand(dst []byte, c *engine.Command) []byte { return appendCommand(dst, c) }
func CommandOf(src []byte) engine.Command                { return commandOf(src) }
