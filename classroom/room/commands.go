// The room's own commands, such as raise, fork and pause: what students and instructors
// can say to it.

package room

import (
	"fmt"

	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/tui/class"
)

// roomCommand is what can be said to the room. None of them drives the shared cluster, except those
// with which an instructor manages the class as a whole.
type roomCommand struct {
	verb       string
	older      string // a former name, which still works
	how        string // its arguments
	what       string // what it does
	instructor bool   // for instructors only
	do         func(r *Room, m *Member, rest string) class.Reply
}

// roomCommands lists them in the order in which they are shown.
func roomCommands() []roomCommand {
	return []roomCommand{
		{verb: "raise", what: "raise your hand", do: quiet((*Room).raise)},
		{verb: "lower", what: "lower your hand; as an instructor, anybody's", how: "[NAME]", do: quiet((*Room).lower)},
		{verb: "answer", what: "answer the question that is open", how: "ANSWER", do: quiet((*Room).answer)},
		{verb: "fork", what: "make a new copy of your own", do: (*Room).fork},
		{verb: "past", what: "look at how the class got here", do: (*Room).past},
		{verb: "login", older: "seat", what: "show how you log in as yourself again", do: quiet((*Room).login)},
		{verb: "offer", what: "let instructors look at your copy as it is now", how: "[off]", do: quiet((*Room).withdraw)},
		{verb: "hand", what: "let somebody drive", how: "NAME", instructor: true, do: quiet((*Room).hand)},
		{verb: "take", what: "drive yourself", instructor: true, do: quiet((*Room).take)},
		{verb: "ask", what: "ask everybody", how: `nodes KEY | choice "…" A B [= A] | fact FACT "…" [cover PANE,…|none]`, instructor: true, do: quiet((*Room).askAll)},
		{verb: "reveal", what: "show what was answered and what is right", instructor: true, do: quiet((*Room).reveal)},
		{verb: "close", what: "withdraw the question", instructor: true, do: quiet((*Room).closePoll)},
		{verb: "lesson", what: "take the class through a walkthrough, or leave it", how: "NAME|off", instructor: true, do: quiet((*Room).learn)},
		{verb: "next", what: "go to the next step of the lesson", instructor: true, do: quiet((*Room).next)},
		{verb: "previous", what: "go to the previous step", instructor: true, do: quiet((*Room).previous)},
		{verb: "again", what: "repeat the step", instructor: true, do: quiet((*Room).again)},
		{verb: "hint", what: "show everybody one more hint", instructor: true, do: quiet((*Room).hint)},
		{verb: "message", what: "send everybody a message", how: "TEXT", instructor: true, do: quiet((*Room).message)},
		{verb: "pause", what: "bring everybody back to the class and keep them there, or let them go", how: "all|off", instructor: true, do: quiet((*Room).pause)},
		{verb: "reset", what: "discard copies, or restart the class", how: "NAME|all|class", instructor: true, do: quiet((*Room).reset)},
		{verb: "view", what: "look at an offered copy", how: "NAME", instructor: true, do: (*Room).view},
		{verb: "show", what: "show it to everybody, or show the class again", how: "NAME|class", instructor: true, do: quiet((*Room).show)},
		{verb: "instruct", what: "make somebody an instructor, or a student again", how: "NAME [off]", instructor: true, do: quiet((*Room).instruct)},
		{verb: "mute", what: "ignore a student's raised hand, or stop ignoring it", how: "NAME", instructor: true, do: quiet((*Room).mute)},
		{verb: "kick", what: "disconnect somebody; they can come back", how: "NAME", instructor: true, do: quiet((*Room).kick)},
		{verb: "ban", what: "remove a student for good; new names from their network wait", how: "NAME", instructor: true, do: quiet((*Room).ban)},
		{verb: "unban", what: "let somebody come back", how: "NAME", instructor: true, do: quiet((*Room).unban)},
		{verb: "bans", what: "list who is banned", instructor: true, do: quiet((*Room).listBans)},
		{verb: "admit", what: "let in somebody who waits, or list who does", how: "[NAME|all]", instructor: true, do: quiet((*Room).admit)},
	}
}

// quiet wraps a command that answers with words at most.
func quiet(do func(*Room, *Member, string) (string, error)) func(*Room, *Member, string) class.Reply {
	return func(r *Room, m *Member, rest string) (reply class.Reply) {
		reply.Said, reply.Err = do(r, m, rest)
		return reply
	}
}

// commandsFor lists the lines that students, or instructors, can type for the room.
func commandsFor(instructor bool) (all []class.RoomCommand) {
	for _, s := range roomCommands() {
		if instructor || !s.instructor {
			all = append(all, class.RoomCommand{Verb: s.verb, How: s.how, What: s.what})
		}
	}
	return all
}

// Ask asks the room for something, and returns what its answer comes on.
func (m *Member) Ask(asked class.Request) <-chan class.Reply {
	return m.asks.ask(m.room, func() class.Reply {
		if m.participant.member != m {
			return class.Reply{Err: fmt.Errorf("somebody else is here in your name now")}
		}
		return m.room.say(m, asked)
	})
}

func (r *Room) say(m *Member, asked class.Request) class.Reply {
	word := asked.Verb
	for _, s := range roomCommands() {
		switch {
		case s.verb != word && (s.older == "" || s.older != word):
		case s.instructor && !m.participant.instructor:
			return class.Reply{Err: fmt.Errorf("%s: that is for instructors", word)}
		default:
			r.log.Info("said", "by", m.participant.name, "line", cleanText(asked.String()))
			return s.do(r, m, asked.Rest)
		}
	}
	var verbs []string
	for _, s := range commandsFor(m.participant.instructor) {
		verbs = append(verbs, s.Verb)
	}
	for _, v := range script.Verbs() {
		if v.Verb.String() != word { // that is a command for the driver
			verbs = append(verbs, v.Verb.String())
		}
	}
	return class.Reply{Err: fmt.Errorf("%s: not known%s; ? lists what can be typed", event.Show(word, 20), nearest.Hint(word, verbs))}
}

// usage is the error of a command without its arguments.
func usage(verb string) error {
	for _, s := range roomCommands() {
		if s.verb == verb {
			return fmt.Errorf("%s: write %s %s", verb, verb, s.how)
		}
	}
	return fmt.Errorf("%s: not known", verb)
}

func (r *Room) raise(m *Member, _ string) (string, error) {
	s := m.participant
	if s.muted {
		return "", fmt.Errorf("raise: an instructor has muted you")
	}
	if s.hand == 0 { // raised again, it keeps its place
		r.hands++
		s.hand = r.hands
	}
	s.describe()
	r.rollCall()
	r.tellOthers(subject{s, raisedHand}, s.name+" raises a hand; :hand "+s.name+" lets "+s.name+" drive")
	return "your hand is up", nil
}

func (r *Room) lower(m *Member, rest string) (string, error) {
	s := m.participant
	if rest != "" {
		var err error
		if s, err = r.named(rest); err != nil {
			return "", err
		}
		if s != m.participant && !m.participant.instructor {
			return "", fmt.Errorf("lower: you can lower your own hand only")
		}
	}
	was := "is down"
	if s.hand == 0 {
		was = "was not up"
	}
	r.lowerHand(s)
	s.describe()
	r.rollCall()
	if s == m.participant {
		return "your hand " + was, nil
	}
	return s.name + "'s hand " + was, nil
}

// hand gives control to somebody.
func (r *Room) hand(_ *Member, rest string) (string, error) {
	if rest == "" {
		return "", usage("hand")
	}
	s, err := r.named(rest)
	if err != nil {
		return "", err
	}
	if s.member == nil {
		return "", fmt.Errorf("hand: %s is not here now", s.name)
	}
	r.giveLease(s)
	r.tellAll(s.name+" drives now", false)
	return "", nil
}

// take takes control.
func (r *Room) take(m *Member, _ string) (string, error) {
	if r.driver == m.participant {
		return "", fmt.Errorf("take: you drive already")
	}
	r.giveLease(m.participant)
	r.tellAll(m.participant.name+" drives now", false)
	return "", nil
}

func (r *Room) message(m *Member, rest string) (string, error) {
	text := cleanText(rest)
	if text == "" {
		return "", usage("message")
	}
	r.tellAll(m.participant.name+": "+text, false)
	return "", nil
}

// fork gives a copy of the cluster: the one kept when its owner left, else a new one,
// exact to the step.
func (r *Room) fork(m *Member, _ string) class.Reply {
	if r.held {
		return class.Reply{Err: fmt.Errorf("fork: everybody looks at the class now")}
	}
	s := m.participant
	if err := s.budget.afford(); err != nil {
		return class.Reply{Err: fmt.Errorf("fork: %w", err)}
	}
	c, said := s.copy, "your own copy, as you left it; :fork takes a new one"
	if m.given == nil && c == nil && s.kept != nil { // an older explorer of theirs has not ended yet
		c = s.newCopy(r.forkFor(s, s.kept), ownCopy, leftIn(s.kept))
	}
	if m.given != nil || c == nil {
		r.sync()
		c, said = s.newCopy(r.forkFor(s, r.stage), ownCopy, nil), ""
	}
	m.given, s.copy, s.kept = c, nil, c.Fork()
	r.rollCall()
	return class.Reply{Own: c, Said: said}
}

// forkFor forks a history, at the cost of a participant.
func (r *Room) forkFor(s *participant, h *history.History) *history.History {
	f := h.Fork()
	s.budget.charge(f.Effort() - h.Effort())
	return f
}

// past gives the past of the shared cluster to look around in.
func (r *Room) past(m *Member, _ string) class.Reply {
	if err := m.participant.budget.afford(); err != nil {
		return class.Reply{Err: fmt.Errorf("past: %w", err)}
	}
	r.sync()
	return class.Reply{Past: m.participant.newPast(r.forkFor(m.participant, r.stage))}
}

// pause brings everybody to the class, whose clock stops, and keeps them there.
func (r *Room) pause(m *Member, rest string) (string, error) {
	switch rest {
	case "all":
		r.held = true
		r.halt()
		r.tellAll(m.participant.name+" asks for your attention", false)
	case "off":
		r.held = false
		r.tellAll("go on as you like", false)
	default:
		return "", usage("pause")
	}
	return "", nil
}

// reset resets somebody's copy, everybody's, or the class.
func (r *Room) reset(m *Member, rest string) (string, error) {
	switch rest {
	case "":
		return "", usage("reset")
	case "class":
		h, err := history.New(r.config)
		if err != nil {
			return "", err
		}
		h.Bound(class.ClusterBounds())
		r.history, r.lesson = h, nil
		r.takeAway()
		r.setStage(h, "")
		r.tellAll(m.participant.name+" has begun again", false)
		return "", nil
	case "all":
		for _, s := range r.participants {
			r.dropCopy(s)
		}
		r.tellAll("all copies are gone; the class goes on", false)
		return "", nil
	}
	s, err := r.named(rest)
	if err != nil {
		return "", err
	}
	r.dropCopy(s)
	s.notify(m.participant.name+" has taken you back to the class", false)
	r.rollCall()
	return s.name + "'s copy is gone", nil
}

// dropCopy drops a participant's copy.
func (r *Room) dropCopy(s *participant) {
	s.copy, s.kept, s.selfPaced = nil, nil, class.SelfPaced{}
	r.endOffer(s)
	for what := range holdingKinds {
		s.holds.note(what, 0)
	}
	s.resets++
	if s.member != nil {
		s.member.given = nil
	}
	s.describe()
}

// Offer lets instructors look at a copy.
func (m *Member) Offer(copy *history.History) <-chan class.Reply {
	return m.asks.ask(m.room, func() class.Reply {
		r, s := m.room, m.participant
		if s.member != m {
			return class.Reply{Err: fmt.Errorf("somebody else is here in your name now")}
		}
		s.offer = copy
		s.holds.note(offeredCopy, s.holds.most())
		r.rollCall()
		r.tellOthers(subject{s, offer}, s.name+" offers a copy; :view "+s.name+" looks at it, :show "+s.name+" shows it to all")
		return class.Reply{Said: "instructors can look at your copy as it is now"}
	})
}

// withdraw takes an offer back. Its counterpart is Offer.
func (r *Room) withdraw(m *Member, rest string) (string, error) {
	if rest != "off" {
		return "", fmt.Errorf("offer: make a copy of your own first, and offer it there")
	}
	r.endOffer(m.participant)
	r.rollCall()
	return "nobody can look at it any more", nil
}

func (r *Room) offered(verb, name string) (*participant, error) {
	if name == "" {
		return nil, usage(verb)
	}
	s, err := r.named(name)
	if err != nil {
		return nil, err
	}
	if s.offer == nil {
		return nil, fmt.Errorf("%s offers no copy", s.name)
	}
	return s, nil
}

// view gives an instructor somebody's copy to look at.
func (r *Room) view(m *Member, rest string) class.Reply {
	s, err := r.offered("view", rest)
	if err == nil {
		err = m.participant.budget.afford()
	}
	if err != nil {
		return class.Reply{Err: err}
	}
	return class.Reply{Past: m.participant.newPast(r.forkFor(m.participant, s.offer)), Of: s.name, Said: s.name + "'s copy"}
}

// show shows everybody somebody's copy, or the class's own cluster again.
func (r *Room) show(_ *Member, rest string) (string, error) {
	if rest == "class" {
		h := r.history
		if r.lesson != nil {
			h = r.lesson.History()
		}
		r.setStage(h, "")
		r.halt()
		return "", nil
	}
	s, err := r.offered("show", rest)
	if err != nil {
		return "", err
	}
	r.setStage(s.offer.Fork(), s.name)
	r.halt()
	r.tellAll("this is "+s.name+"'s copy", false)
	return ":show class comes back", nil
}

func (r *Room) mute(m *Member, rest string) (string, error) {
	s, err := r.below(m, "mute", rest)
	if err != nil {
		return "", err
	}
	s.muted = !s.muted
	if s.muted {
		r.lowerHand(s)
	}
	s.describe()
	r.rollCall()
	return s.name + map[bool]string{true: " is muted", false: " is not muted any more"}[s.muted], nil
}
