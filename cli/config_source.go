// Where a setting was given, for errors and for the table of the configuration.

package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/presets"
)

// source is where a setting was given. The zero source is the default.
type source struct {
	kind  sourceKind
	name  string // --n, RINGSIDE_N, two-dcs, the file as it may be shown
	line  int    // in a file
	field string // in a file or preset: n, keys.crash
	rules string // whose rules set it, which were given there; "": it was given itself
}

type sourceKind uint8

const (
	byDefault sourceKind = iota
	byPreset
	byFile
	byVariable
	byFlag
)

// sources says where each setting was given that does not have its default.
type sources map[string]source

func (s sources) has(name string) bool { _, ok := s[name]; return ok }

func (s sources) of(name string) source {
	if from, ok := s[name]; ok {
		return from
	}
	return source{field: name}
}

func fromFlag(name string) source { return source{kind: byFlag, name: "--" + name, field: name} }
func fromVariable(name string) source {
	return source{kind: byVariable, name: variable(name), field: name}
}

func fromFile(file string, line int, field string) source {
	return source{kind: byFile, name: strictyaml.Quote(file), line: line, field: field}
}

// fromPreset returns the source of a setting that a preset other than the default one
// gives: an embedded one, or a user's file.
func fromPreset(name string, line int, field string) source {
	s := source{kind: byPreset, name: "preset " + strictyaml.Quote(name), field: field}
	if !slices.Contains(presets.Names(), name) {
		s.name, s.line = strictyaml.Quote(name), line
	}
	return s
}

// variable returns the environment variable of a setting.
func variable(name string) string { return variablePrefix + strings.ToUpper(name) }

const variablePrefix = "RINGSIDE_"

// stronger reports whether it replaces what a preset says.
func (s source) stronger() bool { return s.kind > byPreset }

// setting returns the source of a setting that rules from this source set.
func (s source) setting(name, rules string) source {
	s.field, s.rules = name, rules
	return s
}

// String names it for the table of the effective configuration.
func (s source) String() string {
	switch {
	case s.rules != "":
		return fmt.Sprintf("rules %s (%s)", s.rules, source{kind: s.kind, name: s.name, line: s.line})
	case s.kind == byDefault:
		return "default"
	case s.line > 0:
		return fmt.Sprintf("%s:%d", s.name, s.line)
	}
	return s.name
}

// prefix puts the place of a setting in front of its error.
func (s source) prefix(err error) error {
	switch s.kind {
	case byFlag, byVariable:
		return fmt.Errorf("%s: %w", s.name, err)
	case byFile, byPreset:
		return fmt.Errorf("%s: %s: %w", s, s.field, err)
	}
	return fmt.Errorf("%s is not given, and its default: %w", s.field, err)
}

// decorate puts the place where a setting was given in front of its error.
func (s sources) decorate(err error) error {
	var wrong *presets.FieldError
	if !errors.As(err, &wrong) {
		return err
	}
	from := s.of(wrong.Field)
	if from.kind == byDefault {
		return fmt.Errorf("%s is not given, and its default %s; set it with --%[1]s", wrong.Field, wrong.Because())
	}
	return from.prefix(errors.New(wrong.Because()))
}

// oneOf refuses a value that is not in a list.
func oneOf(name, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return &presets.FieldError{Field: name, Value: value,
		Problem: "is not allowed" + nearest.Among(value, "allowed", allowed)}
}
