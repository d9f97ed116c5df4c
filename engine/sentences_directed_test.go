// This file draws scripts that lead to what random ones seldom come to.

package engine_test

import (
	"math/rand/v2"
	"strconv"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// drawOlder draws a script in which one replica alone has a write, a read finds it there
// and leaves the others as they are for now, and another read asks these.
func drawOlder(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W, cfg.Read = ring.Simple(3), engine.Answers(2), engine.Answers(pick(r, 1, 3, 3)), engine.AllRead
	cfg.Gossip, cfg.Quorum, cfg.Entropy, cfg.Grace, cfg.Latency = 0, engine.Strict, 0, 240*time.Hour, "fixed"
	cfg.Rules = engine.DynamoRules
	cfg.Repair = pick(r, engine.RepairOff, engine.RepairAsync)
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	name := func(i int) string { return c.NodeName(home[i]) }
	r.Shuffle(len(home), func(i, j int) { home[i], home[j] = home[j], home[i] })
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	some := func() time.Duration { return time.Duration(r.IntN(2_000_000)) }
	for _, other := range []int{1, 2} {
		add(some(), engine.Command{Verb: engine.Drop, Node: name(0), Peer: name(other)})
	}
	write := engine.Command{Verb: pick(r, engine.Put, engine.Put, engine.Delete), Key: "a", Via: name(0)}
	if write.Verb == engine.Put {
		write.Value = strconv.Itoa(r.IntN(100))
	}
	add(some(), write)
	add(5*time.Millisecond+some(), engine.Command{Verb: engine.Get, Key: "a", Client: "ann", Via: name(0)})
	late := pick(r, engine.Command{Verb: engine.Isolate, Node: name(0)}, engine.Command{Verb: engine.Crash, Node: name(0)}, engine.Command{Verb: engine.Hang, Node: name(0)})
	add(2200*time.Microsecond+some(), late)
	add(some()/8, engine.Command{Verb: engine.Get, Key: "a", Client: pick(r, "bob", "ann"), Via: name(1 + r.IntN(2))})
	add(50*time.Millisecond, engine.Command{Verb: engine.Get, Key: "b", Via: name(1)}, 0)
	return s
}

// drawBack draws a script in which a replica misses a delete until all others have let go
// of the tombstone, so that what was deleted comes back.
func drawBack(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W, cfg.Quorum = ring.Simple(3), engine.Answers(2), engine.Answers(2), engine.Strict
	cfg.Grace, cfg.Entropy, cfg.Latency = 2*time.Second, 3*time.Second, "fixed"
	cfg.Repair = pick(r, engine.RepairOff, engine.RepairAsync, engine.RepairBlocking)
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	first, away := c.NodeName(home[0]), c.NodeName(home[1+r.IntN(2)])
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	add(0, engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Via: first}, 4)
	add(time.Second, engine.Command{Verb: pick(r, engine.Isolate, engine.Crash), Node: away})
	add(time.Millisecond, engine.Command{Verb: engine.Delete, Key: "a", Via: first}, r.IntN(12))
	add(time.Duration(4000+r.IntN(4000))*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Via: first}, 9)
	add(time.Second, engine.Command{Verb: engine.Heal, Node: "all"}, 3)
	add(time.Duration(r.IntN(12_000))*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Client: pick(r, "", "bob"), Via: first}, 3, 20)
	add(10*time.Second, engine.Command{Verb: engine.Get, Key: "a", Client: "bob"}, 20)
	return s
}

// drawLater draws a script in which a replica misses a write, and a hint, or a read that
// unites siblings, brings it what was written later.
func drawLater(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W = ring.Simple(3), engine.Answers(1+r.IntN(3)), engine.Answers(1+r.IntN(2))
	cfg.Quorum, cfg.Entropy, cfg.Grace, cfg.Rules, cfg.Latency = engine.Sloppy, 0, 240*time.Hour, engine.DynamoRules, "fixed"
	cfg.Repair, cfg.Conflict = pick(r, engine.RepairOff, engine.RepairOff, engine.RepairAsync), pick(r, engine.Siblings, engine.Merge, engine.Merge)
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	first, other, stale := c.NodeName(home[0]), c.NodeName(home[1]), c.NodeName(home[2])
	const quiet = 200
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	put := func(via string) engine.Command {
		return engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Via: via, Blind: r.IntN(2) == 0}
	}
	switch r.IntN(2) {
	case 0:
		add(0, engine.Command{Verb: engine.Cut, Node: first, Peer: stale})
		add(0, put(first), quiet)
		add(2*time.Second, put(first), quiet)
	case 1:
		add(0, put(first))
		add(0, put(other), quiet)
		add(time.Second, engine.Command{Verb: engine.Wipe, Node: stale})
		add(time.Second, engine.Command{Verb: engine.Start, Node: stale}, quiet)
	}
	add(time.Second, pick(r, put(other), engine.Command{Verb: engine.Get, Key: "a", Via: first}), quiet)
	return s
}

// drawMany draws a script in which a node falls that alone has more versions than the observer
// tells of one by one.
func drawMany(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W = ring.Simple(1), engine.Answers(1), engine.Answers(1)
	cfg.Conflict, cfg.Quorum, cfg.Sync, cfg.Rules = engine.Siblings, engine.Strict, engine.SyncAlways, engine.DynamoRules
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.NodeName(c.View(engine.Watch{}).Walk("a").Replicas[0])
	for i := range 9 + r.IntN(8) {
		put := engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(i), Via: home, Blind: true}
		s.moments = append(s.moments, sentenceMoment{time.Millisecond, put, nil})
	}
	fall := engine.Command{Verb: pick(r, engine.Crash, engine.Hang), Node: home}
	s.moments = append(s.moments, sentenceMoment{10 * time.Millisecond, fall, []int{1, 9}},
		sentenceMoment{time.Second, engine.Command{Verb: engine.Heal, Node: "all"}, []int{3}})
	return s
}

// drawRefused draws a script in which a replica misses a write, and crashes while a read
// that waits for its repair sends it that.
func drawRefused(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W, cfg.Read = ring.Simple(3), engine.Answers(3), engine.Answers(1), engine.FullRead
	cfg.Gossip, cfg.Quorum, cfg.Latency, cfg.Repair = 0, engine.Strict, "fixed", engine.RepairBlocking
	cfg.Rules = engine.DynamoRules
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	first, stale := c.NodeName(home[0]), c.NodeName(home[1])
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	add(0, engine.Command{Verb: engine.Drop, Node: first, Peer: stale})
	add(0, engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Via: first})
	add(10*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Via: first}) // before anybody doubts it
	add(time.Duration(1500+r.IntN(2000))*time.Microsecond, engine.Command{Verb: pick(r, engine.Crash, engine.Hang), Node: stale}, 1, 4)
	add(time.Second, engine.Command{Verb: engine.Heal, Node: "all"}, 3)
	return s
}

// drawMute draws a script in which the gossip of a replica is turned off, until its peers believe it down, and on again.
func drawMute(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.Gossip, cfg.R, cfg.W = ring.Simple(3), time.Second, engine.Answers(1+r.IntN(3)), engine.Answers(1+r.IntN(3))
	cfg.Settings, _ = engine.With(cfg.Settings, "rules", string(engine.CassandraRules)) // the table knows it
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	first, mute := c.NodeName(home[0]), c.NodeName(home[1])
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	some := func(seconds int) time.Duration { return time.Duration(r.Int64N(int64(seconds) * int64(time.Second))) }
	add(some(2), engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Via: first}, 3)
	add(some(2), engine.Command{Verb: engine.Gossip, Node: mute, To: engine.GossipOff}, 1, 4)
	add(some(40), engine.Command{Verb: pick(r, engine.Put, engine.Get), Key: "a", Value: "1", Via: pick(r, first, mute)}, 2, 6)
	add(40*time.Second, engine.Command{Verb: engine.Get, Key: "a", Via: pick(r, first, mute)}, 2, 7)
	add(some(2), engine.Command{Verb: engine.Put, Key: "b", Value: "2", Via: first}, 3)
	add(some(2), pick(r, engine.Command{Verb: engine.Gossip, Node: mute, To: engine.GossipOn}, engine.Command{Verb: engine.Heal, Node: "all"}), 1, 3)
	add(some(20), engine.Command{Verb: engine.Get, Key: "a", Via: first}, 4)
	return s
}

// drawHinted draws a script in which stand-ins keep hints, in windows long and short,
// while disks are lost, nodes hang, and clocks are off.
func drawHinted(r *rand.Rand) sentencePlay {
	s := drawPlay(r)
	n := 2 + r.IntN(3)
	s.cfg.Placement, s.cfg.R, s.cfg.W, s.cfg.Quorum = ring.Simple(n), engine.Answers(1+r.IntN(n)), engine.Answers(1+r.IntN(n)), engine.Sloppy
	s.cfg.Rules = engine.DynamoRules // in which stand-ins count
	s.cfg.Conflict, s.cfg.Grace = pick(r, engine.LWW, engine.LWW, engine.Siblings), 240*time.Hour
	s.cfg.Handoff = pick(r, 3*time.Hour, 3*time.Second, 20*time.Second, 50*time.Second, 0)
	s.moments = nil
	node := func() string { return s.cfg.Nodes[r.IntN(len(s.cfg.Nodes))].Name }
	for range 8 + r.IntN(20) {
		m := sentenceMoment{after: time.Duration(r.IntN(3_000_000))}
		if r.IntN(3) == 0 {
			m.after = time.Duration(r.IntN(4000)) * time.Millisecond
		}
		if r.IntN(2) == 0 {
			m.looks = []int{r.IntN(10)}
		}
		switch r.IntN(9) {
		case 0, 1, 2, 3:
			m.cmd = engine.Command{Verb: pick(r, engine.Put, engine.Put, engine.Get, engine.Delete), Key: "a", Client: pick(r, "", "bob"), Via: node()}
			if m.cmd.Verb == engine.Put {
				m.cmd.Value, m.cmd.Blind = strconv.Itoa(r.IntN(100)), r.IntN(2) == 0
			}
		case 4:
			m.cmd = engine.Command{Verb: pick(r, engine.Wipe, engine.Crash, engine.Start), Node: node()}
		case 5:
			m.cmd = engine.Command{Verb: engine.Skew, Node: node(), For: time.Duration(r.Int64N(2e10) - 1e10)}
		case 6:
			m.cmd = engine.Command{Verb: pick(r, engine.Hang, engine.Resume, engine.Isolate), Node: node()}
		case 7:
			m.cmd = engine.Command{Verb: pick(r, engine.Drop, engine.Duplicate, engine.Delay, engine.Delay), Msg: -1 - r.IntN(6)}
			if m.cmd.Verb == engine.Delay {
				m.cmd.For = time.Duration(1+r.IntN(100)) * 10 * time.Millisecond
			}
		case 8:
			m.cmd = engine.Command{Verb: engine.Heal, Node: "all"}
			if r.IntN(3) == 0 {
				m.cmd = engine.Command{Verb: engine.Set, Name: "handoff", To: pick(r, "3h", "2s", "off")}
			}
		}
		s.moments = append(s.moments, m)
	}
	s.moments = append(s.moments, lateHint(r, node(), node())...)
	return s
}

// lateHint draws two writes of one client while a node is down, of which the first is late.
func lateHint(r *rand.Rand, down, via string) (all []sentenceMoment) {
	write := engine.Command{Verb: engine.Put, Key: "a", Client: "bob", Via: via}
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		if cmd.Verb == engine.Put {
			cmd.Value = strconv.Itoa(r.IntN(100))
		}
		all = append(all, sentenceMoment{after, cmd, looks})
	}
	add(0, engine.Command{Verb: engine.Heal, Node: "all"})
	add(time.Second, engine.Command{Verb: engine.Crash, Node: down})
	add(0, write)
	add(2*time.Second, write)
	add(0, engine.Command{Verb: engine.Delay, Msg: -1 - r.IntN(4), For: 50 * time.Millisecond})
	add(10*time.Millisecond, write, 4)
	add(100*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Via: via}, 3)
	return all
}
