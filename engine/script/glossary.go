// This file says what the terms mean that screens use, for the help.

package script

import "strings"

// entry is a word of the field, or of the language, that is no command, setting or fact.
type entry struct {
	names string // separated by commas, as they are asked for; the first is the usual one
	means string
}

// glossary is never written to.
var glossary = []entry{
	{"ack, acknowledgement", "a replica's answer that it has stored a write; W of them, and the client is told ok"},
	{"acknowledged", "said of a write whose client was told ok; the observer counts only those as lost"},
	{"anti-entropy, repair pass", "two replicas compare their Merkle trees and stream what differs; set antientropy runs it, repair runs it once"},
	{"as", "at the end of a request: which client makes it, as in get cart as bob"},
	{"at", "at the end of a request: its level, as in get cart at quorum"},
	{"at risk", "said of an acknowledged write that fewer disks have than were promised; crashing the right nodes loses it"},
	{"blind", "at the end of a put: without the context that the client has read, so it replaces nothing and becomes a sibling"},
	{"branch", "one course of what happened: going back and doing something else begins another one; branches are listed, and switch goes to one"},
	{"checksum, digest", "what a replica answers in place of its copy; if those of a read differ, full copies are asked for"},
	{"client", "who makes requests; it has a context for each key that it has read; you, unless as names another one"},
	{"context", "the versions that a client's last read of a key returned; its next put replaces those"},
	{"coordinator", "the node that takes a client's request, asks the replicas, and answers the client; via chooses it"},
	{"coordinatorlost", "what a client is told when its coordinator goes away before it answers; whether a write happened is unknown"},
	{"copies, copy, replication factor", "how many nodes keep a key; set n changes it, or for each data centre set n dc1=3,dc2=2"},
	{"cover, covered", "what would give an answer away is hidden, until the question is answered or its answer revealed; ask … cover walk,nodes chooses the panes"},
	{"crashed", "said of a node whose process has ended: its memory is gone, its disk is kept; start brings it back"},
	{"data centre, rack, failure domain", "nodes that can go together: power RACK, blackout DC; the rack placement spreads copies over them"},
	{"disk", "what a node has there is durable: a crash leaves it, and wipe takes it"},
	{"dot", "the name of a version: the node that coordinated its write, and that node's count of writes, as in n3:7"},
	{"down", "said of a node that is crashed or gone, and takes no connection; others may also believe it of one that is up"},
	{"dropped", "said of a message that never arrives: its link was cut, its node was down, or drop took it"},
	{"durable", "on disk: it survives a crash of the node, but not wipe"},
	{"explore", "a line of a script for ringside can: the requests after it may happen in any order"},
	{"failed", "what a client is told when too many replicas refused for the level ever to be met; a write may have reached some"},
	{"failure detector, suspect, believed down", "how a node decides that another one is down: it refuses, does not answer in time, or sends no heartbeats"},
	{"gone", "said of a node that was a member, or was to become one, and no longer is"},
	{"gossip, heartbeat", "messages in which nodes tell each other who is there and which node has been heard of; set gossip says how often"},
	{"hint, hinted handoff, handoff window", "a write kept for a replica that is down, and handed over when it is back; set handoff says how long it is kept"},
	{"hung", "said of a node that does nothing and answers nothing, and has forgotten nothing; resume lets it go on"},
	{"in flight, in flight only", "said of a message that was sent and has not arrived yet; and of a write that no node has, but a message or a request under way"},
	{"joining", "said of a node that is becoming a member: copies are moving to it first"},
	{"lanes", "an operation drawn with a lane for each node and client, time downward"},
	{"leaving", "said of a node that is to be a member no longer: copies are moving from it first, or it still has some to hand over"},
	{"last write wins, timestamp", "the conflict policy lww: of two versions the one with the later timestamp is kept, and the other one discarded"},
	{"level, consistency level, levels, any", "whose answers a request waits for: a number, one, two, three, quorum, all, local_one, local_quorum, each_quorum, or dc1=1,dc2=1; set r, set w, or at for one request"},
	{"log, story, event", "what has happened, one line per event; the story leaves out what is routine, such as heartbeats"},
	{"lost write", "an acknowledged write of which no copy is left, and which no later acknowledged write replaced"},
	{"member, ring version", "a node that has a place on the ring; add and remove change who that is, and each change makes a new ring version"},
	{"memory", "what a node has there and not on its disk yet, a crash takes"},
	{"merkle tree", "checksums of checksums over the keys of a range; two replicas find what differs with few messages"},
	{"observer", "knows what happened to every write; says whether a read was stale or older, and what is lost. No node knows as much"},
	{"ok", "what a client is told when enough replicas answered"},
	{"node, nodes", "a machine of the cluster; Nodes has what each truly is, and what the others believe of it"},
	{"notfound", "what a client is told when enough replicas answered and the key has no value: it was never written, or it is deleted"},
	{"older read", "a read that returned less than an earlier one had returned"},
	{"overlap, r+w>n", "a read and every acknowledged write before it have a replica in common; in the header ? beside it: only if no stand-in took the write (sloppy quorum), or if nodes of one data centre coordinate both (local levels)"},
	{"operation, request, op", "one get, put or delete of a client, with a number; op 3 in the log is the third"},
	{"pending", "said of a request whose client has not been told anything yet; of a node that is becoming a replica of a key"},
	{"partition, link, isolated", "nodes that can't reach each other: cut, isolate, mend"},
	{"placement, preference list, walk", "which nodes keep a key: clockwise from its token, each node once, and by racks if the placement says so; walk KEY shows it"},
	{"point of no return", "the step from which on all futures that were drawn end as the session did; likely finds it"},
	{"primary", "said of a replica in an operation: one of the key's own, and no stand-in"},
	{"read repair", "a read that finds a stale replica sends it what it lacks; set repair says whether the client waits for that"},
	{"refused", "said of a message to a node that takes no connection: its sender hears of that, and need not wait for the timeout"},
	{"replica", "a node that keeps a copy of a key"},
	{"resurrected", "said of a deleted value that is read again, since a replica without the tombstone brought it back"},
	{"safe", "said of an acknowledged write that is on at least as many disks as its client was promised"},
	{"seen as", "what the other nodes believe of a node, up or down; it need not be what it is"},
	{"shadowed", "said of an acknowledged write that was discarded for another, which had not seen it"},
	{"sibling, conflict, concurrent", "two values of a key, neither of which was written with knowledge of the other; resolve replaces them"},
	{"ring", "all tokens in a circle, from the lowest to the highest: where a key's token falls, its walk begins"},
	{"speculative retry", "a read that asks one more replica when one does not answer soon; set speculative"},
	{"stale read", "a read that missed a write that had been acknowledged before it began"},
	{"stand-in, sloppy quorum", "the next node of the walk, which takes a write for a replica that is down; set quorum sloppy"},
	{"superseded", "said of a write that a later one had seen and replaces; so it is not lost"},
	{"timeout", "what a client is told when too few replicas answered in time; whether a write happened is unknown"},
	{"token, range", "a place on the ring; a node keeps the keys from the token before one of its own up to it"},
	{"tombstone", "what a delete writes; it is dropped when every replica has had time to hear of it; set grace says how long that is"},
	{"unavailable", "what a client is told when too few replicas were believed up: nothing was sent, nothing changed"},
	{"unreachable", "said of an acknowledged write that only nodes that are down have"},
	{"up", "said of a node that runs, whatever the others believe of it"},
	{"vector clock, dotted version vector, version", "which writes a version knows of, so that a replica can tell whether one of two replaces the other"},
	{"via", "at the end of a request: the node that coordinates it, as in get cart via n3"},
	{"virtual node, vnode", "one of the several tokens of a node, so that many nodes share what it leaves behind"},
}

// explained returns what a term means, and every value of a setting that is called so.
func explained(name string) (lines []string) {
	for _, t := range glossary {
		for _, n := range strings.Split(t.names, ", ") {
			if plainTerm(n) == plainTerm(name) {
				lines = append(lines, "term "+n+": "+t.means)
				break // the singular and the plural
			}
		}
	}
	return lines
}

// plainTerm is a term as it is compared: case, hyphens and a plural make no difference.
func plainTerm(name string) string {
	name = strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(name)))
	for _, plural := range [][2]string{{"ies", "y"}, {"ches", "ch"}, {"s", ""}} {
		if one, ok := strings.CutSuffix(name, plural[0]); ok {
			return one + plural[1]
		}
	}
	return name
}

// Terms lists the terms that Help explains besides commands, settings and facts.
func Terms() (all []string) {
	for _, t := range glossary {
		all = append(all, strings.Split(t.names, ", ")...)
	}
	return all
}
