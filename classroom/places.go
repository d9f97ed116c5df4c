// How many sessions a class has places for.

package classroom

import (
	"fmt"

	"ringside/classroom/transport"
)

// MoreInstructors is how many instructors are let in to a class that is full.
const MoreInstructors = 20

// enter counts a session in, unless there are too many, or the server is closing.
func (s *Server) enter(session *transport.Session, instructor bool) error {
	most := s.config.MaxSessions
	if instructor {
		most += MoreInstructors
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closing:
		return errClosing
	case len(s.sessions) >= most:
		are := "are"
		if s.config.MaxSessions == 1 {
			are = "is"
		}
		return fmt.Errorf("the class is full: %d %s here already", s.config.MaxSessions, are)
	}
	s.sessions[session] = true
	s.left.Add(1)
	return nil
}
