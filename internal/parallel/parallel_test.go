// Tests of work on all cores.

package parallel

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
)

func TestForDoesEveryPieceOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		done := make([]int, n)
		if err := For(context.Background(), n, func(i int) { done[i]++ }); err != nil {
			t.Fatal(err)
		}
		for i, times := range done {
			if times != 1 {
				t.Errorf("piece %d of %d was done %d times", i, n, times)
			}
		}
	}
}

func TestForEndsWhenItIsStopped(t *testing.T) {
	ctx, stop := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	var done atomic.Int64
	err := For(ctx, 1_000_000, func(int) {
		if done.Add(1) == 10 {
			stop(why)
		}
	})
	if err != why || done.Load() == 1_000_000 {
		t.Errorf("%v after %d pieces", err, done.Load())
	}
}

func TestForRaisesPanicsInItsCaller(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); got != "piece 3" {
			t.Errorf("recovered %s", got)
		}
	}()
	_ = For(context.Background(), 100, func(i int) {
		if i == 3 {
			panic("piece 3")
		}
	})
	t.Error("it returned")
}
