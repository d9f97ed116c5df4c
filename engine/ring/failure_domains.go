// The failure domains of a ring, numbered.

package ring

// domains numbers the failure domains of a ring, so that a walk compares integers instead
// of names.
type domains struct {
	dcs     []dataCentre
	dcOf    []int16 // by node: index into dcs
	rackOf  []int16 // by node: a distinct number for each rack of each data centre
	dcNames map[string]int16
}

// dataCentre is how many nodes and racks a data centre has.
type dataCentre struct {
	name         string
	nodes, racks int
}

func domainsOf(nodes []Node) domains {
	d := domains{
		dcOf:    make([]int16, len(nodes)),
		rackOf:  make([]int16, len(nodes)),
		dcNames: make(map[string]int16),
	}
	type rack struct {
		dc   int16
		name string
	}
	racks := make(map[rack]int16)
	for i := range nodes {
		if nodes[i].Out {
			continue
		}
		dc, known := d.dcNames[nodes[i].DC]
		if !known {
			dc = int16(len(d.dcs))
			d.dcNames[nodes[i].DC] = dc
			d.dcs = append(d.dcs, dataCentre{name: nodes[i].DC})
		}
		at := rack{dc: dc, name: nodes[i].Rack}
		id, known := racks[at]
		if !known {
			id = int16(len(racks))
			racks[at] = id
			d.dcs[dc].racks++
		}
		d.dcs[dc].nodes++
		d.dcOf[i], d.rackOf[i] = dc, id
	}
	return d
}

// DC returns the data centre of a node as an index into DCs; -1 if no node on the ring is
// in it, which can be only of a node that is out itself.
func (r *Ring) DC(n NodeID) int {
	if !r.nodes[n].Out {
		return int(r.dcOf[n])
	}
	if dc, known := r.dcNames[r.nodes[n].DC]; known {
		return int(dc)
	}
	return -1
}
