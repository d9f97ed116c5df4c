// The HTTP listener for a server's metrics, on a loopback address.

package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	metricsTimeout = 5 * time.Second // of a request and its answer
	metricsRequest = 16 << 10        // bytes that a request may have
)

// serveMetrics answers Prometheus on an address of this machine, until it is closed. The
// address must be a loopback one: the figures reveal when a class is on.
func serveMetrics(address string, write func(io.Writer)) (io.Closer, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%q is not an address of this machine's own (allowed: 127.0.0.1:PORT, [::1]:PORT, localhost:PORT)", address)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &metricsServer{Listener: l, stop: stop, write: write}
	s.open.Go(func() { s.run(ctx) })
	return s, nil
}

// metricsServer reads and writes messages by net/http, without its Server: that would bring in
// HTTP/2, which is not needed here, and makes the program half a megabyte larger.
type metricsServer struct {
	net.Listener
	stop  context.CancelFunc
	open  sync.WaitGroup
	write func(io.Writer)
}

// Close ends all connections, and returns when none is served any more.
func (s *metricsServer) Close() error {
	s.stop()
	err := s.Listener.Close()
	s.open.Wait()
	return err
}

func (s *metricsServer) run(ctx context.Context) {
	for {
		conn, err := s.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // such as too many open files: others may be closed soon
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
			continue
		}
		s.open.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
			_ = conn.SetDeadline(time.Now().Add(metricsTimeout))
			_ = s.answer(conn) // who asked has gone: nobody is left to tell
		})
	}
}

// answer reads one request and answers it. The connection is not kept for another one.
func (s *metricsServer) answer(conn net.Conn) error {
	answer := http.Response{ProtoMajor: 1, ProtoMinor: 1, Header: make(http.Header), Close: true}
	var body bytes.Buffer
	switch request, err := http.ReadRequest(bufio.NewReader(io.LimitReader(conn, metricsRequest))); {
	case err != nil:
		answer.StatusCode = http.StatusBadRequest
	case request.URL.Path != "/metrics":
		answer.StatusCode = http.StatusNotFound
	case request.Method != http.MethodGet && request.Method != http.MethodHead:
		answer.StatusCode = http.StatusMethodNotAllowed
		answer.Header.Set("Allow", "GET, HEAD")
	default:
		answer.StatusCode, answer.Request = http.StatusOK, request
		answer.Header.Set("Content-Type", "text/plain; version=0.0.4")
		s.write(&body)
	}
	answer.ContentLength = int64(body.Len())
	answer.Body = io.NopCloser(&body)
	return answer.Write(conn)
}
