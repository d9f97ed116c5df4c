// What the screen shows besides the events, as lines on request: walks, copies, nodes,
// faults, reasons, lessons.

package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/engine/version"
	"ringside/internal/count"
	"ringside/internal/timespan"
	"ringside/presets"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/source"
)

// request is a word that asks for lines. It does nothing to the cluster.
type request struct {
	word, how, help string
	print           func(p *talk, rest string) error
	work            func(p *talk, ctx context.Context, rest string) error // instead of print: it takes its time
	shows           presets.Part                                          // of the screen; "": none
	tells           []presets.Part                                        // what of it the lines would tell
}

// requests lists all of them.
func requests() []request {
	return []request{
		{word: "key", how: "[KEY]", help: "choose the key that walk and kept are about; a put, get or delete chooses its own", print: (*talk).chooseKey},
		{word: "ring", help: "the tokens of the ring, clockwise, each with its node, and between which of them the key lies",
			print: (*talk).ring, shows: presets.PartRing, tells: []presets.Part{presets.PartMembers}},
		{word: "walk", how: "[KEY]", help: "how the replicas of a key are found, hop by hop, and what each holds",
			print: (*talk).walk, shows: presets.PartWalk, tells: []presets.Part{presets.PartWalk, presets.PartRing, presets.PartNodes}},
		{word: "kept", how: "[KEY]", help: "where a key is kept, and which failures that survives",
			print: (*talk).keptWhere, tells: []presets.Part{presets.PartWalk, presets.PartNodes}},
		{word: "why", how: "[OP]", help: "why an operation ended as it did, and what made that possible",
			print: (*talk).reasons, shows: presets.PartOperation, tells: []presets.Part{presets.PartOperation, presets.PartLog, presets.PartLanes}},
		{word: "nodes", help: "the nodes, what they are believed to be and what they hold",
			print: (*talk).nodes, shows: presets.PartNodes, tells: []presets.Part{presets.PartNodes, presets.PartMembers}},
		{word: "faults", help: "the current faults, and the command that heals each",
			print: (*talk).faults, tells: presets.Coverable()},
		{word: "branches", help: "the branches of the session, and where you are; switch N goes to one",
			print: (*talk).branches, tells: presets.AllCovers()},
		{word: "can", how: "[" + search.LineHelp + "]", help: "search what can happen from here; without a question, list those that people ask",
			work: (*talk).can, tells: presets.AllCovers()},
		{word: "likely", how: "[EXPRESSION]", help: "say at each step how likely it was, and since when no future went another way; without an expression, of the newest operation",
			work: (*talk).likely, tells: presets.AllCovers()},
		{word: "failures", how: "[NAME…]", help: "what can no longer be read or written if these nodes, racks or data centres are gone, and what one more would take",
			work: (*talk).failures, tells: presets.AllCovers()},
		{word: "lab", help: "what each R and W costs in latency under these delays, and how stale reads are", work: (*talk).lab, tells: presets.AllCovers()},
		{word: "measured", help: "what the newest load has measured, and a line for each R and W that loads were under", work: (*talk).measuredNow, shows: presets.PartMeasured, tells: presets.AllCovers()},
		{word: "merkle", how: "[NODE NODE [now]]", help: "the Merkle trees of two replicas as they were compared, the newest that differed; or what two would find now",
			print: (*talk).merkle, shows: presets.PartTrees, tells: presets.AllCovers()},
		{word: "lessons", help: "the lessons that there are", print: func(p *talk, _ string) error {
			return p.learnable(presets.Lessons(), "; ringside handout NAME prints it as text, with its pictures, questions and answers")
		}},
		{word: "challenges", help: "the challenges that there are", print: func(p *talk, _ string) error { return p.learnable(presets.Challenges(), "") }},
		{word: "learn", how: "[NAME]", help: "take a lesson or a challenge; without a name, list them", print: (*talk).learn},
		{word: "answer", how: "ANSWER", help: "in a lesson: answer its question; a line that is no command counts as an answer, too", print: (*talk).answer},
		{word: "reveal", help: "in a lesson: show the answer; in a challenge that is solved: the shortest way", print: (*talk).reveal},
		{word: "hint", help: "in a lesson or a challenge: show a hint", print: (*talk).hint},
		{word: "next", help: "in a lesson: go on to the next step", print: (*talk).next},
		{word: "previous", help: "in a lesson: go back to the previous step", print: (*talk).previous},
		{word: "return", help: "in a lesson: return to where it is, after trying something else", print: (*talk).back},
		{word: "restart", help: "restart the lesson or the challenge", print: (*talk).restart},
		{word: "again", help: "print the step, or the challenge, again", print: (*talk).again},
		{word: "leave", help: "leave the lesson or the challenge for your own cluster", print: (*talk).leaveIt},
	}
}

// ask prints what a line asks for, and reports whether it asks for something.
func (p *talk) ask(ctx context.Context, word, rest string) bool {
	all := requests()
	i := slices.IndexFunc(all, func(r request) bool { return r.word == word })
	if i < 0 {
		return false
	}
	err := errors.New("too many arguments")
	switch {
	case p.covers(all[i].tells...):
		err = errors.New("that would give the answer away; answer first")
	case all[i].work != nil && (rest == "" || all[i].how != ""):
		err = all[i].work(p, ctx, rest)
	case all[i].print != nil && (rest == "" || all[i].how != ""):
		err = all[i].print(p, rest)
	}
	switch {
	case errors.As(err, new(nothing)):
		p.say(word + ": " + err.Error())
	case err != nil:
		p.refuse(word + ": " + err.Error())
	}
	return true
}

// nothing says that what is asked for isn't there yet, which is an answer: the line is carried
// out.
type nothing string

func (n nothing) Error() string { return string(n) }

// named returns the key that a line names, as the language spells keys; if it names none,
// the one that is chosen.
func (p *talk) named(rest string) (string, error) {
	if rest == "" {
		if p.key == "" {
			return "", nothing("name a key; none is chosen yet")
		}
		return p.key, nil
	}
	key, ok := script.ParseKey(rest)
	if !ok {
		return "", fmt.Errorf("%s is not one key; a key with spaces is quoted", event.Show(rest, 40))
	}
	if key == "" {
		return "", errors.New("the key is empty; any other text will do")
	}
	return key, nil
}

func (p *talk) chooseKey(rest string) error {
	key, err := p.named(rest)
	if err == nil {
		p.key = key
		p.say("key " + event.Quote(key) + ": walk and kept are about it")
	}
	return err
}

// walk prints the hops of a walk, each with what its node holds of the key.
func (p *talk) walk(rest string) error {
	key, err := p.named(rest)
	if err != nil {
		return err
	}
	v := p.cluster.View(engine.Watch{Key: key})
	w := v.Walk(key)
	p.say(fmt.Sprintf("walk of %s: token %d", event.Quote(key), w.Token))
	copies := 0
	for _, h := range w.Hops {
		mark := "-"
		if h.Decision == ring.Replica {
			copies++
			mark = strconv.Itoa(copies)
		}
		line := fmt.Sprintf("  %s  %s at %d: %s", mark, v.Node(h.Node), v.Ring.Slot(int(h.Slot)).Token, v.Ring.Explain(h))
		if set := copyOn(v, h.Node); v.Outside == nil && (h.Decision != ring.Skip || set != nil) {
			line += "; holds " + holding(v, set)
		}
		p.say(line)
	}
	for _, h := range w.Pending {
		token := v.Change.Next.Slot(int(h.Slot)).Token
		why := explain.PendingReplica(v.Change, v.Node(v.Change.Node))
		p.say(fmt.Sprintf("  +  %s at %d: %s; holds %s", v.Node(h.Node), token, why, holding(v, copyOn(v, h.Node))))
	}
	for i := range v.Kept {
		if k := &v.Kept[i]; v.Outside == nil && k.Clock != nil && !k.State.Gone() && k.Clock.CountBeyond(nil) > 1 {
			named := holding(v, &version.Set{Siblings: []version.Sibling{{Dot: k.Dot, Value: k.Value, Tombstone: k.Tombstone}}})
			p.say("  clock of " + named + ": " + string(k.Clock.Append(nil, v.Node)))
		}
	}
	if o := v.Outside; o != nil && o.Tablets {
		p.say("  keyspace " + o.Keyspace + " has tablets: its copies are not where the ring says")
	}
	if o := v.Outside; o != nil && o.Token.Known && o.Token.Key == key {
		p.say(fmt.Sprintf("  the server's token: %d", o.Token.Token))
	}
	return nil
}

// copyOn returns what a node holds of the watched key; nil if nothing.
func copyOn(v *engine.View, n ring.NodeID) *version.Set {
	for _, c := range v.Copies {
		if c.Node == n {
			return c.Set
		}
	}
	return nil
}

// holding says what versions a node holds.
func holding(v *engine.View, set *version.Set) string {
	if set == nil || len(set.Siblings) == 0 {
		return "nothing"
	}
	var all []string
	for _, b := range set.Siblings {
		value := "deleted"
		if !b.Tombstone {
			value = event.Show(b.Value, 60)
		}
		all = append(all, value+" "+event.DotText(b.Dot, v.Node))
	}
	return strings.Join(all, " | ")
}

func (p *talk) keptWhere(rest string) error {
	key, err := p.named(rest)
	if err != nil {
		return err
	}
	line := explain.Durability(p.cluster.View(engine.Watch{Key: key}))
	if line == "" {
		line = "nothing is kept of it"
	}
	p.say("kept " + event.Quote(key) + ": " + line)
	return nil
}

// reasons prints why an operation came out as it did, and the chain of what made that
// possible; of the newest if none is named. A step that shows it unasked repeats neither.
func (p *talk) reasons(rest string) error {
	v := p.cluster.View(engine.Watch{})
	op := v.Newest()
	if rest != "" {
		id, err := strconv.ParseUint(rest, 10, 32)
		if err != nil {
			return fmt.Errorf("%s is not an operation number", event.Show(rest, 40))
		}
		if op = v.Op(uint32(id)); op == nil {
			return script.NoOperation(v, rest)
		}
	}
	if op == nil {
		return nothing("there has been no request yet")
	}
	if p.showing && p.learns != nil && op.ID <= p.learns.before {
		return nil // of the step before
	}
	if op.Outcome == event.Pending {
		p.say(fmt.Sprintf("why op %d: it has no answer yet", op.ID))
		return nil
	}
	line := whyLine(v, op)
	switch {
	case !p.showing:
		p.say(line)
	case line == p.chained:
		return nil
	case line != p.whyTold:
		p.say(line)
	}
	p.whyTold, p.chained = line, line
	for _, r := range explain.Because(v, symptom(v, op.ID)) {
		p.say(strings.Repeat("  ", r.Depth+1) + pane.Seconds(v.Trace.At(r.Step).At) + " s  " + r.Text)
	}
	return nil
}

// symptom returns the event that says how an operation came out: what the observer says of
// the answer if it found something wrong, else the answer.
func symptom(v *engine.View, op uint32) (step int) {
	for i := 1; i <= v.Trace.Len(); i++ {
		switch e := v.Trace.At(i); {
		case e.Op != op:
		case e.Kind == event.Missed, e.Kind == event.Older, e.Kind == event.Resurrected:
			return i
		case e.Kind == event.Reply:
			step = i
		}
	}
	return step
}

func (p *talk) nodes(string) error {
	v := p.cluster.View(engine.Watch{})
	if v.Outside != nil {
		p.opinions(v)
		return nil
	}
	for i := range v.Nodes {
		n := &v.Nodes[i]
		line := fmt.Sprintf("%s: %s, %s, rack %s", n.Name, n.Health, n.Standing, n.Rack)
		if n.DC != "" {
			line += " in " + n.DC
		}
		line += fmt.Sprintf(", owns %.1f%%, keys %d, hints %d", 100*n.Share, n.Keys, n.Hints)
		if n.Inbox > 0 {
			line += ", " + count.Of(n.Inbox, "message") + map[bool]string{true: " waits", false: " wait"}[n.Inbox == 1] + " for it"
		}
		if n.Slow != 0 && n.Slow != 1000 {
			line += fmt.Sprintf(", slow ×%g", float64(n.Slow)/1000)
		}
		if n.Skew != 0 {
			line += fmt.Sprintf(", clock off by %s", timespan.Text(n.Skew))
		}
		for _, by := range []struct {
			what string
			ids  []ring.NodeID
		}{{"believed down by", n.DownBy}, {"doubted by", n.DoubtedBy}} {
			if len(by.ids) > 0 {
				line += ", " + by.what + names(v, by.ids)
			}
		}
		if n.Waits != "" {
			line += ", " + n.Waits
		}
		p.say(line)
	}
	return nil
}

// opinions prints what each node of a real cluster says of the others.
func (p *talk) opinions(v *engine.View) {
	for i := range v.Outside.Holders {
		h, n := &v.Outside.Holders[i], &v.Nodes[i]
		if n.Standing == engine.Gone {
			continue
		}
		line := fmt.Sprintf("%s: rack %s in %s, owns %.1f%%", n.Name, n.Rack, n.DC, 100*n.Share)
		if h.Why != "" {
			line += ", " + h.Why
		}
		for _, word := range []engine.Heard{engine.HeardUp, engine.HeardSuspected, engine.HeardDown, engine.HeardUnknown} {
			var of []ring.NodeID
			for k := range h.Of {
				if k != i && h.Of[k] == word && v.Nodes[k].Standing != engine.Gone {
					of = append(of, ring.NodeID(k))
				}
			}
			if len(of) > 0 {
				line += fmt.Sprintf(", %s of%s", says(word), names(v, of))
			}
		}
		if h.Hints >= 0 {
			line += fmt.Sprintf(", %d files of hints", h.Hints)
		}
		p.say(line)
	}
}

// says is what a node says of another, as the middle of a line.
func says(h engine.Heard) string {
	if h == engine.HeardUnknown {
		return "unknown what it says"
	}
	return "says " + h.String()
}

// names lists nodes, each after a space.
func names(v *engine.View, ids []ring.NodeID) (all string) {
	for _, id := range ids {
		all += " " + v.Node(id)
	}
	return all
}

func (p *talk) faults(string) error {
	v := p.cluster.View(engine.Watch{})
	if v.Outside != nil && !v.Outside.Own {
		return errors.New("unknown of a cluster that Ringside has not started; nodes prints what each node believes")
	}
	if len(v.Faults) == 0 {
		p.say("no faults")
	}
	for i := range v.Faults {
		f := &v.Faults[i]
		p.say(fmt.Sprintf("%s s  %s; heal with: %s", pane.Seconds(f.Since), f.Text, f.Heal))
	}
	return nil
}

// learnable prints lessons or challenges, and how to open one, or else have it.
func (p *talk) learnable(all []string, orElse string) error {
	if err := p.list(all); err != nil {
		return err
	}
	p.say("learn NAME opens one" + orElse)
	return nil
}

// mostTokens is how many tokens are printed one by one.
const mostTokens = 64

// ring prints the tokens clockwise, and where the key is among them.
func (p *talk) ring(string) error {
	v := p.cluster.View(engine.Watch{})
	r := v.Ring
	p.say(count.Of(r.Len(), "token") + " of " + count.Of(r.Size(), "node") + ", clockwise:")
	if r.Len() > mostTokens {
		for i := range v.Nodes {
			if v.Nodes[i].Share == 0 { // it has left, or has not joined yet
				continue
			}
			p.say(fmt.Sprintf("  %s owns %.1f%%", v.Nodes[i].Name, 100*v.Nodes[i].Share))
		}
		return nil
	}
	at, token := -1, ring.Token(0)
	if p.key != "" {
		token = v.Walk(p.key).Token
		at = r.Find(token)
		if last := r.Slot(r.Len() - 1).Token; token > last {
			at = r.Len()
		}
	}
	for i := range r.Len() + 1 {
		if i == at {
			p.say(fmt.Sprintf("  %d: %s lies here", token, event.Quote(p.key)))
		}
		if i < r.Len() {
			s := r.Slot(i)
			p.say(fmt.Sprintf("  %d: %s of %s", s.Token, s.Label, v.Node(s.Node)))
		}
	}
	return nil
}

// branches prints the branches, each with where it begins and ends.
func (p *talk) branches(string) error {
	all := source.Branches(p.cluster)
	if len(all) == 0 {
		return errors.New("this cluster can't go back in time, so it has none")
	}
	for _, b := range all {
		line := fmt.Sprintf("branch %d", b.ID)
		if of := page.Leaves(all, b); of != 0 {
			line += fmt.Sprintf(" leaves branch %d at %s s", of, pane.Seconds(b.From.Now))
		}
		if b.First != "" {
			line += ", " + b.First
			if b.Own > 1 {
				line += fmt.Sprintf(" and %d more", b.Own-1)
			}
		}
		line += ", ends at " + pane.Seconds(b.End.Now) + " s"
		if b.Current {
			line += "; you are here"
		}
		p.say(line)
	}
	return nil
}

// merkle prints a comparison of Merkle trees, from the ranges down to the keys that differ: the
// newest that found a difference, or the newest of two nodes; if these have not compared, what
// they would find now.
func (p *talk) merkle(rest string) error {
	v := p.cluster.View(engine.Watch{})
	if v.Outside != nil {
		return errors.New("a real cluster does not show its trees")
	}
	a, b, now, err := page.ComparisonAsked(v, rest)
	if err != nil {
		return err
	}
	if a == "" {
		c := page.Telling(v)
		if c == nil {
			return nothing("no replicas have compared yet; repair has them, and merkle n1 n2 shows what two would find")
		}
		p.compared(v, c)
		return nil
	}
	v = p.cluster.View(engine.Watch{Pair: [2]string{a, b}})
	one, _ := v.Ring.Lookup(a)
	other, _ := v.Ring.Lookup(b)
	all := page.ComparisonsOf(v, one, other)
	if len(all) == 0 {
		return nothing(a + " and " + b + " keep no copies of the same keys")
	}
	p.compared(v, page.NewestOf(all, now))
	return nil
}

// compared prints a comparison.
func (p *talk) compared(v *engine.View, c *engine.Comparison) {
	who, came := page.TreeHeading(v, c)
	p.say(who + ": " + came)
	for _, r := range page.TreeRows(c, false) {
		p.say(strings.Repeat("  ", len(r.Stem)+1) + r.Line(v, v.Node(c.Asker), v.Node(c.Peer)))
	}
	if c.Left > 0 {
		p.say(fmt.Sprintf("  and %s rows more, which are not kept", engine.Count(c.Left)))
	}
}

// chosen notes the key of a request that a client has made.
func (p *talk) chosen(cmd engine.Command) {
	if cmd.Verb <= engine.Delete {
		p.key = cmd.Key
	}
}
