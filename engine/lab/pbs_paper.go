// What the PBS paper prints.

package lab

// PBSFigure is a cell of the paper's Table 4: N=3, and the 99.9th percentiles of reads,
// writes and t-visibility, in milliseconds. The paper searched for its times of t-visibility
// among few, and so they lie below the quantiles, by up to a seventh.
type PBSFigure struct {
	Latency                 string
	R, W                    int
	Read, Write, Visibility float64
}

// pbsTable has only the cells that were read off the paper. It is never written to.
var pbsTable = []PBSFigure{
	{"lnkd-ssd", 1, 1, .66, .66, 1.85}, {"lnkd-ssd", 2, 2, 1.62, 1.64, 0},
	{"lnkd-disk", 1, 1, .66, 10.99, 45.5}, {"lnkd-disk", 1, 3, .65, 112.65, 0},
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
