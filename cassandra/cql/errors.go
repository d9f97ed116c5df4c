// What can go wrong with a connection, in words.

package cql

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"ringside/internal/printable"
)

// Kind is what kind of failure it is, as far as a caller has to tell them apart.
type Kind uint8

// The kinds. Only an Unreachable or Silent node may do better when it is asked again.
const (
	Other       Kind = iota
	Unreachable      // nobody listens there, or no route leads there
	Silent           // it accepts the connection and answers nothing
	Login            // no login, or one that is refused
	Encryption       // TLS that only one side speaks, or a certificate that is not trusted
	Protocol         // something that does not speak the protocol, or too old a version
)

// DialError is why a node can't be connected to, in one line.
type DialError struct {
	Address string
	Kind    Kind
	Why     string
}

// Error returns the line.
func (e *DialError) Error() string { return e.Address + ": " + e.Why }

// What a connection says of itself.
var (
	errNoUser = errors.New("it requires a login")
	errNotCQL = errors.New("the server there does not speak Cassandra's protocol")
	errClosed = errors.New("the node closed the connection")
)

func dialError(address string, err error) error {
	var dns *net.DNSError
	e := &DialError{Address: address, Kind: Unreachable}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Why = "connection refused: nothing listens there; is Cassandra running, and is the port right?"
	case errors.As(err, &dns):
		e.Why = "no such host"
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		e.Why = "the connection timed out: the host is down, or a firewall drops what is sent to it"
	default:
		e.Why = printable.Escape(err.Error())
	}
	return e
}

func tlsError(address string, err error) error {
	var record tls.RecordHeaderError
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	e := &DialError{Address: address, Kind: Encryption}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &record) || strings.Contains(err.Error(), "first record does not look like a TLS handshake"):
		e.Why = "the node does not speak TLS; leave out --tls-ca"
	case errors.As(err, &host):
		e.Why = "its certificate is not for this host: " + printable.Escape(host.Error())
	case errors.As(err, &authority) || errors.As(err, &verification):
		e.Why = "its certificate is not signed by the authority of --tls-ca"
	case errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET):
		e.Why = "it closed the connection in the TLS handshake: it may expect no TLS (leave out --tls-ca), or is not Cassandra"
	case wantsCertificate(err):
		e.Why = noCertificate
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		e.Kind, e.Why = Silent, "no TLS handshake in time: the node hangs, or does not speak TLS"
	default:
		e.Why = "the TLS handshake failed: " + printable.Escape(err.Error())
	}
	return e
}

// noCertificate says of a node with require_client_auth that it can't be looked at.
const noCertificate = "it requires a certificate of its clients, and Ringside has none; it knows logins (--user NAME)"

// wantsCertificate reports whether a node has ended the connection since it was shown no certificate: from TLS 1.3
// on the client learns that only when it reads.
func wantsCertificate(err error) bool {
	return strings.Contains(err.Error(), "remote error: tls: certificate required") || strings.Contains(err.Error(), "remote error: tls: bad certificate")
}

// loginError says why a session could not begin.
func loginError(address string, c Config, err error) error {
	var server *ServerError
	e := &DialError{Address: address}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errNoUser):
		e.Kind, e.Why = Login, "it requires a login; give one with --user NAME"
	case errors.As(err, &server) && server.Code == codeBadCredentials:
		e.Kind, e.Why = Login, fmt.Sprintf("user %s is refused: %s", printable.Escape(c.User), server.Message)
	case errors.As(err, &server) && server.Code == codeProtocol:
		e.Kind, e.Why = Protocol, "it does not speak version 4 of the protocol, which Cassandra has had since 2.2: "+server.Message
	case wantsCertificate(err):
		e.Kind, e.Why = Encryption, noCertificate
	case errors.Is(err, errNotCQL):
		e.Kind, e.Why = Protocol, errNotCQL.Error()
	case errors.Is(err, errClosed) && c.TLS == nil:
		e.Kind, e.Why = Encryption, "it closed the connection without an answer: it may expect TLS (--tls-ca FILE), or is not Cassandra"
	case errors.Is(err, os.ErrDeadlineExceeded):
		e.Kind, e.Why = Silent, "it accepts the connection but does not answer: it hangs, or is not Cassandra"
	default:
		e.Why = printable.Escape(err.Error())
	}
	return e
}

// The codes of errors that are told apart (section 9).
const (
	codeProtocol       = 0x000A
	codeBadCredentials = 0x0100
	codeUnavailable    = 0x1000
	codeOverloaded     = 0x1001
	codeBootstrapping  = 0x1002
	codeWriteTimeout   = 0x1100
	codeReadTimeout    = 0x1200
	codeReadFailure    = 0x1300
	codeWriteFailure   = 0x1500
	codeSyntax         = 0x2000
	codeUnauthorized   = 0x2100
	codeInvalid        = 0x2200
	codeUnprepared     = 0x2500
)

// ServerError is an error that the node answered with. Message holds no control character.
type ServerError struct {
	Code    int
	Message string
	// Level, Required and Got are those of Unavailable (Got: how many are believed alive),
	// and of time-outs and failures (Got: how many answered).
	Level         Level
	Required, Got int
	Failures      int    // of a failure: how many nodes answered with one
	Data          bool   // of a read: whether the one asked for data answered
	Trace         string // the id of its trace, if one was asked for
}

// Error returns what the node said.
func (e *ServerError) Error() string { return e.Message }

// Unavailable reports whether too few replicas were believed alive to begin.
func (e *ServerError) Unavailable() bool { return e.Code == codeUnavailable }

// Timeout reports whether too few answered in time.
func (e *ServerError) Timeout() bool { return e.Code == codeReadTimeout || e.Code == codeWriteTimeout }

// Failed reports whether a replica answered with a failure.
func (e *ServerError) Failed() bool { return e.Code == codeReadFailure || e.Code == codeWriteFailure }

// Refused reports whether the user may not do that: a grant is missing.
func (e *ServerError) Refused() bool { return e.Code == codeUnauthorized }

// Rejected reports whether the node refused the statement before it carried any of it out: the user may not do
// that, there is no such table, or the node is still joining.
func (e *ServerError) Rejected() bool {
	return e.Code >= codeSyntax && e.Code <= codeUnprepared || e.Code == codeBootstrapping
}

// Invalid reports whether there is no such table, column or value.
func (e *ServerError) Invalid() bool { return e.Code == codeInvalid }

// errorIn returns the error of an ERROR answer, nil of others.
func errorIn(f frame) error {
	if f.opcode != opError {
		return nil
	}
	r := reader{b: f.body}
	e := &ServerError{Trace: f.trace, Code: int(r.int()), Message: printable.Escape(r.string())}
	switch e.Code {
	case codeUnavailable:
		e.Level, e.Required, e.Got = Level(r.short()), int(r.int()), int(r.int())
	case codeWriteTimeout:
		e.Level, e.Got, e.Required = Level(r.short()), int(r.int()), int(r.int())
	case codeReadTimeout:
		e.Level, e.Got, e.Required, e.Data = Level(r.short()), int(r.int()), int(r.int()), r.byte() != 0
	case codeReadFailure, codeWriteFailure:
		e.Level, e.Got, e.Required, e.Failures = Level(r.short()), int(r.int()), int(r.int()), int(r.int())
	}
	if r.err != nil {
		return r.err
	}
	return e
}
