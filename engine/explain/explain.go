// Package explain makes sentences: what an operation comes to, how an event came
// about, how a key is kept, and what one event says.
//
//	View ──▶ Why         one operation: what the client's answer is worth
//	     ──▶ Because     one event: the chain of causes behind it
//	     ──▶ Durability  one key: who has it, and what that outlives
//	Trace ─▶ Event       one event in a line, or Brief: in a few words
//
// It knows a cluster only by its View and its trace, and changes nothing.
package explain
