// Participants and members: joining, leaving, the roster, and what each member sees.

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

// Identity is who asks to join, as the login established it.
type Identity struct {
	Name       string // clean: see CleanName
	Key        string // the fingerprint of a key that they have proved to own; "": none
	Host       string // where they come from
	Code       string // what they gave as their login code; "": nothing
	Listed     bool   // the key is on the list of students
	Instructor bool   // the key is an instructor's
	Serves     bool   // they are at the server itself

	Alive func() bool // asks the client whether its connection is alive; nil: it is
}

// participant is somebody in a room. The room keeps what is theirs while they are away.
type participant struct {
	name          string
	face          face // of the name
	key, host     string
	code          string // proves who they are, if there is no key; "": only the name does
	appointed     bool   // made an instructor by somebody who serves the class
	rank          rank   // as they last joined
	instructor    bool   // rank is above student; in a restored room, it was
	hand          uint64 // as it was raised: hands are numbered through; 0: it is down
	muted         bool
	note          class.Notice
	noteOf        subject          // what the note says is true of it as long as it is so; zero: for ever
	answer        string           // to the open question, as it is counted
	copy          *Copy            // their own copy, kept for when they come back
	kept          *history.History // the copy that they still have, as it was lately
	selfPaced     class.SelfPaced
	progressStore progressStore
	offer         *history.History
	budget        *budget  // of the processor, for everything they drive
	holds         holdings // the memory of everything they hold
	resets        int
	member        *Member     // nil: gone
	lease         *Lease      // nil if somebody else drives
	mine          *class.Mine // as published; nil: to be described again
}

// Member is a participant who is here. It is a class.Participant.
type Member struct {
	room         *Room
	participant  *participant
	proven       bool // they have proved who they are; the room's goroutine's
	alive        func() bool
	news         chan struct{}
	gone         chan struct{}
	why          string // why it ended; read after gone is closed
	want         atomic.Pointer[engine.Watch]
	narrow, wide []class.RoomCommand // what a student can type, and an instructor
	asks         asks
	given        *Copy // the copy that this member's explorer has; the room's goroutine's
}

// Join lets somebody in: as the participant that they were, if they can prove it. The error says
// in a sentence why they can't come in.
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
	// Nobody waits for the answer any more. They may have joined all the same: a request
	// made now comes after that.
	go func() {
		_ = r.call(context.Background(), func() {
			select {
			case late := <-answer:
				if late.Member != nil {
					r.gone(late.Member, "you were gone before you had joined")
				}
			default:
			}
		})
	}()
	return nil, err
}

// Leave ends the member. What was done on their copy is kept.
func (m *Member) Leave() {
	r := m.room
	_ = r.call(context.Background(), func() { r.gone(m, "you have left") }) // a room that has ended need not be told
}

// gone takes a member out of the room.
func (r *Room) gone(m *Member, why string) {
	m.end(why) // nobody waits for its news any more
	s := m.participant
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
			r.wait(who, c.participant != nil, c.waits)
		}
		return nil, c.refused
	}
	r.passes = slices.DeleteFunc(r.passes, func(p pass) bool { return c.pass && p.is(who) })
	r.waiting = slices.DeleteFunc(r.waiting, func(w waiting) bool { return w.is(who) })
	s, word := c.participant, ""
	if s == nil {
		s = &participant{name: r.free(who.Name), key: who.Key, budget: r.processor.participantBudget()}
		s.face = faceOf(s.name)
		r.participants = append(r.participants, s)
		if s.key == "" {
			s.code = NewCode()
			word = "with the code " + s.code + " you can log in as " + s.name + " again from anywhere; :login shows it again"
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
		s.member.end("you have logged in from somewhere else, and go on there")
	}
	m := &Member{
		room: r, participant: s, proven: c.proven, alive: who.Alive, news: make(chan struct{}, 1), gone: make(chan struct{}), asks: asks{most: mostAsked},
		narrow: commandsFor(false), wide: commandsFor(true),
	}
	s.member = m
	s.note = class.Notice{} // what the previous member was told may be a secret
	if r.driver == nil && s.instructor {
		r.giveLease(s)
	}
	s.describe()
	if word != "" {
		s.notify(word, false)
	}
	r.rollCall()
	r.log.Info("joined", "name", s.name, "key", s.key, "from", s.host, "instructor", s.instructor)
	return m, nil
}

// settle binds a participant to what they proved, and returns what they are told.
func (r *Room) settle(s *participant, who Identity, c claim) (word string) {
	switch {
	case who.Instructor || who.Serves:
		s.code = ""
	case s.key != "" && s.key == who.Key:
		if !alike(s.name, who.Name) {
			return "your key is that of " + s.name + ": one key, one name"
		}
	case !c.proven: // by a name and an address, which prove little
	case who.Key != "":
		s.key, s.code = who.Key, ""
		return "from now on your key logs you in as " + s.name
	case c.pass || s.instructor:
		s.key, s.code = "", NewCode() // a used code is no secret any more
		return "your login code is " + s.code + " now, and the previous one is void; :login shows it again"
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

// named returns the participant of a name.
func (r *Room) named(name string) (*participant, error) {
	if s := r.like(name); s != nil {
		return s, nil
	}
	var names []string
	for _, s := range r.participants {
		if s.member != nil {
			names = append(names, s.name)
		}
	}
	return nil, nobody(name, names)
}

// giveLease makes s the driver (nil: nobody) and revokes the previous lease.
func (r *Room) giveLease(s *participant) {
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

func (r *Room) firstInstructor() *participant {
	for _, s := range r.participants {
		if s.instructor && s.member != nil {
			return s
		}
	}
	return nil
}

// people returns the roster.
func (r *Room) people() []class.Person {
	all := make([]class.Person, len(r.participants))
	for i, s := range r.participants {
		all[i] = class.Person{
			Name: s.name, Instructor: s.instructor, Serves: s.rank >= serving, Here: s.member != nil, Hand: s.hand != 0, Raised: s.hand, Muted: s.muted,
			Answered: s.answer != "", Own: s.copy != nil || s.member != nil && s.member.given != nil, Offers: s.offer != nil, SelfPaced: s.selfPaced,
		}
	}
	return all
}

// describe makes the next picture describe the participant again.
func (s *participant) describe() {
	s.mine = &class.Mine{
		Name: s.name, Instructor: s.instructor, Serves: s.rank >= serving,
		Hand: s.hand != 0, Answer: s.answer, Resets: s.resets, Note: s.note, SelfPaced: s.selfPaced,
	}
}

// notify shows one participant a line, once.
func (s *participant) notify(text string, bad bool) {
	s.note, s.noteOf = class.Notice{Number: s.note.Number + 1, Text: text, Bad: bad}, subject{}
	s.describe()
}

// subject is something of a participant's that ends: a line about it goes when it does.
type subject struct {
	participant *participant
	what        string
}

// What a line can be about.
const (
	raisedHand = "a raised hand"
	offer      = "an offer"
)

// tellOthers shows a line about a participant to the instructors who are here, except to that
// participant, for as long as what it is about is so.
func (r *Room) tellOthers(about subject, text string) {
	for _, s := range r.participants {
		if s.instructor && s.member != nil && s != about.participant {
			s.notify(text, false)
			s.noteOf = about
		}
	}
}

// ends takes the lines about something back.
func (r *Room) ends(about subject) {
	for _, s := range r.participants {
		if s.noteOf == about {
			s.note.Text, s.noteOf = "", subject{}
			s.describe()
		}
	}
}

// lowerHand takes a hand down.
func (r *Room) lowerHand(s *participant) {
	s.hand = 0
	r.ends(subject{s, raisedHand})
}

// endOffer takes an offer of a copy back.
func (r *Room) endOffer(s *participant) {
	s.offer = nil
	s.holds.note(offeredCopy, 0)
	r.ends(subject{s, offer})
}

// tell signals that there is news.
func (s *participant) tell() {
	if s.member == nil {
		return
	}
	select {
	case s.member.news <- struct{}{}:
	default: // the previous signal has not been received yet
	}
}

func (s *participant) watch() *engine.Watch {
	if s.member == nil {
		return nil
	}
	return s.member.want.Load()
}

// end ends the member. The participant stays.
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

// Name returns the participant's name.
func (m *Member) Name() string { return m.participant.name }

// Snapshot returns the room, this participant and the shared cluster, all of one picture.
func (m *Member) Snapshot() class.Snapshot {
	p := m.room.state.Load()
	look := class.Snapshot{
		Room: &p.room, Mine: p.mine[m.participant], Commands: m.narrow, Motion: p.views[0].Motion, Now: p.views[0].Now,
		View: func(w engine.Watch) *engine.View { return m.view(p, w) },
	}
	select {
	case <-m.gone: // somebody else may be the participant now, and be told a secret
		mine := *look.Mine
		mine.Note.Text = ""
		look.Mine = &mine
		return look
	default:
	}
	if look.Mine.Instructor {
		look.Commands, look.Notes = m.wide, p.notes
	}
	if p.lease != nil && p.driver == m.participant {
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

// Mine returns what concerns this participant alone.
func (m *Member) Mine() *class.Mine { return m.Snapshot().Mine }

// Lease returns what drives the shared cluster, if this participant has it.
func (m *Member) Lease() (class.Lease, bool) {
	w := m.Snapshot().Lease
	return w, w != nil
}

// News delivers a token whenever there is something new.
func (m *Member) News() <-chan struct{} { return m.news }

// Gone is closed when the member has ended.
func (m *Member) Gone() <-chan struct{} { return m.gone }
