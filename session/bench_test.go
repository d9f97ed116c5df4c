// This file measures how long saving and opening take.

package session_test

import (
	"fmt"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
)

// busy is a session of 2,000 requests on 200 keys, some 30,000 events, with four branches.
func busy(b testing.TB) *history.History {
	h, err := history.New(engine.Default())
	if err != nil {
		b.Fatal(err)
	}
	do := func(cmd engine.Command) {
		if err := h.Apply(cmd); err != nil {
			b.Fatal(err)
		}
		h.Advance(h.Now()+20*time.Millisecond, 1<<20)
	}
	for i := range 1000 {
		key := fmt.Sprint("key", i%200)
		do(engine.Command{Verb: engine.Put, Key: key, Value: fmt.Sprint("value", i), Blind: true})
		do(engine.Command{Verb: engine.Get, Key: key})
	}
	end := h.End().Step
	for i := range 3 {
		if err := h.Switch(1); err != nil {
			b.Fatal(err)
		}
		h.Seek(end * (i + 1) / 4)
		do(engine.Command{Verb: engine.Put, Key: "fork", Value: fmt.Sprint(i)})
	}
	return h
}

func BenchmarkMarshal(b *testing.B) {
	h := busy(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := session.Marshal(h); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	data, err := session.Marshal(busy(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := session.Unmarshal("s.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	h := busy(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := session.Encode(h); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	code, err := session.Encode(busy(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := session.Decode(code); err != nil {
			b.Fatal(err)
		}
	}
}
