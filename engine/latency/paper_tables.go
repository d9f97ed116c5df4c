// The tables of the PBS paper's distributions, unpacked from the file that its formulas were
// written to.

package latency

import (
	_ "embed"
	"encoding/binary"
)

// packed has the four tables in the order in which they are unpacked, delays in ns: of each the
// shortest delay, then by how much every longer one exceeds the one before it, as varints. A test
// computes each from the paper's formulas again, and writes the file:
// go test ./engine/latency -run TestTables -rewrite.
//
//go:embed paper_tables.bin
var packed []byte

// The paper's Table 3, in ms. It is no formula here, since platforms differ in the last bits of
// powers and logarithms, and a run is to be the same on all of them.
var (
	lnkdSSD   = unpack(0, 0)            // all legs of lnkd-ssd: 91.22% Pareto(0.235, 10) and 8.78% Exp(1.66)
	lnkdDisk  = unpack(0, 0)            // the writes of lnkd-disk: 38% Pareto(1.05, 1.51) and 62% Exp(0.183)
	ymmrWrite = unpack(3000000, 980091) // the writes of ymmr: 93.9% Pareto(3, 3.5) and 6.1% Exp(0.0028)
	ymmrRest  = unpack(1500000, 971204) // the other legs of ymmr: 98.2% Pareto(1.5, 3.8) and 1.8% Exp(0.0217)
)

// unpack takes the next table off packed, and gives it its bend.
func unpack(bend, from int64) table {
	t := table{bend: bend, from: from}
	delay := uint64(0)
	for i := len(t.delays) - 1; i >= 0; i-- {
		longer, size := binary.Uvarint(packed)
		packed = packed[size:]
		delay += longer
		t.delays[i] = int64(delay)
	}
	return t
}
