// Tests of encrypted connections, with certificates made for them.

package cql

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"io"
	"math/big"
	"net"
	"testing"
	"time"
)

// selfSigned returns a certificate for an address, which is its own authority.
func selfSigned(t *testing.T, ip string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a node"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// encrypted is a node that answers only by TLS: OPTIONS and STARTUP.
func encrypted(conn net.Conn, certificate tls.Certificate, clients tls.ClientAuthType) {
	secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate}, ClientAuth: clients})
	defer secure.Close()
	for {
		var header [headerSize]byte
		if _, err := io.ReadFull(secure, header[:]); err != nil {
			return
		}
		if _, err := io.CopyN(io.Discard, secure, int64(binary.BigEndian.Uint32(header[5:]))); err != nil {
			return
		}
		header[0], header[4] = header[0]|0x80, opReady
		binary.BigEndian.PutUint32(header[5:], 0)
		if _, err := secure.Write(header[:]); err != nil {
			return
		}
	}
}

// TestNoCertificate: a node that requires one of its clients is said to do so.
func TestNoCertificate(t *testing.T) {
	mine, trusted := selfSigned(t, "10.0.0.1")
	told := dialled(t, "10.0.0.1:9042", trusted, func(conn net.Conn) { encrypted(conn, mine, tls.RequireAnyClientCert) })
	if want := "10.0.0.1:9042: " + noCertificate; told != want {
		t.Errorf("%s\nwant %s", told, want)
	}
}

// dialled dials an address by TLS, where a node answers, and returns what is said of it; "" of success.
func dialled(t *testing.T, address string, trusts *x509.CertPool, node func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if conn, err := l.Accept(); err == nil {
			node(conn)
		}
	}()
	config := Config{TLS: &tls.Config{RootCAs: trusts}, Timeout: time.Minute, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
	}}
	conn, err := Dial(t.Context(), address, config)
	if err != nil {
		return err.Error()
	}
	conn.Close()
	return ""
}

// TestTLS: a node is believed whose certificate is signed by the authority and is for the address that
// was dialled; else it is said what is wrong with it.
func TestTLS(t *testing.T) {
	mine, trusted := selfSigned(t, "10.0.0.1")
	_, others := selfSigned(t, "10.0.0.1")
	for _, test := range []struct {
		name, address string
		trusts        *x509.CertPool
		want          string
	}{
		{"right", "10.0.0.1:9042", trusted, ""},
		{"another authority", "10.0.0.1:9042", others, "10.0.0.1:9042: its certificate is not signed by the authority of --tls-ca"},
		{"another host", "10.0.0.2:9042", trusted,
			"10.0.0.2:9042: its certificate is not for this host: x509: certificate is valid for 10.0.0.1, not 10.0.0.2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			told := dialled(t, test.address, test.trusts, func(conn net.Conn) { encrypted(conn, mine, tls.NoClientCert) })
			if told != test.want {
				t.Errorf("%s\nwant %s", told, test.want)
			}
		})
	}
}

// TestNoTLS: a node that ends the connection in the handshake is said to do so, and what that may mean.
func TestNoTLS(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if node, err := l.Accept(); err == nil {
			_, _ = node.Read(make([]byte, headerSize))
			node.Close()
		}
	}()
	config := Config{TLS: &tls.Config{}, Timeout: time.Minute, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
	}}
	_, err = Dial(t.Context(), "10.0.0.1:9042", config)
	const want = "10.0.0.1:9042: it closed the connection in the TLS handshake: it may expect no TLS (leave out --tls-ca), or is not Cassandra"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}
