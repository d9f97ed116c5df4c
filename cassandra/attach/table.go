// The table that gets read: one text is its whole key, so that the walk holds for it.

package attach

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ringside/cassandra/cql"
	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// Keyspace and KVTable are what puts and deletes write to, and nothing else.
const (
	Keyspace = "ringside"
	KVTable  = "kv"
)

const (
	columnsStatement     = "SELECT table_name, column_name, kind, type FROM system_schema.columns WHERE keyspace_name = ?"
	ownSchemaStatement   = "SELECT schema_version FROM system.local"
	peersSchemaStatement = "SELECT host_id, schema_version FROM system.peers_v2"

	putStatement    = "INSERT INTO ringside.kv (key, value) VALUES (?, ?) USING TIMESTAMP ?"
	deleteStatement = "DELETE FROM ringside.kv USING TIMESTAMP ? WHERE key = ?"
	tableStatement  = "CREATE TABLE IF NOT EXISTS ringside.kv (key text PRIMARY KEY, value text)"
)

// table is a table of a user, and how its rows are read.
type table struct {
	name string // with its keyspace
	get  string // the statement; its only value is the key
	// values are the columns that are not the key, in the order of the statement: c0, c1, …, and
	// of those that have one the time of their writing: t0, t1, …
	values []string
	plain  bool // the only value is a text, and read as it is
}

// readTable looks for the table that gets read, in a keyspace: the one that is named, or the only one
// that can be. why says why there is none.
func readTable(ctx context.Context, conn *cql.Conn, keyspace, name string) (t *table, why string, err error) {
	rows, err := query(ctx, conn, columnsStatement, []byte(keyspace))
	if err != nil {
		return nil, "", fmt.Errorf("read the names of the tables: %w", err)
	}
	tables := make(map[string][]tableColumn)
	var names []string
	for i := range rows.Len() {
		at := rows.Text(i, "table_name")
		if !slices.Contains(names, at) {
			names = append(names, at)
		}
		tables[at] = append(tables[at], tableColumn{rows.Text(i, "column_name"), rows.Text(i, "kind"), rows.Text(i, "type")})
	}
	slices.Sort(names)
	if name != "" {
		columns, there := tables[name]
		if !there {
			return nil, fmt.Sprintf("keyspace %s has no table %s%s", printable.Escape(keyspace), printable.Quote(name), nearest.Among(name, "tables", names)), nil
		}
		t, why = newTable(keyspace, name, columns)
		return t, why, nil
	}
	var can []string
	for _, at := range names {
		if one, _ := newTable(keyspace, at, tables[at]); one != nil {
			can, t = append(can, at), one
		}
	}
	switch len(can) {
	case 1:
		return t, "", nil
	case 0:
		return nil, fmt.Sprintf("keyspace %s has no table whose primary key is one text", printable.Escape(keyspace)), nil
	}
	return nil, fmt.Sprintf("keyspace %s has several tables to read; say which, with --table%s", printable.Escape(keyspace), printable.Escape(nearest.List("tables", can))), nil
}

// tableColumn is a column of a table, as system_schema.columns has it.
type tableColumn struct{ name, kind, of string }

// newTable returns how a table is read; nil and why if it can't be.
func newTable(keyspace, name string, columns []tableColumn) (*table, string) {
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	t := &table{name: printable.Escape(keyspace + "." + name)}
	var key, values []tableColumn
	whole := true
	for _, c := range columns {
		switch c.kind {
		case "partition_key":
			key = append(key, c)
			whole = whole && (c.of == "text" || c.of == "ascii")
		case "clustering":
			whole = false
		default:
			values = append(values, c)
		}
	}
	if len(key) != 1 || !whole || len(values) == 0 {
		return nil, fmt.Sprintf("table %s: its primary key is not one text, so no key of the walk is one of it", t.name)
	}
	t.plain = len(values) == 1 && values[0].of == "text"
	var selected []string
	for i, c := range values {
		value := "toJson(" + quoted(c.name) + ")"
		if t.plain {
			value = quoted(c.name)
		}
		selected = append(selected, fmt.Sprintf("%s AS c%d", value, i))
		if !strings.Contains(c.of, "<") && c.of != "counter" { // of a collection each element has one
			selected = append(selected, fmt.Sprintf("writetime(%s) AS t%d", quoted(c.name), i))
		}
		t.values = append(t.values, c.name)
	}
	t.get = "SELECT " + strings.Join(selected, ", ") + " FROM " + quoted(keyspace) + "." + quoted(name) + " WHERE " + quoted(key[0].name) + " = ?"
	return t, ""
}

// row is what a get has read: the value as text, and the newest time that any of it was written at, in
// µs since 1970; 0 if none has one.
func (t *table) row(rows *cql.Rows) (value string, stamp int64, found bool) {
	if rows.Len() == 0 {
		return "", 0, false
	}
	var parts []string
	for i, name := range t.values {
		column := fmt.Sprintf("c%d", i)
		stamp = max(stamp, rows.Int(0, fmt.Sprintf("t%d", i)))
		if !rows.Null(0, column) {
			found = true
			parts = append(parts, name+"="+rows.Text(0, column))
		}
	}
	if t.plain {
		return rows.Text(0, "c0"), stamp, found
	}
	return strings.Join(parts, " "), stamp, true
}
