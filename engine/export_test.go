package engine

// FrameEvery makes a history keep keyframes after so much work, so that a short
// test has some.
func FrameEvery(h *History, work int) { h.every = work }

// AppendCommand and CommandOf are how a history writes commands down.
func AppendCommand(dst []byte, c *Command) []byte { return appendCommand(dst, c) }
func CommandOf(src []byte) Command                { return commandOf(src) }
