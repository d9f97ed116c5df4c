// The list of all pages: a new one is added here.

package page

// All returns the pages there are.
func All() []Page {
	return []Page{
		&help{}, &lessons{}, &node{}, &causes{}, &faults{}, &branches{}, &lanes{}, &loadPage{}, &failuresPage{}, &labPage{}, &canPage{}, &likelyPage{}, &merklePage{}, &roster{}, &person{}, &notes{}, &limits{},
	}
}
