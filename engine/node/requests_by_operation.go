// This file keeps the requests that a node coordinates, by operation.

package node

import "slices"

// underWay is requests in the order of their operations. Most begin in that order, there
// are few of them at a time, and the newest is mostly the one that is asked for.
type underWay []*request

// find returns the request of an operation; nil if there is none.
func (u underWay) find(op uint32) *request {
	if i, there := u.place(op); there {
		return u[i]
	}
	return nil
}

// place returns where the request of an operation is, or would be.
func (u underWay) place(op uint32) (i int, there bool) {
	switch last := len(u) - 1; {
	case last < 0 || u[last].Op < op:
		return last + 1, false
	case u[last].Op == op:
		return last, true
	}
	return slices.BinarySearchFunc(u, op, func(r *request, op uint32) int { return int(r.Op) - int(op) })
}

func (u *underWay) add(r *request) {
	i, _ := u.place(r.Op)
	*u = slices.Insert(*u, i, r)
}

// remove takes the request of an operation out, if it is there.
func (u *underWay) remove(op uint32) {
	if i, there := u.place(op); there {
		*u = slices.Delete(*u, i, i+1)
	}
}
