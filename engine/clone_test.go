// Tests of Clone: a clone lacks nothing and shares nothing that either cluster could write
// to.

package engine

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/load"
	"ringside/engine/merkle"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
)

// immutable lists the types whose values never change once made, so that a
// clone may share them.
var immutable = []reflect.Type{
	reflect.TypeFor[*ring.Ring](), reflect.TypeFor[ring.Placement](), reflect.TypeFor[*version.Set](), reflect.TypeFor[*merkle.Request](), reflect.TypeFor[*merkle.Answer](), reflect.TypeFor[*node.Gossip](), reflect.TypeFor[*node.RingVersion](),
	reflect.TypeFor[*version.Context](), reflect.TypeFor[latency.Model](), reflect.TypeFor[*latency.Model](), reflect.TypeFor[*load.Popularity](), reflect.TypeFor[*View](), reflect.TypeFor[*OpView](), reflect.TypeFor[store.Writes](), reflect.TypeFor[*Comparison](),
}

// forgotten lists the fields that are worthless to a clone: scratch space and spare parts.
// A clone omits them.
var forgotten = []string{
	"Cluster.scratch", "Cluster.demands", "Cluster.line", "Texts.room", "Cluster.spareOps", "Cluster.intake", "schedule.inFlight", "Cluster.outputs", "Cluster.changing", "Recorder.spare", "Node.out", "Node.spare", "Node.hops", "Node.plans", "Node.owners", "Node.sorted",
}

// growing lists the slices that only ever grow at their end: a clone may share the
// beginning if it has no spare capacity. The spare capacity of a list's chunks is used by
// one of the sharers (shared.Used).
var growing = []string{"List.pieces", "lists.pieces", "Trace.chunks", "Cluster.eras", "roster.ringVersions"}

// comparison walks two values that should be equal and share nothing that can be written
// to.
type comparison struct {
	complaints []string
	seen       map[[2]unsafe.Pointer]bool
	hosts      [2]unsafe.Pointer
}

func compare(a, b *Cluster) []string {
	w := comparison{seen: make(map[[2]unsafe.Pointer]bool), hosts: [2]unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(b)}}
	w.walk("Cluster", reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem())
	return w.complaints
}

func (w *comparison) complain(path, format string, args ...any) {
	if len(w.complaints) < 20 {
		w.complaints = append(w.complaints, path+" "+fmt.Sprintf(format, args...))
	}
}

func isOneOf(path string, names []string) bool {
	for _, n := range names {
		if path == n || strings.HasSuffix(path, "."+n) || strings.HasSuffix(path, "]"+n) {
			return true
		}
	}
	return false
}

// walk compares a and b, which have the same type. path ends with the names of the type
// and the field.
func (w *comparison) walk(path string, a, b reflect.Value) {
	for _, t := range immutable {
		if a.Type() == t {
			if !same(a, b) {
				w.complain(path, "differs")
			}
			return
		}
	}
	switch a.Kind() {
	case reflect.Pointer:
		w.pointer(path, a, b)
	case reflect.Slice:
		w.slice(path, a, b)
	case reflect.Map:
		w.mapping(path, a, b)
	case reflect.Struct:
		if lent(a) && lent(b) {
			return // shared until one of the two is written to
		}
		for i := range a.NumField() {
			of, _, _ := strings.Cut(a.Type().Name(), "[") // of what is of no interest
			name := of + "." + a.Type().Field(i).Name
			if isOneOf(name, forgotten) {
				if left := b.Field(i); (left.Kind() == reflect.Pointer || left.Cap() > 0) && !left.IsNil() && left.Pointer() == a.Field(i).Pointer() {
					w.complain(name, "is shared")
				}
				continue
			}
			if name == "Trace.chunks" {
				w.room(name, a.Field(i), b.Field(i))
				w.events((*event.Trace)(unsafe.Pointer(a.UnsafeAddr())), (*event.Trace)(unsafe.Pointer(b.UnsafeAddr())))
				continue
			}
			w.walk(name, a.Field(i), b.Field(i))
		}
	case reflect.Array:
		for i := range a.Len() {
			w.walk(path, a.Index(i), b.Index(i))
		}
	case reflect.Interface:
		if a.Type() != reflect.TypeFor[node.Env]() {
			w.complain(path, "is an interface that the test knows nothing of")
		} else if a.Elem().UnsafePointer() != w.hosts[0] || b.Elem().UnsafePointer() != w.hosts[1] {
			w.complain(path, "does not point at its own cluster")
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		w.complain(path, "is a %v, which nothing can clone", a.Kind())
	default:
		if !a.Equal(b) {
			w.complain(path, "differs: %v and %v", a, b)
		}
	}
}

// lent reports whether a value is marked as shared: then it is copied before a write.
func lent(v reflect.Value) bool {
	f := v.FieldByName("lent")
	return f.IsValid() && f.Bool()
}

// same compares values of immutable types: pointers by where they point.
func same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Pointer {
		return a.Pointer() == b.Pointer()
	}
	return fmt.Sprintf("%v", a) == fmt.Sprintf("%v", b)
}

func (w *comparison) pointer(path string, a, b reflect.Value) {
	switch {
	case a.IsNil() || b.IsNil():
		if a.IsNil() != b.IsNil() {
			w.complain(path, "is nil in one")
		}
	case a.Pointer() == b.Pointer():
		w.complain(path, "is shared")
	default:
		key := [2]unsafe.Pointer{a.UnsafePointer(), b.UnsafePointer()}
		if !w.seen[key] {
			w.seen[key] = true
			w.walk(path, a.Elem(), b.Elem())
		}
	}
}

// room reports a slice that is shared and has spare capacity to which both could append.
func (w *comparison) room(path string, a, b reflect.Value) {
	if a.Cap() > 0 && b.Cap() > 0 && a.Pointer() == b.Pointer() && (!isOneOf(path, growing) || b.Cap() > b.Len()) {
		w.complain(path, "is shared")
	}
}

func (w *comparison) slice(path string, a, b reflect.Value) {
	if a.Len() != b.Len() {
		w.complain(path, "has %d and %d elements", a.Len(), b.Len())
		return
	}
	before := len(w.complaints)
	if w.room(path, a, b); len(w.complaints) > before {
		return
	}
	if a.Len() > 0 && a.Pointer() == b.Pointer() {
		return // the same, and nobody writes to what is there
	}
	for i := range a.Len() {
		x, y := a.Index(i), b.Index(i)
		w.walk(path, x, y)
	}
}

// events compares two traces. They may share full chunks, but not the place of the next
// event.
func (w *comparison) events(a, b *event.Trace) {
	for step := 1; step <= min(a.Len(), b.Len()); step++ {
		if *a.At(step) != *b.At(step) {
			w.complain("Trace.chunks", "differ at step %d", step)
			return
		}
	}
}

func (w *comparison) mapping(path string, a, b reflect.Value) {
	if a.Len() != b.Len() {
		w.complain(path, "has %d and %d entries", a.Len(), b.Len())
		return
	}
	if !a.IsNil() && a.Pointer() == b.Pointer() {
		w.complain(path, "is shared")
		return
	}
	for it := a.MapRange(); it.Next(); {
		other := b.MapIndex(it.Key())
		if !other.IsValid() {
			w.complain(path, "has %v in one only", it.Key())
			continue
		}
		w.walk(path, it.Value(), other)
	}
}

// fill puts something into every part of v, so that a clone that misses anything is
// detected. It leaves hosts alone.
func fill(v reflect.Value, depth int) {
	if !v.CanSet() {
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	}
	for _, t := range immutable {
		if v.Type() == t {
			if v.Kind() == reflect.Pointer {
				v.Set(reflect.New(t.Elem()))
			}
			return
		}
	}
	if depth > 12 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 3))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, depth+1)
		fill(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Name() + "." + v.Type().Field(i).Name; name != "Trace.chunks" && name != "Trace.length" {
				fill(v.Field(i), depth+1)
			}
		}
		if t, ok := v.Addr().Interface().(*event.Recorder); ok {
			t.Append(event.Event{Kind: event.Change}) // chunks and length
		}
	case reflect.Array:
		for i := range min(v.Len(), 1) {
			fill(v.Index(i), depth+1)
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	}
}

// unlend makes who shares a value believe that it owns the value. The names are the way there.
func unlend(s any, names ...string) {
	f := reflect.ValueOf(s).Elem()
	for _, name := range append(names, "lent") {
		f = f.FieldByName(name)
	}
	reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetBool(false)
}

// shareRoom lets both clusters believe that they put the next text into the same place.
func shareRoom(c, d *Cluster) {
	room := func(c *Cluster) reflect.Value {
		f := reflect.ValueOf(&c.trace.Trace).Elem().FieldByName("texts").FieldByName("room")
		return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
	}
	room(d).Set(room(c))
}

// setHosts points every node of c at it.
func setHosts(c *Cluster) {
	for i := range c.members {
		field := reflect.ValueOf(c.members[i].Node).Elem().FieldByName("env")
		reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(reflect.ValueOf((*host)(c)))
	}
}

// TestCloneSharesNothing fills every field of a cluster, at any depth, and looks for what
// its clone lacks, and for what both could write to. It finds a field that is added and
// not cloned.
func TestCloneSharesNothing(t *testing.T) {
	c := new(Cluster)
	fill(reflect.ValueOf(c).Elem(), 0)
	setHosts(c)
	for _, complaint := range compare(c, c.Clone()) {
		t.Error(complaint)
	}
}

// TestSharingIsFound shows that the walk above can fail.
func TestSharingIsFound(t *testing.T) {
	broken := func(spoil func(c, d *Cluster)) string {
		c := new(Cluster)
		fill(reflect.ValueOf(c).Elem(), 0)
		setHosts(c)
		d := c.Clone()
		spoil(c, d)
		return strings.Join(compare(c, d), "; ")
	}
	for _, tt := range []struct {
		want  string
		spoil func(c, d *Cluster)
	}{
		{"", func(c, d *Cluster) {}},
		{"schedule.now differs: 1 and 2", func(c, d *Cluster) { d.now++ }},
		{"Lent.value is shared; Lent.lent differs: true and false", func(c, d *Cluster) { unlend(&d.clients, "place", "slots") }},
		{"schedule.flights is shared", func(c, d *Cluster) { d.flights = c.flights }},
		{"schedule.free has 1 and 0 elements", func(c, d *Cluster) { d.free = nil }},
		{"Cluster.scratch is shared", func(c, d *Cluster) { d.scratch = c.scratch }},
		{"Texts.room is shared", func(c, d *Cluster) { shareRoom(c, d) }},
		{"Cluster.outputs is shared", func(c, d *Cluster) { c.outputs = make([]node.Output, 0, 1); d.outputs = c.outputs }},
		{"operations.row is shared", func(c, d *Cluster) { d.ops.row[0] = c.ops.row[0] }},
		{"table.rows is shared; Lent.lent differs: true and false", func(c, d *Cluster) { unlend(d.members[0].Store, "table") }},
		{"member.Node is shared", func(c, d *Cluster) { d.members[0].Node = c.members[0].Node }},
		{"Node.Store is shared", func(c, d *Cluster) { d.members[0].Store = c.members[0].Store }},
		{"Node.env does not point at its own cluster", func(c, d *Cluster) { d.members[0].Node = c.members[0].Clone((*host)(c)) }},
		{"List.pieces is shared; Texts.room is shared; List.pieces is shared; lists.pieces is shared; List.pieces is shared; List.pieces is shared", func(c, d *Cluster) { d.trace.Trace = c.trace.Trace }},
		{"Trace.length differs: 1 and 2; Recorder.mine differs: 1 and 4096", func(c, d *Cluster) { d.trace.Append(event.Event{Kind: event.Crash}) }},
	} {
		if got := broken(tt.spoil); got != tt.want {
			t.Errorf("the walk says %q, want %q", got, tt.want)
		}
	}
}

// TestCloneOfTrace: two traces with a common beginning go on independently, wherever in a
// chunk they part.
func TestCloneOfTrace(t *testing.T) {
	for _, parts := range []int{0, 1, 4095, 4096, 4097, 9000} {
		var a event.Recorder
		for i := range parts {
			a.Append(event.Event{Kind: event.Change, Text: a.Intern(fmt.Sprint("before ", i%100))})
		}
		frozen := a.Clone()
		b := a.Clone()
		c := frozen.Clone()
		for i := range 5000 {
			a.Append(event.Event{Kind: event.Change, Text: a.Intern(fmt.Sprint("a", i))})
			b.Append(event.Event{Kind: event.Change, Text: b.Intern(fmt.Sprint("b", i))})
			c.Append(event.Event{Kind: event.Change, Text: c.Intern(fmt.Sprint("c", i))})
		}
		for name, tr := range map[string]*event.Recorder{"a": &a, "b": &b, "c": &c} {
			if parts > 0 && (tr.Mark(parts) == frozen.Mark(parts)) != (name == "a" || parts%4096 == 0) {
				t.Errorf("parted after %d: the mark of %s is wrong", parts, name)
			}
			for step := 1; step <= parts+5000; step++ {
				want := fmt.Sprint("before ", (step-1)%100)
				if step > parts {
					want = fmt.Sprint(name, step-parts-1)
				}
				if got := tr.Text(tr.At(step).Text); got != want {
					t.Fatalf("parted after %d: step %d of %s is %q, want %q", parts, step, name, got, want)
				}
			}
		}
		if frozen.Len() != parts {
			t.Errorf("the frozen trace has grown from %d to %d", parts, frozen.Len())
		}
	}
}
