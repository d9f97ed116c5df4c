// The label of a replay code: of what it is a solution, and whose.

package session

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"unicode/utf8"

	"ringside/internal/printable"
)

// Label says of which challenge a code is a solution, and whose. Both may be empty.
//
// It stands behind the code, with a checksum of both, so that neither can be read with a part of the
// other. It proves nothing about who made it.
//
//	code "." base64url( challenge, solver, checksum )
type Label struct {
	Challenge string
	Solver    string
}

// mostLabel is how many bytes each text of a label has at most.
const mostLabel = 80

// Clean returns the label as it is kept: one line each, of no more than mostLabel bytes, and
// nothing in it that a terminal would obey.
func (l Label) Clean() Label { return Label{labelText(l.Challenge), labelText(l.Solver)} }

func labelText(s string) string {
	s = printable.Escape(strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " "))
	if len(s) > mostLabel {
		s = s[:mostLabel]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	return s
}

// On returns a code that Encode made, with the label.
func (l Label) On(code string) string {
	l = l.Clean()
	var data []byte
	for _, text := range []string{l.Challenge, l.Solver} {
		data = append(binary.AppendUvarint(data, uint64(len(text))), text...)
	}
	data = binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(append([]byte(code), data...)))
	return code + "." + base64.RawURLEncoding.EncodeToString(data)
}

// errLabel is the error of a code whose label was damaged.
var errLabel = errors.New("replay code: its end, which says whose it is, does not belong to it: copy it again as a whole")

// Labelled takes the label off a code, however it was broken into lines; without one it returns
// the zero Label. The error says that the label is damaged.
func Labelled(code string) (bare string, l Label, err error) {
	code = strings.Join(strings.Fields(code), "")
	head, rest, _ := strings.Cut(code, ".")
	body, label, ok := strings.Cut(rest, ".")
	if !ok {
		return code, Label{}, nil
	}
	bare = head + "." + body
	data, err := base64.RawURLEncoding.Strict().DecodeString(label)
	if err != nil || len(data) < sumBytes {
		return "", Label{}, errLabel
	}
	data, sum := data[:len(data)-sumBytes], binary.BigEndian.Uint32(data[len(data)-sumBytes:])
	if crc32.ChecksumIEEE(append([]byte(bare), data...)) != sum {
		return "", Label{}, errLabel
	}
	r := reader{rest: data}
	l = Label{Challenge: r.word(), Solver: r.word()}
	if r.bad || len(r.rest) > 0 || l != l.Clean() {
		return "", Label{}, errLabel
	}
	return bare, l, nil
}
