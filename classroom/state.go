package classroom

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ringside/classroom/room"
)

// stateFile is where a room is kept while the server is down.
func (s *Server) stateFile(name string) string {
	return filepath.Join(s.config.State, name+".room.json")
}

// leftRoom returns a room as it was left; nil if it never was.
func (s *Server) leftRoom(name string) (*room.State, error) {
	if s.config.State == "" || s.config.Fresh {
		return nil, nil
	}
	path := s.stateFile(name)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	st, err := room.Restore(path, data)
	if err != nil {
		return nil, fmt.Errorf("the class as it was left: %w; --fresh begins anew", err)
	}
	return st, nil
}

// Left says whether a room goes on where it was left.
func (s *Server) Left() bool { return s.leftBefore }

// saveRooms writes down how the rooms are left. A room that can't be is logged,
// and does not keep the others from it.
func (s *Server) saveRooms() {
	if s.config.State == "" {
		return
	}
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, r := range s.rooms {
		if err := s.saveRoom(ctx, r); err != nil {
			s.config.Log.Error("the room could not be saved", "room", r.Name(), "err", err)
		}
	}
}

func (s *Server) saveRoom(ctx context.Context, r *room.Room) error {
	data, err := r.Save(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.config.State, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.config.State, "."+r.Name()+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.stateFile(r.Name()))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
