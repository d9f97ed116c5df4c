// The HTTP listener for a server's metrics, on a loopback address.

package cli

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// serveMetrics answers Prometheus on an address of this machine, until it is closed. The
// address must be a loopback one: the figures reveal when a class is on.
func serveMetrics(address string, metrics http.Handler) (io.Closer, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%q is not an address of this machine's own (allowed: 127.0.0.1:PORT, [::1]:PORT, localhost:PORT)", address)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	server := &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			_ = l.Close() // the class goes on without
		}
	}()
	return server, nil
}
