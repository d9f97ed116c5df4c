// A test of free ports.

package freeport

import (
	"fmt"
	"net"
	"testing"
)

// TestFind: no port is returned twice, nor one at which something listens, nor one of those that the
// system gives to whatever asks for any.
func TestFind(t *testing.T) {
	had := make(map[int]bool)
	first, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	next := lowest + (first-lowest+1)%many
	if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", next)); err == nil {
		defer l.Close()
	}
	had[first], had[next] = true, true
	for range 100 {
		port, err := Find()
		if err != nil || had[port] || port < 1024 || port >= 32768 {
			t.Fatalf("%d, %v", port, err)
		}
		had[port] = true
	}
}
