// Tests of the help for words.

package script_test

import (
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/quorum"
	"ringside/engine/script"
)

// TestHelpExplainsEveryWord: there is help for each word of the language, and for each term of
// the field that screens, lessons and documents use, however it is written.
func TestHelpExplainsEveryWord(t *testing.T) {
	words := strings.Split("coordinator,replica,replicas,preference list,replication factor,quorum,consistency level,level,levels,"+
		"acknowledgement,ack,acks,sibling,siblings,vector clock,vector clocks,dotted version vector,last write wins,tombstone,hinted handoff,hint,"+
		"read repair,digest,anti-entropy,antientropy,anti entropy,Merkle tree,gossip,heartbeat,failure detector,virtual node,vnodes,failure domain,"+
		"partition,copies,copy,cover,covered,token,ring,walk,nodes,operation,log,lanes,story,branch,branches,durable,stale,older,resurrected,lost,"+
		"primary,seen as,dropped,refused,memory,disk,explore,point of no return,down,in flight,observer,stand-in,client,context,dot,checksum,via,as,at,blind,any,N,R,W,LWW,sloppy,strict,rack,data centre", ",")
	for o := event.Pending; o <= event.CoordinatorLost; o++ {
		words = append(words, o.String())
	}
	for h := engine.Up; h <= engine.Left; h++ {
		words = append(words, h.String())
	}
	for s := engine.Member; s <= engine.Gone; s++ {
		words = append(words, s.String())
	}
	for s := oracle.Safe; s <= oracle.Lost; s++ {
		words = append(words, s.String())
	}
	for _, v := range script.Verbs() {
		words = append(words, v.Verb.String())
	}
	words = slices.Concat(words, engine.SettingNames(), script.FactNames(), script.Terms())
	for _, name := range engine.SettingNames() {
		for _, v := range engine.FindSetting(name).CanBe {
			if v.Word != "off" {
				words = append(words, v.Word)
			}
		}
	}
	for _, l := range quorum.Levels() {
		words = append(words, l.String())
	}
	for _, w := range words {
		lines, err := script.Help(w)
		if err != nil {
			t.Error(err)
		}
		for i, line := range lines {
			_, says, _ := strings.Cut(line, ": ")
			if len(says) > 20 && slices.ContainsFunc(lines[:i], func(before string) bool { return strings.HasSuffix(before, ": "+says) }) {
				t.Errorf("help %s says twice %q", w, says)
			}
			if len(line) > 900 || strings.Contains(line, "\n") || strings.Contains(line, "`") {
				t.Errorf("help %s is %q", w, line)
			}
		}
	}
	if lines, err := script.Help("nonsense"); err == nil || !strings.Contains(err.Error(), "no command, setting, fact or term is called nonsense (commands: put, ") {
		t.Errorf("help for a word without one: %q, %v", lines, err)
	}
	if _, err := script.Help("quorm"); err == nil || !strings.Contains(err.Error(), `did you mean "quorum"?`) {
		t.Errorf("help for a word that is almost one: %v", err)
	}
}
