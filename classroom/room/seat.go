package room

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"ringside/engine"
	"ringside/tui"
)

// Identity is who asks for a seat, as the door knows it.
type Identity struct {
	Name       string // clean: see Clean
	Key        string // the fingerprint of his key; "" if he has none
	Host       string // where he comes from
	Instructor bool
}

// seat is somebody's place in a room. It stays when its member goes.
type seat struct {
	name       string
	key, host  string
	instructor bool
	hand       bool
	muted      bool
	note       tui.Notice
	answer     string          // to the question that is open, as it is counted
	copy       *Copy           // a copy of its own, kept for when he comes back
	kept       *engine.History // the copy that he still has, as it was lately
	study      tui.Study
	diary      diary
	offer      *engine.History
	resets     int
	member     *Member   // nil: gone
	wheel      *Wheel    // what it drives with; nil if somebody else does
	mine       *tui.Mine // what the next picture says of it
}

// Member is a seat as long as somebody sits on it. It is a tui.Seat.
type Member struct {
	room         *Room
	seat         *seat
	news         chan struct{}
	gone         chan struct{}
	why          string // why it ended; read after gone is closed
	want         atomic.Pointer[engine.Watch]
	narrow, wide []tui.Saying // what a student can say, and an instructor
	given        *Copy        // the copy that this member's explorer has; the room's goroutine's
}

// Join takes a seat: the one that this person had, if it can be told that it is
// the same. The error says in a sentence why there is none.
func (r *Room) Join(ctx context.Context, who Identity) (m *Member, err error) {
	if e := r.call(ctx, func() { m, err = r.join(who) }); e != nil {
		return nil, e
	}
	return m, err
}

// Leave gives the seat up. What was done on its copy is kept.
func (m *Member) Leave() {
	r := m.room
	_ = r.call(context.Background(), func() { // a room that is over needs no telling
		m.end("you have left") // whoever still waits for news of the room waits no more
		s := m.seat
		if m.given != nil && s.copy == nil {
			s.copy = m.given
		}
		if s.copy != nil || m.given == nil {
			s.kept = nil
		}
		if s.member == m {
			s.member, s.hand, s.offer = nil, false, nil
			r.log.Info("left", "name", s.name)
			if r.driver == s && !s.instructor {
				r.giveWheel(r.firstInstructor())
			}
		}
		r.rollCall()
	})
}

func (r *Room) join(who Identity) (*Member, error) {
	if r.banned[who.ban()] {
		return nil, fmt.Errorf("you have been asked to stay away from this class")
	}
	s := r.find(who)
	if s == nil {
		s = &seat{name: r.free(who.Name), key: who.Key}
		r.seats = append(r.seats, s)
	}
	s.host = who.Host
	s.instructor = s.instructor || who.Instructor
	if s.member != nil {
		s.member.end("you have come in from somewhere else, and your seat has moved there")
	}
	m := &Member{
		room: r, seat: s, news: make(chan struct{}, 1), gone: make(chan struct{}),
		narrow: sayable(false), wide: sayable(true),
	}
	s.member = m
	if r.driver == nil && s.instructor {
		r.giveWheel(s)
	}
	s.describe()
	r.rollCall()
	r.log.Info("joined", "name", s.name, "key", s.key, "from", s.host, "instructor", s.instructor)
	r.publish()
	return m, nil
}

// ban is what somebody is kept out by: the key, or else the name and where he
// comes from.
func (who Identity) ban() string {
	if who.Key != "" {
		return who.Key
	}
	return who.Name + " " + who.Host
}

// find returns the seat that somebody had: by key, or if there is none by name,
// and while the seat is taken only from the same place. An instructor may sit on
// two.
func (r *Room) find(who Identity) *seat {
	for _, s := range r.seats {
		switch {
		case s.key != who.Key, s.name != who.Name && !sameBase(s.name, who.Name):
		case s.member == nil:
			return s
		case who.Instructor, who.Key == "" && s.host != who.Host:
		default:
			return s
		}
	}
	return nil
}

// free returns the name, or one like it that nobody has.
func (r *Room) free(name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(r.seats, func(s *seat) bool { return s.name == n })
	}
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
	var names []string
	for _, s := range r.seats {
		if s.name == name {
			return s, nil
		}
		if s.member != nil {
			names = append(names, s.name)
		}
	}
	return nil, nobody(name, names)
}

// giveWheel has somebody drive, or nobody if s is nil. The wheel there was is
// worthless from now on.
func (r *Room) giveWheel(s *seat) {
	if r.driver != nil {
		r.driver.wheel = nil
	}
	r.term++
	r.driver = s
	if s != nil {
		s.wheel = &Wheel{room: r, term: r.term, place: make(chan tui.Place, 1)}
		s.hand = false
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
func (r *Room) people() []tui.Person {
	all := make([]tui.Person, len(r.seats))
	for i, s := range r.seats {
		all[i] = tui.Person{
			Name: s.name, Instructor: s.instructor, Here: s.member != nil, Hand: s.hand, Muted: s.muted,
			Answered: s.answer != "", Own: s.copy != nil || s.member != nil && s.member.given != nil, Offers: s.offer != nil, Study: s.study,
		}
	}
	return all
}

// describe has the next picture say what concerns the seat alone.
func (s *seat) describe() {
	s.mine = &tui.Mine{Instructor: s.instructor, Hand: s.hand, Answer: s.answer, Resets: s.resets, Note: s.note, Study: s.study}
}

// tellSeat shows one seat a line, once.
func (s *seat) tellSeat(text string, bad bool) {
	s.note = tui.Notice{Number: s.note.Number + 1, Text: text, Bad: bad}
	s.describe()
}

// tell says that there is news.
func (s *seat) tell() {
	if s.member == nil {
		return
	}
	select {
	case s.member.news <- struct{}{}:
	default: // he has not looked yet
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

// Why says why the member was ended. It is for after Gone.
func (m *Member) Why() string { return m.why }

// Name is whose seat it is.
func (m *Member) Name() string { return m.seat.name }

// Snapshot returns the room, this seat and the shared cluster, all of one picture.
func (m *Member) Snapshot() tui.Snapshot {
	p := m.room.state.Load()
	look := tui.Snapshot{
		Room: &p.room, Mine: p.mine[m.seat], Sayings: m.narrow, Motion: p.views[0].Motion, Now: p.views[0].Now,
		View: func(w engine.Watch) *engine.View { return m.view(p, w) },
	}
	if look.Mine.Instructor {
		look.Sayings, look.Notes = m.wide, p.notes
	}
	if p.wheel != nil && p.driver == m.seat {
		look.Wheel = p.wheel
	}
	return look
}

// view returns the cluster as it was when the room last showed it. What else is
// watched comes with the next picture.
func (m *Member) view(p *picture, w engine.Watch) *engine.View {
	if have := m.want.Load(); have == nil || *have != w {
		m.want.Store(&w)
	}
	if v := viewOf(p.views, w); v != nil {
		return v
	}
	r := m.room
	r.post(func() { r.stirred = r.stirred || viewOf(r.state.Load().views, w) == nil })
	return p.views[0]
}

// Room returns the room, and Mine what concerns this seat alone.
func (m *Member) Room() *tui.Room { return m.Snapshot().Room }
func (m *Member) Mine() *tui.Mine { return m.Snapshot().Mine }

// Wheel returns what drives the shared cluster, if this seat has it.
func (m *Member) Wheel() (tui.Wheel, bool) {
	w := m.Snapshot().Wheel
	return w, w != nil
}

// News has a token whenever there is something new.
func (m *Member) News() <-chan struct{} { return m.news }

// Gone is closed when the seat is for somebody else.
func (m *Member) Gone() <-chan struct{} { return m.gone }
