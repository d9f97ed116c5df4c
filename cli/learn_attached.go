// A lesson that is taken on a real cluster of one's own.

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui"
	"ringside/tui/source/attached"
)

// learnOn opens a lesson on the real cluster of a list of hosts, in its plain form: what it does is
// watched as it happens.
func (a *app) learnOn(ctx context.Context, c *attachment, hosts, name string) error {
	p, err := presets.LoadLesson(name) // before anything is asked
	if err != nil {
		return err
	}
	if err := p.OnReal(); err != nil {
		return fmt.Errorf("learn --attach: %w", err)
	}
	c.write = true
	return interruptible(ctx, "learn", partPrinted, func(ctx context.Context) error {
		source, leave, err := c.attach(ctx, a, hosts)
		if err != nil {
			return fmt.Errorf("learn --attach: %w", err)
		}
		defer leave()
		live, err := attached.Ready(source)
		if err != nil {
			return fmt.Errorf("learn --attach: %w", err)
		}
		lesson, err := lessonOn(live.View(engine.Watch{}), name)
		if err != nil {
			return fmt.Errorf("learn --attach: %w", err)
		}
		return a.show(ctx, a.plain, tui.Options{Cluster: live, Learn: lesson})
	})
}

// lessonOn returns a lesson for the nodes of a real cluster. The error says why it can't be taken
// there.
func lessonOn(v *engine.View, name string) (*presets.Preset, error) {
	if !v.Outside.Own {
		return nil, errors.New("a lesson breaks nodes, so it is only taken on a cluster that ringside cassandra up has started")
	}
	if v.Outside.Unread != "" {
		return nil, errors.New(v.Outside.Unread)
	}
	var names []string
	for i := range v.Nodes {
		n := &v.Nodes[i]
		if n.Standing == engine.Gone {
			continue
		}
		if n.Health != engine.Up || len(n.DownBy) > 0 {
			return nil, fmt.Errorf("%s is not up, or not believed up; ringside cassandra up starts it", n.Name)
		}
		names = append(names, n.Name)
	}
	slices.Sort(names)
	p, err := presets.LoadOn(name, names)
	if err != nil {
		return nil, err
	}
	if want, have := p.Config().Placement.N, v.Settings.Placement.N; want != have {
		return nil, fmt.Errorf("%s is about %d copies, and the keyspace %s has %d", name, want, v.Outside.Keyspace, have)
	}
	return p, nil
}
