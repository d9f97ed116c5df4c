// The messages of an anti-entropy exchange, and how a replica answers them without keeping
// state.

package merkle

// Limits bound an exchange. A field below its minimum (2 for Fan, 1 for the others) stands
// for its default.
type Limits struct {
	Fan   int // the number of parts into which a range that differs is cut; default 16
	List  int // up to how many keys of a range the replica lists instead of cutting it; default 32
	Batch int // the maximum number of ranges in a request; default 128
}

// The defaults: a list of List keys is about as long as the hashes of one more cut plus
// the list after it, and saves a round.
const (
	defaultFan   = 16
	defaultList  = 32
	defaultBatch = 128
)

// filled returns the limits with defaults filled in.
func (l Limits) filled() Limits {
	if l.Fan < 2 {
		l.Fan = defaultFan
	}
	if l.List < 1 {
		l.List = defaultList
	}
	if l.Batch < 1 {
		l.Batch = defaultBatch
	}
	return l
}

// Request is a Session's message: for some ranges, the hashes of what the asker holds
// there. It is never changed once made, so copies may share it.
type Request struct {
	Round int // counted from 1; the answer repeats it
	Fan   int // see Limits
	List  int
	Parts []Part
}

// Part is a range and the hash of what a replica holds in it.
type Part struct {
	Range Range
	Hash  Hash
}

// Answer is the reply to a Request. It is never changed once made.
type Answer struct {
	Round    int
	Verdicts []Verdict // one for each part of the request, in its order
	Hashes   []Hash    // for each part found Cut, in order: the hashes of the parts it is cut into
	Items    []Item    // for each part found Listed, in order: the keys that the answering replica holds there
}

// Verdict is an answer's result for one part.
type Verdict struct {
	Found Finding
	N     int // how many of Hashes (Cut) or of Items (Listed) belong to it
}

// Finding is the result of comparing two hashes.
type Finding uint8

const (
	// Equal: both replicas hold the same there.
	Equal Finding = iota + 1
	// Cut: they differ, and the answer has the hashes of the parts.
	Cut
	// Listed: they differ, and the answer has the keys.
	Listed
)

// String returns the finding in a word.
func (f Finding) String() string {
	switch f {
	case Equal:
		return "equal"
	case Cut:
		return "cut"
	case Listed:
		return "listed"
	}
	return "?"
}

// Answer compares what the asker holds with this tree. It keeps and changes nothing, so a
// request that is lost, late or duplicated does no harm. The answer has at most Fan hashes
// for each part of the request and List items for each part, except that a range of one
// token, which can't be cut, is listed however many keys have that token.
func (t *Tree) Answer(q Request) Answer {
	limits := Limits{Fan: q.Fan, List: q.List}.filled()
	a := Answer{Round: q.Round, Verdicts: make([]Verdict, 0, len(q.Parts))}
	var parts []Range
	for _, p := range q.Parts {
		mine := t.Root(p.Range)
		v := Verdict{Found: Equal}
		switch {
		case mine == p.Hash:
		case int(mine.Keys) <= limits.List || p.Range.width() == 1:
			held := len(a.Items)
			a.Items = t.Items(a.Items, p.Range)
			v = Verdict{Found: Listed, N: len(a.Items) - held}
		default:
			parts = p.Range.Split(parts[:0], limits.Fan)
			for _, part := range parts {
				a.Hashes = append(a.Hashes, t.Root(part))
			}
			v = Verdict{Found: Cut, N: len(parts)}
		}
		a.Verdicts = append(a.Verdicts, v)
	}
	return a
}

// fits reports whether the answer contains what its verdicts announce, for the ranges
// asked about, cut into fan parts.
func (a *Answer) fits(asked []Range, fan int) bool {
	if len(a.Verdicts) != len(asked) {
		return false
	}
	hashes, items := 0, 0
	for i, v := range a.Verdicts {
		switch v.Found {
		case Equal:
		case Cut:
			if asked[i].width() == 1 || v.N != asked[i].parts(fan) {
				return false
			}
			hashes += v.N
		case Listed:
			if v.N < 0 || v.N > len(a.Items) {
				return false
			}
			items += v.N
		default:
			return false
		}
	}
	return hashes == len(a.Hashes) && items == len(a.Items)
}
