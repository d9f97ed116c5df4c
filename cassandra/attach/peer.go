// A connection to each node, for what that node pushes and believes.

package attach

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/internal/printable"
)

// peer is the connection to one node.
type peer struct {
	*reporter
	node node
	end  context.CancelFunc
	back *backoff
}

// run keeps a connection until ctx ends.
func (p *peer) run(ctx context.Context) {
	for p.rate.turn(ctx) {
		conn, err := cql.Dial(ctx, p.node.address.String(), p.options.config())
		if err == nil {
			p.node.standing = engine.Member
			err = p.listen(ctx, conn)
			conn.Close()
			p.back.reset()
		}
		if ctx.Err() != nil {
			return
		}
		of := p.process(p.node.address)
		p.tell(ctx, report{node: p.node.hostID, lost: err, of: of})
		if !p.back.wait(ctx, p.node.standing == engine.Joining || of.ours && of.health != engine.Crashed) {
			return
		}
	}
}

// listen takes in what a node pushes and asks what it believes, until the connection fails.
func (p *peer) listen(ctx context.Context, conn *cql.Conn) error {
	if err := conn.Register(ctx, cql.StatusChange, cql.TopologyChange, cql.SchemaChange); err != nil {
		return err
	}
	p.tell(ctx, report{node: p.node.hostID, found: true, of: p.process(p.node.address)})
	next := time.NewTimer(0)
	defer next.Stop()
	answers := make(chan *heard, 1)
	failed := make(chan error, 1)
	rounds := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-conn.Gone():
			return fmt.Errorf("connection lost: %w", conn.Err())
		case e := <-conn.Events():
			p.tell(ctx, report{node: p.node.hostID, event: &e})
		case got := <-answers:
			p.tell(ctx, report{node: p.node.hostID, heard: got})
			if rounds++; rounds == 1 { // soon again, to see whether heartbeats move
				next.Reset(min(p.options.Intervals.Beliefs, 1100*time.Millisecond))
				continue
			}
			var nodes int
			p.look(func(s *state) { nodes = len(s.nodes) })
			next.Reset(p.options.gap(nodes))
		case err := <-failed:
			return err
		case <-next.C:
			go func() {
				if !p.rate.turn(ctx) {
					return
				}
				got, err := p.ask(ctx, conn)
				if err != nil {
					failed <- err
				} else {
					answers <- got
				}
			}()
		}
	}
}

// ask asks a node what it believes, what it has open, and what waits on its disk.
func (p *peer) ask(ctx context.Context, conn *cql.Conn) (*heard, error) {
	got := &heard{hints: -1}
	gossip, err := query(ctx, conn, gossipStatement)
	if err != nil {
		why, ok := p.missing(conn, err)
		got.why = why
		if !ok {
			return nil, err
		}
	} else {
		got.gossip = make(map[netip.AddrPort]heartbeatState, gossip.Len())
		got.moves, got.shut = make(map[netip.AddrPort]engine.Standing), make(map[netip.AddrPort]bool)
		for i := range gossip.Len() {
			got.gossip[addressOf(gossip, i)] = heartbeatState{gossip.Int(i, "generation"), gossip.Int(i, "heartbeat")}
			status := gossip.Text(i, "status_with_port")
			if standing, moves := standingOf(status); moves {
				got.moves[addressOf(gossip, i)] = standing
			}
			got.shut[addressOf(gossip, i)] = stopsGossip(status)
		}
	}
	links, err := query(ctx, conn, linksStatement)
	if err == nil {
		got.links = make(map[netip.AddrPort]bool, links.Len())
		for i := range links.Len() {
			got.links[addressOf(links, i)] = links.Int(i, "active_connections") > 0
		}
	} else if _, ok := p.missing(conn, err); !ok {
		return nil, err
	}
	hints, err := query(ctx, conn, hintsStatement)
	if err == nil {
		got.hints = 0
		for i := range hints.Len() {
			got.hints += int(hints.Int(i, "files"))
		}
	} else if _, ok := p.missing(conn, err); !ok {
		return nil, err
	}
	return got, nil
}

func addressOf(rows *cql.Rows, i int) netip.AddrPort {
	return netip.AddrPortFrom(rows.Addr(i, "address"), uint16(rows.Int(i, "port")))
}

// missing says what is needed to see what a node did not show; false if the connection
// failed rather than the question.
func (p *peer) missing(conn *cql.Conn, err error) (string, bool) {
	var server *cql.ServerError
	switch {
	case !errors.As(err, &server):
		return "", false
	case server.Refused():
		return "unknown without: " + grant(printable.Escape(p.options.User)), true
	case conn.Scylla():
		return "Scylla has no tables of what a node believes; only what it pushes is known", true
	case server.Invalid():
		return "its version of Cassandra has no table of what it believes (since 4.1); only what it pushes is known", true
	}
	return "", false
}
