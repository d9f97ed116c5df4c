// Package heap measures what something keeps in memory, for limits and for tests of them.
package heap

import "runtime"

// Bytes returns how much memory is in use after what nobody needs is collected, also what
// finalizers let go of.
func Bytes() uint64 {
	// The runtime takes finalizers in batches, the latest of a batch first. After the second
	// wait every batch of the first collection has been taken, after the third it has run to
	// its end.
	for range 3 {
		collect()
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// collect collects what nobody needs and waits until a finalizer of this collection has run.
func collect() {
	type sentinel struct{ ran chan struct{} }
	ran := make(chan struct{})
	runtime.SetFinalizer(&sentinel{ran}, func(s *sentinel) { close(s.ran) })
	runtime.GC()
	<-ran
}

// Growth returns how much memory what is made keeps in use.
func Growth(make func() any) uint64 {
	before := Bytes()
	kept := make()
	after := Bytes()
	runtime.KeepAlive(kept)
	return after - min(before, after)
}
