// The lead: the node whose own tables the ring comes from.

package attach

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// All that is ever asked of a node, but for the token of a key and for requests. Each reads a table of the
// server's own.
const (
	localStatement     = "SELECT * FROM system.local WHERE key = 'local'"
	peersStatement     = "SELECT peer, peer_port, data_center, rack, native_address, native_port, host_id, tokens FROM system.peers_v2"
	oldPeersStatement  = "SELECT peer, data_center, rack, rpc_address, host_id, tokens FROM system.peers" // before 4.0
	keyspacesStatement = "SELECT keyspace_name, replication FROM system_schema.keyspaces"
	tabletsStatement   = "SELECT keyspace_name, initial_tablets FROM system_schema.scylla_keyspaces" // of a Scylla only
	movesStatement     = "SELECT address, port, status_with_port, host_id, dc, rack, native_address_and_port FROM system_views.gossip_info"
	gossipStatement    = "SELECT address, port, generation, heartbeat, status_with_port FROM system_views.gossip_info"
	linksStatement     = "SELECT address, port, active_connections FROM system_views.internode_outbound"
	hintsStatement     = "SELECT host_id, files FROM system_views.pending_hints"
)

// tables is what one node's own tables say.
type tables struct {
	from      string // the address that was connected to
	version   string
	name      string // of the cluster
	nodes     []node
	keyspaces []keyspace
	scylla    bool
}

// node is a member, as the lead's tables have it.
type node struct {
	hostID   string
	address  netip.AddrPort // where clients reach it
	internal netip.AddrPort // where its peers reach it
	dc, rack string
	tokens   []ring.Mark
	name     string
	standing engine.Standing // Member, Joining or Leaving
	out      bool            // it has left
}

// keyspace is a keyspace with its replication.
type keyspace struct {
	name      string
	placement ring.Placement
	problem   string // why its keys can't be placed; "" if they can
	tablets   bool   // of a Scylla: its copies are not where the ring says
}

// FatalError is why a cluster can't be attached to, however often one tries.
type FatalError struct{ Why string }

// Error returns the reason.
func (e *FatalError) Error() string { return e.Why }

// lead keeps a connection to the first node that answers, and reads its tables.
func (r *reporter) lead(ctx context.Context, again <-chan struct{}) {
	for first := true; ; first = false {
		conn, at, err := r.anyNode(ctx)
		if err == nil {
			err = r.readWhile(ctx, conn, at, again)
			conn.Close()
			r.back.reset()
		}
		if ctx.Err() != nil {
			return
		}
		r.tell(ctx, report{lost: err})
		var fatal *FatalError
		if errors.As(err, &fatal) && first || !r.back.wait(ctx, false) {
			<-ctx.Done()
			return
		}
	}
}

// anyNode connects to the first host that answers, of those that were named and, once they
// are known, all members. All are tried at once, so that one that hangs holds nobody up.
func (r *reporter) anyNode(ctx context.Context) (*cql.Conn, string, error) {
	addresses := r.options.addresses()
	r.look(func(s *state) {
		for _, n := range s.nodes {
			if a := n.address.String(); !n.out && len(addresses) < mostAsked && !slices.Contains(addresses, a) {
				addresses = append(addresses, a)
			}
		}
	})
	type result struct {
		conn *cql.Conn
		at   string
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan result, len(addresses))
	for _, a := range addresses {
		go func() {
			conn, err := cql.Dial(ctx, a, r.options.config())
			results <- result{conn, a, err}
		}()
	}
	var found *result
	var failures []error
	for range addresses {
		got := <-results
		switch {
		case got.err == nil && found == nil:
			found = &got
			cancel() // the others
		case got.err == nil:
			got.conn.Close()
		default:
			failures = append(failures, got.err)
		}
	}
	cancel()
	if found != nil {
		return found.conn, found.at, nil
	}
	return nil, "", worst(failures)
}

// addresses are those that were named, with their ports.
func (o *Options) addresses() (all []string) {
	for _, h := range o.Hosts {
		if _, _, err := net.SplitHostPort(h); err != nil {
			h = net.JoinHostPort(strings.Trim(h, "[]"), DefaultPort)
		}
		all = append(all, h)
	}
	return all
}

// worst returns the failure that says most: one that trying again does not help. Of another it adds
// that none of the other hosts can be reached either.
func worst(failures []error) error {
	rank := func(err error) int {
		var d *cql.DialError
		if !errors.As(err, &d) {
			return 0
		}
		switch d.Kind {
		case cql.Login, cql.Protocol, cql.Encryption:
			return 3
		case cql.Silent:
			return 2
		}
		return 1
	}
	err := slices.MaxFunc(failures, func(a, b error) int { return cmp.Compare(rank(a), rank(b)) })
	if rank(err) == 3 {
		return &FatalError{err.Error()}
	}
	if others := len(failures) - 1; others > 0 {
		return fmt.Errorf("%w; %s can't be reached either", err, count.Of(others, "other host"))
	}
	return err
}

// readWhile reads the tables now and again, until the connection fails.
func (r *reporter) readWhile(ctx context.Context, conn *cql.Conn, at string, again <-chan struct{}) error {
	every := time.NewTicker(r.options.Intervals.Tables)
	defer every.Stop()
	for {
		t, err := r.readTables(ctx, conn)
		if err != nil {
			return err
		}
		t.from = at
		if r.options.Requests.Writes && !slices.ContainsFunc(t.keyspaces, func(k keyspace) bool { return k.name == Keyspace }) {
			if t, err = r.withKeyspace(ctx, conn, t); err != nil {
				return err
			}
		}
		if err := r.accept(t); err != nil {
			return err
		}
		if r.options.Requests.Any() {
			if err := r.findTable(ctx, conn); err != nil {
				return err
			}
		}
		r.tell(ctx, report{found: true})
		for waits := true; waits; {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-conn.Gone():
				return fmt.Errorf("%s: connection lost: %w", at, conn.Err())
			case key := <-r.keys:
				r.askToken(ctx, conn, key)
			case <-every.C:
				waits = false
			case <-again:
				waits = false
			}
		}
	}
}

// query asks a node for rows of its own tables.
func query(ctx context.Context, conn *cql.Conn, statement string, values ...[]byte) (*cql.Rows, error) {
	return conn.Query(ctx, cql.Statement{CQL: statement, Values: values, Level: cql.One})
}

// readTables reads the tables of one node, all at once: asked one by one they might come
// from different moments.
func (r *reporter) readTables(ctx context.Context, conn *cql.Conn) (*tables, error) {
	type answer struct {
		rows *cql.Rows
		err  error
	}
	ask := func(statement string) <-chan answer {
		got := make(chan answer, 1)
		go func() {
			rows, err := query(ctx, conn, statement)
			got <- answer{rows, err}
		}()
		return got
	}
	localNow := ask(localStatement)
	peersNow := ask(peersStatement)
	keyspacesNow := ask(keyspacesStatement)
	movesNow := ask(movesStatement)
	local, peers, keyspaces, moves := <-localNow, <-peersNow, <-keyspacesNow, <-movesNow
	old := false
	var server *cql.ServerError
	if errors.As(peers.err, &server) && server.Invalid() { // before 4.0, and Scylla
		old = true
		peers.rows, peers.err = query(ctx, conn, oldPeersStatement)
	}
	for _, a := range []answer{local, peers, keyspaces} {
		if a.err != nil {
			return nil, fmt.Errorf("read the ring: %w", a.err)
		}
	}
	if local.rows.Len() == 0 {
		return nil, &FatalError{"the server there has no row in system.local"}
	}
	if p := local.rows.Text(0, "partitioner"); !strings.HasSuffix(p, "Murmur3Partitioner") {
		return nil, &FatalError{fmt.Sprintf("the cluster's partitioner is %s; Ringside places keys by Murmur3Partitioner only", printable.Quote(p[strings.LastIndexByte(p, '.')+1:]))}
	}
	t := &tables{
		version: printable.Escape(local.rows.Text(0, "release_version")), name: printable.Escape(local.rows.Text(0, "cluster_name")),
		scylla: conn.Scylla(),
	}
	self, err := localNode(local.rows)
	if err != nil {
		return nil, err
	}
	t.nodes = []node{self}
	for i := range peers.rows.Len() {
		n, ok, err := peerNode(peers.rows, i, old, self.address.Port())
		if err != nil {
			return nil, err
		}
		if ok {
			t.nodes = append(t.nodes, n)
		}
	}
	if err := t.takeMoves(moves.rows, moves.err); err != nil {
		return nil, err
	}
	sort.Slice(t.nodes, func(i, j int) bool { return t.nodes[i].address.Compare(t.nodes[j].address) < 0 })
	for i := range keyspaces.rows.Len() {
		t.keyspaces = append(t.keyspaces, newKeyspace(keyspaces.rows.Text(i, "keyspace_name"), keyspaces.rows.Map(i, "replication")))
	}
	sort.Slice(t.keyspaces, func(i, j int) bool { return t.keyspaces[i].name < t.keyspaces[j].name })
	return t, r.findTablets(ctx, conn, t)
}

// findTablets finds out which keyspaces of a Scylla keep their copies by tablets.
func (r *reporter) findTablets(ctx context.Context, conn *cql.Conn, t *tables) error {
	if !t.scylla {
		return nil
	}
	rows, err := query(ctx, conn, tabletsStatement)
	var server *cql.ServerError
	switch {
	case errors.As(err, &server): // of before 5.4, which has none
		return nil
	case err != nil:
		return fmt.Errorf("read the keyspaces: %w", err)
	}
	for i := range rows.Len() {
		for k := range t.keyspaces {
			if t.keyspaces[k].name == printable.Escape(rows.Text(i, "keyspace_name")) {
				t.keyspaces[k].tablets = !rows.Null(i, "initial_tablets")
			}
		}
	}
	return nil
}

func localNode(rows *cql.Rows) (node, error) {
	port := func(column string, usual uint16) uint16 {
		if p := rows.Int(0, column); p > 0 && p < 1<<16 {
			return uint16(p)
		}
		return usual
	}
	address := rows.Addr(0, "rpc_address")
	if !address.IsValid() || address.IsUnspecified() {
		address = rows.Addr(0, "broadcast_address")
	}
	n := node{
		hostID:   rows.UUID(0, "host_id"),
		address:  netip.AddrPortFrom(address, port("rpc_port", 9042)),
		internal: netip.AddrPortFrom(rows.Addr(0, "broadcast_address"), port("broadcast_port", 7000)),
	}
	return n, n.fill(rows, 0)
}

// peerNode returns a row of the table of peers; false of one that is not whole, as it is
// while a node joins.
func peerNode(rows *cql.Rows, i int, old bool, port uint16) (n node, ok bool, err error) {
	address, nativePort, internalPort := rows.Addr(i, "native_address"), uint16(rows.Int(i, "native_port")), uint16(rows.Int(i, "peer_port"))
	if old {
		address, nativePort, internalPort = rows.Addr(i, "rpc_address"), port, 7000
	}
	if !address.IsValid() || address.IsUnspecified() {
		address = rows.Addr(i, "peer")
	}
	n = node{
		hostID:   rows.UUID(i, "host_id"),
		address:  netip.AddrPortFrom(address, nativePort),
		internal: netip.AddrPortFrom(rows.Addr(i, "peer"), internalPort),
	}
	if n.hostID == "" || !address.IsValid() || rows.Null(i, "tokens") || rows.Null(i, "data_center") {
		return n, false, nil
	}
	err = n.fill(rows, i)
	return n, len(n.tokens) > 0, err
}

// fill takes in what both tables have.
func (n *node) fill(rows *cql.Rows, i int) error {
	n.dc, n.rack = printable.Escape(rows.Text(i, "data_center")), printable.Escape(rows.Text(i, "rack"))
	for _, text := range rows.Texts(i, "tokens") {
		t, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return &FatalError{fmt.Sprintf("%s has the token %s, which is not one of Murmur3Partitioner", n.address, printable.Quote(text))}
		}
		n.tokens = append(n.tokens, ring.Mark{Token: ring.Token(t)})
	}
	return nil
}

// newKeyspace reads a replication, as system_schema.keyspaces has it.
func newKeyspace(name string, replication map[string]string) keyspace {
	k := keyspace{name: printable.Escape(name)}
	class := replication["class"]
	class = class[strings.LastIndexByte(class, '.')+1:]
	copies := func(text string) (int, bool) {
		full, _, _ := strings.Cut(text, "/") // 3/1: one of them transient
		n, err := strconv.Atoi(full)
		return n, err == nil && n >= 0 && n <= ring.MaxCopies
	}
	switch class {
	case "SimpleStrategy":
		n, ok := copies(replication["replication_factor"])
		if k.placement = ring.Simple(n); !ok || n == 0 {
			k.problem = "its replication factor is " + printable.Quote(replication["replication_factor"])
		}
	case "NetworkTopologyStrategy":
		var all []ring.Copies
		for dc, text := range replication {
			if dc == "class" {
				continue
			}
			n, ok := copies(text)
			if !ok {
				k.problem = fmt.Sprintf("its replication in %s is %s", printable.Escape(dc), printable.Quote(text))
			} else if n > 0 {
				all = append(all, ring.Copies{DC: printable.Escape(dc), N: n})
			}
		}
		sort.Slice(all, func(i, j int) bool { return all[i].DC < all[j].DC })
		k.placement = ring.PerDC(all...)
		k.placement.AtOnce = true // the server's rule
		if k.problem == "" && (len(all) == 0 || k.placement.N > ring.MaxCopies) {
			k.problem = fmt.Sprintf("it keeps %d copies of a key", k.placement.N)
		}
	case "LocalStrategy":
		k.problem = "each node keeps its own copy, and no other"
	default:
		k.problem = "its replication strategy is " + printable.Quote(class)
	}
	return k
}

// system reports whether a keyspace is the server's own.
func (k *keyspace) system() bool { return k.name == "system" || strings.HasPrefix(k.name, "system_") }

// choose returns the keyspace whose replication the walk goes by. Without one that is not
// the server's there is a placement of as many copies as are usual, and no keyspace.
func (t *tables) choose(name string) (keyspace, error) {
	var names []string
	for _, k := range t.keyspaces {
		if name == k.name {
			if k.problem != "" {
				return k, &FatalError{fmt.Sprintf("keyspace %s: %s", k.name, k.problem)}
			}
			return k, nil
		}
		names = append(names, k.name)
	}
	if name != "" {
		hint := nearest.Hint(name, names)
		if hint == "" { // those of the server itself are none that a user has in mind
			names = slices.DeleteFunc(names, func(k string) bool { return (&keyspace{name: k}).system() })
			if hint = nearest.List("keyspaces", names); len(names) == 0 {
				hint = "; there are only those of the server itself"
			}
		}
		return keyspace{}, &FatalError{fmt.Sprintf("no such keyspace %s%s", printable.Quote(name), hint)}
	}
	for _, k := range t.keyspaces {
		if !k.system() && k.problem == "" {
			return k, nil
		}
	}
	return keyspace{placement: ring.Simple(min(3, len(t.nodes)))}, nil
}

// askToken asks the server for the token of a key, and needs neither a table nor a grant for
// it.
func (r *reporter) askToken(ctx context.Context, conn *cql.Conn, key string) {
	text := strings.ReplaceAll(key, "'", "''")
	rows, err := query(ctx, conn, "SELECT token('"+text+"') AS t FROM system.local")
	if err != nil || rows.Len() == 0 || len(rows.Bytes(0, "t")) != 8 {
		return
	}
	token := ring.Token(binary.BigEndian.Uint64(rows.Bytes(0, "t")))
	r.change(func(s *state) { s.said(key, token) })
}

// findTable looks for the table that gets read.
func (r *reporter) findTable(ctx context.Context, conn *cql.Conn) error {
	var keyspace string
	r.look(func(s *state) { keyspace = s.keyspace })
	t, why, err := readTable(ctx, conn, keyspace, r.options.Requests.Table)
	if err != nil {
		return err
	}
	r.change(func(s *state) {
		if why != "" && why != s.requests.untold { // nobody need ask for a key to find out
			s.tell(time.Since(r.began), ring.None, "no get can be asked: "+why)
		}
		s.requests.table, s.requests.untold, s.requests.making = t, why, false
	})
	return nil
}
