// The orders in which the people of a class are listed, and the words by which they are
// narrowed down.

package page

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"ringside/tui/class"
	"ringside/tui/narrow"
)

// rosterOrder is an order of the people in a class.
type rosterOrder int

const (
	byRole   rosterOrder = iota // the driver, raised hands, instructors, those who are here, those who are gone
	byHand                      // raised hands, the longest up first
	byAnswer                    // those who have not answered
	byAbsence
	byName
	rosterOrders
)

func (o rosterOrder) next(room *class.Room, by int) rosterOrder {
	for {
		if o = (o + rosterOrder(by) + rosterOrders) % rosterOrders; o.meant(room) == o {
			return o
		}
	}
}

// meant is the order in which people are listed now: that of answers means nothing while no question is open.
func (o rosterOrder) meant(room *class.Room) rosterOrder {
	if o == byAnswer && !asked(room) {
		return byRole
	}
	return o
}

// words says what comes first.
func (o rosterOrder) words() string {
	return [...]string{
		byRole: "the driver and raised hands first", byHand: "raised hands first, by time",
		byAnswer: "who has not answered first", byAbsence: "who is not here first", byName: "by name",
	}[o]
}

// sort returns people in the order. Among equals raised hands come first, in the order in which
// they were raised, and then names.
func (o rosterOrder) sort(room *class.Room, people []class.Person) []class.Person {
	sort.SliceStable(people, func(i, j int) bool {
		a, b := &people[i], &people[j]
		if o == byName {
			return byNames(*a, *b) < 0
		}
		return cmp.Or(cmp.Compare(o.rank(room, a), o.rank(room, b)), byHands(*a, *b), byNames(*a, *b)) < 0
	})
	return people
}

// rank says how far up somebody stands.
func (o rosterOrder) rank(room *class.Room, who *class.Person) int {
	var ranks []bool // the first that holds
	switch o {
	case byHand:
		ranks = []bool{who.Hand && who.Here, who.Here}
	case byAnswer:
		ranks = []bool{owes(room, who), who.Here && !who.Instructor, who.Here}
	case byAbsence:
		ranks = []bool{!who.Here}
	default:
		ranks = []bool{who.Name == room.Driver, who.Hand && who.Here, who.Instructor && who.Here, who.Here}
	}
	if at := slices.Index(ranks, true); at >= 0 {
		return at
	}
	return len(ranks)
}

// byHands puts hands that are up before others, in the order in which they were raised.
func byHands(a, b class.Person) int {
	const never = 1 << 62
	order := func(p class.Person) uint64 {
		if p.Hand && p.Here {
			return p.Raised
		}
		return never
	}
	return cmp.Compare(order(a), order(b))
}

// byNames is the order of names: numbers in them by their value, so that s2 stands before s10.
func byNames(a, b class.Person) int {
	return cmp.Or(natural(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
}

// natural compares two texts piece by piece, digits as numbers and all else as it is.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		a, b = a[len(x):], b[len(y):]
		x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if order := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}

// digits returns those that a text begins with.
func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }

// owes reports whether somebody is asked and has not answered.
func owes(room *class.Room, who *class.Person) bool {
	return asked(room) && who.Here && !who.Instructor && !who.Answered
}

// queue returns the place of each raised hand, by name: 1 has been up the longest.
func queue(room *class.Room) map[string]int {
	places := make(map[string]int)
	for _, who := range byHand.sort(room, slices.Clone(room.People)) {
		if who.Hand && who.Here {
			places[who.Name] = len(places) + 1
		}
	}
	return places
}

// standing says in words what there is to know of somebody.
func standing(room *class.Room, who *class.Person, queue map[string]int) (is []string) {
	for _, part := range []struct {
		so   bool
		word string
	}{
		{who.Name == room.Driver, "drives"}, {who.Instructor, "instructor"}, {who.Hand && who.Here, "hand up " + ordinal(queue[who.Name])},
		{who.Answered, "answered"}, {owes(room, who), "no answer yet"},
		{who.Here && who.SelfPaced.Name != "" && !who.SelfPaced.Aside, who.SelfPaced.String()},
		{who.Own, "own copy"}, {who.Offers, "offers it"}, {who.Muted, "muted"}, {!who.Here, "gone"},
	} {
		if part.so {
			is = append(is, part.word)
		}
	}
	return is
}

// ordinal is a place in a queue: 1st, 2nd, 11th.
func ordinal(n int) string {
	end := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, end)
}

// narrowTo returns those people who have all words of a filter: in their name, or at the
// beginning of a word of what is said of them; and none of those words that follow a "!". Who
// is not gone is here.
func narrowTo(room *class.Room, filter string) (some []class.Person) {
	words, queue := narrow.Words(filter), queue(room)
	for i := range room.People {
		who := &room.People[i]
		said := strings.Fields(strings.ToLower(strings.Join(standing(room, who, queue), " ")))
		if who.Here {
			said = append(said, "here")
		}
		if narrow.Lets(words, func(word string) bool {
			return strings.Contains(strings.ToLower(who.Name), word) ||
				slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, word) })
		}) {
			some = append(some, *who)
		}
	}
	return some
}

// asked reports whether a question is open.
func asked(room *class.Room) bool { return room.Poll != nil && !room.Poll.Revealed }
