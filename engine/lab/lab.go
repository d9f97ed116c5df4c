// Package lab measures trade-offs: what a model says, beside what a paper printed and what
// the cluster itself does.
//
//	options, seed ──▶ pieces of work, on all cores ──▶ means in the order of the pieces
//
// Results depend on the options alone: every piece has random numbers of its own, named by
// what it is for, and writes its result into a place of its own.
package lab
