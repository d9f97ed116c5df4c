// A test of a room of fifty in which nearly everybody attacks at once, and the class goes
// on.

package classroom_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom"
	"ringside/internal/screen"
)

// attacker is a student whose terminal is a program.
type attacker struct {
	conn *gossh.Client
	on   *gossh.Session
	keys io.Writer
	gone chan struct{} // closed when the session has ended
}

// attacks logs in as a student over SSH and reads what is shown, as a terminal would.
func (c *class) attacks(name, code string) (*attacker, error) {
	conn, err := gossh.Dial("tcp", c.addr.String(), &gossh.ClientConfig{
		User: name, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: longestWait,
		Auth: []gossh.AuthMethod{gossh.KeyboardInteractive(func(_, _ string, asked []string, _ []bool) ([]string, error) {
			said := make([]string, len(asked))
			for i := range said {
				said[i] = code
			}
			return said, nil
		})},
	})
	if err != nil {
		return nil, err
	}
	a := &attacker{conn: conn, gone: make(chan struct{})}
	if a.on, err = conn.NewSession(); err != nil {
		return nil, err
	}
	if err := a.on.RequestPty("xterm-256color", 36, 120, nil); err != nil {
		return nil, err
	}
	if a.keys, err = a.on.StdinPipe(); err != nil {
		return nil, err
	}
	shown, err := a.on.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := a.on.Shell(); err != nil {
		return nil, err
	}
	go func() {
		defer close(a.gone)
		_, _ = io.Copy(io.Discard, shown)
	}()
	return a, nil
}

// sends types until all is typed, the session has ended, or the siege is over.
func (a *attacker) sends(ctx context.Context, text string) {
	for len(text) > 0 && ctx.Err() == nil {
		n := min(len(text), 4096)
		if _, err := io.WriteString(a.keys, text[:n]); err != nil {
			return
		}
		text = text[n:]
	}
}

// means are what attackers send, again and again. Each is a kind of attack that once
// ended a class, bloated a server or blocked others.
var means = []func(ctx context.Context, a *attacker){
	func(ctx context.Context, a *attacker) { a.sends(ctx, "\x1b["+strings.Repeat(";", 32)+"1") },
	func(ctx context.Context, a *attacker) {
		a.sends(ctx, strings.Repeat("\x1b[65;30;97;1;0;65535_", 180))
	},
	func(ctx context.Context, a *attacker) { a.sends(ctx, "\x1b]11;"+strings.Repeat("7", 1<<20)+"\x1b\\") },
	func(ctx context.Context, a *attacker) { // a copy with branch after branch
		a.sends(ctx, "B\x1b[200~"+strings.Repeat("put k v\nstep 3\nback 2\n", 2000)+"\x1b[201~")
	},
	func(ctx context.Context, a *attacker) { // a copy with large values
		a.sends(ctx, "B")
		for i := range 40 {
			a.sends(ctx, fmt.Sprintf("\x1b[200~put k%d %s\n\x1b[201~", i, strings.Repeat("x", 200_000)))
		}
	},
	func(ctx context.Context, a *attacker) { // looking around in the past
		a.sends(ctx, "D"+strings.Repeat(",", 200)+strings.Repeat(";", 200)+"D")
	},
	func(ctx context.Context, a *attacker) { // a window that keeps changing its size
		for i := range 500 {
			if a.on.WindowChange(5+i%146, 20+i%381) != nil {
				return
			}
		}
	},
	func(ctx context.Context, a *attacker) { // commands for instructors only
		a.sends(ctx, ":instruct all"+screen.Enter+":ban ann"+screen.Enter+":reset class"+screen.Enter+":reveal"+screen.Enter+":message \x1b[2Jx"+screen.Enter)
	},
	func(ctx context.Context, a *attacker) { // hands, answers, lists
		a.sends(ctx, "!A1 2 3"+screen.Enter+"@"+screen.Escape+"!?"+screen.Escape)
	},
}

// TestSiege: fifty people are in a room. Forty-six of them send everything that has ever
// ended a class, others guess codes and open connections without end, while questions
// come and go; the instructor and three students notice nothing.
func TestSiege(t *testing.T) {
	const code = "owls-fly-at-midnight"
	c := open(t, func(config *classroom.Config) {
		config.MaxSessions = 60
		config.Open, config.Code = false, code
	})
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "4/4 up")
	var others []*attacker
	for i := range 3 { // those who only watch
		a, err := c.attacks(fmt.Sprintf("calm%d", i), code)
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, a)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)

	siege, end := context.WithTimeout(c.ctx, 15*time.Second)
	defer end()
	var all sync.WaitGroup
	for i := range 46 {
		a, err := c.attacks(fmt.Sprintf("mal%d", i), code)
		if err != nil {
			t.Fatalf("attacker %d: %v", i, err)
		}
		all.Go(func() {
			defer a.conn.Close()
			for siege.Err() == nil {
				means[i%len(means)](siege, a)
				select {
				case <-a.gone:
					return
				default:
				}
			}
		})
	}
	all.Go(func() { // guessing, under others' names
		for i := 0; siege.Err() == nil; i++ {
			if a, err := c.attacks([]string{"ann", "calm0", fmt.Sprint("g", i)}[i%3], fmt.Sprint("code", i)); err == nil {
				t.Error("a wrong code lets somebody in")
				a.conn.Close()
			}
		}
	})
	all.Go(func() { // connecting and saying nothing
		for siege.Err() == nil {
			if raw, err := net.Dial("tcp", c.addr.String()); err == nil {
				defer raw.Close()
			}
			<-time.After(20 * time.Millisecond)
		}
	})

	for i := 0; siege.Err() == nil; i++ {
		ann.line("ask choice \"Question %d?\" yes no", i)
		ann.sees(fmt.Sprintf("Question %d?", i))
		ann.line("reveal")
		ann.line("close")
		ann.types("kround" + fmt.Sprint(i) + screen.Enter + "w" + screen.Enter)
		ann.sees("put round" + fmt.Sprint(i))
		if i == 0 {
			ann.types("@")
			ann.sees("own copy") // else it is no siege
			ann.types(screen.Escape)
		}
	}
	end()
	all.Wait()
	ann.sees("you drive")
	ann.types("kafter" + screen.Enter + "w" + screen.Enter)
	ann.sees("put after", "told OK")
	for i, a := range others {
		select {
		case <-a.gone:
			t.Errorf("calm%d has been thrown out", i)
		default:
		}
	}
	late := c.comes("late", "", 120, 36) // with the right code, as always
	late.sees("code")
	late.types(code + screen.Enter)
	late.sees("with ann", "put after")
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<30 {
		t.Errorf("the server has grown by %d MiB", grown>>20)
	}
}
