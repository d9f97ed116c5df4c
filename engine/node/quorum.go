package node

// quorum counts answers. It is all that decides when a client is told.
type quorum struct {
	need    int // answers that the client's answer waits for
	acks    int // answers that count, until the client is told
	waiting int // asked, and no answer yet
}

// met says whether enough have answered.
func (q *quorum) met() bool { return q.acks >= q.need }

// lost says whether too few are left ever to be enough.
func (q *quorum) lost() bool { return q.acks+q.waiting < q.need }
