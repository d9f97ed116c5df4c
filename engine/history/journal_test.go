// The test that the journal keeps every field of a command.

package history_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	_ "ringside/internal/steady"
)

// TestJournalKeepsEveryField: a command is read back as it was written, with each of its
// fields, including fields that are added later.
func TestJournalKeepsEveryField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cmd engine.Command
		fill(t, "Command", reflect.ValueOf(&cmd).Elem())
		if got := history.CommandOf(history.AppendCommand([]byte{}, &cmd)); !reflect.DeepEqual(got, cmd) {
			t.Fatalf("wrote %+v, read %+v", cmd, got)
		}
	})
}

// fill gives some of the fields of a struct values.
func fill(t *rapid.T, path string, v reflect.Value) {
	for i := range v.NumField() {
		name := path + "." + v.Type().Field(i).Name
		if rapid.Bool().Draw(t, "leave "+name) {
			continue
		}
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString(rapid.String().Draw(t, name))
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int:
			f.SetInt(int64(rapid.Int().Draw(t, name)))
		case reflect.Int64:
			f.SetInt(rapid.Int64().Draw(t, name))
		case reflect.Uint8:
			f.SetUint(uint64(rapid.Uint8().Draw(t, name)))
		case reflect.Struct:
			fill(t, name, f)
		default:
			t.Fatalf("%s is a %v, which the journal can't write", name, f.Kind())
		}
	}
}
