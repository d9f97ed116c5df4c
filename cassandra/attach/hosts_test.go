// Tests of the list of hosts.

package attach

import (
	"slices"
	"strings"
	"testing"

	"ringside/cassandra/cql"
)

// TestAllHostsAreTried: who names several hosts and reaches none learns that all were tried.
func TestAllHostsAreTried(t *testing.T) {
	refused := func(address string) error { return &cql.DialError{Address: address, Why: "connection refused"} }
	for want, failures := range map[string][]error{
		"a:9042: connection refused":                                        {refused("a:9042")},
		"a:9042: connection refused; 1 other host can't be reached either":  {refused("a:9042"), refused("b:9042")},
		"a:9042: connection refused; 2 other hosts can't be reached either": {refused("a:9042"), refused("b:9042"), refused("c:9042")},
	} {
		if got := worst(failures); got.Error() != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// TestHosts: what can't be a host is told before anything is looked for there.
func TestHosts(t *testing.T) {
	all, err := Hosts("10.0.0.1, db.example:9142,[::1]:9042,[::2],::3")
	if want := []string{"10.0.0.1", "db.example:9142", "[::1]:9042", "[::2]", "::3"}; err != nil || !slices.Equal(all, want) {
		t.Errorf("%q, %v; want %q", all, err, want)
	}
	for list, want := range map[string]string{
		"":                `"" names an empty host`,
		"a,,b":            `"a,,b" names an empty host`,
		"a:99999":         `host "a:99999": no port: "99999" (allowed: 1 to 65535)`,
		"a,127.0.0.1:0":   `host "127.0.0.1:0": no port: "0"`,
		"a:cql":           `host "a:cql": no port: "cql"`,
		"a:":              `host "a:": no port: ""`,
		":9042":           `host ":9042": no name and no address`,
		"[::1":            `host "[::1": a bracket is not closed`,
		"a b":             `host "a b": no name and no address`,
		"x\x1b[31m":       `host "x\x1b[31m": no name and no address`,
		"cassandra://a:1": `host "cassandra://a:1": no name and no address`,
		"ann@a":           `host "ann@a": no name and no address`,
	} {
		if all, err := Hosts(list); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %s", list, all, err, want)
		}
	}
}
