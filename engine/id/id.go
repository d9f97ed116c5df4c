// Package id names what a cluster is made of: its nodes by number, and its texts
// (keys, values, clients) by symbols. It knows nothing else, so that everybody may
// use it: the ring, the versions, the trace and the rules of who must answer.
package id

// Node is a node's index in the slice that its ring was made from.
type Node int16

// None stands where there is no node.
const None Node = -1
