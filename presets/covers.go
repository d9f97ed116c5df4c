package presets

import (
	"slices"
	"strings"
	"unicode"

	"ringside/engine/script"
)

// A question that is asked of a class covers what would tell its answer, until that
// is shown:
//
//	of a fact     what tells the fact (Telling)
//	of a choice   what tells the things that its words name: facts, outcomes, nodes,
//	              keys and values of the cluster; nothing if they name none of them
//
// The author of a lesson says what a step covers; here nobody does.

// What can be covered beside the panes of Coverable.
const (
	CoverMembers  = "members"  // the ring as a whole, and who is up
	CoverSettings = "settings" // N, R and W, wherever they stand, and so the length of a walk
	CoverClock    = "clock"    // the virtual time, whether and how fast it passes, and how much is recorded ahead
)

// Telling lists what of a screen tells a fact, of Coverable and the three above. Every
// pane tells each of them, if only by a count: how many keys a node keeps tells who
// was reached. So does the clock: a write that times out went to a node that is hung.
func Telling(fact string) []string {
	all := append(Panes(), CoverClock)
	switch fact {
	case "n", "r", "w", "need":
		all = append(all, CoverSettings)
	case "state", "believes", "silence", "members", "standing", "pending", "knows", "ringversion", "up", "faults":
		all = append(all, CoverMembers)
	case "verb", "key", "ops", "inflight":
		all = append(all, CoverMembers, CoverSettings)
	}
	return inOrder(all)
}

// Covers lists what the question covers. The names are those that the cluster has:
// of nodes, keys and values.
func (q *Question) Covers(names []string) []string {
	if q.Kind != AskChoice {
		return Telling(q.fact.Name())
	}
	facts := make(map[string]bool)
	said := " " + strings.Join(wordsOf(q.Text), " ") + " "
	for _, c := range q.Choices {
		said += ". " + strings.Join(wordsOf(c.Text), " ") + " "
	}
	for _, f := range script.Facts() {
		if len(f.Name) > 1 && strings.Contains(said, " "+f.Name+" ") {
			facts[f.Name] = true
		}
	}
	for word, fact := range synonyms() {
		if strings.Contains(said, " "+word+" ") {
			facts[fact] = true
		}
	}
	for _, name := range names {
		if name = strings.Join(wordsOf(name), " "); name != "" && strings.Contains(said, " "+name+" ") {
			facts["holders"] = true
		}
	}
	var all []string
	for _, f := range script.Facts() {
		if facts[f.Name] {
			all = append(all, Telling(f.Name)...)
		}
	}
	return inOrder(all)
}

// inOrder returns names of what is covered once each, in the order in which they are
// told.
func inOrder(some []string) (all []string) {
	for _, name := range AllCovers() {
		if slices.Contains(some, name) {
			all = append(all, name)
		}
	}
	return all
}

// AllCovers lists all that a question can cover.
func AllCovers() []string { return append(Coverable(), CoverMembers, CoverSettings, CoverClock) }

// wordsOf takes a text apart into words in lower case; N, R and W keep theirs, since
// in lower case they are a node, or letters of anything.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	for i, w := range words {
		if w != "N" && w != "R" && w != "W" {
			words[i] = strings.ToLower(w)
		}
	}
	return words
}

// synonyms are words of a question that name a fact by another name than its own.
func synonyms() map[string]string {
	all := map[string]string{"N": "n", "R": "r", "W": "w"}
	for _, f := range []struct{ fact, words string }{
		{"replicas", "replica, walk, preference, keep, keeps, kept, stored, stores, store, belongs, owns, range, token, key, keys, node, nodes, who, where, which node"},
		{"holders", "holder, hold, holds, has, have, copy, copies, sibling, siblings, version, versions, tombstone, disk, disks, memory, everything, anything, something, happens, happen, happened, data"},
		{"hints", "hint, handoff, hinted, stand in"},
		{"fate", "safe, risk, at risk, durable, loses, lose, survive, consistent, converge, converged, agree, same, equal, linearizable"},
		{"lost", "lost, gone"},
		{"reply", "told, tell, ok, timeout, times out, unavailable, failed, not found, notfound, success, succeed, succeeds, fail, fails, answer, answers, result, write, writes, read, reads, get, put, delete, client"},
		{"value", "return, returns, returned, conflict, conflicts"},
		{"acks", "ack, acknowledge, acknowledged, acknowledgement, acknowledgements, confirm, confirmed"},
		{"latency", "ms, millisecond, milliseconds, slow, slower, fast, faster, long, longer, wait, waits"},
		{"missed", "fresh, old, newest, latest, repair, repaired"},
		{"up", "down, crashed, hung, alive, dead, online, offline, crash, reachable, isolated, cut, partition, partitioned, fault, broken"},
		{"members", "member, membership, join, joins, joining, leave, leaves, leaving, left"},
		{"believes", "belief, believe, believed, suspected, suspects, gossip"},
		{"need", "quorum, quorums, majority"},
		{"inflight", "message, messages, flight"},
		{"time", "clock, second, seconds"},
	} {
		for word := range strings.SplitSeq(f.words, ", ") {
			all[word] = f.fact
		}
	}
	return all
}
