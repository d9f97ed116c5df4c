// Claims: as which participant somebody comes in, and what proves that they are it.
//
//	key        the participant that it belongs to, under whatever name; a key has one
//	code       the participant of the name, from anywhere
//	an instructor's word (:admit)
//	name       a participant who is away, from the network that they left from, unless
//	           they are an instructor, or somebody was banned from there
//	new name   a new participant
//
// Nobody loses their place to somebody who only knows their name.

package room

import (
	"context"
	"fmt"
	"slices"

	"ringside/internal/peer"
)

// claim is the result of asking to join.
type claim struct {
	participant *participant // nil: a new one, or none
	proven      bool         // they proved that they are the participant, or they are new
	pass        bool         // an instructor has let them in
	refused     error        // why they can't join
	waits       string
}

// errBanned is all that a banned person is told.
var errBanned = fmt.Errorf("you have been asked to stay away from this class")

// claim says as which participant somebody joins. It changes nothing.
func (r *Room) claim(who Identity) claim {
	if who.Instructor || who.Serves {
		return claim{participant: r.second(who), proven: true}
	}
	if r.barred(who.Key) {
		return claim{refused: errBanned}
	}
	if s := r.keyed(who); s != nil {
		if s.member != nil && !who.Listed && !alike(s.name, who.Name) {
			return claim{refused: fmt.Errorf("your key is logged in already, as %s; "+
				"somebody else on this account logs in without it: ssh -o PubkeyAuthentication=no NAME@HOST", s.name)}
		}
		return claim{participant: s, proven: true}
	}
	if r.void(who.Name) && !who.Listed { // a key tells listed people from others
		return claim{refused: errBanned}
	}
	if err := fit(who.Name); err != nil {
		return claim{refused: err}
	}
	if s := r.like(who.Name); s != nil {
		return r.byName(s, who)
	}
	return r.anew(who)
}

// second returns a participant of an instructor's key who is away; instructors may have several.
func (r *Room) second(who Identity) *participant {
	for _, s := range r.participants {
		if s.key == who.Key && s.member == nil && (s.name == who.Name || sameBase(s.name, who.Name)) {
			return s
		}
	}
	return nil
}

// keyed returns the participant of a key, by name if there are several.
func (r *Room) keyed(who Identity) (found *participant) {
	if who.Key == "" {
		return nil
	}
	for _, s := range r.participants {
		if s.key == who.Key && (found == nil || alike(s.name, who.Name)) {
			found = s
		}
	}
	return found
}

// like returns the participant whose name is, or looks like, the one asked for.
func (r *Room) like(name string) *participant {
	i := slices.IndexFunc(r.participants, func(s *participant) bool { return s.name == name })
	if i < 0 {
		f := faceOf(name)
		i = slices.IndexFunc(r.participants, func(s *participant) bool { return s.face.like(f) })
	}
	if i < 0 {
		return nil
	}
	return r.participants[i]
}

// byName reports whether somebody joins as a participant whose name they know.
func (r *Room) byName(s *participant, who Identity) claim {
	if pass := r.admitted(who, true); pass || s.key == "" && SameCode(who.Code, s.code) {
		return claim{participant: s, proven: true, pass: pass}
	}
	c := claim{participant: s}
	from, watched := r.watched(who.Host)
	switch {
	case s.key != "" && s.member != nil:
		c.refused = fmt.Errorf("%s is here already, with a key that is not yours; log in by another name: ssh NAME@HOST", s.name)
	case s.key != "":
		c.refused = fmt.Errorf("the name %s belongs to a key that is not yours; log in with that key (ssh -i FILE), or by another name: ssh NAME@HOST", s.name)
		c.waits = "the name belongs to another key"
	case s.instructor:
		c.refused = fmt.Errorf("%s is an instructor, and you did not give their login code; log in by another name: ssh NAME@HOST", s.name)
		c.waits = "the name is an instructor's, and they gave no login code"
	case s.member != nil:
		c.refused = fmt.Errorf("%s is here already. If that is you, log in again with your login code, which :login shows; "+
			"if not, log in by another name: ssh NAME@HOST", s.name)
		c.waits = "somebody is here by that name, and they gave no login code"
	case watched && s.code != "":
		c.refused = fmt.Errorf("somebody was banned from your network, so a name is not enough; log in again with the login code of %s, or ask an instructor to let you in", s.name)
		c.waits = from + " was banned from there"
	case watched:
		c.refused = fmt.Errorf("somebody was banned from your network; ask an instructor to let you in, and log in again")
		c.waits = from + " was banned from there"
	case peer.Same(s.host, who.Host) || s.host == "":
	default:
		c.refused = fmt.Errorf("%s has logged in from another address before. If that was you, log in again with your login code, "+
			"or ask an instructor to let you in; if not, log in by another name: ssh NAME@HOST", s.name)
		c.waits = "they come from another address than before"
	}
	if c.refused != nil && who.Name != s.name {
		c.refused = fmt.Errorf("the name %s looks like %s: %w", who.Name, s.name, c.refused)
		if c.waits != "" {
			c.waits = "the name looks like " + s.name + ": " + c.waits
		}
	}
	return c
}

// anew returns the claim of a new participant, or why there is none.
func (r *Room) anew(who Identity) claim {
	if r.admitted(who, false) {
		return claim{proven: true, pass: true}
	}
	if from, watched := r.watched(who.Host); watched && !who.Listed {
		return claim{
			refused: fmt.Errorf("somebody was banned from your network; ask an instructor to let you in, and log in again"),
			waits:   from + " was banned from there",
		}
	}
	return claim{proven: true}
}

// Standing is what a room knows of somebody who logs in.
type Standing struct {
	Name       string // of the participant as whom they would join, perhaps one that only looks like theirs; "" if they are new
	NeedsCode  bool   // the participant of that name has a login code, and needs it
	Opens      bool   // the code that they gave is the participant's
	Known      bool   // their key is a participant's
	Instructor bool   // they join as an instructor
}

// Standing returns what the room knows of somebody who has not joined yet. If all that
// stands in their way is that somebody is here by that name, it asks whether that connection is
// alive.
func (r *Room) Standing(ctx context.Context, who Identity) (st Standing, err error) {
	var there *Member
	if st, there, err = r.standing(ctx, who); err != nil || there == nil || there.alive == nil || there.alive() {
		return st, err
	}
	if err := r.call(ctx, func() { r.gone(there, "your connection was dead, and somebody has logged in by your name") }); err != nil {
		return st, err
	}
	st, _, err = r.standing(ctx, who)
	return st, err
}

// stands is the result of standing.
type stands struct {
	Standing
	there *Member
}

// standing is Standing without asking any client. It also returns the member who is here by that name,
// if they alone stand in the way.
func (r *Room) standing(ctx context.Context, who Identity) (Standing, *Member, error) {
	now, err := ask(ctx, r, func() (st stands) {
		c := r.claim(who)
		if c.refused != nil && c.participant != nil && c.participant.member != nil && c.participant.key == "" {
			st.there = c.participant.member
		}
		st.Known = r.keyed(who) != nil
		if c.participant == nil {
			st.Instructor = who.Instructor || who.Serves
			return st
		}
		st.Name = c.participant.name
		st.Opens = c.participant.key == "" && SameCode(who.Code, c.participant.code)
		st.NeedsCode = c.refused != nil && c.participant.key == "" && c.participant.code != ""
		st.Instructor = c.refused == nil && who.rank(c.participant) > student
		return st
	})
	return now.Standing, now.there, err
}
