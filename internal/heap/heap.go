// Package heap measures what something keeps in memory, for tests of limits.
package heap

import "runtime"

// Bytes returns how much memory is in use after what nobody needs is collected.
func Bytes() uint64 {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Growth returns how much memory what is made keeps in use.
func Growth(make func() any) uint64 {
	before := Bytes()
	kept := make()
	after := Bytes()
	runtime.KeepAlive(kept)
	return after - min(before, after)
}
