// Feedback on an attempt at a challenge: what the goal still lacks, in sentences made of the facts
// of its expression and of what became of the operations that they are about.

package presets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ops"
	"ringside/engine/script"
	"ringside/internal/count"
	"ringside/internal/timespan"
)

// mostFeedback is how many sentences are said at once.
const mostFeedback = 3

// feedback says what keeps an expression from holding, in at most mostFeedback sentences; "" if it
// holds. The operations of the reader are those that began after a step of the trace. Of one that
// has no answer yet, or is of the wrong kind, nothing else is said. Nothing in it comes raw from a
// client.
func feedback(e script.Expr, views script.Views, after int) string {
	lacks := e.Unmet(views)
	if len(lacks) == 0 {
		return ""
	}
	v := views.View(engine.Watch{})
	all := make([]lacking, len(lacks))
	wrong := make(map[*engine.OpView]*lacking)
	for i := range lacks {
		l := &all[i]
		*l = lacking{Unmet: &lacks[i], v: v, after: after}
		if l.say(); l.amiss && wrong[l.op] == nil {
			wrong[l.op] = l
		}
	}
	var said []string
	for i := range all {
		l := &all[i]
		if first := wrong[l.op]; slices.Contains(said, l.said) || l.op != nil && first != nil && first != l {
			continue
		}
		if is, that, ok := strings.Cut(l.said, aimThat); ok && len(said) > 0 && strings.HasPrefix(said[len(said)-1], is+aimThat) {
			said[len(said)-1] = strings.TrimSuffix(said[len(said)-1], ".") + " and that " + that
			continue
		}
		said = append(said, l.said)
	}
	if more := len(said) - mostFeedback; more > 0 {
		said = append(said[:mostFeedback], "And "+count.Of(more, "more condition")+".")
	}
	return strings.Join(said, " ")
}

// aimThat begins an aim that several sentences in a row may have of one thing.
const aimThat = "; the goal is that "

// lacking is a comparison that does not hold, in a view.
type lacking struct {
	*script.Unmet
	v     *engine.View
	after int            // the step of the trace from which on operations are the reader's
	op    *engine.OpView // that it is about; nil if there is none
	said  string         // a sentence about it
	amiss bool           // that says of the operation why nothing else can be said of it
}

// say finds out why the comparison does not hold.
func (l *lacking) say() {
	text := ""
	if about(l.Fact) {
		text = l.find()
		l.amiss = text != ""
	}
	switch {
	case text != "":
	case l.Err != nil:
		text = l.Err.Error()
	case l.op != nil:
		text = l.operation()
	default:
		text = l.cluster()
	}
	l.said = ended(l.v, text)
}

// operation says what a fact of the operation is.
func (l *lacking) operation() string {
	switch name := l.Fact.Name(); name {
	case "stale", "older", "resurrected":
		return l.fault(name)
	case "value", "values":
		return l.returned()
	case "writers":
		return "what " + l.request() + " returned was written by " + listed(l.Is.Texts, "nobody") + l.aim()
	case "reply":
		return "the client of " + l.request() + " was told " + explain.Outcome(l.op.Outcome) + l.aim()
	case "written":
		return l.request() + " writes " + event.Show(l.op.Value, maxName) + l.aim()
	case "key":
		return l.request() + " is about key " + event.Show(l.op.Key, maxName) + l.aim()
	case "need":
		return l.request() + " waits for " + count.Of(int(l.Is.Number), "answer") + l.aim()
	case "acks":
		return l.request() + " has " + count.Of(int(l.Is.Number), "answer") + l.aim()
	case "latency":
		return "the client of " + l.request() + " waited " + l.is() + l.aim()
	case "coordinator":
		return l.is() + " coordinates " + l.request() + l.aim()
	case "asked":
		return l.request() + " asks " + l.is() + l.aim()
	default:
		return name + " of " + l.request() + " is " + l.is() + l.aim()
	}
}

// cluster says what a fact of the cluster is.
func (l *lacking) cluster() string {
	switch name := l.Fact.Name(); name {
	case "lost", "shadowed", "atrisk", "unreachable":
		return l.writes(name)
	case "held":
		if strings.HasPrefix(l.Than, "held(") && !l.Not && l.Op == "==" {
			of := ""
			if l.With[1] != l.Args[1] {
				of = " of " + event.Show(l.With[1], maxName)
			}
			return fmt.Sprintf("%s holds %s of %s, and %s %s%s; the goal is that they hold the same", l.arg(0), l.is(), l.arg(1),
				event.Show(l.With[0], maxName), l.value(l.That), of)
		}
		return fmt.Sprintf("%s holds %s of %s%s", l.arg(0), l.is(), l.arg(1), l.aim())
	case "holders":
		if len(l.Is.Texts) == 0 {
			aim := strings.Replace(l.aim(), " is among them", " does", 1)
			return "no node holds " + l.what() + strings.Replace(aim, "anything else", "that some node does", 1)
		}
		return fmt.Sprintf("%s is on %s%s", l.what(), l.is(), l.aim())
	case "state":
		return fmt.Sprintf("%s is %s%s", l.arg(0), l.is(), l.aim())
	case "believes":
		return fmt.Sprintf("%s believes %s %s%s", l.arg(0), l.arg(1), l.is(), l.aim())
	case "up":
		return count.Of(int(l.Is.Number), "node") + " " + areOrIs(l.Is.Number) + " up" + l.aim()
	case "faults":
		return "there " + areOrIs(l.Is.Number) + " " + count.Of(int(l.Is.Number), "fault") + l.aim()
	case "members":
		if aim := l.aim(); !strings.HasSuffix(aim, "anything else") {
			return "the members are " + l.is() + aim
		}
		return "the members are still " + l.is()
	case "loaded", "replies":
		if !slices.ContainsFunc(l.v.Ops, func(o *engine.OpView) bool { return int(o.Load) > l.after }) {
			return "you have made no load yet"
		}
		if name == "replies" {
			return count.Of(int(l.Is.Number), "request") + " of the newest load " + hasOrHave(l.Is.Number) + " the answer " + l.arg(0) + l.aim()
		}
		return count.Of(int(l.Is.Number), "request") + " of the newest load " + hasOrHave(l.Is.Number) + " an answer" + l.aim()
	default:
		return l.Fact.String() + " is " + l.is() + l.aim()
	}
}

// about reports whether a fact is about an operation.
func about(f script.Fact) bool {
	info := script.FindFact(f.Name())
	return len(info.Args) > 0 && info.Args[0].Kind == script.Count
}

// find finds the operation, and returns a sentence if there is none, if it has no answer yet, or
// if it is of the wrong kind.
func (l *lacking) find() string {
	for _, o := range l.v.Ops {
		if len(l.Args) == 0 || strconv.FormatUint(uint64(o.ID), 10) == l.Args[0] {
			l.op = o
		}
	}
	switch {
	case l.op == nil && len(l.Args) > 0:
		return "there is no op " + event.Show(l.Args[0], maxName) + " yet"
	case l.op == nil || len(l.Args) == 0 && int(l.op.Step) <= l.after:
		return "you have read and written nothing yet"
	case l.Fact.Name() == "verb":
		return l.kind() + l.aim()
	case l.Err != nil && l.op.Verb != event.Get && l.Fact.Name() != "written":
		return l.kind() + "; the goal is about a read"
	case l.Unknown && l.op.Outcome == event.Pending:
		return fmt.Sprintf("op %d has no answer yet", l.op.ID)
	}
	return ""
}

// kinds are what a client does.
var kinds = map[string]string{"get": "read", "put": "write", "delete": "delete"}

// kind says what the operation is.
func (l *lacking) kind() string {
	if len(l.Args) > 0 {
		return fmt.Sprintf("op %d is a %s", l.op.ID, kinds[l.op.Verb.String()])
	}
	return fmt.Sprintf("the newest operation (op %d) is a %s", l.op.ID, kinds[l.op.Verb.String()])
}

// request names the operation: the read (op 3).
func (l *lacking) request() string {
	return fmt.Sprintf("the %s (op %d)", kinds[l.op.Verb.String()], l.op.ID)
}

// fault says why a read's answer had nothing wrong with it, or that it had.
func (l *lacking) fault(name string) string {
	if l.Is.Texts[0] == "yes" {
		return l.request() + " was " + name
	}
	o := l.op
	what := l.request() + " was not " + name + ": "
	switch {
	case o.Outcome != event.OK && o.Outcome != event.NotFound:
		return what + "its client was told " + explain.Outcome(o.Outcome) + ", and no value"
	case name == "older":
		return what + "no read that was over before it began had seen more"
	case name == "resurrected" && l.deleted() != 0:
		return what + fmt.Sprintf("it returned %s, and missed the delete of op %d, which is not forgotten: somebody still knows of it", l.got(), l.deleted())
	case name == "resurrected":
		return what + "it returned " + l.got() + ", and nothing that a forgotten delete had removed"
	case o.Since == 0:
		return what + "no write had been acknowledged before it began"
	}
	newest := fmt.Sprintf("op %d, the newest acknowledged", o.Since)
	for _, w := range l.v.Ops {
		if w.ID == o.Since && o.Returned.Has(w.Dot) {
			return what + "it returned " + newest
		}
	}
	return what + "it returned " + l.got() + ", which is no older than " + newest
}

// deleted returns the delete that a read has missed; 0 if it has missed none.
func (l *lacking) deleted() uint32 {
	for _, w := range l.v.Ops {
		if f := l.op.Missed; f.Found && w.ID == f.Op && w.Verb == event.Delete {
			return w.ID
		}
	}
	return 0
}

// got is what a read returned.
func (l *lacking) got() string {
	return listed(l.op.Returned.Values(), "nothing")
}

// returned says what a read returned, and what it is to return.
func (l *lacking) returned() string {
	if o := l.op; o.Outcome != event.OK && o.Outcome != event.NotFound {
		return l.request() + " returned no value: its client was told " + explain.Outcome(o.Outcome)
	}
	return l.request() + " returned " + l.got() + l.aim()
}

// writes says what became of writes, of which the goal wants more or fewer.
func (l *lacking) writes(name string) string {
	n := l.Is.Number
	be := map[string]string{
		"lost": "lost", "shadowed": "discarded for a write that had not seen " + map[bool]string{true: "it", false: "them"}[n == 1],
		"atrisk": "on fewer disks than promised", "unreachable": "only on nodes that are down",
	}[name]
	if n > 0 {
		return count.Of(int(n), "acknowledged write") + " " + areOrIs(n) + " " + be + l.aim()
	}
	acked := ""
	for _, o := range l.v.Ops {
		if o.Verb != event.Get && o.Outcome == event.OK {
			acked = fmt.Sprintf(": op %d is %s", o.ID, l.kept(o))
		}
	}
	if acked == "" {
		acked = ": none has been acknowledged"
	}
	be = strings.TrimSuffix(be, " them")
	if name == "shadowed" {
		be += " it"
	}
	return "no acknowledged write is " + be + acked
}

// kept says where an acknowledged write is.
func (l *lacking) kept(o *engine.OpView) string {
	var nodes []string
	for _, s := range o.Stands {
		if s.Copy == ops.OnDisk || s.Copy == ops.InMemory || len(s.Hints) > 0 {
			nodes = append(nodes, l.v.Node(s.Node))
		}
	}
	if nodes == nil {
		return o.State.String()
	}
	return "on " + listed(nodes, "")
}

// arg is an argument of the fact.
func (l *lacking) arg(i int) string { return event.Show(l.Args[i], maxName) }

// what is the key of the fact, or a value of it.
func (l *lacking) what() string {
	if len(l.Args) > 1 {
		return l.arg(1) + " of key " + l.arg(0)
	}
	return "key " + l.arg(0)
}

// is says what the fact is.
func (l *lacking) is() string { return l.value(l.Is) }

// value says what a value of the fact's type is.
func (l *lacking) value(t script.Told) string {
	switch {
	case t.None, l.Fact.Type() == script.ListFact && len(t.Texts) == 0 && l.Fact.Nodes():
		return "none"
	case l.Fact.Type() == script.NumberFact:
		return strconv.FormatInt(t.Number, 10)
	case l.Fact.Type() == script.DurationFact:
		return timespan.Text(t.Duration)
	default:
		return listed(t.Texts, "nothing")
	}
}

// aim says what is wanted of the fact.
func (l *lacking) aim() string {
	if l.Op == "" { // yes or no
		return map[bool]string{true: ", which it is not to be", false: ", and is to be so"}[l.Not]
	}
	want := l.wanted(l.Want)
	if l.Than != "" {
		want = l.Than + ", which is " + l.value(l.That)
	}
	for i, other := range l.Or {
		and := ", "
		if i == len(l.Or)-1 {
			and = " or "
		}
		want += and + l.wanted(other)
	}
	op := l.Op
	if l.Not {
		op = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "contains": "lacks"}[op]
	}
	switch op {
	case "!=":
		if l.Than == "" && want == l.is() {
			return "; the goal is anything else"
		}
		return "; the goal is anything else than " + want
	case ">=":
		return "; the goal is at least " + want
	case "<=":
		return "; the goal is at most " + want
	case ">":
		return "; the goal is more than " + want
	case "<":
		return "; the goal is less than " + want
	case "contains":
		return aimThat + want + " is among them"
	case "lacks":
		return aimThat + want + " is not among them"
	}
	return "; the goal is " + want
}

// wanted says a value that the fact is compared with.
func (l *lacking) wanted(want []string) string {
	switch typ := l.Fact.Type(); {
	case want == nil:
		return "none"
	case l.Fact.Name() == "verb":
		return "a " + kinds[want[0]]
	case l.Fact.Name() == "reply" && want[0] == event.OK.String():
		return explain.Outcome(event.OK)
	case typ == script.NumberFact || typ == script.DurationFact || typ == script.WordFact:
		return want[0]
	}
	return listed(want, "nothing")
}

// listed joins words: a, b and c.
func listed(words []string, none string) string {
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = event.Show(w, maxName)
	}
	switch n := len(shown); n {
	case 0:
		return none
	case 1:
		return shown[0]
	default:
		return strings.Join(shown[:n-1], ", ") + " and " + shown[n-1]
	}
}

func areOrIs(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func hasOrHave(n int64) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// capital begins a sentence.
func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
