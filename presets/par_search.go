// A search for ways to win a challenge that its author did not mean: with fewer commands than par,
// or without what its title is about.

package presets

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// Searched is what a search for cheats has found, and what it has looked at: nothing is proven of
// other commands, other waits and other values than these.
type Searched struct {
	Commands int      `json:"commands"`          // that it chose from
	Fewer    int      `json:"fewer"`             // every series of so many commands was tried
	Par      int      `json:"par"`               // commands for three stars
	Tried    int      `json:"tried"`             // series of commands and waits
	Short    []string `json:"short,omitempty"`   // lines that win with fewer commands than par; nil: none was found
	Missing  string   `json:"missing,omitempty"` // what the challenge needs, and Without wins without
	Without  []string `json:"without,omitempty"` // lines that win without something that the challenge needs; nil: none was found
}

// Proven reports whether every series of fewer commands than par was tried, and none wins.
func (s Searched) Proven() bool { return s.Short == nil && s.Fewer >= s.Par-1 }

// mostSeries is how many series are tried one after the other, if nobody stops that, and
// mostGuesses how many at random.
const (
	mostSeries  = 20_000_000
	mostGuesses = 3_000
)

// Search tries every series of fewer commands than par in the challenge's own cluster, with several
// waits between them, up to a limit; and then series of up to par commands at random,
// always the same ones, for one that wins without something that the challenge needs. pause says now and then
// whether to go on. The error is that of the challenge's beginning.
func (p *Preset) Search(limit int, pause func() bool) (Searched, error) {
	s, err := newParSearch(p, limit, pause)
	if err != nil {
		return Searched{}, err
	}
	s.fewer()
	s.guess()
	return s.Searched, nil
}

func newParSearch(p *Preset, limit int, pause func() bool) (*parSearch, error) {
	a, err := NewChallengeRun(p)
	if err != nil {
		return nil, err
	}
	s := &parSearch{Challenge: p.Challenge, limit: limit, pause: pause, start: a.history.Cluster(), choices: commandsOf(p), goal: p.Challenge.won.Wants()}
	s.Searched.Commands, s.Par = len(s.choices), p.Challenge.Three
	for _, line := range p.Challenge.Do {
		s.asked = s.asked.with(line.Command)
		if line.Expr == "quiet" || line.Expr == "reply" {
			s.asked.open = false
		}
	}
	if p.Challenge.settledStart(s.start) {
		s.asked = asked{}
	}
	return s, nil
}

// fewer tries all series of one command, then of two, and so on.
func (s *parSearch) fewer() {
	for n := 1; n < s.Par && s.Short == nil; n++ {
		if !s.every(spot{Cluster: s.start, asked: s.asked, last: -1}, n) {
			return
		}
		s.Fewer = n
	}
}

// Search searches a challenge that holds for ways to win that its author did not mean, and reports
// those that it finds as problems. Other presets are left as they are.
func (r *Report) Search(p *Preset, pause func() bool) {
	if p.Challenge == nil || len(r.Problems) > 0 {
		return
	}
	s, err := p.Search(mostSeries, pause)
	if err != nil {
		r.Problems = append(r.Problems, problem(err))
		return
	}
	r.Searched = &s
	won := p.Challenge.won.place
	if s.Short != nil {
		r.Problems = append(r.Problems, problem(won.Errorf("is reached with fewer than %d commands: %s", s.Par, strings.Join(s.Short, "; "))))
	}
	if s.Without != nil {
		r.Problems = append(r.Problems, problem(won.Errorf("is reached without %s: %s", s.Missing, strings.Join(s.Without, "; "))))
	}
}

// parSearch is a search under way.
type parSearch struct {
	Searched
	*Challenge
	pause   func() bool
	start   *engine.Cluster
	choices []engine.Command
	goal    script.Want
	asked   asked // up to the start
	limit   int
	whole   bool // nothing is left out
}

// waitsBefore are how long somebody may wait before a command, and waitsAfter after the last.
func waitsBefore() []string { return []string{"", "until reply", "until quiet"} }
func waitsAfter() []string  { return []string{"", "until quiet", "run 2m"} }

// spot is where a series of commands has led.
type spot struct {
	*engine.Cluster
	given []history.Recorded
	lines []string
	asked asked
	last  int // of choices: the newest command, if no time has passed since; else -1
}

// every tries every series of n more commands, and reports whether it has tried all of them. Left
// out is what leads nowhere else: a wait in which nothing happens, a setting that is set to what it
// is, the same two commands in another order where neither can make a difference to the other, and
// what leaves too few commands for the requests that the goal needs.
func (s *parSearch) every(at spot, n int) bool {
	if n == 0 {
		if s.wins(at) {
			s.Short = slices.Clone(at.lines)
		}
		return true
	}
	var seen moment
	for _, wait := range waitsBefore() {
		waited := at
		if wait != "" {
			if waited.Cluster = at.Clone(); !runs(waited.Cluster, wait) || !s.whole && (waited.moved() == at.moved() || waited.moved() == seen) {
				continue
			}
			seen = waited.moved()
			waited.lines, waited.last, waited.asked.open = append(slices.Clip(at.lines), wait), -1, false
		}
		settings := s.settings(waited)
		for i, cmd := range s.choices {
			if s.Tried >= s.limit || !s.pause() {
				return false
			}
			if s.refuses(at.given, cmd) != nil || !s.whole && (i < waited.last && apart(cmd, s.choices[waited.last]) || same(settings, cmd)) {
				continue
			}
			asked := waited.asked.with(cmd)
			if !s.whole && asked.owed(s.goal) > n-1 {
				continue
			}
			next := spot{waited.Clone(), append(slices.Clip(at.given), history.Recorded{Command: cmd}), append(slices.Clip(waited.lines), cmd.String()), asked, i}
			if next.Apply(cmd) != nil {
				continue
			}
			if !s.every(next, n-1) {
				return false
			}
			if s.Short != nil {
				return true
			}
		}
	}
	return true
}

// moment says how far things have gone: spots after the same commands are the same if it is equal.
type moment struct {
	events int
	now    time.Duration
}

func (p *spot) moved() moment { return moment{p.Trace().Len(), p.Now()} }

// same reports whether a command sets a setting to what it is.
func same(now *engine.Settings, cmd engine.Command) bool {
	return now != nil && cmd.Verb == engine.Set && engine.SettingText(now, cmd.Name) == cmd.To
}

// settings returns those of a spot; nil if no command changes any.
func (s *parSearch) settings(at spot) *engine.Settings {
	if !slices.ContainsFunc(s.choices, func(c engine.Command) bool { return c.Verb == engine.Set }) {
		return nil
	}
	return &at.View(engine.Watch{}).Settings
}

// apart reports whether two commands at the same instant do the same in either order: what will
// happen to the next messages of two links.
func apart(a, b engine.Command) bool {
	ofNext := func(c engine.Command) bool {
		return c.Verb == engine.Drop || c.Verb == engine.Delay || c.Verb == engine.Duplicate
	}
	return ofNext(a) && ofNext(b) && (a.Node != b.Node || a.Peer != b.Peer)
}

// wins reports whether the goal is reached, now or after a while.
func (s *parSearch) wins(at spot) bool {
	s.Tried++
	for _, wait := range waitsAfter() {
		if wait != "" && !runs(at.Cluster, wait) {
			return false
		}
		if s.standing(at.given, at).Won {
			return true
		}
		if !s.whole && ofReplies(s.goal) && (!at.asked.open || wait == "until quiet") {
			return false // its client has been told
		}
	}
	return false
}

// guess tries series of up to par commands at random, without each command that the challenge needs.
func (s *parSearch) guess() {
	for _, need := range s.Needs {
		others := slices.DeleteFunc(slices.Clone(s.choices), need.by)
		if len(others) > 0 && !s.guessFrom(others) {
			return
		}
		if s.Without != nil {
			s.Missing = need.String()
			return
		}
	}
}

// guessFrom tries series of these commands, and reports whether to go on.
func (s *parSearch) guessFrom(choices []engine.Command) bool {
	from := rand.New(rand.NewPCG(uint64(s.Par), 0x6368656174))
	waits := waitsBefore()
	for range mostGuesses {
		c, given, lines := s.start.Clone(), []history.Recorded(nil), []string(nil)
		for range s.Par {
			if wait := waits[from.IntN(len(waits))]; wait != "" && runs(c, wait) {
				lines = append(lines, wait)
			}
			if cmd := choices[from.IntN(len(choices))]; s.refuses(given, cmd) == nil && c.Apply(cmd) == nil {
				given, lines = append(given, history.Recorded{Command: cmd}), append(lines, cmd.String())
			}
		}
		if !s.pause() {
			return false
		}
		if s.wins(spot{Cluster: c, given: given, lines: lines, asked: asked{open: true}}) {
			s.Without = lines
			return true
		}
	}
	return true
}

// runs carries out a line that lets time pass, and reports whether it could.
func runs(c *engine.Cluster, line string) bool {
	cmd, err := script.Parse(line)
	r := script.NewRunner(c)
	if err == nil {
		err = r.Exec(cmd)
	}
	for done := false; err == nil && !done; {
		done, err = r.Advance(1000)
	}
	return err == nil
}

// commandsOf lists what somebody may do in a challenge, each once: requests of its keys and values
// through each node, faults of each node and link, and settings.
func commandsOf(p *Preset) (all []engine.Command) {
	nodes := nodeNames(&p.cfg)
	requests := []string{"put cart milk", "put cart eggs", "get cart", "delete cart"}
	won := p.Challenge.won.String()
	if !strings.Contains(won, "milk") && !strings.Contains(won, "eggs") {
		requests = slices.Delete(requests, 1, 2) // all values are alike to the goal
	} else {
		requests = append(requests, "resolve cart milk", "resolve cart eggs")
	}
	clients := []string{"somebody"}
	if strings.Contains(won, "writers") {
		clients = []string{"ann", "bob"}
	}
	var lines []string
	for _, n := range nodes {
		for _, request := range requests {
			lines = append(lines, request+" via "+n, request+" via "+n+" at one", request+" via "+n+" at all")
			for _, client := range clients {
				lines = append(lines, request+" via "+n+" as "+client)
			}
		}
		for _, verb := range []string{"crash ", "start ", "hang ", "wipe ", "isolate ", "repair "} {
			lines = append(lines, verb+n)
		}
		lines = append(lines, "skew "+n+" -1h", "slow "+n+" 1000")
		for _, m := range nodes {
			if n < m {
				lines = append(lines, "cut "+n+" "+m)
			}
			if n != m {
				lines = append(lines, "drop "+n+">"+m, "delay "+n+">"+m+" 300ms")
			}
		}
	}
	for _, name := range engine.SettingNames() {
		for _, value := range engine.FindSetting(name).Words() {
			lines = append(lines, "set "+name+" "+value)
		}
	}
	lines = append(lines, "heal all", "repair all", "power r1", "blackout dc1")
	for _, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil && p.Challenge.refuses(nil, cmd) == nil {
			all = append(all, cmd)
		}
	}
	return all
}
