// Claiming a seat: which seat somebody gets, and what proves that it is theirs.
//
//	key        its seat, under whatever name; a key has one seat
//	code       the seat of the name, wherever it is asked for
//	an instructor's word (:admit)
//	name       a seat that nobody sits on, from the network it was left from, unless
//	           it is an instructor's, or somebody was banned from there
//	new name   a new seat
//
// Nobody loses a seat to somebody who only knows its name.

package room

import (
	"context"
	"fmt"
	"slices"

	"ringside/internal/peer"
)

// claim is the result of asking for a seat.
type claim struct {
	seat    *seat // nil: a new one, or none
	proven  bool  // somebody proved that the seat is theirs, or it is new
	pass    bool  // an instructor has let them in
	refused error // why there is no seat
	waits   string
}

// errBanned is all that a banned person is told.
var errBanned = fmt.Errorf("you have been asked to stay away from this class")

// claim says which seat somebody gets. It changes nothing.
func (r *Room) claim(who Identity) claim {
	if who.Instructor || who.Serves {
		return claim{seat: r.second(who), proven: true}
	}
	if r.barred(who.Key) {
		return claim{refused: errBanned}
	}
	if s := r.keyed(who); s != nil {
		if s.member != nil && !who.Listed && !alike(s.name, who.Name) {
			return claim{refused: fmt.Errorf("your key sits here already, as %s, and has one seat; "+
				"somebody else on this account comes without it: ssh -o PubkeyAuthentication=no NAME@HOST", s.name)}
		}
		return claim{seat: s, proven: true}
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

// second returns a free seat of an instructor's; instructors may have several.
func (r *Room) second(who Identity) *seat {
	for _, s := range r.seats {
		if s.key == who.Key && s.member == nil && (s.name == who.Name || sameBase(s.name, who.Name)) {
			return s
		}
	}
	return nil
}

// keyed returns the seat of a key, by name if there are several.
func (r *Room) keyed(who Identity) (found *seat) {
	if who.Key == "" {
		return nil
	}
	for _, s := range r.seats {
		if s.key == who.Key && (found == nil || alike(s.name, who.Name)) {
			found = s
		}
	}
	return found
}

// like returns the seat whose name is, or looks like, the one asked for.
func (r *Room) like(name string) *seat {
	i := slices.IndexFunc(r.seats, func(s *seat) bool { return s.name == name })
	if i < 0 {
		f := faceOf(name)
		i = slices.IndexFunc(r.seats, func(s *seat) bool { return s.face.like(f) })
	}
	if i < 0 {
		return nil
	}
	return r.seats[i]
}

// byName reports whether somebody gets a seat whose name they know.
func (r *Room) byName(s *seat, who Identity) claim {
	if pass := r.admitted(who, true); pass || s.key == "" && SameCode(who.Code, s.code) {
		return claim{seat: s, proven: true, pass: pass}
	}
	c := claim{seat: s}
	from, watched := r.watched(who.Host)
	switch {
	case s.key != "" && s.member != nil:
		c.refused = fmt.Errorf("%s is here already, with a key that is not yours; come with another name: ssh NAME@HOST", s.name)
	case s.key != "":
		c.refused = fmt.Errorf("%s is the seat of a key that is not yours; come with that key (ssh -i FILE), or with another name: ssh NAME@HOST", s.name)
		c.waits = "the seat is that of another key"
	case s.instructor:
		c.refused = fmt.Errorf("%s is an instructor's seat, and you did not give its code; come with another name: ssh NAME@HOST", s.name)
		c.waits = "it is an instructor's seat, and they gave no code of it"
	case s.member != nil:
		c.refused = fmt.Errorf("%s is here already. If that is you, come again and give the seat's code, which :seat shows; "+
			"if it is not, come with another name: ssh NAME@HOST", s.name)
		c.waits = "the seat is taken, and they gave no code of it"
	case watched && s.code != "":
		c.refused = fmt.Errorf("somebody was banned from your network, so that a name is not enough; come again and give the code of the seat %s, or ask an instructor to let you in", s.name)
		c.waits = from + " was banned from there"
	case watched:
		c.refused = fmt.Errorf("somebody was banned from your network; ask an instructor to let you in, and come again")
		c.waits = from + " was banned from there"
	case peer.Same(s.host, who.Host) || s.host == "":
	default:
		c.refused = fmt.Errorf("%s is the seat of somebody who came from another address. If that was you, come again and give the seat's code, "+
			"or ask an instructor to let you in; if it was not, come with another name: ssh NAME@HOST", s.name)
		c.waits = "they come from another address than before"
	}
	return c
}

// anew returns the claim of a new seat, or why there is none.
func (r *Room) anew(who Identity) claim {
	if r.admitted(who, false) {
		return claim{proven: true, pass: true}
	}
	if from, watched := r.watched(who.Host); watched && !who.Listed {
		return claim{
			refused: fmt.Errorf("somebody was banned from your network; ask an instructor to let you in, and come again"),
			waits:   from + " was banned from there",
		}
	}
	return claim{proven: true}
}

// Standing is what a room knows of somebody who logs in.
type Standing struct {
	NeedsCode  bool // the seat of that name needs its code
	Opens      bool // the code that they gave is that of the seat
	Known      bool // their key has a seat
	Instructor bool // they get an instructor's seat
}

// Standing returns what the room knows of somebody who has not joined yet. If all that
// stands in their way is that somebody has their seat, it asks whether that connection is
// alive.
func (r *Room) Standing(ctx context.Context, who Identity) (st Standing, err error) {
	var there *Member
	if st, there, err = r.standing(ctx, who); err != nil || there == nil || there.alive == nil || there.alive() {
		return st, err
	}
	if err := r.call(ctx, func() { r.gone(there, "your line had died, and somebody has come to your seat") }); err != nil {
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

// standing is Standing without asking any client. It also returns the member in the seat,
// if the seat would be free without them.
func (r *Room) standing(ctx context.Context, who Identity) (Standing, *Member, error) {
	now, err := ask(ctx, r, func() (st stands) {
		c := r.claim(who)
		if c.refused != nil && c.seat != nil && c.seat.member != nil && c.seat.key == "" {
			st.there = c.seat.member
		}
		st.Known = r.keyed(who) != nil
		if c.seat == nil {
			st.Instructor = who.Instructor || who.Serves
			return st
		}
		st.Opens = c.seat.key == "" && SameCode(who.Code, c.seat.code)
		st.NeedsCode = c.refused != nil && c.seat.key == "" && c.seat.code != ""
		st.Instructor = c.refused == nil && who.rank(c.seat) > student
		return st
	})
	return now.Standing, now.there, err
}
