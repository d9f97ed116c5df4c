// Parsing the words of the walk command: flags around negative tokens, keys and tokens,
// and lines of input.

package cli

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// numberMark stands before a negative number while the flags are parsed. No word that
// comes from a shell contains it.
const numberMark = "\x00"

// parseAroundNumbers parses a command's flags so that -42 is a word and not the flag -4
// followed by something.
func parseAroundNumbers(cmd *cobra.Command, words []string) error {
	cmd.DisableFlagParsing = false
	cmd.InheritedFlags() // this adds the parents' flags to the command's
	marked := make([]string, len(words))
	value := false // the word is the value of the flag before it
	for i, word := range words {
		marked[i] = word
		if !value && negative(word) {
			marked[i] = numberMark + word
		}
		value = !value && awaiting(cmd.Flags(), word) != nil
	}
	if err := cmd.ParseFlags(marked); err != nil {
		return cmd.FlagErrorFunc()(cmd, err)
	}
	if help, err := cmd.Flags().GetBool("help"); err == nil && help {
		return pflag.ErrHelp
	}
	return nil
}

// negative reports whether a word is a negative whole number.
func negative(word string) bool {
	digits, minus := strings.CutPrefix(word, "-")
	return minus && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// awaiting returns the flag whose value the next word is; nil if the word is not a flag
// that takes one.
func awaiting(f *pflag.FlagSet, word string) *pflag.Flag {
	var flag *pflag.Flag
	if name, long := strings.CutPrefix(word, "--"); long {
		flag = f.Lookup(name)
	} else if len(word) == 2 && word[0] == '-' {
		flag = f.ShorthandLookup(word[1:])
	}
	if flag == nil || flag.NoOptDefVal != "" {
		return nil
	}
	return flag
}

// read parses a word into a key and its token. The key of a token is empty.
func (w *walkCommand) read(word string) (key string, token ring.Token, err error) {
	switch {
	case w.tokens:
		n, err := strconv.ParseInt(strings.TrimSpace(word), 10, 64)
		if err != nil {
			return "", 0, fmt.Errorf("%s is not a token (allowed: whole numbers from %d to %d)",
				event.Show(word, maxShown), int64(math.MinInt64), int64(math.MaxInt64))
		}
		return "", ring.Token(n), nil
	case w.hex:
		bytes, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(word), "0x"))
		if err != nil {
			return "", 0, fmt.Errorf("%s is not a key in hexadecimal (allowed: pairs of the digits 0-9 and a-f)", event.Show(word, maxShown))
		}
		key = string(bytes)
	default:
		key = word
	}
	if key == "" {
		return "", 0, errors.New("the key is empty; any other text will do")
	}
	return key, ring.Hash(key), nil
}

// maxKey is how many bytes a line may have: far more than any key, and few enough that an
// endless line is refused.
const maxKey = 16 << 20

// keyLines reads words from a stream, one per line. It holds one line at a time.
type keyLines struct {
	in     *bufio.Reader
	line   []byte
	number int // of the line that was read last
}

func newKeyLines(in io.Reader) *keyLines { return &keyLines{in: bufio.NewReaderSize(in, 1<<16)} }

// willWait reports whether reading the next line may block.
func (l *keyLines) willWait() bool { return l.in.Buffered() == 0 }

// next returns the next line without its line break, of Unix or of Windows. After the
// last line the error is io.EOF.
func (l *keyLines) next() (string, error) {
	l.line = l.line[:0]
	l.number++
	for {
		part, err := l.in.ReadSlice('\n')
		l.line = append(l.line, part...)
		switch {
		case len(l.line) > maxKey:
			return "", fmt.Errorf("has more than %d bytes; a key may have so many", maxKey)
		case err == nil, err == io.EOF && len(l.line) > 0:
			line := strings.TrimSuffix(string(l.line), "\n")
			return strings.TrimSuffix(line, "\r"), nil
		case err == bufio.ErrBufferFull:
		case err == io.EOF:
			return "", io.EOF
		default:
			return "", failed("cannot be read: %w", err)
		}
	}
}
