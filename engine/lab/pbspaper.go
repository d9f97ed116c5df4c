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

var pbsTable = []PBSFigure{ // never written to
	{"lnkd-ssd", 1, 1, .66, .66, 1.85}, {"lnkd-disk", 1, 1, .66, 10.99, 45.5}, {"ymmr", 1, 1, 5.58, 10.83, 1364}, {"wan", 1, 1, 3.4, 55.12, 113},
	{"lnkd-ssd", 1, 2, .66, 1.63, 1.79}, {"lnkd-disk", 1, 2, .65, 20.97, 43.3}, {"ymmr", 1, 2, 5.61, 427.12, 1352}, {"wan", 1, 2, 3.4, 167.64, 0},
	{"lnkd-ssd", 2, 1, 1.63, .65, 0}, {"lnkd-disk", 2, 1, 1.63, 10.9, 13.6}, {"ymmr", 2, 1, 32.6, 10.73, 202}, {"wan", 2, 1, 151.3, 56.36, 30.2},
	{"lnkd-ssd", 2, 2, 1.62, 1.64, 0}, {"lnkd-disk", 2, 2, 1.64, 20.96, 0}, {"ymmr", 2, 2, 33.18, 428.11, 0}, {"wan", 2, 2, 151.31, 167.72, 0},
	{"lnkd-ssd", 3, 1, 4.14, .65, 0}, {"lnkd-disk", 3, 1, 4.12, 10.89, 0}, {"ymmr", 3, 1, 219.27, 10.79, 0}, {"wan", 3, 1, 153.86, 55.19, 0},
	{"lnkd-ssd", 1, 3, .65, 4.09, 0}, {"lnkd-disk", 1, 3, .65, 112.65, 0}, {"ymmr", 1, 3, 5.63, 1870.86, 0}, {"wan", 1, 3, 3.44, 241.55, 0},
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
