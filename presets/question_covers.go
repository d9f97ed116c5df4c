// What a question to a class covers on the screen until its answer is shown: whatever
// would give the answer away.
//
//	of a fact     what reveals the fact (Telling)
//	of a choice   what reveals the things that its words name: facts, outcomes, nodes,
//	              keys and values of the cluster; nothing if they name none of them
//
// The author of a lesson says what a step covers; other questions have no author to say it.

package presets

import (
	"slices"
	"strings"
	"unicode"

	"ringside/engine/script"
)

// Telling lists which parts of a screen reveal a fact, of AllCovers.
// Every pane reveals each of them, if only through a count: how many keys a node keeps
// shows which nodes were reached. So does the clock: a write that times out went to a
// node that is hung.
func Telling(fact string) []Part {
	all := append(Panes(), PartClock)
	switch fact {
	case "n", "r", "w", "need":
		all = append(all, PartSettings)
	case "state", "believes", "silence", "members", "standing", "pending", "knows", "ringversion", "up", "faults":
		all = append(all, PartMembers)
	case "verb", "key", "ops", "inflight":
		all = append(all, PartMembers, PartSettings)
	}
	return inOrder(all)
}

// Covers lists what the question covers. names are those of the cluster: of nodes, keys
// and values.
func (q *Question) Covers(names []string) []Part {
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
	var all []Part
	for _, f := range script.Facts() {
		if facts[f.Name] {
			all = append(all, Telling(f.Name)...)
		}
	}
	return inOrder(all)
}

// inOrder returns what is covered, each once, in the order in which it is shown.
func inOrder(some []Part) (all []Part) {
	for _, part := range AllCovers() {
		if slices.Contains(some, part) {
			all = append(all, part)
		}
	}
	return all
}

// wordsOf splits a text into words in lower case; N, R and W keep their case, because in
// lower case they would be a node, or letters of anything.
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

// synonyms maps words of a question to the facts that they name differently.
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
