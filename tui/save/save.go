// Package save saves what was done in a cluster: as a session in a file, as a replay code,
// or in the file format of another program. It writes a copy, in the background, while the
// cluster goes on.
//
//	Session.Save, Code, Export ─▶ what is to be written, or why it can't be
//	                                └─▶ on the side ─▶ SavedMsg, CodedMsg, ExportedMsg
package save

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
	"ringside/tui/draw"
	"ringside/tui/source"
)

// Session is where what was done in a cluster is kept.
type Session struct {
	File string        // "" if nowhere yet
	Kept source.Record // what of it

	passed, passedKept int // how often somebody let time pass, and how many of these times are kept
}

// Of returns the session of a cluster in which nothing needs saving yet.
func Of(c source.Shown, file string) Session { return Session{File: file, Kept: source.RecordOf(c)} }

// Unsaved reports whether something has been done that is saved nowhere.
func (s *Session) Unsaved(c source.Shown) bool { return source.RecordOf(c) != s.Kept }

// Passes notes that somebody lets time pass by a command. Going to another recorded moment,
// or checking something, is none.
func (s *Session) Passes(cmd engine.Command) {
	if cmd.Verb == engine.Run || cmd.Verb == engine.Step || cmd.Verb == engine.Until {
		s.passed++
	}
}

// WouldEnd reports whether anything would be gone if the program ended now: what is saved
// nowhere, or a time that somebody let pass. Who quits is not asked for the latter: playing
// brings it back.
func (s *Session) WouldEnd(c source.Shown) bool { return s.Unsaved(c) || s.passed != s.passedKept }

// SavedMsg: a file has been written, or could not be.
type SavedMsg struct {
	path   string
	kept   source.Record
	passed int
	Err    error
}

// Save returns a function that writes the session to a file, the one that was named last
// if path is empty; it replaces an existing file only if replace is set. colon is the key
// that begins a line.
func (s *Session) Save(c source.Shown, path string, replace bool, colon string) (func() SavedMsg, error) {
	k, ok := c.(source.Keeper)
	if path == "" {
		path = s.File
	}
	switch {
	case !ok:
		return nil, errors.New("save: this cluster keeps no record")
	case path == "":
		return nil, fmt.Errorf("save: name the file: %ssave FILE", colon)
	}
	h, kept, passed := k.Fork(), source.RecordOf(c), s.passed
	replace = replace || path == s.File
	return func() SavedMsg { return SavedMsg{path, kept, passed, write(path, h, replace)} }, nil
}

// Saved records what has been written, and returns the message about it.
func (s *Session) Saved(msg SavedMsg) (says string) {
	s.File, s.Kept, s.passedKept = msg.path, msg.kept, msg.passed
	return "saved: ringside replay " + draw.CleanTo(msg.path, 80) + " opens it here again"
}

// write writes a file, and replaces an existing one only if replace is set.
func write(path string, h *history.History, replace bool) error {
	if err := unused("save", path, replace); err != nil {
		return err
	}
	return session.Save(path, h)
}

// unused returns an error if there is a file that must not be replaced, or a folder.
func unused(word, path string, replace bool) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %s is a folder; name the file to write", word, path)
	}
	if replace {
		return nil
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return fmt.Errorf("%s: %s already exists; %s! replaces it", word, path, word)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", word, err)
	}
	return nil
}

// CodedMsg: a replay code has been made, or could not be.
type CodedMsg struct {
	Code string
	Err  error
}

// Code returns a function that makes the replay code of what was done.
func Code(c source.Shown) (func() CodedMsg, error) {
	k, ok := c.(source.Keeper)
	if !ok {
		return nil, errors.New("code: this cluster keeps no record")
	}
	h := k.Fork()
	return func() CodedMsg {
		code, err := session.Encode(h)
		return CodedMsg{code, err}
	}, nil
}
