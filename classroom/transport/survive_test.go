// A test of panics in a session's goroutines, which no client should be able to cause.

package transport

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/tui/paint"
)

func TestSurvives(t *testing.T) {
	for name, does := range map[string]func(*Session){
		"a request": func(s *Session) {
			requests := make(chan *gossh.Request, 1)
			requests <- nil
			close(requests)
			s.handle(requests)
		},
		"asking whether the client is there, and telling it the end": func(s *Session) {
			s.guard.Serve = func(*Session) error {
				<-s.ctx.Done()
				return nil
			}
			s.start() // without a connection to ask on and a channel to write to
			s.served.Wait()
		},
	} {
		conn, _ := net.Pipe()
		s := &Session{guard: &Guard{Log: slog.New(slog.DiscardHandler), Limits: Limits{Alive: time.Millisecond}}, link: &link{Conn: conn}, Window: paint.NewWindow(80, 24)}
		s.ctx, s.end = context.WithCancelCause(t.Context())
		does(s)
		if err := context.Cause(s.ctx); !errors.Is(err, errFailed) {
			t.Errorf("%s: it ended with %v", name, err)
		}
	}
}
