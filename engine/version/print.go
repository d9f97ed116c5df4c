// How actors, dots, contexts and sets are printed.

package version

import (
	"strconv"

	"ringside/engine/id"
)

// Names returns the name by which a node is shown. It must be safe to print.
type Names func(id.Node) string

// Append appends the actor's name: n4, or n4'1 once it has lost a disk.
func (a Actor) Append(dst []byte, names Names) []byte {
	dst = append(dst, names(a.Node)...)
	if a.Epoch > 0 {
		dst = append(dst, '\'')
		dst = strconv.AppendUint(dst, uint64(a.Epoch), 10)
	}
	return dst
}

// Append appends the dot: n4:7, or n4'1:7 once n4 has lost a disk.
func (d Dot) Append(dst []byte, names Names) []byte {
	dst = append(d.Actor.Append(dst, names), ':')
	return strconv.AppendUint(dst, uint64(d.Counter), 10)
}

// Append appends the context as the Dynamo paper writes vector clocks, [(Sx,2),(Sy,1)],
// followed by the dots of the cloud: [(Sx,2),Sx:4].
func (c *Context) Append(dst []byte, names Names) []byte {
	dst = append(dst, '[')
	if c == nil {
		return append(dst, ']')
	}
	sep := ""
	for _, e := range c.Seen {
		dst = append(append(dst, sep...), '(')
		dst = append(e.Actor.Append(dst, names), ',')
		dst = strconv.AppendUint(dst, uint64(e.Max), 10)
		dst = append(dst, ')')
		sep = ","
	}
	for _, d := range c.Cloud {
		dst = d.Append(append(dst, sep...), names)
		sep = ","
	}
	return append(dst, ']')
}

// Append appends the set as dotted version vector sets are written (dvvset.erl),
// one {actor,counter,[values]} for each actor, with the newest value first:
//
//	{a,2,[v2,v1]}{b,1,[]}
//
// In that notation the values are an actor's latest ones, so that their place gives their
// dots. Otherwise a value has its counter before it, {a,3,[1:v1]}. Dots of the cloud
// follow a plus, {a,2+4+5,[5:v5,v2]}. A tombstone is †. Values that are not plain words
// are quoted, so that the text is safe to print.
func (s *Set) Append(dst []byte, names Names) []byte {
	if s == nil || s.Context == nil || len(s.Context.Seen)+len(s.Context.Cloud) == 0 {
		return append(dst, "{}"...)
	}
	seen, cloud := s.Context.Seen, s.Context.Cloud
	for {
		actor, ok := least(seen, cloud, nil, nil)
		if !ok {
			return dst
		}
		var top uint32
		seen, top = takeEntry(seen, actor, 0)
		dst = append(actor.Append(append(dst, '{'), names), ',')
		dst = strconv.AppendUint(dst, uint64(top), 10)
		for len(cloud) > 0 && cloud[0].Actor == actor {
			dst = append(dst, '+')
			dst = strconv.AppendUint(dst, uint64(cloud[0].Counter), 10)
			cloud = cloud[1:]
		}
		dst = append(s.appendValues(append(dst, ",["...), actor, top), "]}"...)
	}
}

// appendValues appends actor's values, newest first.
func (s *Set) appendValues(dst []byte, actor Actor, top uint32) []byte {
	sep, place := "", top
	for i := len(s.Siblings) - 1; i >= 0; i-- {
		sib := &s.Siblings[i]
		if sib.Dot.Actor != actor {
			continue
		}
		dst, sep = append(dst, sep...), ","
		if sib.Dot.Counter != place {
			dst = strconv.AppendUint(dst, uint64(sib.Dot.Counter), 10)
			dst = append(dst, ':')
		} else {
			place--
		}
		if sib.Tombstone {
			dst = append(dst, "†"...)
		} else {
			dst = appendText(dst, sib.Value)
		}
	}
	return dst
}

// appendText appends a value, bare if it is a plain ASCII word.
func appendText(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\'' || c == ',' || c == ':' ||
			c == '[' || c == ']' || c == '{' || c == '}' || c == '\\' {
			return strconv.AppendQuote(dst, s)
		}
	}
	if s == "" {
		return append(dst, `""`...)
	}
	return append(dst, s...)
}
