// What cqlsh prints: tables, records with EXPAND ON, rows of SELECT JSON, and CREATE
// KEYSPACE.

package nodetool

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// cells returns the cells of a line of a table.
func cells(words string) []string {
	all := strings.Split(words, "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// rule is the line under the heading of a table.
var rule = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-+(\+-+)*$`) })

// isTableHeader recognises the heading of a table by the line under it.
func (r *reader) isTableHeader(words string) bool {
	if r.number >= len(r.lines) || words == "" || strings.HasPrefix(words, "--") || strings.HasPrefix(words, "[json]") {
		return false
	}
	under := strings.TrimSpace(plain(r.lines[r.number]))
	return rule().MatchString(under) && strings.Count(under, "+") == strings.Count(words, "|") && !strings.ContainsAny(words, "{}")
}

// checkHeader refuses a table of nodes without what a ring needs.
func (r *reader) checkHeader() error {
	if !aboutNodes(r.header) {
		return nil
	}
	for _, column := range []string{"data_center", "rack", "tokens"} {
		if !slices.Contains(r.header, column) {
			return r.errorf("this table has no column %s; ask SELECT peer, data_center, rack, host_id, tokens FROM system.peers_v2", column)
		}
	}
	return nil
}

// aboutNodes reports whether columns are those of system.peers_v2, peers or local.
func aboutNodes(columns []string) bool {
	return slices.Contains(columns, "peer") || slices.Contains(columns, "tokens") && slices.Contains(columns, "data_center")
}

// tableRow reads a row of a table.
func (r *reader) tableRow(words string) (done bool, err error) {
	if words == "" || strings.HasPrefix(words, "(") {
		return true, nil // there can be more after a pause of the pager
	}
	if rule().MatchString(words) || words == "---MORE---" {
		return true, nil
	}
	row := cells(words)
	if len(row) != len(r.header) {
		if len(row) == 1 {
			return false, nil
		}
		return true, r.errorf("this row has %d columns, and its heading has %d", len(row), len(r.header))
	}
	fields := make(map[string]string, len(row))
	for i, name := range r.header {
		fields[name] = row[i]
	}
	return true, r.row(fields)
}

// recordLine reads a field of a record, as EXPAND ON prints them:
//
//	data_center | dc1
func (r *reader) recordLine(words string) (done bool, err error) {
	if words == "" || rule().MatchString(words) {
		return true, nil
	}
	if strings.HasPrefix(words, "(") {
		return true, r.endRecord()
	}
	name, value, ok := strings.Cut(words, "|")
	if !ok {
		return false, nil
	}
	if r.record == nil {
		r.record, r.recordAt = make(map[string]string), r.number
	}
	r.record[strings.TrimSpace(name)] = strings.TrimSpace(value)
	return true, nil
}

// endRecord reads the record that is over.
func (r *reader) endRecord() error {
	fields := r.record
	if r.record = nil; fields == nil {
		return nil
	}
	at := r.number
	r.number = r.recordAt
	err := r.row(fields)
	r.number = at
	return err
}

// jsonRow reads a row of SELECT JSON, or a range of a nodetool that prints JSON.
func (r *reader) jsonRow(words string) error {
	var values map[string]any
	if err := json.Unmarshal([]byte(words), &values); err != nil {
		return r.errorf("this row of JSON can't be read: %v", err)
	}
	if _, ok := values["endpoint_details"]; ok {
		return r.jsonRange(words)
	}
	fields := make(map[string]string)
	for name, value := range values {
		switch value := value.(type) {
		case string:
			fields[name] = value
		case nil:
			fields[name] = "null"
		default: // a list of tokens, or replication
			text, _ := json.Marshal(value) // it comes from JSON
			fields[name] = string(text)
		}
	}
	if r.kind == "" {
		r.begin(nowhere, "cqlsh")
	}
	return r.row(fields)
}

// row reads a row of a table of cqlsh: of nodes, or of keyspaces. Others say nothing about
// a ring.
func (r *reader) row(fields map[string]string) error {
	value := func(names ...string) string {
		for _, name := range names {
			if v := fields[name]; v != "" && v != "null" {
				return v
			}
		}
		return ""
	}
	if p := value("partitioner"); p != "" {
		if err := r.checkPartitioner(p); err != nil {
			return err
		}
	}
	r.c.Name = cmp.Or(value("cluster_name"), r.c.Name)
	if name, replication := value("keyspace_name"), value("replication"); name != "" && replication != "" {
		r.c.recognised("cqlsh system_schema.keyspaces")
		return r.replication(name, replication)
	}
	var columns []string
	for name := range fields {
		columns = append(columns, name)
	}
	if !aboutNodes(columns) {
		return nil
	}
	address := value("peer")
	if _, peers := fields["peer"]; peers {
		r.peers = cmp.Or(r.peers, r.number)
		r.c.recognised("cqlsh system.peers_v2")
	} else {
		r.local = true
		r.c.recognised("cqlsh system.local")
		address = value("broadcast_address", "listen_address", "rpc_address", "native_address", "host_id")
	}
	if address == "" {
		return r.errorf("this row has no address")
	}
	if port := value("peer_port", "broadcast_port"); port != "" && !strings.Contains(address, ":") {
		address += ":" + port
	}
	n := r.nodeAt(address)
	if err := r.setPlace(n, value("data_center"), value("rack")); err != nil {
		return err
	}
	if id := value("host_id"); uuid().MatchString(id) {
		if err := r.setHostID(n, strings.ToLower(id)); err != nil {
			return err
		}
	}
	tokens := value("tokens")
	if strings.ContainsAny(tokens[:min(len(tokens), 1)], "{[") && !strings.HasSuffix(tokens, "}") && !strings.HasSuffix(tokens, "]") {
		return r.errorf("the tokens of this row are cut off: their set does not end")
	}
	for _, word := range inSet(tokens) {
		if err := r.addToken(n, word); err != nil {
			return err
		}
	}
	return nil
}

// inSet returns the words of a set, as in {'-1', '2'} or ["-1", "2"].
func inSet(text string) (words []string) {
	for word := range strings.SplitSeq(strings.Trim(text, "{}[] "), ",") {
		if word = strings.Trim(word, " '\""); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// create is the beginning of what DESCRIBE KEYSPACE prints.
var create = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^CREATE KEYSPACE (?:IF NOT EXISTS )?"?([^\s"]+)"? WITH replication ?= ?(\{[^}]*\})`)
})

func (r *reader) createKeyspace(words string) error {
	m := create().FindStringSubmatch(words)
	if m == nil {
		return r.errorf("this CREATE KEYSPACE has no replication that can be read")
	}
	r.c.recognised("CREATE KEYSPACE")
	r.section = nowhere
	return r.replication(m[1], m[2])
}

// pair is a pair of a map, as in 'dc1': '3'.
var pair = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`['"]([^'"]+)['"] ?: ?['"]?([^'",}]+)['"]?`) })

// replication reads the replication of a keyspace, as in
// {'class': 'NetworkTopologyStrategy', 'dc1': '3'}.
func (r *reader) replication(keyspace, text string) error {
	options := make(map[string]string)
	var order []string
	class := ""
	for _, m := range pair().FindAllStringSubmatch(text, -1) {
		if m[1] == "class" {
			class = m[2]
			continue
		}
		options[m[1]] = strings.TrimSpace(m[2])
		order = append(order, m[1])
	}
	if class == "" {
		return r.errorf("keyspace %s: its replication names no class", show(keyspace))
	}
	return r.addKeyspace(keyspace, class, order, options)
}
