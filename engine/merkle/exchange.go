package merkle

// Limits say how an exchange goes about it. A field that is smaller than it can
// be (Fan below 2, the others below 1) stands for its default.
type Limits struct {
	Fan   int // into how many parts a range that differs is cut; default 16
	List  int // up to how many keys of a range the replica lists rather than cuts it; default 32
	Batch int // how many ranges a request names at most; default 128
}

// The defaults: a list of List keys is about as long as the hashes of one more
// cut and of one list after it, and saves a round.
const (
	defaultFan   = 16
	defaultList  = 32
	defaultBatch = 128
)

// filled returns the limits with every default in its place.
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

// Request is the message of a Session: for some ranges, the hashes of what the
// asker holds there. It is never changed once made, so copies may share it.
type Request struct {
	Round int // counted from 1; the answer repeats it
	Fan   int // see Limits
	List  int
	Parts []Part
}

// Part is a range and the hash of what somebody holds there.
type Part struct {
	Range Range
	Hash  Hash
}

// Answer is the message in return. It is never changed once made.
type Answer struct {
	Round    int
	Verdicts []Verdict // one for each part of the request, in its order
	Hashes   []Hash    // for each part found Cut in turn: the hashes of the parts it is cut into
	Items    []Item    // for each part found Listed in turn: the keys that the answerer holds there
}

// Verdict says what an answer has on one part.
type Verdict struct {
	Found Finding
	N     int // how many of Hashes (Cut) or of Items (Listed) belong to it
}

// Finding is what came of comparing two hashes.
type Finding uint8

const (
	// Equal: both hold the same there.
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

// Answer compares what the asker holds with what this tree does. It keeps
// nothing and changes nothing: a request that is lost, late or there twice does
// no harm. It is at most as many hashes as the request has parts times its Fan,
// and as many items as parts times its List, except that a range of one token,
// which can't be cut, is listed however many keys have that token.
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

// fits reports whether the answer has what its verdicts say, on the ranges that
// were asked about, cut into so many parts.
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
