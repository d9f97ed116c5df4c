// A script that runs on a real cluster.

package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/tui/source/attached"
)

// allowed takes in what a script may do to a real cluster, and refuses flags that go together with
// one only, or with none.
func (r *scriptRun) allowed(allow string, given *pflag.FlagSet) error {
	switch words := []string{"read", "write"}; {
	case r.hosts == "":
		for _, name := range []string{"allow", "keyspace", "table", "rf", "yes", "user", "tls-ca"} {
			if given.Changed(name) {
				return fmt.Errorf("run: --%s goes with --attach HOST only", name)
			}
		}
	case r.save != "":
		return fmt.Errorf("run: --save: what happens to a real cluster can't be played again")
	case allow == "read":
		r.real.read = true
	case allow == "write":
		r.real.write = true
	case allow != "" || given.Changed("allow"):
		return fmt.Errorf("run: --allow %s%s", strictyaml.Quote(allow), nearest.Among(allow, "allowed", words))
	}
	if r.hosts != "" && !r.real.write && given.Changed("rf") {
		return errors.New("run: --rf goes with --allow write only")
	}
	return nil
}

// attach attaches to the real cluster.
func (r *scriptRun) attach(ctx context.Context, a *app) (live attached.Live, leave func(), err error) {
	r.real.script = true
	source, leave, err := r.real.attach(ctx, a, r.hosts)
	if err != nil {
		return live, nil, err
	}
	if live, err = attached.Ready(source); err != nil {
		leave()
		return live, nil, err
	}
	r.cluster, r.runner, r.budget = live, script.NewRunner(live), 1
	return live, leave, nil
}
