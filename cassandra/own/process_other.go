// Systems that do not have Unix's signals: no clusters of one's own there.

//go:build !unix

package own

import (
	"errors"
	"os/exec"
)

var errNoUnix = errors.New("ringside cassandra works on Linux and macOS only")

func apart(*exec.Cmd) {}

func ask(int) error { return errNoUnix }

func kill(int) error { return errNoUnix }

func stop(int) error { return errNoUnix }

func resume(int) error { return errNoUnix }

func (c *Cluster) lock() (func(), error) { return nil, errNoUnix }
