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
	"net/textproto"
	"net/url"
	"strings"
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

// metricsServer answers one kind of request on a loopback address. Without net/http it does so in a
// program that is a tenth of a megabyte smaller, and for Windows within its limit.
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
	method, path, err := readRequest(textproto.NewReader(bufio.NewReader(io.LimitReader(conn, metricsRequest))))
	status, more := "200 OK", "Content-Type: text/plain; version=0.0.4\r\n"
	var body bytes.Buffer
	switch {
	case err != nil:
		status, more = "400 Bad Request", ""
	case path != "/metrics":
		status, more = "404 Not Found", ""
	case method != "GET" && method != "HEAD":
		status, more = "405 Method Not Allowed", "Allow: GET, HEAD\r\n"
	default:
		s.write(&body)
	}
	head := fmt.Sprintf("HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n", status, body.Len(), more)
	if method == "HEAD" {
		body.Reset()
	}
	_, err = conn.Write(append([]byte(head), body.Bytes()...))
	return err
}

// readRequest reads the head of a request. Metrics have no use for a body.
func readRequest(in *textproto.Reader) (method, path string, err error) {
	line, err := in.ReadLine()
	if err != nil {
		return "", "", err
	}
	words := strings.Split(line, " ")
	if len(words) != 3 || !strings.HasPrefix(words[2], "HTTP/1.") {
		return "", "", errors.New("not a request of HTTP/1")
	}
	at, err := url.ParseRequestURI(words[1])
	if err == nil {
		_, err = in.ReadMIMEHeader()
	}
	if err != nil {
		return "", "", err
	}
	return words[0], at.Path, nil
}
