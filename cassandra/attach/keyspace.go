// The keyspace of writes, made where it is not there yet.

package attach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/printable"
)

// schemaTime is how long a change of the schema may take: all nodes take it in, and a busy machine needs long for that.
const schemaTime = 30 * time.Second

// agreeTime is how long nodes that answer may take to hear of a new table.
const agreeTime = 5 * time.Second

// withKeyspace makes the keyspace of writes and its table, and returns the tables of the lead anew.
// Meanwhile the ring is known, and keys are placed as they will be.
func (r *reporter) withKeyspace(ctx context.Context, conn *cql.Conn, t *tables) (*tables, error) {
	t.keyspaces = append(t.keyspaces, planned(r.options.Requests.Copies))
	if err := r.accept(t); err != nil {
		return nil, err
	}
	r.tell(ctx, report{found: true})
	r.making("making the keyspace " + Keyspace)
	if err := r.createKeyspace(ctx, conn); err != nil {
		return nil, err
	}
	if err := r.agree(ctx, conn); err != nil {
		return nil, err
	}
	made, err := r.readTables(ctx, conn)
	if err == nil {
		made.from = t.from
	}
	return made, err
}

// planned is the keyspace of writes as it is to be.
func planned(copies ring.Placement) keyspace {
	copies.AtOnce = copies.Racks() // the server's rule
	return keyspace{name: Keyspace, placement: copies}
}

// making says what is waited for until requests can be asked.
func (r *reporter) making(what string) {
	r.change(func(s *state) {
		s.waits, s.requests.making, s.requests.untold = what, true, "not yet: "+what
	})
}

// Making reports whether the keyspace of writes is being made: no request can be asked yet.
func (c *Cluster) Making() (is bool) {
	c.look(func(s *state) { is = s.requests.making })
	return is
}

// createKeyspace makes the keyspace of writes and its table where they are not there yet.
func (r *reporter) createKeyspace(ctx context.Context, conn *cql.Conn) error {
	var options []string
	if p := r.options.Requests.Copies; p.Racks() {
		options = append(options, "'class': 'NetworkTopologyStrategy'")
		for _, c := range p.PerDC {
			options = append(options, fmt.Sprintf("'%s': %d", strings.ReplaceAll(c.DC, "'", "''"), c.N))
		}
	} else {
		options = append(options, "'class': 'SimpleStrategy'", fmt.Sprintf("'replication_factor': %d", p.N))
	}
	replication := "{" + strings.Join(options, ", ") + "}"
	for _, statement := range []string{"CREATE KEYSPACE IF NOT EXISTS " + Keyspace + " WITH replication = " + replication, tableStatement} {
		if _, err := conn.Query(ctx, cql.Statement{CQL: statement, Level: cql.One, Wait: schemaTime}); err != nil {
			var server *cql.ServerError
			if errors.As(err, &server) && !server.Timeout() {
				return &FatalError{"the keyspace " + Keyspace + " can't be made: " + server.Message}
			}
			return fmt.Errorf("make the keyspace %s: %w", Keyspace, err)
		}
	}
	r.Note("made keyspace " + Keyspace + " with a table " + KVTable + ": " + printable.Escape(replication))
	return nil
}

// agree waits until all nodes that answer have the same schema, as the lead has heard: until then they
// refuse what is about a new table. A node that does not answer may never hear of it, and is not
// waited for; who hangs is only known after a while.
func (r *reporter) agree(ctx context.Context, conn *cql.Conn) error {
	said := ""
	for late := time.Now().Add(agreeTime); ; {
		behind, err := r.behind(ctx, conn)
		if err != nil || len(behind) == 0 {
			return err
		}
		who := strings.Join(behind, ", ")
		if !time.Now().Before(late) {
			r.Note("not yet known to have the new table: " + who + "; requests through there, or that need it, may fail until then")
			return nil
		}
		if said != who {
			said = who
			r.making("waiting until " + who + " has the new table")
		}
		if !wait(ctx, r.options.Intervals.Retry/10) {
			return context.Cause(ctx)
		}
	}
}

// behind lists the nodes whose schema is another one than the lead's, of those that may answer.
func (r *reporter) behind(ctx context.Context, conn *cql.Conn) (names []string, err error) {
	own, err := query(ctx, conn, ownSchemaStatement)
	if err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	peers, err := query(ctx, conn, peersSchemaStatement)
	if err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	var version string
	if own.Len() > 0 {
		version = own.UUID(0, "schema_version")
	}
	r.look(func(s *state) {
		for i := range peers.Len() {
			id := s.find(peers.UUID(i, "host_id"))
			if id == ring.None || s.nodes[id].out || peers.UUID(i, "schema_version") == version {
				continue
			}
			if h := &s.holders[id]; h.reached || h.why == engine.NotYet {
				names = append(names, s.nodes[id].name)
			}
		}
	})
	slices.Sort(names)
	return names, nil
}
