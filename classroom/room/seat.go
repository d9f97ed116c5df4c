// Seats and members: joining, leaving, the roster, and what each member sees.

package room

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/class"
	"ringside/tui/workspace"
)

// Identity is who asks for a seat, as the login established it.
type Identity struct {
	Name       string // clean: see CleanName
	Key        string // the fingerprint of a key that they have proved to own; "": none
	Host       string // where they come from
	Code       string // what they gave as the code of their seat; "": nothing
	Listed     bool   // the key is on the list of students
	Instructor bool   // the key is an instructor's
	Serves     bool   // they are at the server itself

	Alive func() bool // asks the client whether its connection is alive; nil: it is
}

// seat is somebody's place in a room. It stays when its member leaves.
type seat struct {
	name          string
	face          face // of the name
	key, host     string
	code          string // brings its owner back, if there is no key; "": only the name does
	appointed     bool   // made an instructor by somebody who serves the class
	rank          rank   // as they last joined
	instructor    bool   // rank is above student; in a restored seat, it was
	hand          uint64 // as it was raised: hands are numbered through; 0: it is down
	muted         bool
	note          class.Notice
	noteOf        subject          // what the note says is true of it as long as it is so; zero: for ever
	answer        string           // to the open question, as it is counted
	copy          *Copy            // its own copy, kept for when the owner comes back
	kept          *history.History // the copy that its owner still has, as it was lately
	selfPaced     class.SelfPaced
	progressStore progressStore
	offer         *history.History
	budget        *budget  // of the processor, for everything it drives
	holds         holdings // the memory of everything it holds
	resets        int
	member        *Member     // nil: gone
	lease         *Lease      // nil if somebody else drives
	mine          *class.Mine // as published; nil: to be described again
}

// Member is somebody in a seat. It is a class.Participant.
type Member struct {
	room         *Room
	seat         *seat
	proven       bool // they have proved whose seat it is; the room's goroutine's
	alive        func() bool
	news         chan struct{}
	gone         chan struct{}
	why          string // why it ended; read after gone is closed
	want         atomic.Pointer[engine.Watch]
	narrow, wide []class.RoomCommand // what a student can type, and an instructor
	asks         asks
	given        *Copy // the copy that this member's explorer has; the room's goroutine's
}

// Join takes a seat: the one that this person had, if they can prove it. The error says
// in a sentence why they get none.
func (r *Room) Join(ctx context.Context, who Identity) (*Member, error) {
	type joined struct {
		*Member
		err error
	}
	answer := make(chan joined, 1)
	err := r.call(ctx, func() {
		m, err := r.join(who)
		answer <- joined{m, err}
	})
	if err == nil {
		now := <-answer
		return now.Member, now.err
	}
	// Nobody waits for the seat any more. It may have been taken all the same: a request
	// made now comes after that.
	go func() {
		_ = r.call(context.Background(), func() {
			select {
			case late := <-answer:
				if late.Member != nil {
					r.gone(late.Member, "you were gone before you had a seat")
				}
			default:
			}
		})
	}()
	return nil, err
}

// Leave gives the seat up. What was done on its copy is kept.
func (m *Member) Leave() {
	r := m.room
	_ = r.call(context.Background(), func() { r.gone(m, "you have left") }) // a room that has ended need not be told
}

// gone gives up a member's seat.
func (r *Room) gone(m *Member, why string) {
	m.end(why) // nobody waits for its news any more
	s := m.seat
	if now := s.member; now == nil || now == m || now.given == nil { // else the copy is with somebody who came back meanwhile
		if m.given != nil && s.copy == nil {
			s.copy = m.given
		}
		if s.copy != nil || m.given == nil {
			s.kept = nil
		}
	}
	if s.member == m {
		s.member = nil
		r.lowerHand(s)
		r.endOffer(s)
		s.holds.note(ownLesson, 0)
		r.log.Info("left", "name", s.name)
		if r.driver == s && !s.instructor {
			r.giveLease(r.firstInstructor())
		}
	}
	r.rollCall()
}

func (r *Room) join(who Identity) (*Member, error) {
	c := r.claim(who)
	if c.refused != nil {
		r.log.Warn("refused", "name", who.Name, "key", who.Key, "from", who.Host, "why", c.refused)
		if c.waits != "" {
			r.wait(who, c.seat != nil, c.waits)
		}
		return nil, c.refused
	}
	r.passes = slices.DeleteFunc(r.passes, func(p pass) bool { return c.pass && p.is(who) })
	r.waiting = slices.DeleteFunc(r.waiting, func(w waiting) bool { return w.is(who) })
	s, word := c.seat, ""
	if s == nil {
		s = &seat{name: r.free(who.Name), key: who.Key, budget: r.processor.seatBudget()}
		s.face = faceOf(s.name)
		r.seats = append(r.seats, s)
		if s.key == "" {
			s.code = NewCode()
			word = "the code " + s.code + " brings you back to this seat from anywhere; :seat shows it again"
		}
	} else {
		word = r.settle(s, who, c)
	}
	s.host = who.Host
	s.rank = who.rank(s)
	s.instructor = s.rank > student
	if r.driver == s && s.member == nil && !s.instructor {
		r.giveLease(r.firstInstructor()) // it was kept for the instructor that they were
	}
	if s.member != nil {
		s.member.end("you have come in from somewhere else, and your seat has moved there")
	}
	m := &Member{
		room: r, seat: s, proven: c.proven, alive: who.Alive, news: make(chan struct{}, 1), gone: make(chan struct{}), asks: asks{most: mostAsked},
		narrow: commandsFor(false), wide: commandsFor(true),
	}
	s.member = m
	s.note = class.Notice{} // what the previous member was told may be a secret
	if r.driver == nil && s.instructor {
		r.giveLease(s)
	}
	s.describe()
	if word != "" {
		s.tellSeat(word, false)
	}
	r.rollCall()
	r.log.Info("joined", "name", s.name, "key", s.key, "from", s.host, "instructor", s.instructor)
	return m, nil
}

// settle binds a seat to what its owner proved, and returns what they are told.
func (r *Room) settle(s *seat, who Identity, c claim) (word string) {
	switch {
	case who.Instructor || who.Serves:
		s.code = ""
	case s.key != "" && s.key == who.Key:
		if !alike(s.name, who.Name) {
			return "your key has the seat " + s.name + ": one key, one seat"
		}
	case !c.proven: // by a name and an address, which prove little
	case who.Key != "":
		s.key, s.code = who.Key, ""
		return "the seat " + s.name + " belongs to your key from now on"
	case c.pass || s.instructor:
		s.key, s.code = "", NewCode() // a used code is no secret any more
		return "the code of your seat is " + s.code + " now, and the one before is void; :seat shows it again"
	}
	return ""
}

// free returns the name, or a variant that nobody has.
func (r *Room) free(name string) string {
	taken := func(n string) bool { return reserved(n) || r.like(n) != nil || r.void(n) }
	if !taken(name) {
		return name
	}
	for i := 2; ; i++ {
		if n := fmt.Sprintf("%s-%d", name, i); !taken(n) {
			return n
		}
	}
}

// named returns the seat of a name.
func (r *Room) named(name string) (*seat, error) {
	if s := r.like(name); s != nil {
		return s, nil
	}
	var names []string
	for _, s := range r.seats {
		if s.member != nil {
			names = append(names, s.name)
		}
	}
	return nil, nobody(name, names)
}

// giveLease makes s the driver (nil: nobody) and revokes the previous lease.
func (r *Room) giveLease(s *seat) {
	if r.driver != nil {
		r.driver.lease = nil
	}
	r.term++
	r.driver = s
	if s != nil {
		s.lease = &Lease{room: r, term: r.term, place: make(chan workspace.Place, 1), asks: asks{most: mostDriven}}
		r.lowerHand(s)
		s.describe()
		r.log.Info("drives", "name", s.name)
	}
	r.rollCall()
}

func (r *Room) firstInstructor() *seat {
	for _, s := range r.seats {
		if s.instructor && s.member != nil {
			return s
		}
	}
	return nil
}

// people returns the roster.
func (r *Room) people() []class.Person {
	all := make([]class.Person, len(r.seats))
	for i, s := range r.seats {
		all[i] = class.Person{
			Name: s.name, Instructor: s.instructor, Here: s.member != nil, Hand: s.hand != 0, Raised: s.hand, Muted: s.muted,
			Answered: s.answer != "", Own: s.copy != nil || s.member != nil && s.member.given != nil, Offers: s.offer != nil, SelfPaced: s.selfPaced,
		}
	}
	return all
}

// describe makes the next picture describe the seat again.
func (s *seat) describe() {
	s.mine = &class.Mine{Instructor: s.instructor, Hand: s.hand != 0, Answer: s.answer, Resets: s.resets, Note: s.note, SelfPaced: s.selfPaced}
}

// tellSeat shows one seat a line, once.
func (s *seat) tellSeat(text string, bad bool) {
	s.note, s.noteOf = class.Notice{Number: s.note.Number + 1, Text: text, Bad: bad}, subject{}
	s.describe()
}

// subject is something of a seat that ends: a line about it goes when it does.
type subject struct {
	seat *seat
	what string
}

// What a line can be about.
const (
	raisedHand = "a raised hand"
	offer      = "an offer"
)

// tellOthers shows a line to the instructors who are here, except one seat's own, for as long
// as what it is about is so.
func (r *Room) tellOthers(about subject, text string) {
	for _, s := range r.seats {
		if s.instructor && s.member != nil && s != about.seat {
			s.tellSeat(text, false)
			s.noteOf = about
		}
	}
}

// ends takes the lines about something back.
func (r *Room) ends(about subject) {
	for _, s := range r.seats {
		if s.noteOf == about {
			s.note.Text, s.noteOf = "", subject{}
			s.describe()
		}
	}
}

// lowerHand takes a hand down.
func (r *Room) lowerHand(s *seat) {
	s.hand = 0
	r.ends(subject{s, raisedHand})
}

// endOffer takes an offer of a copy back.
func (r *Room) endOffer(s *seat) {
	s.offer = nil
	s.holds.note(offeredCopy, 0)
	r.ends(subject{s, offer})
}

// tell signals that there is news.
func (s *seat) tell() {
	if s.member == nil {
		return
	}
	select {
	case s.member.news <- struct{}{}:
	default: // the previous signal has not been received yet
	}
}

func (s *seat) watch() *engine.Watch {
	if s.member == nil {
		return nil
	}
	return s.member.want.Load()
}

// end ends the member. The seat stays.
func (m *Member) end(why string) {
	select {
	case <-m.gone:
	default:
		m.why = why
		close(m.gone)
	}
}

// Why returns why the member was ended. It is valid once Gone is closed.
func (m *Member) Why() string { return m.why }

// Name returns the name of the seat's owner.
func (m *Member) Name() string { return m.seat.name }

// Snapshot returns the room, this seat and the shared cluster, all of one picture.
func (m *Member) Snapshot() class.Snapshot {
	p := m.room.state.Load()
	look := class.Snapshot{
		Room: &p.room, Mine: p.mine[m.seat], Commands: m.narrow, Motion: p.views[0].Motion, Now: p.views[0].Now,
		View: func(w engine.Watch) *engine.View { return m.view(p, w) },
	}
	select {
	case <-m.gone: // somebody else may have the seat, and be told a secret
		mine := *look.Mine
		mine.Note.Text = ""
		look.Mine = &mine
		return look
	default:
	}
	if look.Mine.Instructor {
		look.Commands, look.Notes = m.wide, p.notes
	}
	if p.lease != nil && p.driver == m.seat {
		look.Lease = p.lease
	}
	return look
}

// view returns the cluster as the room last showed it. Whatever else is watched comes
// with the next picture.
func (m *Member) view(p *picture, w engine.Watch) *engine.View {
	if have := m.want.Load(); have == nil || *have != w {
		m.want.Store(&w)
	}
	if v := viewOf(p.views, w); v != nil {
		return v
	}
	r := m.room
	r.post(func() { r.outdated = r.outdated || viewOf(r.state.Load().views, w) == nil })
	return p.views[0]
}

// Room returns the room.
func (m *Member) Room() *class.Room { return m.Snapshot().Room }

// Mine returns what concerns this seat alone.
func (m *Member) Mine() *class.Mine { return m.Snapshot().Mine }

// Lease returns what drives the shared cluster, if this seat has it.
func (m *Member) Lease() (class.Lease, bool) {
	w := m.Snapshot().Lease
	return w, w != nil
}

// News delivers a token whenever there is something new.
func (m *Member) News() <-chan struct{} { return m.news }

// Gone is closed when the member has lost the seat.
func (m *Member) Gone() <-chan struct{} { return m.gone }
