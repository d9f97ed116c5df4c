// The test of contexts whose dots all have one actor: as most keys' do.

package version_test

import (
	"reflect"
	"testing"

	"ringside/engine/version"
)

// TestOneActor makes each set of the dots 1 to 6 of an actor, in both orders, and the union of
// each two: it has seen just what they have, and has the one form that it has if it is made
// of its dots.
func TestOneActor(t *testing.T) {
	const dots = 6
	made := func(set int, back bool) (c *version.Context) {
		for i := range dots {
			n := i
			if back {
				n = dots - 1 - i
			}
			if set>>n&1 != 0 {
				c = c.With(version.Dot{Counter: uint32(n + 1)})
			}
		}
		return c
	}
	for a := range 1 << dots {
		for b := range 1 << dots {
			x, y, want := made(a, false), made(b, true), made(a|b, false)
			got := version.Union(x, y)
			for n := range dots {
				if seen := got.Contains(version.Dot{Counter: uint32(n + 1)}); seen != ((a|b)>>n&1 != 0) {
					t.Fatalf("the union of %v and %v is %v", x, y, got)
				}
			}
			if !plain(got, want) {
				t.Fatalf("the union of %v and %v is %#v, want %#v", x, y, got, want)
			}
		}
	}
}

// plain reports whether two contexts have the same form.
func plain(a, b *version.Context) bool {
	if a == nil || b == nil {
		return a == b
	}
	return len(a.Seen) == len(b.Seen) && len(a.Cloud) == len(b.Cloud) &&
		(len(a.Seen) == 0 || reflect.DeepEqual(a.Seen, b.Seen)) && (len(a.Cloud) == 0 || reflect.DeepEqual(a.Cloud, b.Cloud))
}
