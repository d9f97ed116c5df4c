// The line of the command language that makes a command.

package engine

import (
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/internal/timespan"
)

// String returns the canonical line of the command language for the command.
func (c Command) String() string { return string(c.appendTo(nil)) }

// appendTo appends the command's line to b.
func (c *Command) appendTo(b []byte) []byte {
	b = append(b, c.Verb.String()...)
	switch c.Verb {
	case Put, Get, Delete, Resolve:
		return c.appendRequest(b)
	case Set:
		return appendWord(appendWord(b, c.Name), c.To)
	case Slow:
		return c.appendSlow(b)
	case Add:
		b = appendWord(b, c.Node)
		b = appendOption(b, "rack", c.Rack)
		b = appendOption(b, "dc", c.DC)
		return appendOption(b, "tokens", c.Tokens)
	case Skew:
		b = appendWord(b, c.Node)
		if c.For >= 0 {
			return append(append(b, " +"...), timespan.Text(c.For)...)
		}
		return appendTime(b, c.For)
	case Drop, Delay, Duplicate, Deliver:
		return c.appendMessageFault(b)
	case Load:
		return c.appendLoad(b)
	case Run:
		return appendTime(b, c.For)
	case Step, Back, Forward:
		return appendTimes(b, c.Count)
	case Switch, TimeOut:
		return appendNumber(b, c.Count)
	case SyncDisk:
		b = appendWord(b, c.Node)
		if c.Count > 0 {
			b = appendNumber(b, c.Count)
		}
		return b
	case Until, Expect:
		return appendBare(b, c.Expr)
	}
	return c.appendNodes(b)
}

// appendRequest appends what a client asks for, and how.
func (c *Command) appendRequest(b []byte) []byte {
	b = appendWord(b, c.Key)
	if c.Verb == Put || c.Verb == Resolve {
		b = appendWord(b, c.Value)
	}
	b = appendOption(b, "via", c.Via)
	b = appendOption(b, "as", c.Client)
	if c.At.Given() {
		b = appendOption(b, "at", c.At.String())
	}
	if c.Blind {
		b = append(b, " blind"...)
	}
	return b
}

// appendSlow appends the node or link that is slowed down, and the factor. A bare A-B is a
// link; names that contain a dash or need quotes are written apart.
func (c *Command) appendSlow(b []byte) []byte {
	dash := strings.Contains(c.Node+c.Peer, "-")
	switch {
	case c.Peer != "" && !dash && event.Bare(c.Node) && event.Bare(c.Peer):
		b = appendWord(b, c.Node+"-"+c.Peer)
	case c.Peer != "":
		b = appendBare(appendBare(b, event.Quoted(c.Node)), event.Quoted(c.Peer))
	case dash:
		b = appendBare(b, event.Quoted(c.Node))
	default:
		b = appendWord(b, c.Node)
	}
	return appendBare(b, event.Thousandths(c.Factor))
}

// appendMessageFault appends the message, or the link and how many of its next messages,
// and how much later they arrive.
func (c *Command) appendMessageFault(b []byte) []byte {
	switch {
	case c.Msg != 0:
		b = appendNumber(b, c.Msg)
	case !event.Bare(c.Node) || !event.Bare(c.Peer) || strings.Contains(c.Node+c.Peer, ">"):
		b = appendBare(appendBare(b, event.Quoted(c.Node)), "> "+event.Quoted(c.Peer))
	default:
		b = appendBare(b, c.Node+">"+c.Peer)
	}
	if c.Verb == Delay {
		b = appendTime(b, c.For)
	}
	return appendTimes(b, c.Count)
}

// appendLoad appends what a load asks for, or that it ends.
func (c *Command) appendLoad(b []byte) []byte {
	if c.To != "" {
		return appendBare(b, c.To)
	}
	b = appendBare(b, c.Work.String())
	if c.At.Given() {
		b = appendOption(b, "at", c.At.String())
	}
	return b
}

// appendNodes appends the nodes that a fault or its end is about.
func (c *Command) appendNodes(b []byte) []byte {
	if c.Node != "" {
		b = appendWord(b, c.Node)
	}
	if c.To != "" {
		b = appendBare(b, c.To)
	}
	if c.Peer != "" {
		b = appendWord(b, c.Peer)
	}
	if c.OneWay {
		b = append(b, " oneway"...)
	}
	return b
}

// appendWord appends a blank and a word, in quotes if it needs them.
func appendWord(b []byte, word string) []byte { return appendBare(b, event.Quote(word)) }

// appendBare appends a blank and a text as it is.
func appendBare(b []byte, text string) []byte { return append(append(b, ' '), text...) }

// appendOption appends an option's name and its word, unless the word is empty.
func appendOption(b []byte, name, word string) []byte {
	if word == "" {
		return b
	}
	return appendWord(appendBare(b, name), word)
}

// appendTime appends a blank and a span of time.
func appendTime(b []byte, span time.Duration) []byte { return appendBare(b, timespan.Text(span)) }

// appendNumber appends a blank and a number.
func appendNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, ' '), int64(n), 10) }

// appendTimes appends how often, unless it is once.
func appendTimes(b []byte, n int) []byte {
	if n > 1 {
		b = appendNumber(b, n)
	}
	return b
}
