// The table of results, and the formatting of its durations and sizes.

package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// table prints its rows as they come.
type table struct{ to io.Writer }

func newTable(to io.Writer) *table {
	t := &table{to}
	t.row("120×40, one shared cluster, server and load on this machine", "wanted", "measured")
	t.row("---", "---", "---")
	return t
}

func (t *table) row(what, wanted, measured string) {
	fmt.Fprintf(t.to, "| %s | %s | %s |\n", what, wanted, measured)
}

// percentile returns the value below which that many hundredths of all values lie.
func percentile(all []time.Duration, hundredths int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func mebibytes(n int64) string { return fmt.Sprintf("%.2f MiB", float64(n)/(1<<20)) }
