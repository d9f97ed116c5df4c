// Tests that open saved rooms after damage, value by value and byte by byte.

package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ringside/classroom/room"
	"ringside/engine"
	"ringside/internal/steady"
	"ringside/tui/class"
)

// rich is a saved class with everything in it that a room can have.
func rich(t *testing.T) []byte {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(savedClass(t), &all); err != nil {
		t.Fatal(err)
	}
	all["title"], all["driver"] = "default", "ann"
	all["bans"] = []any{map[string]any{"name": "eve", "key": "SHA256:e", "host": "10.0.0.1"}}
	all["banned"] = []any{"mal 10.0.0.2"}
	all["passes"] = []any{map[string]any{"name": "eve2", "host": "10.0.0.1", "seat": true}}
	all["lesson"] = map[string]any{"name": "token-ring", "step": 2, "answers": []any{"", ""}}
	bob := all["seats"].([]any)[1].(map[string]any)
	bob["code"], bob["learns"], bob["muted"] = "abc-def-ghi", "token-ring", true
	bob["diary"] = map[string]any{"token-ring": map[string]any{"name": "token-ring", "step": 1}}
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// odd are unexpected values.
var odd = []any{nil, -1, 0, int64(1 << 40), 1e300, true, "", "x", "\x1b[2J\u202e", "nonsense(", []any{}, []any{nil}, []any{map[string]any{}}, map[string]any{}, map[string]any{"a": 1}}

// spoil calls f for every way to replace one value, anywhere, with an odd one.
func spoil(at string, v any, put func(any), f func(what string)) {
	for _, o := range steady.First(odd, 2) {
		put(o)
		f(fmt.Sprintf("%s = %.20q", at, fmt.Sprint(o)))
	}
	put(v)
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			spoil(at+"."+name, one, func(o any) { v[name] = o }, f)
		}
	case []any:
		for i, one := range v {
			spoil(fmt.Sprintf("%s[%d]", at, i), one, func(o any) { v[i] = o }, f)
		}
	}
}

// TestAnyFileOpens: whatever is in the file of a room, the room opens, people can join,
// it can be saved, and nothing of the file reaches a screen raw.
func TestAnyFileOpens(t *testing.T) {
	tries := 0
	opens := func(what string, data []byte) {
		t.Helper()
		tries++
		ctx, end := context.WithCancel(context.Background())
		defer end()
		r, aside, err := room.Open(ctx, room.Config{Name: "class", Cluster: engine.Default()}, data)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, a := range aside {
			if strings.ContainsAny(a.What+a.Why.Error(), "\x1b\u202e\n") {
				t.Errorf("%s: raw in %q: %q", what, a.What, a.Why)
			}
		}
		m, err := r.Join(ctx, room.Identity{Name: "somebody", Key: "k", Instructor: true, Serves: true})
		if err != nil {
			t.Fatalf("%s: nobody comes in: %v", what, err)
		}
		now := m.Room()
		shown := []string{r.Title(), fmt.Sprintf("%+v", now.Poll)}
		for _, p := range now.People {
			shown = append(shown, p.Name)
		}
		for _, line := range []string{"bans", "admit", "notes", "reveal", "close", "next", "lesson off", "unban eve"} {
			reply := <-m.Ask(class.ParseRequest(line))
			shown = append(shown, reply.Said, fmt.Sprint(reply.Err))
		}
		if all := strings.Join(shown, "|"); strings.ContainsAny(all, "\x1b\u202e") {
			t.Errorf("%s: raw: %q", what, all)
		}
		if _, err := r.Save(ctx); err != nil {
			t.Errorf("%s: it can't be saved: %v", what, err)
		}
	}
	good := rich(t)
	whole, stop := context.WithCancel(context.Background())
	defer stop()
	if _, aside, err := room.Open(whole, room.Config{Name: "class", Cluster: engine.Default()}, good); err != nil || len(aside) > 0 {
		t.Fatal(aside, err)
	}
	var all any
	if err := json.Unmarshal(good, &all); err != nil {
		t.Fatal(err)
	}
	spoil("", all, func(o any) { all = o }, func(what string) {
		data, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		opens(what, data)
	})
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range steady.Rounds(300, 300, 30) {
		data := []byte(string(good))
		switch at := rng.IntN(len(data)); i % 3 {
		case 0:
			data[at] = byte(rng.Uint32())
		case 1:
			data = data[:at]
		case 2:
			data = append(data[:at], data[min(len(data), at+1+rng.IntN(20)):]...)
		}
		opens(fmt.Sprintf("byte %d", i), data)
	}
	t.Logf("%d files", tries)
}
