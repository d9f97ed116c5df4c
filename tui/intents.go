package tui

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// intent is what an action asks the explorer to do.
type intent struct {
	do func(m *Model) tea.Cmd
	// off says why it can't be done now; nil or "" if it can.
	off func(m *Model) string
	// needs is what the cluster must be able to do for it.
	needs source.Ability
	// drives is true if it changes the cluster or its time, which only one thing
	// can do at once.
	drives bool
	// travels is true if it goes to another moment, which one can also do with
	// what can only be looked at.
	travels bool
	// looks is true if it changes where the screen looks, which those who follow
	// somebody leave to him.
	looks bool
	// class is true if it is for a classroom.
	class bool
	// line is the line of the command language that does the same, "" if there
	// is none.
	line string
}

// intentGroup is what belongs together on the page of bindings.
type intentGroup struct {
	title  string
	class  bool // it is shown in a classroom only
	lesson bool // it is shown in a lesson only
	fill   func(map[keymaps.Action]intent)
}

func intentGroups() []intentGroup {
	return []intentGroup{
		{title: "Ask, as a client", fill: clientIntents},
		{title: "Tune", fill: settingIntents},
		{title: "Break and mend", fill: faultIntents},
		{title: "The chosen message", fill: messageIntents},
		{title: "Time", fill: timeIntents},
		{title: "Move about", fill: moveIntents},
		{title: "Show", fill: showIntents},
		{title: "In the lesson", lesson: true, fill: lessonIntents},
		{title: classTitle, class: true, fill: classIntents},
		{title: "The program", fill: programIntents},
	}
}

// classTitle is what is above the keys that are for a classroom.
const classTitle = "In the classroom"

// newIntents returns what each action does. Every action of the keymaps has one,
// but for those of a line that is being typed.
func newIntents() map[keymaps.Action]intent {
	all := map[keymaps.Action]intent{}
	for _, group := range intentGroups() {
		group.fill(all)
	}
	return all
}

// plain makes an intent of something that needs no command.
func plain(do func(m *Model)) intent {
	return intent{do: func(m *Model) tea.Cmd { do(m); return nil }}
}

// look makes an intent of something that changes where the screen looks.
func look(do func(m *Model)) intent {
	in := plain(do)
	in.looks = true
	return in
}

// act carries out an action, or says why it can't be.
func (m *Model) act(a keymaps.Action) tea.Cmd {
	in, ok := m.intents[a]
	if !ok {
		return nil
	}
	if line := m.classMove(a); line != "" {
		m.await(m.seat.Say(line))
		return nil
	}
	if m.readClassLesson(a) {
		return nil
	}
	if why := m.disabled(a); why != "" {
		m.fail(why)
		return nil
	}
	if act, ok := m.pageAct(a); ok && a != keymaps.Escape {
		return act.Do()
	}
	return in.do(m)
}

// disabled says why an action can't be carried out now, "" if it can.
func (m *Model) disabled(a keymaps.Action) string {
	if m.classMove(a) != "" || a == keymaps.ToLesson && m.classLesson() != nil && m.home == nil {
		return ""
	}
	in := m.intents[a]
	if why := m.refusesKey(a); why != "" {
		return why
	}
	if why := m.can(in.needs); why != "" {
		return why
	}
	if why := m.seatedOff(in); why != "" {
		return why
	}
	if in.drives && m.job != nil {
		return m.disabledByJob()
	}
	if act, ok := m.pageAct(a); ok {
		return act.Off
	}
	if in.off != nil {
		return in.off(m)
	}
	return ""
}

// can returns why the cluster that is looked at can't do something; "" if it can.
func (m *Model) can(what source.Ability) string {
	switch {
	case what == source.None:
	case m.remote != nil:
		return m.remote.Can(what)
	case m.driven != nil:
		return source.Can(m.driven, what)
	}
	return ""
}

func (m *Model) disabledByJob() string {
	return m.job.name + " is going on; " + m.keyName(keymaps.Escape) + " stops it"
}

func clientIntents(all map[keymaps.Action]intent) {
	all[keymaps.Write] = intent{needs: source.Write, drives: true, line: "put KEY VALUE", do: func(m *Model) tea.Cmd {
		if m.Key == "" {
			m.askKey("write to key", func(m *Model) tea.Cmd { m.askValue(); return nil })
		} else {
			m.askValue()
		}
		return nil
	}}
	all[keymaps.Read] = intent{needs: source.Read, drives: true, line: "get KEY", do: func(m *Model) tea.Cmd {
		return m.withKey("read key", engine.Get)
	}}
	all[keymaps.Delete] = intent{needs: source.Write, drives: true, line: "delete KEY", do: func(m *Model) tea.Cmd {
		return m.withKey("delete key", engine.Delete)
	}}
	all[keymaps.EditKey] = look(func(m *Model) {
		m.askKey("key", nil)
	})
}

// withKey asks for something to be done with the key in hand, or with the one
// that is typed if there is none.
func (m *Model) withKey(label string, verb engine.Verb) tea.Cmd {
	do := func(m *Model) tea.Cmd {
		m.apply(engine.Command{Verb: verb, Key: m.Key})
		return nil
	}
	if m.Key != "" {
		return do(m)
	}
	m.askKey(label, do)
	return nil
}

// suggestedKey is what is offered as the first key.
const suggestedKey = "cart:42"

// askKey asks for a key; the walk follows what is typed.
func (m *Model) askKey(label string, then func(m *Model) tea.Cmd) {
	was, offered := m.Key, m.Key
	if m.Key == "" {
		m.Key, offered = suggestedKey, suggestedKey
	}
	if m.covers(presets.CoverSettings) { // the key in hand may be what is asked
		offered = ""
	}
	m.ask(entry.Question{
		Label: label, Text: offered,
		Typed: func(text string) { m.Key = text },
		Back:  func() { m.Key = was },
		Enter: func(text string) tea.Cmd {
			m.Key = text
			if text == "" || then == nil {
				return nil
			}
			return then(m)
		},
	})
}

// askValue asks for the value to write and offers v1, v2, ….
func (m *Model) askValue() {
	puts := 0
	for _, op := range m.View.Ops {
		if op.Key == m.Key && op.Value != "" && !m.covers(presets.CoverClock) {
			puts++
		}
	}
	key := m.Key
	m.ask(entry.Question{
		Label: "value", Text: "v" + strconv.Itoa(puts+1),
		Enter: func(text string) tea.Cmd {
			m.apply(engine.Command{Verb: engine.Put, Key: key, Value: text})
			return nil
		},
	})
}

// apply carries a command out at the present moment, and says in one line why
// if it can't be.
func (m *Model) apply(cmd engine.Command) bool {
	if why := m.refuses(cmd); why != "" {
		m.fail(why)
		return false
	}
	if m.driven == nil {
		return m.drive(cmd)
	}
	m.sync()
	if err := m.change(cmd); err != nil {
		m.fail(err.Error())
		return false
	}
	m.Op = 0
	if m.lesson != nil {
		m.lesson.Wake(m.lessonDesk())
	}
	if !m.pace.Playing && cmd.Verb <= engine.Delete {
		m.say(m.keyName(keymaps.Play) + " lets time go on, " + m.keyName(keymaps.Step) + " goes one step")
	}
	return true
}

func (m *Model) set(name, to string) {
	if m.apply(engine.Command{Verb: engine.Set, Name: name, To: to}) {
		m.say(name + " is " + to)
	}
}

func settingIntents(all map[keymaps.Action]intent) {
	for action, name := range map[keymaps.Action]string{
		keymaps.ChooseN: "n", keymaps.ChooseR: "r", keymaps.ChooseW: "w",
	} {
		in := plain(func(m *Model) {
			m.knob = name
			if m.covers(presets.CoverSettings) {
				m.say(fmt.Sprintf("%s: %s and %s change it", upper(name), m.keyName(keymaps.Raise), m.keyName(keymaps.Lower)))
				return
			}
			m.say(fmt.Sprintf("%s is %d; %s and %s change it", upper(name), m.tuned(name),
				m.keyName(keymaps.Raise), m.keyName(keymaps.Lower)))
		})
		in.line = "set " + name + " NUMBER"
		all[action] = in
	}
	turn := func(by int) intent {
		return intent{needs: source.Settings, drives: true, line: "set n|r|w NUMBER", do: func(m *Model) tea.Cmd {
			if p := m.View.Settings.Placement; m.knob == "n" && p.Racks() && !m.covers(presets.CoverSettings) {
				m.fail("N is set for each data centre: " + m.keyName(keymaps.Command) + "set n " + p.String() + " says it again")
				return nil
			}
			to := m.tuned(m.knob) + by
			if m.apply(engine.Command{Verb: engine.Set, Name: m.knob, To: strconv.Itoa(to)}) {
				if !m.covers(presets.CoverSettings) {
					m.say(fmt.Sprintf("%s is %d", upper(m.knob), to))
				}
			}
			return nil
		}}
	}
	all[keymaps.Raise], all[keymaps.Lower] = turn(+1), turn(-1)
	all[keymaps.Conflict] = intent{needs: source.Settings, drives: true, line: "set conflict POLICY", do: func(m *Model) tea.Cmd {
		policies := engine.FindSetting("conflict").Words()
		at := slices.Index(policies, string(m.View.Settings.Conflict))
		m.set("conflict", policies[(at+1)%len(policies)])
		return nil
	}}
}

func upper(name string) string { return string(name[0] - 'a' + 'A') }

// tuned returns N, R or W.
func (m *Model) tuned(name string) int {
	s := m.View.Settings
	switch name {
	case "r":
		return s.R
	case "w":
		return s.W
	}
	return s.Placement.N
}

func faultIntents(all map[keymaps.Action]intent) {
	onNode := func(verb engine.Verb, line string) intent {
		return intent{needs: source.Needs(verb), drives: true, line: line, do: func(m *Model) tea.Cmd {
			m.apply(engine.Command{Verb: verb, Node: m.NodeName(m.Node)})
			return nil
		}}
	}
	all[keymaps.Crash] = onNode(engine.Crash, "crash NODE")
	all[keymaps.Hang] = onNode(engine.Hang, "hang NODE")
	all[keymaps.Isolate] = onNode(engine.Isolate, "isolate NODE")
	all[keymaps.Heal] = onNode(engine.Heal, "heal NODE")
	pageIntents("Break and mend")(all)
	all[keymaps.HealAll] = intent{needs: source.Heal, drives: true, line: "heal all", off: func(m *Model) string {
		if len(m.View.Faults) == 0 && !m.covers("nodes") {
			return "nothing is broken"
		}
		return ""
	}, do: func(m *Model) tea.Cmd {
		m.apply(engine.Command{Verb: engine.Heal, Node: "all"})
		return nil
	}}
	all[keymaps.Slow] = intent{needs: source.Slow, drives: true, line: "slow NODE FACTOR", do: func(m *Model) tea.Cmd {
		factor := int64(slowFactor)
		if m.View.Nodes[m.Node].Slow != usualFactor {
			factor = usualFactor
		}
		m.apply(engine.Command{Verb: engine.Slow, Node: m.NodeName(m.Node), Factor: factor})
		return nil
	}}
	all[keymaps.Cut] = intent{needs: source.Partitions, drives: true, line: "cut NODE NODE", off: func(m *Model) string {
		if len(m.View.Nodes) < 2 {
			return "there is only one node, and no link to cut"
		}
		return ""
	}, do: func(m *Model) tea.Cmd {
		m.Picking, m.From = true, m.Node
		m.goTo(layout.Nodes)
		m.MoveNode(+1)
		return nil
	}}
}

// slowFactor is what the slow key does to a node, in thousandths of its usual
// time; usualFactor undoes it.
const slowFactor, usualFactor = 10_000, 1_000

func timeIntents(all map[keymaps.Action]intent) {
	all[keymaps.Play] = intent{needs: source.Timing, drives: true, do: func(m *Model) tea.Cmd {
		if m.driven == nil {
			m.control(map[bool]class.Control{true: class.Pause, false: class.Play}[m.pace.Playing])
			return nil
		}
		m.sync()
		m.pace.Playing = !m.pace.Playing
		m.pace.Stop()
		return nil
	}}
	all[keymaps.Step] = intent{needs: source.Timing, drives: true, line: "step", do: func(m *Model) tea.Cmd {
		if m.driven == nil {
			m.drive(engine.Command{Verb: engine.Step, Count: 1})
			return nil
		}
		m.halt()
		if !m.driven.Step() {
			m.say("nothing is left to happen")
		}
		return nil
	}}
	all[keymaps.StepReply] = intent{needs: source.Timing, drives: true, line: "until reply", off: func(m *Model) string {
		if op := workspace.Latest(m.View); (op == nil || op.Outcome != 0) && !m.covers("operation") {
			return "no client waits for an answer"
		}
		return ""
	}, do: func(m *Model) tea.Cmd {
		m.run(engine.Command{Verb: engine.Until, Expr: "reply"})
		return nil
	}}
	speed := func(by int) intent {
		in := plain(func(m *Model) {
			if m.driven == nil {
				m.control(map[bool]class.Control{true: class.Faster, false: class.Slower}[by > 0])
				return
			}
			m.sync()
			if m.pace.Faster(by) {
				m.say("messages travel at " + m.pace.Ratio(engine.Moving) + " of their speed")
			} else {
				m.say("that is as far as it goes: " + m.pace.Ratio(engine.Moving))
			}
		})
		in.off, in.needs = (*Model).handsOff, source.Timing
		return in
	}
	all[keymaps.Faster], all[keymaps.Slower] = speed(+1), speed(-1)
	travelIntents(all)
}

// halt stops the clock.
func (m *Model) halt() {
	m.sync()
	m.pace.Playing = false
	m.pace.Stop()
}
