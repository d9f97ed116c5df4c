// The files of the rooms: opening, locking, saving and listing them. The folder has for
// each room a file and a lock:
//
//	class.room.json                  the room, saved while the class goes on
//	class.join-code                  its code, generated or chosen
//	class.lock                       held by the server that has the room open
//	class-20261128-103000.room.json  an earlier class, put away by --fresh
//	class-copy-bob-20261128-….yaml   a part that could not be read back
//	class-class-20261128-….json      a file that could not be read back
//	class-in-its-place-20261128-…    what stood in place of the file
//
// A file is replaced whole or not at all, so that there is always one that opens, however
// the process ends.

package classroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"ringside/classroom/room"
	"ringside/internal/whole"
)

// roomEnding is how the names of the files end in which rooms are kept.
const roomEnding = ".room.json"

// stateFile returns the path of a room's file.
func (s *Server) stateFile(name string) string {
	return filepath.Join(s.config.State, name+roomEnding)
}

// openRoom opens a room as it was left, or a new one.
func (s *Server) openRoom(name string) (*room.Room, error) {
	c := s.config
	config := room.Config{Name: name, Title: c.Title, Cluster: c.Cluster, Log: c.Log, Results: c.Results, Lecture: c.Lecture, Now: c.Now, Processor: s.processor}
	if c.State == "" {
		return room.New(s.ctx, config)
	}
	r, aside, err := s.leftRoom(name, config)
	if err != nil {
		return nil, err
	}
	for _, a := range aside {
		if err := s.setAside(name, a); err != nil {
			return nil, err
		}
	}
	k := &keeper{room: r, server: s, log: c.Log, path: s.stateFile(name), texts: make(room.Texts), told: make(map[string]bool)}
	s.keepers = append(s.keepers, k)
	s.keeping.Go(func() { k.run(s.ctx) })
	return r, nil
}

// lockRooms locks the rooms for this server: all of them or none.
func (s *Server) lockRooms() error {
	if s.config.State == "" {
		return nil
	}
	for _, name := range s.config.Rooms {
		if err := s.lockRoom(name); err != nil {
			s.unlock()
			return err
		}
	}
	if n := whole.Sweep(s.config.State, time.Now().Add(-abandoned)); n > 0 {
		s.config.Log.Info("removed what a server left that was ended while it saved", "files", n)
	}
	return nil
}

// abandoned is how old a file is that nobody is still writing. Another server may have
// other rooms in the same folder.
const abandoned = time.Minute

// lockRoom locks a room for this server.
func (s *Server) lockRoom(name string) error {
	if err := writable(s.config.State); err != nil {
		return fmt.Errorf("the folder in which rooms are kept can't be written to: %w; give another one with --state", err)
	}
	path := filepath.Join(s.config.State, name+".lock")
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		aside, err := moveAside(path, name+"-lock", s.config.Now(), "")
		if err != nil {
			return fmt.Errorf("the lock of the room %s is %s, not a file: %w; give another folder with --state", name, kind(info.Mode()), err)
		}
		s.tell("The lock of the room %s was %s, not a file, and is set aside in %s.", name, kind(info.Mode()), aside)
	}
	l, err := lockFile(path)
	if errors.Is(err, errLocked) {
		whose := "another ringside"
		if pid, err := os.ReadFile(path); err == nil && len(pid) > 0 && len(pid) < 16 {
			whose += " (process " + strings.TrimSpace(string(pid)) + ")"
		}
		return fmt.Errorf("the room %s in %s is open in %s; end that one, or give another --room or --state", name, s.config.State, whose)
	}
	if err != nil {
		return fmt.Errorf("the lock of the room %s: %w; give another folder with --state", name, err)
	}
	s.locks = append(s.locks, l)
	return nil
}

// leftRoom opens a room as it was left, if it is kept, and returns what of it is to be
// set aside.
func (s *Server) leftRoom(name string, config room.Config) (*room.Room, []room.Aside, error) {
	path := s.stateFile(name)
	if s.config.Fresh {
		if err := s.putAway(name); err != nil {
			return nil, nil, err
		}
	}
	data, err := readKept(path, room.MaxBytes)
	if errors.Is(err, fs.ErrNotExist) {
		r, err := room.New(s.ctx, config)
		return r, nil, err
	}
	if info, lerr := os.Lstat(path); err == nil && lerr == nil && info.Mode()&fs.ModeSymlink != 0 {
		err = &notFile{"a link to another file", ""} // which a save would replace
	}
	if err != nil { // it can be moved even if it can't be read
		if err := s.clear(name, path, err); err != nil {
			return nil, nil, err
		}
		r, err := room.New(s.ctx, config)
		return r, nil, err
	}
	return room.Open(s.ctx, config, data)
}

// clear moves away whatever can't be read in place of a room's file, and tells why and
// where it is.
func (s *Server) clear(name, path string, why error) error {
	begins, ending := name+"-class", ".json"
	var strange *notFile
	if errors.As(why, &strange) {
		begins, ending = name+"-in-its-place", ""
	}
	aside, err := moveAside(path, begins, s.config.Now(), ending)
	if err != nil {
		return fmt.Errorf("the room %s can't be read from %s (%w), nor that be set aside (%w); give another folder with --state", name, path, why, bare(err))
	}
	if strange != nil {
		s.tell("In place of the file of the room %s there was %s, which is set aside as %s; the class begins anew.", name, strange.what, aside)
		return nil
	}
	s.tell("The file of the room %s can't be read and is set aside as %s; the class begins anew: %v.", name, aside, why)
	return nil
}

// putAway renames the file of a room that starts over, so that the earlier class can
// still be opened.
func (s *Server) putAway(name string) error {
	if _, err := os.Lstat(s.stateFile(name)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	const longest, stamp = 30, len("-20261128-103000-999") // of a room's name, and of the suffix that makes it unique
	path, err := moveAside(s.stateFile(name), name[:min(len(name), longest-stamp)], s.config.Now(), roomEnding)
	if err != nil {
		return fmt.Errorf("the class as it was left can't be put away: %w; give another folder with --state", err)
	}
	other := strings.TrimSuffix(filepath.Base(path), roomEnding)
	s.tell("The class before is kept; --room %s opens it.", other)
	return nil
}

// setAside writes a part that can't be read back to a file of its own, and tells where.
func (s *Server) setAside(name string, a room.Aside) error {
	if a.Used {
		s.tell("In the room %s %s may go another way than it did: %v.", name, a.What, a.Why)
		return nil
	}
	if a.Data == nil {
		s.tell("In the room %s %s can't be saved with the class: %v.", name, a.What, a.Why)
		return nil
	}
	ending := ".json"
	if a.YAML {
		ending = ".yaml"
	}
	part := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '_'
	}, a.Name)
	path := unusedPath(s.config.State, name+"-"+part, s.config.Now(), ending)
	if err := writeState(path, a.Data); err != nil {
		return fmt.Errorf("%s can't be read back (%w) and can't be set aside: %w; give another folder with --state", a.What, a.Why, err)
	}
	verb := "can't be read back"
	switch {
	case a.Saved:
		verb = "is too large to be saved with the class"
	case a.Cut:
		verb = "opens only in part"
	}
	s.tell("In the room %s %s %s and is set aside in %s: %v.", name, a.What, verb, path, a.Why)
	return nil
}

// tell adds a sentence for the person who started the server.
func (s *Server) tell(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	s.config.Log.Warn(line)
	s.mu.Lock()
	s.told = append(s.told, line)
	s.mu.Unlock()
}

// Told returns what the person who started the server should know of the rooms, one
// sentence each.
func (s *Server) Told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.told...)
}

const (
	// settle is how long after a change the room is saved, together with later changes,
	// and saveEvery is the least time between two saves.
	settle    = time.Second
	saveEvery = 3 * time.Second
	// saveShare is how many times longer than a save the pause after it is, so that
	// saving a large class takes little of the processor.
	saveShare = 20
)

// keeper saves a room as it goes.
type keeper struct {
	room   *room.Room
	server *Server
	log    *slog.Logger
	path   string

	mu    sync.Mutex
	last  *room.Kept
	texts room.Texts
	told  map[string]bool // what was set aside
	fails bool            // the previous save failed
}

// run saves the room after every change, until ctx ends.
func (k *keeper) run(ctx context.Context) {
	wait := func(d time.Duration) bool {
		select {
		case <-time.After(d):
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.room.Done():
			return
		case <-k.room.Dirty():
		}
		if !wait(settle) {
			return
		}
		began := time.Now()
		if err := k.save(ctx, false); ctx.Err() == nil {
			k.tell(err)
		}
		if !wait(max(saveEvery, saveShare*time.Since(began))) {
			return
		}
	}
}

// tell tells instructors when the room can't be saved any more, and when it can again.
func (k *keeper) tell(err error) {
	if err != nil {
		k.log.Error("the room could not be saved", "room", k.room.Name(), "err", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case (err != nil) == k.fails:
		return
	case err != nil:
		k.room.TellInstructors(fmt.Sprintf("the class can't be saved: %v; what is done from now on may be lost when the server ends", err), true)
	default:
		k.room.TellInstructors("the class is saved again", false)
	}
	k.fails = err != nil
}

// save saves the room if something has changed; at the end in any case.
func (k *keeper) save(ctx context.Context, end bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.last
	if end {
		before = nil // the time in the file counts too
	}
	kept, err := k.room.Keep(ctx, before)
	if err != nil || before != nil && kept == before {
		return err
	}
	data, aside, err := kept.Marshal(k.texts)
	if err != nil {
		return err
	}
	for _, a := range aside {
		if !k.told[a.What] {
			k.told[a.What] = true
			if err := k.server.setAside(k.room.Name(), a); err != nil {
				k.log.Error("set aside", "err", err)
			}
		}
	}
	if err := writeState(k.path, data); err != nil {
		k.room.Mark() // it is tried again, whether anything else changes or not
		return err
	}
	k.last = kept
	return nil
}

// saveRooms saves all rooms once more. A room that can't be saved does not stop the
// others.
func (s *Server) saveRooms() (err error) {
	const timeout = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	for _, k := range s.keepers {
		if serr := k.save(ctx, true); serr != nil {
			s.config.Log.Error("the room could not be saved", "room", k.room.Name(), "err", serr)
			err = errors.Join(err, fmt.Errorf("the room %s could not be saved: %w", k.room.Name(), serr))
		}
	}
	return err
}

// unlock releases the rooms for other servers.
func (s *Server) unlock() {
	for _, l := range s.locks {
		_ = l.Close() // the process ends, and with it the lock
	}
	s.locks = nil
}

// writeState writes a file that only its owner can read, whole or not at all.
func writeState(path string, data []byte) error {
	const mode = 0o600
	if err := os.Chmod(path, mode); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return whole.Write(path, data, mode)
}

// Class is a class kept on disk.
type Class struct {
	Room   string
	Title  string // of the preset that it was made from; "" if unknown
	At     time.Time
	People int
	Polls  int
	Err    error // why it can't be read; else nil
}

// Classes lists the classes kept in a folder, by name.
func Classes(folder string) ([]Class, error) {
	files, err := os.ReadDir(folder) // its path may have signs of a pattern in it
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var all []Class
	for _, f := range files {
		if strings.HasSuffix(f.Name(), roomEnding) {
			all = append(all, readClass(filepath.Join(folder, f.Name())))
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Room < all[j].Room })
	return all, nil
}

func readClass(path string) Class {
	c := Class{Room: strings.TrimSuffix(filepath.Base(path), roomEnding)}
	if info, err := os.Lstat(path); err == nil {
		c.At = info.ModTime()
	}
	data, err := readKept(path, room.MaxBytes)
	if err != nil {
		c.Err = err
		return c
	}
	var is struct {
		Title        string
		Polls        int
		Participants []struct{} `json:"seats"`
	}
	if err := json.Unmarshal(data, &is); err != nil {
		c.Err = err
		return c
	}
	c.Title, c.Polls, c.People = is.Title, is.Polls, len(is.Participants)
	return c
}
