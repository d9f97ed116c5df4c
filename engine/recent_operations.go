// The operations that a View has, and those that go on being told while a load runs.

package engine

import "ringside/engine/ops"

// recent returns the last operations, and the last of those that no load made.
func (c *Cluster) recent() []*OpView {
	c.story.Tell(&c.trace.Trace, c.opCount, insight{c})
	c.tellAsked(insight{c})
	last, asked := c.story.Recent(), c.asked.Recent()
	older := 0
	for older < len(asked) && asked[older].ID < last[0].ID {
		older++
	}
	return append(asked[:older:older], last...)
}

// tellAsked tells the requests that no load made, if there has been a load.
func (c *Cluster) tellAsked(look ops.Look) {
	if c.loads > 0 {
		c.asked.Tell(&c.trace.Trace, c.lastAsked, look)
	}
}
