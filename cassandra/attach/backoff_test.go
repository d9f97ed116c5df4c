// Tests of when a lost connection is tried again.

package attach

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestReadyAgain: who has started a process, or made it run on, knows that it answers, and nobody waits for the
// next try then: neither the connection to that node, nor the one for the tables, which all nodes had taken along.
func TestReadyAgain(t *testing.T) {
	for _, test := range []struct {
		name  string
		lose  func(*fakeCluster, string)
		again func(*fakeCluster, string)
		as    engine.Health
	}{
		{"started", (*fakeCluster).kill, (*fakeCluster).start, engine.Crashed},
		{"resumed", func(f *fakeCluster, host string) {
			f.set(func() { f.deaf[host] = true })
		}, func(f *fakeCluster, host string) {
			f.set(func() { f.deaf[host] = false })
		}, engine.Hung},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFake(t, "three")
			health := make(map[netip.Addr]engine.Health)
			c := open(t, f, func(o *Options) {
				o.Intervals.Retry, o.Intervals.Timeout = time.Hour, 50*time.Millisecond
				o.Process = func(a netip.AddrPort) (h engine.Health, ours bool) {
					f.set(func() { h = health[a.Addr()] })
					return h, true
				}
			})
			v := until(t, c, "all up", allUp)
			var all []netip.AddrPort
			for _, n := range v.Nodes {
				address, err := c.Address(n.Name)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, address)
			}
			for _, a := range all {
				f.set(func() { health[a.Addr()] = test.as })
				test.lose(f, a.Addr().String())
			}
			until(t, c, "all are lost", func(v *engine.View) bool {
				for _, h := range v.Outside.Holders {
					if h.Reached {
						return false
					}
				}
				return v.Outside.Failed
			})
			for _, a := range all {
				test.again(f, a.Addr().String())
				f.set(func() { health[a.Addr()] = engine.Up })
				c.LookAt(a)
			}
			until(t, c, "all answer again", func(v *engine.View) bool { return allUp(v) && !v.Outside.Failed })
		})
	}
}

// TestNothingLeft: the whole cluster is lost while a request is under way, for minutes; all the while what is known
// can be read, and when it is closed nothing goes on any more: the bubble would fail if a goroutine were left.
func TestNothingLeft(t *testing.T) {
	for name, lose := range map[string]func(*fakeCluster, string){
		"killed": (*fakeCluster).kill,
		"hung":   func(f *fakeCluster, host string) { f.set(func() { f.deaf[host] = true }) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, "three")
				c := open(t, f, func(o *Options) {
					o.Intervals = Intervals{}
					o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
				})
				until(t, c, "it can be written to", func(v *engine.View) bool { return v.Outside.Unread == "" && allUp(v) })
				for host := range f.answers {
					lose(f, host)
				}
				under := c.Ask(t.Context(), engine.Command{Verb: engine.Put, Key: "a", Value: "b"})
				<-time.After(3 * time.Minute) // virtual
				v := c.View(engine.Watch{})
				if v.Ring == nil || !v.Outside.Failed || !strings.HasPrefix(v.Outside.Waits, "no node answers; the last answer came at ") {
					t.Errorf("it is\n%s", describe(v))
				}
				c.Close()
				_ = under() // it failed, or was lost: that it returns is enough
			})
		})
	}
}

// TestBackoff: the time between tries is doubled up to eightfold; what will soon work, or works now, begins anew,
// and what was said before a success is over.
func TestBackoff(t *testing.T) {
	const first = time.Microsecond
	b := newBackoff(first)
	for i, test := range []struct {
		soon, now, worked bool
		next              time.Duration // after that
	}{
		{next: 2 * first},
		{next: 4 * first},
		{next: 8 * first},
		{next: 8 * first},
		{soon: true, next: 2 * first},
		{soon: true, next: 2 * first},
		{next: 4 * first},
		{now: true, worked: true, next: 2 * first},
	} {
		if test.now {
			b.hurry()
			b.hurry()
		}
		if test.worked {
			b.reset()
		}
		if !b.wait(t.Context(), test.soon) || b.next != test.next {
			t.Errorf("step %d: then %v, want %v", i, b.next, test.next)
		}
	}
	b = newBackoff(time.Hour)
	b.hurry()
	if !b.wait(t.Context(), false) || b.next != time.Hour {
		t.Errorf("it does not begin anew: %v", b.next)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if b.wait(over, false) {
		t.Error("it waited")
	}
}
