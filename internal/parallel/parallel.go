// Package parallel does many independent pieces of work on all cores.
//
// What comes out must not depend on who does which piece when: a piece writes its result
// into a place of its own, and the caller puts them together in their order.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// For calls do with every i from 0 to n-1, on as many goroutines as there are processors
// for the program, and returns when all calls have returned. Once ctx is done it begins no
// more, and returns ctx's cause. A panic of do is raised again in the caller.
func For(ctx context.Context, n int, do func(i int)) error { return Up(ctx, n, 0, do) }

// Up is For on at most so many goroutines; 0: as For.
func Up(ctx context.Context, n, most int, do func(i int)) error {
	if all := runtime.GOMAXPROCS(0); most == 0 || most > all {
		most = all
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	var once sync.Once
	var panicked any
	for range min(n, most) {
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					next.Store(int64(n))
					once.Do(func() { panicked = p })
				}
			}()
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				do(i)
			}
		})
	}
	wait.Wait()
	if panicked != nil {
		panic(panicked)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
