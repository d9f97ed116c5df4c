// The configuration of a node and the command that starts it.

package own

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"ringside/internal/whole"
)

// prepare writes the node's configuration, unless it has one: a node keeps what it was born
// with, since Cassandra refuses to start with another rack or data centre. joins says that
// the others have data already.
func (n *node) prepare(joins bool, at Place) error {
	for _, folder := range []string{n.conf(), filepath.Dir(n.log())} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("prepare n%d: %w", n.number, err)
		}
	}
	// The last file is the one by which a configuration is known to be whole.
	if _, err := os.Stat(n.yamlFile()); err == nil {
		return nil
	}
	for _, f := range []struct{ path, text string }{
		{n.rackFile(), "dc=" + at.DC + "\nrack=" + at.Rack + "\n"},
		{filepath.Join(n.conf(), "logback.xml"), n.logback()},
		{filepath.Join(n.conf(), "logback-tools.xml"), "<configuration/>\n"},
		{n.yamlFile(), n.yaml(joins)},
	} {
		if err := whole.Write(f.path, []byte(f.text), 0o600); err != nil {
			return fmt.Errorf("prepare n%d: %w", n.number, err)
		}
	}
	return nil
}

// spread returns where a new node stands.
func (n *node) spread() Place {
	at := n.number - 1
	inDC := at / n.c.DCs
	rack := "r" + strconv.Itoa(inDC+1)
	if n.c.Racks > 0 {
		rack = "r" + strconv.Itoa(inDC%n.c.Racks+1)
	}
	return Place{"dc" + strconv.Itoa(at%n.c.DCs+1), rack}
}

// seed writes into the node's configuration through whom it finds the others when it starts: those that run
// now, or itself if none does. The first node may have left, and a node that is its own seed joins without
// taking over its data.
func (n *node) seed() error {
	var others []string
	for _, number := range n.c.known() {
		if other := n.c.node(number); number != n.number && n.c.Process(number) == Runs {
			others = append(others, other.internal())
		}
	}
	if len(others) == 0 {
		others = []string{n.internal()}
	}
	text, err := os.ReadFile(n.yamlFile())
	if err != nil {
		return fmt.Errorf("start n%d: %w", n.number, err)
	}
	now := seeds().ReplaceAll(text, []byte(`seeds: "`+strings.Join(others, ",")+`"`))
	if bytes.Equal(now, text) {
		return nil
	}
	if err := whole.Write(n.yamlFile(), now, 0o600); err != nil {
		return fmt.Errorf("start n%d: %w", n.number, err)
	}
	return nil
}

var seeds = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`seeds: "[^"]*"`) })

// place returns where a node stands, as its configuration says.
func (n *node) place() (at Place) {
	for line := range strings.Lines(string(after(n.rackFile(), 0))) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "dc":
			at.DC = value
		case "rack":
			at.Rack = value
		}
	}
	return at
}

// yaml returns the node's cassandra.yaml: small enough for several nodes on one machine.
func (n *node) yaml(joins bool) string {
	d := strconv.Quote(n.dir)
	d = d[1 : len(d)-1]
	return fmt.Sprintf(`cluster_name: ringside
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
num_tokens: %d
auto_bootstrap: %t
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{seeds: "127.0.0.1:%d"}]
listen_address: %s
storage_port: %[3]d
rpc_address: %[4]s
native_transport_port: %[5]d
start_native_transport: true
endpoint_snitch: GossipingPropertyFileSnitch
data_file_directories: ["%[6]s/data"]
commitlog_directory: "%[6]s/commitlog"
saved_caches_directory: "%[6]s/saved_caches"
hints_directory: "%[6]s/hints"
cdc_raw_directory: "%[6]s/cdc_raw"
commitlog_sync: periodic
commitlog_sync_period: 10s
hinted_handoff_enabled: true
max_hint_window: 3h
block_for_peers_timeout_in_secs: 1
memtable_heap_space: 48MiB
memtable_offheap_space: 48MiB
file_cache_size: 16MiB
networking_cache_size: 16MiB
key_cache_size: 4MiB
counter_cache_size: 0MiB
commitlog_segment_size: 8MiB
commitlog_total_space: 64MiB
concurrent_reads: 8
concurrent_writes: 8
concurrent_counter_writes: 2
concurrent_compactors: 1
native_transport_max_threads: 16
compaction_throughput: 16MiB/s
sasi_indexes_enabled: false
materialized_views_enabled: false
`, n.c.Tokens, joins, n.c.Ports.Peers, n.host(), n.c.Ports.Requests, d)
}

func (n *node) logback() string {
	return `<configuration>
  <appender name="F" class="ch.qos.logback.core.FileAppender">
    <file>` + escaped(n.log()) + `</file>
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="F"/></root>
</configuration>
`
}

// escaped returns a text as XML has it.
func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// command returns the words that start the node.
func (n *node) command(java, lib string) []string {
	words := append([]string{java}, jvm()...)
	words = append(words, "-Xms"+n.c.Heap, "-Xmx"+n.c.Heap, "-XX:MaxDirectMemorySize=128m", "-XX:ReservedCodeCacheSize=64m",
		"-XX:+ExitOnOutOfMemoryError", "-XX:+PerfDisableSharedMem", "-Djava.net.preferIPv4Stack=true",
		n.mark(),
		"-Dcassandra.config="+(&url.URL{Scheme: "file", Path: filepath.ToSlash(n.yamlFile())}).String(),
		"-Dlogback.configurationFile="+filepath.Join(n.conf(), "logback.xml"),
		"-Dcassandra.storagedir="+n.dir, "-Dcassandra.logdir="+filepath.Join(n.dir, "log"),
		"-Dcassandra.jmx.local.port="+strconv.Itoa(n.c.Ports.JMX(n.number)),
		// A node looks for others for twice the ring delay, and ends if none answers: time enough on a busy machine.
		"-Dcassandra.ring_delay_ms=5000", "-Dcassandra.skip_wait_for_gossip_to_settle=0",
		"-Dcassandra.superuser_setup_delay_ms=0", "-Dcassandra.enable_nodelocal_queries=true")
	if agent := jamm(lib); agent != "" {
		words = append(words, "-javaagent:"+agent)
	}
	return append(words, "-cp", n.classpath(lib), "org.apache.cassandra.service.CassandraDaemon")
}

// jamm returns the library by which a node measures its memory; "" if there is none. The folder's path may have
// signs of a pattern in it.
func jamm(lib string) string {
	files, err := os.ReadDir(lib)
	if err != nil {
		return ""
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "jamm-") && filepath.Ext(f.Name()) == ".jar" {
			return filepath.Join(lib, f.Name())
		}
	}
	return ""
}

func (n *node) classpath(lib string) string {
	return n.conf() + string(os.PathListSeparator) + filepath.Join(lib, "*")
}

// jvm returns what Cassandra 5.0 wants of JDK 17, and what makes it start fast.
func jvm() []string {
	words := []string{
		"-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-Djdk.attach.allowAttachSelf=true", "-Dio.netty.tryReflectionSetAccessible=true",
	}
	for _, name := range []string{
		"java.base/jdk.internal.misc", "java.management.rmi/com.sun.jmx.remote.internal.rmi", "java.rmi/sun.rmi.registry",
		"java.rmi/sun.rmi.server", "java.sql/java.sql", "java.base/java.lang.ref", "jdk.unsupported/sun.misc",
	} {
		words = append(words, "--add-exports="+name+"=ALL-UNNAMED")
	}
	for _, name := range []string{
		"java.base/java.lang.module", "java.base/jdk.internal.loader", "java.base/jdk.internal.ref", "java.base/jdk.internal.reflect",
		"java.base/jdk.internal.math", "java.base/jdk.internal.module", "java.base/jdk.internal.util.jar",
		"jdk.management/com.sun.management.internal", "java.base/sun.nio.ch", "java.base/java.io", "java.base/java.lang.reflect",
		"java.base/java.lang", "java.base/java.util",
	} {
		words = append(words, "--add-opens="+name+"=ALL-UNNAMED")
	}
	return words
}
