// What the PBS paper prints.

package lab

import "time"

// PBSFigure is what the paper prints of an R and W with N=3: in its Table 4 the 99.9th percentiles
// of reads, writes and t-visibility, in milliseconds. The paper searched for its times of t-visibility
// among few, and so they lie below the quantiles, by up to a seventh.
type PBSFigure struct {
	Latency                 string
	R, W                    int
	Read, Write, Visibility float64
	PBSText
}

// PBSText is what the text of section 5 says besides: medians in milliseconds, 0 if it has none, and the
// probability that a read is consistent that begins some time after the ack.
type PBSText struct {
	ReadMedian, WriteMedian float64
	Consistent              map[time.Duration]float64
}

// pbsTable is the paper's Table 4. It is never written to.
var pbsTable = []PBSFigure{
	{"lnkd-ssd", 1, 1, .66, .66, 1.85, PBSText{.489, .489, map[time.Duration]float64{0: .974}}},
	{"lnkd-ssd", 1, 2, .66, 1.63, 1.79, PBSText{}},
	{"lnkd-ssd", 2, 1, 1.63, .65, 0, PBSText{}},
	{"lnkd-ssd", 2, 2, 1.62, 1.64, 0, PBSText{}},
	{"lnkd-ssd", 3, 1, 4.14, .65, 0, PBSText{}},
	{"lnkd-ssd", 1, 3, .65, 4.09, 0, PBSText{}},
	{"lnkd-disk", 1, 1, .66, 10.99, 45.5, PBSText{0, 1.50, map[time.Duration]float64{0: .439, 10 * time.Millisecond: .925}}},
	{"lnkd-disk", 1, 2, .65, 20.97, 43.3, PBSText{}},
	{"lnkd-disk", 2, 1, 1.63, 10.9, 13.6, PBSText{}},
	{"lnkd-disk", 2, 2, 1.64, 20.96, 0, PBSText{}},
	{"lnkd-disk", 3, 1, 4.12, 10.89, 0, PBSText{}},
	{"lnkd-disk", 1, 3, .65, 112.65, 0, PBSText{}},
	{"ymmr", 1, 1, 5.58, 10.83, 1364, PBSText{0, 0, map[time.Duration]float64{0: .893}}},
	{"ymmr", 1, 2, 5.61, 427.12, 1352, PBSText{}},
	{"ymmr", 2, 1, 32.6, 10.73, 202, PBSText{}},
	{"ymmr", 2, 2, 33.18, 428.11, 0, PBSText{}},
	{"ymmr", 3, 1, 219.27, 10.79, 0, PBSText{}},
	{"ymmr", 1, 3, 5.63, 1870.86, 0, PBSText{}},
	{"wan", 1, 1, 3.4, 55.12, 113, PBSText{0, 0, map[time.Duration]float64{0: .33}}},
	{"wan", 1, 2, 3.4, 167.64, 0, PBSText{}},
	{"wan", 2, 1, 151.3, 56.36, 30.2, PBSText{}},
	{"wan", 2, 2, 151.31, 167.72, 0, PBSText{}},
	{"wan", 3, 1, 153.86, 55.19, 0, PBSText{}},
	{"wan", 1, 3, 3.44, 241.55, 0, PBSText{}},
}

// PaperPBS returns the paper's figure for a model and N, R and W, if it has one.
func PaperPBS(latency string, n, r, w int) (PBSFigure, bool) {
	for _, f := range pbsTable {
		if n == 3 && f.Latency == latency && f.R == r && f.W == w {
			return f, true
		}
	}
	return PBSFigure{}, false
}
