// The server's metrics, in the text format of Prometheus.

package classroom

import (
	"fmt"
	"io"
	"runtime"
)

// WriteMetrics writes the server's metrics in the text format of Prometheus. They name rooms,
// and nobody in them.
func (s *Server) WriteMetrics(w io.Writer) {
	gauge := func(name, help string, value any) {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %v\n", name, help, name, name, value)
	}
	counter := func(name, help string, value uint64) {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s counter\n%s %v\n", name, help, name, name, value)
	}
	right, wrong := s.auth.guesses.counted()
	counter("ringside_codes_right_total", "Codes that were typed and right.", right)
	counter("ringside_codes_wrong_total", "Codes that were typed and wrong.", wrong)
	gauge("ringside_code_delay_seconds", "How long after its question the next code is answered.", s.auth.guesses.delay(0).Seconds())
	pending, evicted := s.guard.Pending()
	gauge("ringside_connections_pending", "Connections that have not logged in.", pending)
	counter("ringside_connections_evicted_total", "Connections that had to give way before they had logged in.", evicted)
	counter("ringside_connections_waited_total", "Connections that waited for their turn, because many came from their address.", s.guard.Waited())
	s.mu.Lock()
	sessions := len(s.sessions)
	s.mu.Unlock()
	gauge("ringside_sessions", "Sessions over SSH.", sessions)
	gauge("ringside_sessions_limit", "How many there can be.", s.config.MaxSessions)
	const members = "ringside_room_members"
	fmt.Fprintf(w, "# HELP %s Who is in a room, the driver included.\n# TYPE %s gauge\n", members, members)
	for _, r := range s.rooms {
		fmt.Fprintf(w, "%s{room=%q} %d\n", members, r.Name(), r.Members())
	}
	s.workMetrics(w)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	gauge("go_goroutines", "Goroutines.", runtime.NumGoroutine())
	gauge("go_memstats_heap_alloc_bytes", "Bytes in use on the heap.", memory.HeapAlloc)
	gauge("go_memstats_sys_bytes", "Bytes taken from the system.", memory.Sys)
}

// workMetrics writes how much the processor has computed for participants, and for the drivers
// of classes.
func (s *Server) workMetrics(w io.Writer) {
	participants, drivers := s.processor.Counted()
	for _, m := range []struct {
		name, kind, help      string
		participants, drivers any
	}{
		{"ringside_work_total", "counter", "Events that were worked out, also those that were made again; classes as time goes by by itself are not in it.", participants.Used, drivers.Used},
		{"ringside_work_refused_total", "counter", "How often something was refused because a budget of work was used up.", participants.Refused, drivers.Refused},
		{"ringside_work_budgets_spent", "gauge", "Budgets of work that are used up now.", participants.Spent, drivers.Spent},
	} {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", m.name, m.help, m.name, m.kind)
		fmt.Fprintf(w, "%s{for=\"participants\"} %v\n%s{for=\"drivers\"} %v\n", m.name, m.participants, m.name, m.drivers)
	}
}
