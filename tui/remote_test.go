// Tests of a cluster that can only be looked at.

package tui

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/source"
)

// onlooker is a Source that shows a cluster and lets nothing be done but to read.
type onlooker struct {
	source.Shown
	cluster *history.History // the same
	news    chan struct{}
	done    []string
}

const why = "it is only looked at"

// News always has a token.
func (o *onlooker) News() <-chan struct{} { return o.news }

// Gone never comes.
func (o *onlooker) Gone() <-chan struct{} { return nil }

// Can refuses all but reads.
func (o *onlooker) Can(what source.Ability) string {
	if what == source.Read {
		return ""
	}
	return why
}

// Do notes what is asked for, and says something of it.
func (o *onlooker) Do(cmd engine.Command) <-chan source.Reply {
	o.done = append(o.done, cmd.String())
	reply := make(chan source.Reply, 1)
	reply <- source.Reply{Said: "asked: " + cmd.String()}
	return reply
}

// watchOnly opens the explorer on a cluster in which something has happened.
func watchOnly(t *testing.T) (*rig, *onlooker) {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"}); err != nil {
		t.Fatal(err)
	}
	h.Advance(time.Second, 100_000)
	o := &onlooker{Shown: struct{ source.Shown }{h}, cluster: h, news: make(chan struct{})}
	close(o.news) // there is always news
	return openOn(t, nil, Options{Source: o}, 120, 36), o
}

// TestLookingOnly presses every key and types every command: what the source can't do
// is shown off with its reason and is not asked for; what it can is.
func TestLookingOnly(t *testing.T) {
	r, o := watchOnly(t)
	before := o.View(engine.Watch{}).Trace.Len()
	for _, key := range strings.Fields("w d c z H x i s p + - space . n , ; U Y < >") {
		r.press("esc", key)
		if !strings.Contains(r.screen(), why) {
			t.Errorf("%s: the screen does not say why it can't be done:\n%s", key, r.screen())
		}
	}
	for _, key := range strings.Fields("N R W") {
		if r.press("esc", key); !strings.Contains(r.screen(), key+" is ") || strings.Contains(r.screen(), "change it") {
			t.Errorf("%s offers keys that can't change it:\n%s", key, r.screen())
		}
	}
	for _, v := range script.Verbs() {
		if v.Verb == engine.Get {
			continue
		}
		r.press("esc", ":")
		r.write(v.Example)
		if r.press("enter"); !r.m.Note.Refused || !strings.Contains(r.m.Note.Text, why) {
			t.Errorf("%s: the note is %q", v.Example, r.m.Note.Text)
		}
	}
	r.m.console.Paste("crash 1\n")
	if got := o.View(engine.Watch{}).Trace.Len(); got != before || len(o.done) > 0 {
		t.Errorf("%d events after %d, asked for %q", got, before, o.done)
	}
	r.press("esc", "tab", "down", "enter", "esc", "F", "esc", "L", "esc", "?")
	if screen := r.screen(); !strings.Contains(screen, why) {
		t.Errorf("the help does not say what can't be done:\n%s", screen)
	}
	if r.press("esc", "r"); len(o.done) != 1 || o.done[0] != "get cart" || !strings.Contains(r.screen(), "asked: get cart") {
		t.Errorf("asked for %q, the screen is\n%s", o.done, r.screen())
	}
}

// TestNewsOfASource: what has come to be known is shown without a key.
func TestNewsOfASource(t *testing.T) {
	r, o := watchOnly(t)
	if err := o.cluster.Apply(engine.Command{Verb: engine.Crash, Node: r.m.NodeName(0)}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.screen(), "4/5 up") {
		t.Fatal("the node is down before there is news of it")
	}
	if cmd := r.m.listen(); cmd == nil {
		t.Fatal("nobody waits for news")
	} else if _, ok := cmd().(newsMsg); !ok {
		t.Fatal("the news does not arrive")
	}
	r.send(newsMsg{})
	if !strings.Contains(r.screen(), "4/5 up") {
		t.Errorf("the screen does not show the news:\n%s", r.screen())
	}
}
