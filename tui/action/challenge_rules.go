// What the rules of a challenge leave of the keys.

package action

import (
	"strings"

	"ringside/engine"
	"ringside/tui/source"
)

// Forbids says why the challenge that is being attempted has no command such as an intent gives;
// "" if it has, or if none is attempted.
func (d Desk) Forbids(in Intent) string {
	verb, _, _ := strings.Cut(in.Line, " ")
	if d.ChallengeRun == nil || !in.Drives || in.Travels || in.Needs == source.Timing || verb == "" {
		return ""
	}
	if err := d.ChallengeRun.RefusesVerb(verb); err != nil {
		return err.Error()
	}
	return ""
}

// forbidden says why a challenge lets N, R or W not be this; "" if it does.
func (d Desk) forbidden(to string) string {
	if d.ChallengeRun == nil {
		return ""
	}
	if err := d.ChallengeRun.Refuses(engine.Command{Verb: engine.Set, Name: d.Knob, To: to}); err != nil {
		return err.Error()
	}
	return ""
}
