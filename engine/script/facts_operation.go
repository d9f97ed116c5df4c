// The facts about one operation: its reply, its values, its acks and its latency.

package script

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ops"
	"ringside/engine/ring"
)

// about makes a fact of one operation. Without an operation it is not known yet.
func (l *look) about(args []string, f func(*engine.OpView) (value, error)) (value, error) {
	op, err := l.operation(args)
	if err != nil || op == nil {
		return unknownYet, err
	}
	return f(op)
}

// operation returns the operation that the arguments name, or the one that facts without a
// number are about; nil if there is none.
func (l *look) operation(args []string) (*engine.OpView, error) {
	if l.bound && len(args) == 0 {
		return l.op, nil
	}
	return operation(l.view(), args, l.quick)
}

// told is about for facts that are not known until the client has its answer.
func (l *look) told(args []string, f func(*engine.OpView) (value, error)) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) {
		if op.Outcome == event.Pending {
			return unknownYet, nil
		}
		return f(op)
	})
}

// errNotThere is why a fact is not there if nobody reads it: to say it in full takes longer than all else
// that a search asks of a state.
var errNotThere = errors.New("not there")

// of is about for requests of one verb only, whether they are answered or not.
func (l *look) of(verb event.Verb, args []string, f func(*engine.OpView) (value, error)) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) {
		switch {
		case op.Verb == verb:
			return f(op)
		case l.quick:
			return unknownYet, errNotThere
		}
		return unknownYet, fmt.Errorf("operation %d is a %s; only a %s has it", op.ID, op.Verb, verb)
	})
}

// read is told for gets only.
func (l *look) read(args []string, f func(*engine.OpView) value) (value, error) {
	return l.of(event.Get, args, func(op *engine.OpView) (value, error) {
		if op.Outcome == event.Pending {
			return unknownYet, nil
		}
		return f(op), nil
	})
}

func (l *look) reply(args []string) (value, error) {
	v, err := l.about(args, func(op *engine.OpView) (value, error) {
		return value{text: op.Outcome.String(), unknown: op.Outcome == event.Pending}, nil
	})
	return v.orNone(), err
}

func (l *look) value(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value {
		switch texts := op.Returned.Values(); len(texts) {
		case 0:
			return value{none: true}
		case 1:
			return value{text: texts[0]}
		default:
			return value{list: texts}
		}
	})
}

func (l *look) values(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value { return value{list: op.Returned.Values()} })
}

// writers are those of the siblings that a get returned; a merge's are none of a client's.
func (l *look) writers(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value {
		names := []string{}
		for _, w := range l.view().Ops {
			if w.Verb != event.Get && w.Dot.Counter > 0 && op.Returned.Has(w.Dot) && !slices.Contains(names, w.Client) {
				names = append(names, w.Client)
			}
		}
		return value{list: names}
	})
}

func (l *look) stale(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value { return yesOrNo(op.Missed.Found) })
}

func (l *look) older(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value { return yesOrNo(op.Older.Found) })
}

func (l *look) resurrected(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value { return yesOrNo(op.Resurrected.Found) })
}

func yesOrNo(is bool) value {
	if is {
		return value{text: yes}
	}
	return value{text: no}
}

func (l *look) acks(args []string) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) { return value{n: int64(op.Acks)}, nil })
}

func (l *look) need(args []string) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) { return value{n: int64(op.Need)}, nil })
}

func (l *look) latency(args []string) (value, error) {
	return l.told(args, func(op *engine.OpView) (value, error) { return value{n: int64(op.Told)}, nil })
}

func (l *look) verb(args []string) (value, error) {
	v, err := l.about(args, func(op *engine.OpView) (value, error) { return value{text: op.Verb.String()}, nil })
	return v.orNone(), err
}

func (l *look) key(args []string) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) { return value{text: op.Key}, nil })
}

func (l *look) coordinator(args []string) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) {
		if op.Coordinator == ring.None {
			return value{none: true}, nil
		}
		return value{text: l.view().Nodes[op.Coordinator].Name}, nil
	})
}

// asked are the nodes to which a request went, stand-ins as well. One that the coordinator
// believed down was not asked.
func (l *look) asked(args []string) (value, error) {
	return l.about(args, func(op *engine.OpView) (value, error) {
		names := []string{}
		for i := range op.Answers {
			a := &op.Answers[i]
			if a.State != ops.Idle && a.State != ops.BelievedDown {
				names = append(names, l.view().Nodes[a.Node].Name)
			}
		}
		return value{list: names}, nil
	})
}

// written is the value of a put; other operations write none.
func (l *look) written(args []string) (value, error) {
	return l.of(event.Put, args, func(op *engine.OpView) (value, error) { return value{text: op.Value}, nil })
}

func (l *look) bytes(args []string) (value, error) {
	return l.read(args, func(op *engine.OpView) value { return value{n: int64(op.Bytes)} })
}

// operation returns the operation that the arguments name, or the newest; nil if there has
// been none at all.
func operation(v *engine.View, args []string, quick bool) (*engine.OpView, error) {
	if len(args) == 0 {
		return v.Newest(), nil
	}
	if i := slices.IndexFunc(v.Ops, func(o *engine.OpView) bool { return strconv.FormatUint(uint64(o.ID), 10) == args[0] }); i >= 0 {
		return v.Ops[i], nil
	}
	if quick {
		return nil, errNotThere
	}
	return nil, NoOperation(v, args[0])
}

// NoOperation says why a view has no operation of a number: it is forgotten, or there has
// been none.
func NoOperation(v *engine.View, number string) error {
	var last uint32
	if len(v.Ops) > 0 {
		last = v.Ops[len(v.Ops)-1].ID
	}
	switch id, err := strconv.ParseUint(number, 10, 32); {
	case last == 0:
		return fmt.Errorf("there is no operation %s; there has been none", number)
	case (err != nil || id < 1 || id > uint64(last)) && last == 1:
		return fmt.Errorf("there is no operation %s; there has been 1", number)
	case err != nil || id < 1 || id > uint64(last):
		return fmt.Errorf("there is no operation %s; there have been %d", number, last)
	case v.Load != nil:
		return fmt.Errorf("operation %s is no longer kept; the last %d are, and the last %[2]d that no load made", number, engine.MaxOps)
	}
	return fmt.Errorf("operation %s is no longer kept; the last %d are", number, engine.MaxOps)
}
