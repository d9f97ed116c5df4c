// Bans, and the waiting list of people whom an instructor must let in.

package room

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/internal/peer"
)

// ban is somebody who is kept out. The name and the key are refused from everywhere;
// newcomers from the network wait for an instructor.
type ban struct {
	Name string `json:"name"`
	Key  string `json:"key,omitempty"`
	Host string `json:"host,omitempty"`
}

// pass lets a name in once from a network: as the participant of that name, if there was one
// when they asked, or else as a new one.
type pass struct {
	Name  string `json:"name"`
	Host  string `json:"host,omitempty"`
	Known bool   `json:"seat,omitempty"` // a participant had that name; the word in the file is older
}

// waiting is somebody who has asked to join.
type waiting struct {
	pass
	why string
}

const (
	mostWaiting = 100 // the oldest gives way
	mostPasses  = 1000
	mostBans    = 1000
	// noticesApart limits how often people who ask again and again can notify
	// instructors.
	noticesApart = 5 * time.Second
)

// barred reports whether a key was banned.
func (r *Room) barred(key string) bool {
	return key != "" && slices.ContainsFunc(r.bans, func(b ban) bool { return b.Key == key })
}

// void reports whether a name was banned.
func (r *Room) void(name string) bool {
	return slices.ContainsFunc(r.bans, func(b ban) bool { return alike(b.Name, name) })
}

// watched returns the name that was banned from a network.
func (r *Room) watched(host string) (name string, so bool) {
	for _, b := range r.bans {
		if b.Host != "" && peer.Same(b.Host, host) {
			return b.Name, true
		}
	}
	return "", false
}

func (p pass) is(who Identity) bool { return alike(p.Name, who.Name) && peer.Same(p.Host, who.Host) }

// admitted reports whether an instructor has let somebody in, as a known participant or as a
// new one.
func (r *Room) admitted(who Identity, known bool) bool {
	return slices.ContainsFunc(r.passes, func(p pass) bool { return p.is(who) && p.Known == known })
}

// wait records that somebody asks to join, and tells instructors. Somebody who asks again waits
// for the reason of now.
func (r *Room) wait(who Identity, known bool, why string) {
	if i := slices.IndexFunc(r.waiting, func(w waiting) bool { return w.is(who) }); i >= 0 {
		r.waiting[i] = waiting{pass{who.Name, who.Host, known}, why}
		return
	}
	if len(r.waiting) >= mostWaiting {
		r.waiting = r.waiting[1:]
	}
	r.waiting = append(r.waiting, waiting{pass{who.Name, who.Host, known}, why})
	r.log.Info("waits", "name", who.Name, "from", who.Host, "why", why)
	now := r.now()
	if now.Sub(r.knocked) < noticesApart {
		return
	}
	r.knocked = now
	for _, s := range r.participants {
		if s.instructor && s.member != nil {
			s.notify(fmt.Sprintf("%s (%s) wants to come in: %s; :admit %s allows it, :admit lists who waits", who.Name, who.Host, why, who.Name), false)
		}
	}
}

// admit lets in somebody who waits, or all of them. Somebody who is already here, and
// was recognised by name and address alone, gets a new code.
func (r *Room) admit(m *Member, rest string) (string, error) {
	switch {
	case rest == "":
		return r.listWaiting(), nil
	case strings.EqualFold(rest, "all"):
		names := make([]string, 0, len(r.waiting))
		for _, w := range r.waiting {
			if r.mayAdmit(m, w) == nil {
				names = append(names, w.Name)
			}
		}
		if len(names) == 0 {
			return "", fmt.Errorf("admit: nobody is waiting that you can let in")
		}
		for _, name := range names {
			r.letIn(name)
		}
		return "let in when they come again: " + strings.Join(names, ", "), nil
	}
	for _, w := range r.waiting {
		if !alike(w.Name, rest) {
			continue
		}
		if err := r.mayAdmit(m, w); err != nil {
			return "", err
		}
		r.letIn(w.Name)
		return w.Name + " is let in; the same command brings them in now", nil
	}
	s := r.like(rest)
	if s == nil || s.member == nil || s.member.proven {
		return "", fmt.Errorf("admit: nobody called %s is waiting; :admit lists who is", cleanText(rest))
	}
	s.code, s.member.proven = NewCode(), true
	s.notify("you have a new login code: "+s.code+"  (:login shows it again)", false)
	return s.name + " has been told a new login code", nil
}

// mayAdmit returns an error if the name is an instructor's and somebody else may not be
// given it.
func (r *Room) mayAdmit(m *Member, w waiting) error {
	if s := r.like(w.Name); s != nil && s.instructor && m.participant.rank <= s.rank {
		return fmt.Errorf("admit: %s is an instructor; only the person who serves the class can give that name to somebody", s.name)
	}
	return nil
}

// letIn gives a pass to everybody who waits under a name.
func (r *Room) letIn(name string) {
	r.waiting = slices.DeleteFunc(r.waiting, func(w waiting) bool {
		if !alike(w.Name, name) {
			return false
		}
		r.passes = append(r.passes, w.pass)
		r.log.Info("admitted", "name", w.Name, "from", w.Host)
		return true
	})
	r.passes = r.passes[max(0, len(r.passes)-mostPasses):]
}

func (r *Room) listWaiting() string {
	if len(r.waiting) == 0 {
		return "nobody is waiting to be let in"
	}
	var all []string
	for _, w := range r.waiting {
		all = append(all, w.Name+" ("+w.Host+"): "+w.why)
	}
	return "waiting: " + strings.Join(all, "; ")
}

func (r *Room) kick(m *Member, rest string) (string, error) {
	s, err := r.below(m, "kick", rest)
	if err != nil {
		return "", err
	}
	if s.member == nil {
		return "", fmt.Errorf("kick: %s is not here now", s.name)
	}
	s.member.end(m.participant.name + " has asked you to leave")
	return s.name + " is disconnected, and can come back", nil
}

// ban removes somebody for good: the name, the key and the code are void.
func (r *Room) ban(m *Member, rest string) (string, error) {
	s, err := r.below(m, "ban", rest)
	if err != nil {
		return "", err
	}
	if s.instructor {
		r.dismiss(s, m.participant)
	}
	if r.driver == s {
		r.giveLease(m.participant)
	}
	s.code = ""
	r.forget(s.name)
	r.bans = append(r.bans, ban{Name: s.name, Key: s.key, Host: s.host})
	r.bans = r.bans[max(0, len(r.bans)-mostBans):]
	r.passes = slices.DeleteFunc(r.passes, func(p pass) bool { return peer.Same(p.Host, s.host) })
	if s.member != nil {
		s.member.end(m.participant.name + " has asked you to stay away from this class")
	}
	return s.name + " can't come back, and new names from " + s.host + " wait for you: :admit NAME, :bans, :unban " + s.name, nil
}

// forget lifts the ban of a name, and reports whether there was one.
func (r *Room) forget(name string) bool {
	had := len(r.bans)
	r.bans = slices.DeleteFunc(r.bans, func(b ban) bool { return alike(b.Name, name) })
	return len(r.bans) < had
}

// unban lifts a ban.
func (r *Room) unban(_ *Member, rest string) (string, error) {
	if rest == "" {
		return "", usage("unban")
	}
	if !r.forget(rest) {
		return "", fmt.Errorf("unban: %s is not banned; :bans lists who is", cleanText(rest))
	}
	for _, s := range r.participants {
		if alike(s.name, rest) && s.key == "" && s.code == "" {
			r.passes = append(r.passes, pass{s.name, s.host, true}) // the code is void, and the name is theirs again
		}
	}
	return cleanText(rest) + " can come back", nil
}

// listBans lists who is banned and who waits.
func (r *Room) listBans(*Member, string) (string, error) {
	if len(r.bans) == 0 {
		return "nobody is banned", nil
	}
	var all []string
	for _, b := range r.bans {
		by := b.Host
		if b.Key != "" {
			by = strings.TrimPrefix(b.Key+", "+by, ", ")
		}
		all = append(all, b.Name+" ("+by+")")
	}
	return "banned: " + strings.Join(all, "; "), nil
}

// oldBans reads bans as they were saved once: a key, or a name and an address.
func oldBans(saved []string, participants []*participant) (bans []ban) {
	for _, one := range saved {
		if name, host, both := strings.Cut(one, " "); both {
			bans = append(bans, ban{Name: CleanName(name), Host: host})
			continue
		}
		b := ban{Name: CleanName(one), Key: one}
		for _, s := range participants {
			if s.key == one {
				b.Name, b.Host = s.name, s.host
			}
		}
		bans = append(bans, b)
	}
	return bans
}
