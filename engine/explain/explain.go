// Package explain makes sentences: what an operation comes to, how an event came
// about, and how a key is kept.
//
//	View ──▶ Why         one operation: what the client's answer is worth
//	     ──▶ Because     one event: the chain of causes behind it
//	     ──▶ Durability  one key: who has it, and what that outlives
//
// It knows a cluster only by its View and its trace, and changes nothing.
package explain
