// Challenges: their file format, their rules, and how a run is judged.

package presets

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// Challenge is a goal to bring a cluster to, and what may be done for it. The observer
// outside the cluster reports whether it is reached.
type Challenge struct {
	Goal     string // short Markdown
	Do       []Line // what happens before the reader begins
	Commands int    // how many commands the reader may give; letting time pass is free
	Verbs    []string
	Requests []engine.Command // the only ones that may be made, each once; nil: any, any number of times
	Least    []Quota          // verbs that must be used at least this often
	Most     []Quota          // verbs that may be used at most this often
	Fixed    []string         // settings that can't be changed
	Three    int              // with this many commands or fewer it is worth three stars
	Two      int              // two; else one
	Hints    []string         // shown one by one, on request
	Needs    []Need           // what its title is about, without each of which no way should win
	Cost     string           // what it costs in the real world, said once it is won: short Markdown; may be empty

	won      Expectation
	solution []Line
}

// Quota is how often a verb may be used.
type Quota struct {
	Verb string
	N    int
}

// The most commands that a challenge may allow.
const maxCommands = 50

func challengeShape() *strictyaml.Shape {
	quotas := func(help string) *strictyaml.Shape {
		return strictyaml.Mapping(help, strictyaml.Whole("how often", 0, maxCommands)).And(func(v strictyaml.Value) error {
			pairs, err := v.Pairs()
			for i := 0; err == nil && i < len(pairs); i++ {
				if verb := pairs[i].Name; !slices.Contains(changing(), verb) {
					return pairs[i].Value.Errorf("%q is not a verb that changes a cluster%s",
						verb, nearest.Among(verb, "known", changing()))
				}
			}
			return err
		})
	}
	return strictyaml.Record("a goal to bring the cluster to, and what may be done for it",
		strictyaml.Field{Name: "goal", Missing: "it is what the reader has to bring about", Shape: strictyaml.Text("what to bring about: short Markdown", maxText)},
		strictyaml.Field{Name: "do", Shape: linesShape("what happens before the reader begins")},
		strictyaml.Field{Name: "won", Missing: "it is an expression that holds when the goal is reached, such as stale == yes", Shape: strictyaml.Text("an expression that holds when the goal is reached", maxLine)},
		strictyaml.Field{Name: "commands", Missing: "it is how many commands may be given", Shape: strictyaml.Whole("how many commands may be given; letting time pass is none", 1, maxCommands)},
		strictyaml.Field{Name: "verbs", Shape: strictyaml.List("the only commands that may be given", 1, len(changing()), strictyaml.Word("", changing()...))},
		strictyaml.Field{Name: "requests", Shape: strictyaml.List("the only requests that may be made, each once; through any node, unless one is named", 1, maxCommands, strictyaml.Text("one request", maxLine))},
		strictyaml.Field{Name: "least", Shape: quotas("commands that must be given so often")},
		strictyaml.Field{Name: "most", Shape: quotas("commands that may be given only so often")},
		strictyaml.Field{Name: "fixed", Shape: strictyaml.Either("settings that can't be changed; what r and w are, no request changes for itself either", "all, or a list of settings",
			strictyaml.Word("", "all"), strictyaml.List("", 1, len(engine.SettingNames()), strictyaml.Word("", engine.SettingNames()...)))},
		strictyaml.Field{Name: "stars", Missing: "it says with how few commands it is worth how much, as in {three: 3, two: 5}", Shape: strictyaml.Record("what it is worth",
			strictyaml.Field{Name: "three", Missing: "with so many commands it is worth three stars", Shape: strictyaml.Whole("three stars for so many commands or fewer", 1, maxCommands)},
			strictyaml.Field{Name: "two", Missing: "with so many commands it is worth two stars", Shape: strictyaml.Whole("two stars for so many commands or fewer", 1, maxCommands)})},
		strictyaml.Field{Name: "hints", Shape: textsShape("help, one after the other", maxText)},
		strictyaml.Field{Name: "needs", Shape: needsShape()},
		strictyaml.Field{Name: "cost", Shape: strictyaml.Text("what it costs in the real world, said once the challenge is solved: short Markdown", maxText)},
		strictyaml.Field{Name: "solution", Missing: "it proves that the challenge can be solved, and is shown once it is", Shape: linesShape("the shortest solution that is known; it is shown once the challenge is solved")},
	)
}

// changing lists the verbs that change a cluster.
func changing() (names []string) {
	for _, v := range script.Verbs() {
		if !v.Verb.MovesTime() {
			names = append(names, v.Verb.String())
		}
	}
	return names
}

// readChallenge reads the fields that challengeShape has checked.
func readChallenge(v strictyaml.Value) (*Challenge, error) {
	c := &Challenge{}
	fields, err := v.Pairs()
	if err != nil {
		return nil, err
	}
	for _, field := range fields {
		if err := c.read(field.Name, field.Value); err != nil {
			return nil, err
		}
	}
	if c.Two < c.Three || c.Commands < c.Two {
		return nil, v.Errorf("three stars are for %s, two for %d, and %d may be given; each must be at least the one before",
			count.Of(c.Three, "command"), c.Two, c.Commands)
	}
	return c, nil
}

func (c *Challenge) read(name string, v strictyaml.Value) (err error) {
	var n int64
	switch name {
	case "goal":
		c.Goal, err = v.Text()
	case "do":
		c.Do, err = readLines(v)
	case "won":
		c.won.place = v
		c.won.Expr, err = readExpr(v)
	case "commands":
		n, err = v.Int(1, maxCommands)
		c.Commands = int(n)
	case "verbs":
		c.Verbs, err = texts(v)
	case "requests":
		err = c.readRequests(v)
	case "least":
		c.Least, err = readQuotas(v)
	case "most":
		c.Most, err = readQuotas(v)
	case "fixed":
		c.Fixed, err = texts(v)
		if !v.IsList() {
			c.Fixed = engine.SettingNames()
		}
	case "stars":
		err = c.readStars(v)
	case "hints":
		c.Hints, err = texts(v)
	case "needs":
		c.Needs, err = readNeeds(v)
	case "cost":
		c.Cost, err = v.Text()
	case "solution":
		c.solution, err = readLines(v)
	}
	return err
}

// readRequests reads puts, gets, deletes and resolves.
func (c *Challenge) readRequests(v strictyaml.Value) error {
	lines, err := readLines(v)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if line.Verb > engine.Resolve {
			return line.place.Errorf("%s: not a request of a client (allowed: put, get, delete, resolve)", line.Command)
		}
		c.Requests = append(c.Requests, line.Command)
	}
	return nil
}

func readQuotas(v strictyaml.Value) (all []Quota, err error) {
	pairs, err := v.Pairs()
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		n, err := p.Value.Int(0, maxCommands)
		if err != nil {
			return nil, err
		}
		all = append(all, Quota{p.Name, int(n)})
	}
	return all, nil
}

func (c *Challenge) readStars(v strictyaml.Value) error {
	fields, err := v.Fields("three", "two")
	if err != nil {
		return err
	}
	three, err := fields["three"].Int(1, maxCommands)
	if err != nil {
		return err
	}
	two, err := fields["two"].Int(1, maxCommands)
	c.Three, c.Two = int(three), int(two)
	return err
}

// Rules returns the rules, one sentence each.
func (c *Challenge) Rules() []string {
	rules := []string{"At most " + count.Of(c.Commands, "command") + "; letting time pass is none."}
	if c.Verbs != nil {
		rules = append(rules, "Only "+strings.Join(c.Verbs, ", ")+".")
	}
	if c.Requests != nil {
		rules = append(rules, "Only these requests, each once: "+requestsText(c.Requests)+".")
	}
	var none []string
	for _, q := range c.Most {
		if q.N == 0 {
			none = append(none, q.Verb)
			continue
		}
		rules = append(rules, fmt.Sprintf("At most %d %s.", q.N, q.Verb))
	}
	if none != nil {
		rules = append(rules, "Commands that are not allowed: "+strings.Join(none, ", ")+".")
	}
	for _, q := range c.Least {
		rules = append(rules, fmt.Sprintf("At least %d %s.", q.N, q.Verb))
	}
	switch {
	case len(c.Fixed) == len(engine.SettingNames()):
		rules = append(rules, "The settings stay as they are.")
	case c.Fixed != nil:
		rules = append(rules, "These settings stay as they are: "+strings.Join(c.Fixed, ", ")+".")
	}
	if slices.Contains(c.Fixed, "r") && slices.Contains(c.Fixed, "w") {
		rules = append(rules, "No request may say at LEVEL.")
	}
	return rules
}

// refuses returns nil if a command may be given after those given so far, else an error
// that says why not.
func (c *Challenge) refuses(given []history.Recorded, cmd engine.Command) error {
	if cmd.Verb.MovesTime() {
		return nil
	}
	if err := c.refusesVerb(given, cmd.Verb.String()); err != nil {
		return err
	}
	if cmd.Verb == engine.Set && slices.Contains(c.Fixed, cmd.Name) {
		return fmt.Errorf("set %s: this challenge keeps %s as it is", cmd.Name, cmd.Name)
	}
	if cmd.Verb == engine.Set && cmd.Name == "rules" {
		for _, name := range engine.SetByRules() {
			if slices.Contains(c.Fixed, name) {
				return fmt.Errorf("set rules: it sets %s too, which this challenge keeps as it is", name)
			}
		}
	}
	if name := c.fixedLevel(cmd); name != "" {
		return fmt.Errorf("%s: this challenge keeps %s as it is, so no request may say at LEVEL", cmd, name)
	}
	return c.refusesRequest(given, cmd)
}

// fixedLevel returns the setting that a request's own level would change for it, r or w, if it
// can't be changed; else "".
func (c *Challenge) fixedLevel(cmd engine.Command) string {
	for _, name := range []string{"r", "w"} {
		reads, writes := cmd.Verb == engine.Get || cmd.Verb == engine.Load, cmd.Verb != engine.Get
		if cmd.At != (engine.Level{}) && (name == "r" && reads || name == "w" && writes) && slices.Contains(c.Fixed, name) {
			return name
		}
	}
	return ""
}

// refusesVerb is refuses for whatever command of a verb that changes the cluster.
func (c *Challenge) refusesVerb(given []history.Recorded, verb string) error {
	if len(given) >= c.Commands {
		return fmt.Errorf("%s: the challenge allows %s, and no more can be given; undo one, or begin again", verb, count.Of(c.Commands, "command"))
	}
	if c.Verbs != nil && !slices.Contains(c.Verbs, verb) {
		return fmt.Errorf("%s: not in this challenge%s", verb, nearest.List("allowed", c.Verbs))
	}
	for _, q := range c.Most {
		if q.Verb == verb && timesOf(given, verb) >= q.N {
			return fmt.Errorf("%s: this challenge allows %d of it", verb, q.N)
		}
	}
	return nil
}

// refusesRequest returns why a request may not be made: it is none of those that there are, or it
// has been made.
func (c *Challenge) refusesRequest(given []history.Recorded, cmd engine.Command) error {
	if c.Requests == nil || cmd.Verb > engine.Resolve {
		return nil
	}
	left := slices.Clone(c.Requests)
	take := func(cmd engine.Command) bool {
		i := slices.IndexFunc(left, func(r engine.Command) bool {
			if r.Via == "" {
				cmd.Via = ""
			}
			return r == cmd
		})
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
		return true
	}
	for _, r := range given {
		take(r.Command)
	}
	switch {
	case take(cmd):
		return nil
	case len(left) == 0:
		return fmt.Errorf("%s: all requests of this challenge have been made; undo one, or begin again", cmd)
	}
	return fmt.Errorf("%s: not one of this challenge's requests that are left: %s", cmd, requestsText(left))
}

// requestsText lists requests.
func requestsText(all []engine.Command) string {
	var lines []string
	for _, r := range all {
		lines = append(lines, r.String())
	}
	return strings.Join(lines, "; ")
}

// timesOf returns how many of the commands have a verb.
func timesOf(given []history.Recorded, verb string) (n int) {
	for _, r := range given {
		if r.Verb.String() == verb {
			n++
		}
	}
	return n
}

// Standing is the state of a challenge run.
type Standing struct {
	Won      bool
	Found    string  // the value of each fact of the goal, or why it has none
	Said     string  // what the goal still lacks, in sentences; "" if it is reached
	Given    int     // commands
	Left     int     // commands
	Stars    int     // 1 to 3 when it is won
	NeedMore []Quota // what must still be done, and how often
}

// standing judges the commands given so far.
func (c *Challenge) standing(given []history.Recorded, views script.Views) Standing {
	s := Standing{Given: len(given), Left: c.Commands - len(given)}
	for _, q := range c.Least {
		if n := timesOf(given, q.Verb); n < q.N {
			s.NeedMore = append(s.NeedMore, Quota{q.Verb, q.N - n})
		}
	}
	began := views.View(engine.Watch{}).Trace.Len()
	if len(given) > 0 {
		began = given[0].At.Step
	}
	s.Said = c.lacks(s.NeedMore, views, began)
	v, err := c.won.Eval(views)
	if err != nil && !v.Holds {
		s.Found = err.Error() // an operation that does not exist yet
		return s
	}
	s.Found = v.Found
	s.Won = v.Holds && s.NeedMore == nil
	if s.Won {
		s.Stars = c.stars(len(given))
	}
	return s
}

// lacks says what the goal still lacks, and which commands must still be given; after is as of feedback.
func (c *Challenge) lacks(more []Quota, views script.Views, after int) string {
	said := feedback(c.won.Expr, views, after)
	for _, q := range more {
		said = strings.TrimSpace(said + fmt.Sprintf(" Still to do: %d %s.", q.N, q.Verb))
	}
	return said
}

func (c *Challenge) stars(commands int) int {
	switch {
	case commands <= c.Three:
		return 3
	case commands <= c.Two:
		return 2
	}
	return 1
}

// ErrUnsolved is why the shortest way is not shown yet.
var ErrUnsolved = errors.New("the shortest way is shown once you have solved the challenge")

// errNoChallenge is the error of a preset that is not a challenge.
var errNoChallenge = errors.New("it is not a challenge")
