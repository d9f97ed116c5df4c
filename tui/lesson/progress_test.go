// Tests of the place in a lesson, kept.

package lesson

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/presets"
	"ringside/tui/class"
)

// slowStore writes only when it is let.
type slowStore struct {
	class.ProgressStore
	let  chan struct{}
	last presets.Progress
}

func (d *slowStore) Write(p presets.Progress) error {
	<-d.let
	d.last = p
	return nil
}

// TestQuittingWaitsForThePlace: who quits while the place in a lesson is being
// written, or while a later one waits for that, finds the last one again.
func TestQuittingWaitsForThePlace(t *testing.T) {
	for _, steps := range [][]int{{2}, {2, 3}} {
		d := &slowStore{let: make(chan struct{})}
		k := &Keeper{ProgressStore: d}
		var writing []tea.Cmd
		for _, step := range steps {
			if cmd := k.Keep(presets.Progress{Name: "l", Step: step}); cmd != nil {
				writing = append(writing, cmd)
			}
		}
		done := make(chan tea.Msg, len(writing)+1)
		quit := k.Quit()
		go func() { done <- quit() }()
		for _, write := range writing {
			go func() { done <- write() }()
		}
		for range steps {
			d.let <- struct{}{}
		}
		var last tea.Msg
		for range len(writing) + 1 {
			last = <-done
		}
		if _, quits := last.(tea.QuitMsg); !quits {
			t.Errorf("%v: it quits before all is written", steps)
		}
		if want := steps[len(steps)-1]; d.last.Step != want {
			t.Errorf("%v: step %d is kept, want %d", steps, d.last.Step, want)
		}
	}
}

// places is a store of what was written last of each lesson.
type places struct {
	class.ProgressStore
	of map[string]int
}

func (d places) Write(p presets.Progress) error { d.of[p.Name] = p.Step; return nil }

// TestPlacesOfTwoLessons: while one place is being written, those of two lessons wait, each
// for itself: that a lesson has been done is not lost because the next one has been begun.
func TestPlacesOfTwoLessons(t *testing.T) {
	for _, quits := range []bool{true, false} {
		d := places{of: map[string]int{}}
		k := &Keeper{ProgressStore: d}
		write := k.Keep(presets.Progress{Name: "first", Step: 1})
		for _, p := range []presets.Progress{{Name: "first", Step: 2}, {Name: "second", Step: 1}, {Name: "second", Step: 2}} {
			if k.Keep(p) != nil {
				t.Fatal("two are written at once")
			}
		}
		quit := k.Quit()
		for write != nil {
			msg := write().(KeptMsg)
			if write = nil; quits {
				quit()
			} else {
				write, _ = k.Kept(msg)
			}
		}
		if d.of["first"] != 2 || d.of["second"] != 2 {
			t.Errorf("quits %v: kept are the steps %v, want 2 of each", quits, d.of)
		}
	}
}

// TestUnknownLesson: what is not known is told with the lessons that are, not with clusters.
func TestUnknownLesson(t *testing.T) {
	msg := OpenNamed("nope", nil, false)
	if msg.Err == nil || !strings.HasPrefix(msg.Err.Error(), `no lesson "nope" (known: `) || !strings.Contains(msg.Err.Error(), "token-ring") {
		t.Errorf("it says %v", msg.Err)
	}
}
