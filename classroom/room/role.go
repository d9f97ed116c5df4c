// Ranks: who may do what to others, and how roles are given and taken back.

package room

import "fmt"

// rank says who outranks whom. Nobody can be sent away, muted or demoted by somebody who
// does not outrank them.
type rank int

const (
	student   rank = iota
	appointed      // an instructor appointed by somebody who serves the class
	serving        // has a key that was given when the class was opened
	host           // sits at the server itself
)

// rank returns the rank of a participant as whom somebody logs in.
func (who Identity) rank(s *participant) rank {
	switch {
	case who.Serves:
		return host
	case who.Instructor:
		return serving
	case s.appointed:
		return appointed
	}
	return student
}

// below returns the participant that a command names, if the member outranks it.
func (r *Room) below(m *Member, verb, name string) (*participant, error) {
	if name == "" {
		return nil, usage(verb)
	}
	s, err := r.named(name)
	switch {
	case err != nil:
	case s == m.participant:
		err = fmt.Errorf("%s: that is you", verb)
	case s.rank >= serving && m.participant.rank <= s.rank:
		err = fmt.Errorf("%s: %s serves the class", verb, s.name)
	case m.participant.rank <= s.rank:
		err = fmt.Errorf("%s: %s is an instructor, as you are; only the person who serves the class can do that", verb, s.name)
	}
	return s, err
}

// instruct makes somebody an instructor, or a student again. The role belongs to a key,
// or to a code that only that participant is told: a name proves nothing.
func (r *Room) instruct(m *Member, rest string) (string, error) {
	name, off := first(rest)
	switch {
	case name == "" || off != "" && off != "off":
		return "", usage("instruct")
	case m.participant.rank < serving:
		return "", fmt.Errorf("instruct: only the person who serves the class can do that")
	case off == "off":
		return r.demote(m, name)
	}
	s, err := r.below(m, "instruct", name)
	switch {
	case err != nil:
		return "", err
	case s.appointed:
		return "", fmt.Errorf("instruct: %s is an instructor already; :instruct %s off takes it back", s.name, s.name)
	case s.key == "" && s.member == nil:
		return "", fmt.Errorf("instruct: %s is not here and has no key; a login code can be told only to somebody who is here", s.name)
	}
	s.appointed, s.instructor, s.rank = true, true, max(s.rank, appointed)
	r.log.Info("instructs", "name", s.name, "by", m.participant.name)
	if s.key != "" {
		s.notify("you are an instructor of this class now, whenever you log in with your key", false)
		r.rollCall()
		return s.name + " is an instructor now, by the key " + s.key, nil
	}
	s.code, s.member.proven = NewCode(), true
	s.notify("you are an instructor of this class now; when you next log in you are asked for this code: "+s.code+"  (:login shows it again)", false)
	r.rollCall()
	return s.name + " is an instructor now, and has been told a code without which nobody can log in by this name", nil
}

// demote makes an instructor a student again.
func (r *Room) demote(m *Member, name string) (string, error) {
	s, err := r.below(m, "instruct", name)
	switch {
	case err != nil:
		return "", err
	case !s.instructor:
		return "", fmt.Errorf("instruct: %s is not an instructor", s.name)
	}
	r.dismiss(s, m.participant)
	s.notify(m.participant.name+" has made you a student again", false)
	return s.name + " is no longer an instructor", nil
}

// dismiss takes a role back, and control.
func (r *Room) dismiss(s, by *participant) {
	s.appointed, s.instructor, s.rank = false, false, student
	if r.driver == s {
		r.giveLease(by)
	}
	r.log.Info("instructs no more", "name", s.name, "by", by.name)
	s.describe()
	r.rollCall()
}

// login tells somebody how they log in as themselves again. Somebody recognised by name and
// address alone is not told the code: that is for the first who had the name.
func (r *Room) login(m *Member, _ string) (string, error) {
	s := m.participant
	switch {
	case s.key != "":
		return "your key logs you in as " + s.name + ", from anywhere", nil
	case s.code == "" || !m.proven:
		return "", fmt.Errorf("login: the code was told to the first who came by this name; an instructor who types :admit %s gives you a new one", s.name)
	}
	return "with the code " + s.code + " you can log in as " + s.name + " from anywhere", nil
}
