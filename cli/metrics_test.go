// A test that metrics are served on this machine only.

package cli

import (
	"net/http"
	"strings"
	"testing"
)

// TestMetricsAreOurOwn: only this machine can read the metrics.
func TestMetricsAreOurOwn(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1", "[::]:0"} {
		c, err := serveMetrics(address, http.NotFoundHandler())
		if err == nil {
			t.Errorf("%s is listened on", address)
			_ = c.Close()
			continue
		}
		if !strings.Contains(err.Error(), "127.0.0.1:PORT") {
			t.Errorf("%s: %v", address, err)
		}
	}
	c, err := serveMetrics("127.0.0.1:0", http.NotFoundHandler())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
