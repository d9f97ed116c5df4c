// Tests of the listener for metrics: who can read them, and what is answered.

package cli

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func writeOne(w io.Writer) { fmt.Fprintln(w, "one 1") }

// TestMetricsAreOurOwn: only this machine can read the metrics.
func TestMetricsAreOurOwn(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1", "[::]:0"} {
		c, err := serveMetrics(address, writeOne)
		if err == nil {
			t.Errorf("%s is listened on", address)
			_ = c.Close()
			continue
		}
		if !strings.Contains(err.Error(), "127.0.0.1:PORT") {
			t.Errorf("%s: %v", address, err)
		}
	}
	c, err := serveMetrics("127.0.0.1:0", writeOne)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// TestMetricsAnswered: the metrics are read by GET and at one path only, and whatever else is
// sent has an answer.
func TestMetricsAnswered(t *testing.T) {
	c, err := serveMetrics("127.0.0.1:0", writeOne)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	const long = "GET /metrics HTTP/1.1\r\nHost: x\r\nA: " // and no end
	for _, x := range []struct {
		request, status, body string
	}{
		{"GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n", "200 OK", "one 1\n"},
		{"GET /metrics?a=b HTTP/1.0\r\n\r\n", "200 OK", "one 1\n"},
		{"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK", ""},
		{"GET /metrics/ HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found", ""},
		{"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "405 Method Not Allowed", ""},
		{"\x16\x03\x01 a greeting of TLS\r\n\r\n", "400 Bad Request", ""},
		{long + strings.Repeat("a", metricsRequest-len(long)), "400 Bad Request", ""},
	} {
		head, _, _ := strings.Cut(x.request, "\r\n")
		conn, err := net.Dial("tcp", c.(net.Listener).Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, x.request); err != nil {
			t.Fatal(err)
		}
		method, _, _ := strings.Cut(x.request, " ")
		answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
		if err != nil {
			t.Errorf("%.40q: %v", head, err)
			continue
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.Status != x.status || string(body) != x.body || !answer.Close {
			t.Errorf("%.40q: %s, %q, kept open %t, %v; want %s, %q", head, answer.Status, body, !answer.Close, err, x.status, x.body)
		}
		_ = conn.Close()
	}
}

// TestMetricsSilent: a connection that sends nothing is ended with the listener.
func TestMetricsSilent(t *testing.T) {
	c, err := serveMetrics("127.0.0.1:0", writeOne)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", c.(net.Listener).Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answer, err := http.Get("http://" + c.(net.Listener).Addr().String() + "/metrics") // by then the first one has been accepted
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	began := time.Now()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if d := time.Since(began); d >= metricsTimeout {
		t.Errorf("closed after %v", d)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection says something")
	}
}
