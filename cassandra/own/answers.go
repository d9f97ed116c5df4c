// Whether a node answers clients.

package own

import (
	"context"
	"io"
	"net"
	"time"
)

// answers reports whether a node answers the first question of a client, which needs no
// login: OPTIONS (native_protocol_v5.spec, 4.1.3). A process that hangs accepts the
// connection and says nothing.
func answers(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return false
		}
	}
	const version, options, supported = 4, 5, 6
	if _, err := conn.Write([]byte{version, 0, 0, 0, options, 0, 0, 0, 0}); err != nil {
		return false
	}
	var header [9]byte
	if _, err := io.ReadFull(conn, header[:]); err != nil {
		return false
	}
	return header[0]&0x80 != 0 && header[4] == supported
}
