// Progress in lessons, kept for the next time.

package lesson

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
)

// Keeper writes into a progress store, on the side and one after the other: two that write at
// once might leave the older one. The zero Keeper keeps nothing.
type Keeper struct {
	ProgressStore class.ProgressStore // nil: nothing is kept
	writing       chan struct{}       // closed when it has been written; nil: nothing is being
	next          []presets.Progress  // what came to be written meanwhile: the newest of each lesson
}

// KeptMsg: the place in a lesson has been kept, or could not be.
type KeptMsg struct{ err error }

// Keep writes how far the reader is.
func (k *Keeper) Keep(p presets.Progress) tea.Cmd {
	if k.ProgressStore == nil {
		return nil
	}
	if k.writing != nil {
		k.next = append(slices.DeleteFunc(k.next, func(was presets.Progress) bool { return was.Name == p.Name }), p)
		return nil
	}
	progressStore, done := k.ProgressStore, make(chan struct{})
	k.writing = done
	return func() tea.Msg {
		defer close(done)
		return KeptMsg{progressStore.Write(p)}
	}
}

// Kept goes on to what came to be kept meanwhile. That nothing can be is returned once,
// to be said.
func (k *Keeper) Kept(msg KeptMsg) (next tea.Cmd, why string) {
	k.writing = nil
	if aside := (*presets.SetAside)(nil); errors.As(msg.err, &aside) {
		why = draw.CleanTo(aside.Error(), 200)
	} else if msg.err != nil {
		k.ProgressStore = nil
		var path interface{ Unwrap() error }
		text := msg.err.Error()
		if errors.As(msg.err, &path) {
			text = draw.CleanTo(text, 120)
		}
		return nil, text + "; it is not kept"
	}
	if len(k.next) > 0 {
		p := k.next[0]
		k.next = k.next[1:]
		return k.Keep(p), why
	}
	return nil, why
}

// Quit waits until what is being written is, writes what is not kept yet, and quits.
func (k *Keeper) Quit() tea.Cmd {
	all, progressStore, writing := k.next, k.ProgressStore, k.writing
	if writing == nil {
		return tea.Quit // then nothing waits to be kept, either
	}
	return func() tea.Msg {
		<-writing
		for _, p := range all {
			if progressStore != nil {
				_ = progressStore.Write(p) // there is nobody left to tell
			}
		}
		return tea.QuitMsg{}
	}
}
