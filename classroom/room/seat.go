package room

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

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
	answer     string // to the question that is open, as it is counted
	copy       *Copy  // a copy of its own, kept for when he comes back
	study      tui.Study
	diary      diary
	offer      *engine.History
	resets     int
	member     *Member // nil: gone
	wheel      atomic.Pointer[Wheel]
	mine       atomic.Pointer[tui.Mine]
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
		s.mine.Store(&tui.Mine{})
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
		r.driver.wheel.Store(nil)
	}
	r.term++
	r.driver = s
	if s != nil {
		s.wheel.Store(&Wheel{room: r, term: r.term, place: make(chan tui.Place, 1)})
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

// describe publishes what concerns the seat alone.
func (s *seat) describe() {
	s.mine.Store(&tui.Mine{Instructor: s.instructor, Hand: s.hand, Answer: s.answer, Resets: s.resets, Note: s.note, Study: s.study})
	s.tell()
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

// Room returns the room as it is now.
func (m *Member) Room() *tui.Room { return &m.room.state.Load().room }

// Mine returns what concerns this seat alone.
func (m *Member) Mine() *tui.Mine { return m.seat.mine.Load() }

// Notes are for those who teach; nobody else has any.
func (m *Member) Notes() []string {
	if !m.Mine().Instructor {
		return nil
	}
	return m.room.state.Load().notes
}

// News has a token whenever there is something new.
func (m *Member) News() <-chan struct{} { return m.news }

// Gone is closed when the seat is for somebody else.
func (m *Member) Gone() <-chan struct{} { return m.gone }

// Wheel returns what drives the shared cluster, if this seat has it.
func (m *Member) Wheel() (tui.Wheel, bool) {
	if w := m.seat.wheel.Load(); w != nil {
		return w, true
	}
	return nil, false
}

// Shared returns the cluster that everybody sees.
func (m *Member) Shared() tui.Shown { return shared{m} }

// shared is the room's cluster as a member sees it: pictures that the room has
// published. There is nothing in it to change the cluster with.
type shared struct{ m *Member }

// View returns the cluster as it was when the room last showed it. What else is
// watched comes with the next picture.
func (c shared) View(w engine.Watch) *engine.View {
	views := c.m.room.state.Load().views
	if have := c.m.want.Load(); have == nil || *have != w {
		c.m.want.Store(&w)
	}
	if v := viewOf(views, w); v != nil {
		return v
	}
	r := c.m.room
	r.post(func() { r.stirred = r.stirred || viewOf(r.state.Load().views, w) == nil })
	return views[0]
}

// Motion says what is going on.
func (c shared) Motion() engine.Motion { return c.m.room.state.Load().views[0].Motion }

// Now returns the virtual time.
func (c shared) Now() time.Duration { return c.m.room.state.Load().views[0].Now }

// Ahead returns how many events are recorded after the present moment.
func (c shared) Ahead() int { return c.m.room.state.Load().room.Ahead }
