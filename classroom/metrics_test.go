package classroom_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestMetrics: what Prometheus reads is in its format, and has what there is.
func TestMetrics(t *testing.T) {
	c := open(t, nil)
	answer := httptest.NewRecorder()
	c.server.Metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	body := answer.Body.String()
	for _, want := range []string{"\nringside_sessions 0\n", "\nringside_room_members{room=", "\ngo_goroutines "} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	for line := range strings.Lines(body) {
		if fields := strings.Fields(line); len(fields) < 2 || !strings.HasPrefix(line, "# ") && len(fields) != 2 {
			t.Errorf("a line that Prometheus can't read: %q", line)
		}
	}
}
