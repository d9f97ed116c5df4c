// SSH authentication: each client proves who they are with a key, a code, or both.
//
//	key ─▶ one that instructs, or is listed, or in an open class any ─▶ in
//	    └▶ any other, in a class with a code ─▶ shown ─┐
//	no key ────────────────────────────────────────────┴▶ the code ─▶ their login code, if the name has one ─▶ in
//
// No password is ever asked for: people who see such a prompt type a password that they
// use elsewhere. Every client is told first what lets it in, because a client without
// such a means gives up silently.

package classroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom/room"
	"ringside/classroom/transport"
)

// auth decides who is let in.
type auth struct {
	Admission
	guesses *guesses
	log     *slog.Logger
	rooms   func() []*room.Room
}

// visit is one connection that has not logged in yet.
type visit struct {
	*auth
	ctx   ssh.Context
	key   gossh.PublicKey // that the client has proved to own; nil: none
	wrong int             // wrong codes so far
	told  bool            // the client has been told why it is refused

	say      func(text string) // before the login
	strange  bool              // it has offered a key that is not on the list
	asks     int               // how often it has asked which methods it can use
	failures int               // failed attempts
}

// mostKeys is how many keys a client may offer in vain before it is asked for the code:
// agents hold many keys, and offer them all.
const mostKeys = 60

// meet returns the SSH configuration that logs one connection in.
func (d *auth) meet(ctx ssh.Context) *gossh.ServerConfig {
	v := &visit{auth: d, ctx: ctx}
	known := gossh.SupportedAlgorithms()
	c := &gossh.ServerConfig{
		MaxAuthTries:                mostKeys / 2, // as many keys again are refused before one counts as a try
		PublicKeyAuthAlgorithms:     known.PublicKeyAuths,
		PublicKeyCallback:           v.offered,
		VerifiedPublicKeyCallback:   v.shown,
		KeyboardInteractiveCallback: v.asked,
		BannerCallback:              func(gossh.ConnMetadata) string { return d.lets() + "\r\n" },
		PreAuthConnCallback: func(conn gossh.ServerPreAuthConn) {
			v.say = func(text string) { _ = conn.SendAuthBanner(text + "\r\n") } // the client may be gone
			transport.BeforeLogin(ctx, v.say)
		},
		AuthLogCallback: v.tried,
	}
	// Algorithms that rest on SHA-1 are not offered.
	c.KeyExchanges = []string{
		gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519,
		gossh.KeyExchangeECDHP256, gossh.KeyExchangeECDHP384, gossh.KeyExchangeECDHP521, gossh.KeyExchangeDH14SHA256,
	}
	c.MACs = slices.DeleteFunc(known.MACs, func(mac string) bool { return mac == gossh.HMACSHA1 })
	return c
}

// lets says in one line what lets somebody in. It avoids the words of the prompts: a
// script that waits for a prompt must not take this line for it.
func (d *auth) lets() string {
	switch {
	case d.Students != nil:
		return "This class lets in the keys on its list. If yours is not on it, send the instructor the file that ends in .pub."
	case d.Code != "":
		return "This class asks a question before it lets you in: leave SSH's keyboard-interactive login on. The instructor has the answer."
	}
	return "This class is open to everybody, with a key or without (SSH's keyboard-interactive login)."
}

// tried is called with the result of every login attempt of a client.
func (v *visit) tried(_ gossh.ConnMetadata, method string, err error) {
	transport.Speaks(v.ctx)
	var on *gossh.PartialSuccessError
	switch {
	case err == nil:
		transport.LoggedIn(v.ctx)
	case errors.As(err, &on) || method == "none" && v.failures+v.asks == 0:
		v.asks++
	default:
		if v.failures++; v.failures == mostKeys {
			v.say(fmt.Sprintf("%d keys and codes were wrong. Offer fewer keys: ssh -o IdentitiesOnly=yes -i FILE ...", mostKeys))
		}
	}
}

var errNotThisKey = errors.New("this key is on no list of this class")

// offered reports whether a key is worth proving. An offer proves nothing yet.
func (v *visit) offered(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	if _, ok := key.(*gossh.Certificate); ok {
		return nil, errNotThisKey // clients offer the plain key too
	}
	if v.Students == nil || among(v.Instructors, key) || among(v.Students, key) {
		return nil, nil
	}
	if v.strange { // it may have many
		return nil, errNotThisKey
	}
	v.strange = true
	return nil, &gossh.BannerError{Err: errNotThisKey, Message: "The key " + gossh.FingerprintSHA256(key) + " is not on the list.\r\n"}
}

// shown is called when the client has proved that it owns a key. In a class with a code
// the key identifies the client, and the code lets them in.
func (v *visit) shown(conn gossh.ConnMetadata, key gossh.PublicKey, _ *gossh.Permissions, _ string) (*gossh.Permissions, error) {
	v.key = key
	who := v.who(conn)
	if who.Instructor || who.Listed || v.Code == "" && !v.standing(who).NeedsCode {
		return login(who), nil
	}
	if v.Code == "" {
		v.say("The name " + who.Name + " does not belong to your key: a question follows (SSH's keyboard-interactive login).")
	}
	return nil, &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{KeyboardInteractiveCallback: v.asked}}
}

// asked asks clients for the code if no key lets them in.
func (v *visit) asked(conn gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	who := v.who(conn)
	if v.Students != nil {
		return nil, v.refuse("Your key is not on the list of this class.")
	}
	known := v.standing(who).Known
	if v.Code != "" {
		right := func(answer string) (right, counts bool) { return room.SameCode(answer, v.Code), true }
		if err := v.question(who, ask, "", "The code of the class: ", known, right); err != nil {
			return nil, err
		}
	}
	if !v.standing(who).NeedsCode { // it may have changed meanwhile
		return login(who), nil
	}
	right := func(answer string) (right, counts bool) {
		if room.BareCode(answer) == "" || v.Code != "" && room.SameCode(answer, v.Code) {
			return true, false // the room says what to do without it
		}
		who.Code = answer
		return v.standing(who).Opens, true
	}
	text := "The name " + who.Name + " belongs to somebody who has a login code."
	if taken := v.standing(who).Name; taken != "" && taken != who.Name {
		text = "The name " + who.Name + " looks like " + taken + ", which belongs to somebody who has a login code."
	}
	if err := v.question(who, ask, text, "Your login code (Enter if you have none): ", false, right); err != nil {
		return nil, err
	}
	return login(who), nil
}

// question asks until the answer is right, or too many answers were wrong. A client known
// by their key is not delayed by other clients' guesses.
func (v *visit) question(who room.Identity, ask gossh.KeyboardInteractiveChallenge, text, question string, known bool,
	right func(answer string) (right, counts bool),
) error {
	for v.wrong < guessesEach {
		const worthTelling = 5 * time.Second
		if d := v.guesses.delay(v.wrong); d > worthTelling && !known {
			text = strings.TrimLeft(text+fmt.Sprintf(" Somebody is trying codes: the answer takes up to %.0f seconds.", d.Seconds()), " ")
		}
		asked := v.guesses.now()
		// The prompt holds everything, because clients show it; they may hide an
		// instruction.
		answers, err := ask("", "", []string{strings.TrimLeft(text+" "+question, " ")}, []bool{true})
		if err != nil {
			return err
		}
		ok, counts := right(answers[0])
		if counts {
			delay := v.guesses.tried(ok, v.wrong)
			if !ok || !known {
				v.guesses.hold(v.ctx, asked, delay)
			}
		}
		if ok {
			return nil
		}
		v.wrong++
		v.log.Warn("wrong code", "name", who.Name, "key", who.Key, "from", who.Host, "here", v.wrong)
		text = "That is not the code."
	}
	return v.refuse(fmt.Sprintf("%d codes were wrong. Ask the instructor for the code, and log in again.", guessesEach))
}

// refuse tells a client once why it is not let in.
func (v *visit) refuse(why string) error {
	err := errors.New(why)
	if v.told {
		return err
	}
	v.told = true
	return &gossh.BannerError{Err: err, Message: why + "\r\n"}
}

// who returns the identity that the client claims, with the key that it has proved.
func (v *visit) who(conn gossh.ConnMetadata) room.Identity {
	who := room.Identity{Name: room.CleanName(conn.User()), Host: transport.Host(conn.RemoteAddr())}
	if v.key != nil {
		who.Key = gossh.FingerprintSHA256(v.key)
		who.Instructor = among(v.Instructors, v.key)
		who.Listed = among(v.Students, v.key)
	}
	return who
}

// standing returns what the rooms know of a client: it is not known yet which room they
// will enter.
func (v *visit) standing(who room.Identity) (all room.Standing) {
	const timeout = 10 * time.Second // to find out that a connection is dead
	ctx, cancel := context.WithTimeout(v.ctx, timeout)
	defer cancel()
	for _, r := range v.rooms() {
		one, err := r.Standing(ctx, who)
		if err != nil {
			continue // entering a closed room reports it
		}
		if one.NeedsCode {
			all.NeedsCode, all.Name = true, one.Name
		}
		all.Opens = all.Opens || one.Opens
		all.Known = all.Known || one.Known
	}
	return all
}

// login returns the permissions that carry who has logged in to the session.
func login(who room.Identity) *gossh.Permissions {
	return &gossh.Permissions{ExtraData: map[any]any{transport.Login{}: who}}
}
