// The CPU time of a process, read from /proc.

package screen

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of /proc/PID/stat: user programs see 100 ticks per second on every
// Linux machine.
const tick = 10 * time.Millisecond

// CPUTime returns the CPU time that a process has used so far, user and system time
// together (proc(5)).
func CPUTime(pid int) (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	// The name, in parentheses, may contain anything; the fields after it can't.
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	const utime, stime = 11, 12 // counted from the state, the first field after the name
	if len(fields) <= stime {
		return 0, fmt.Errorf("processor time of process %d: %q is not as proc(5) says", pid, data)
	}
	var sum time.Duration
	for _, field := range []string{fields[utime], fields[stime]} {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}
