// Package freeport finds a port for a server that can't choose one itself.
package freeport

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// The ports that are tried. The system gives none of them to a client, or to a server that asks for
// any (Linux gives 32768 to 60999, others 49152 to 65535), so that one that was free a moment ago still is.
const (
	lowest = 15000
	many   = 15000
)

var tried atomic.Uint32

// Find returns a port at which nothing listens on 127.0.0.1, and that it has returned to nobody in this
// process before. Processes that run side by side begin at different ports.
func Find() (int, error) {
	for range many {
		port := lowest + (os.Getpid()*101+int(tried.Add(1)))%many
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("something listens at each of the ports from %d to %d of 127.0.0.1", lowest, lowest+many-1)
}
