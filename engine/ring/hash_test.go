// Tests of the hash against the vectors of Cassandra's drivers and against plain Murmur3.

package ring

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/bits"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func unhex(t *testing.T, s string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The vectors are those of the Go driver (internal/murmur/murmur_test.go) and of
// python-driver (tests/unit/test_metadata.py), and one row of the University of
// Wisconsin's CS 544, project 6. In those marked † some byte of the tail is above 0x7f, so
// plain Murmur3 gives another result.
func TestHashIsCassandras(t *testing.T) {
	for _, c := range []struct {
		key  string
		want Token
		sign bool // †
	}{
		{key: "", want: math.MinInt64},
		{key: "hello", want: -3758069500696749310},
		{key: "hello, world", want: 3760413751763713166},
		{key: "123", want: -7468325962851647638},
		{key: "0123456789012345", want: -6689751078119097958},
		{key: "USC00470273", want: -9014250178872933741},
		{key: strings.Repeat("\xfe", 8), want: -8927430733708461935, sign: true},
		{key: strings.Repeat("\x00\xff\x10\xfa\x99", 10), want: 5837342703291459765, sign: true},
		{key: unhex(t, "00104327529fb645dd00b883ec39ae448bb800000400066a6b00"), want: -9223371632693506265, sign: true},
		{key: "prefix" + unhex(t, "000102030405060708090a0b0c0d0e0f c8"), want: -278181328349571586, sign: true},
	} {
		if got := Hash(c.key); got != c.want {
			t.Errorf("Hash(%q) = %d, want %d", c.key, got, c.want)
		}
		if c.key == "" {
			continue
		}
		if plain := Token(plainMurmur3(c.key)); (plain != c.want) != c.sign {
			t.Errorf("plain Murmur3 of %q = %d: sign extension should matter: %v", c.key, plain, c.sign)
		}
	}
}

// plainMurmur3 is the first half of Murmur3 x64-128 with seed 0 as its author
// defines it: the tail is padded with zeros and then treated as a block that is
// not followed by the mixing of the two halves.
func plainMurmur3(key string) uint64 {
	const a1, b1 = 0x87c37b91114253d5, 0x4cf5ad432745937f
	var a, b uint64
	padded := make([]byte, (len(key)+15)/16*16)
	copy(padded, key)
	for i := 0; i < len(padded); i += 16 {
		x := binary.LittleEndian.Uint64(padded[i:])
		y := binary.LittleEndian.Uint64(padded[i+8:])
		a ^= bits.RotateLeft64(x*a1, 31) * b1
		if i+16 > len(key) {
			b ^= bits.RotateLeft64(y*b1, 33) * a1
			break
		}
		a = (bits.RotateLeft64(a, 27)+b)*5 + 0x52dce729
		b ^= bits.RotateLeft64(y*b1, 33) * a1
		b = (bits.RotateLeft64(b, 31)+a)*5 + 0x38495ab5
	}
	a ^= uint64(len(key))
	b ^= uint64(len(key))
	a += b
	b += a
	mix := func(k uint64) uint64 {
		k = (k ^ k>>33) * 0xff51afd7ed558ccd
		k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
		return k ^ k>>33
	}
	return mix(a) + mix(b)
}

// Only a byte above 0x7f after the last full block makes Cassandra's hash differ
// from Murmur3.
func TestHashDiffersFromMurmur3OnlyInTheTail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "blocks")
		blocks = blocks[:len(blocks)/16*16]
		tail := rapid.SliceOfN(rapid.ByteRange(0, 0x7f), 0, 15).Draw(t, "tail")
		key := string(blocks) + string(tail)
		if key == "" {
			return
		}
		if got, want := Hash(key), Token(plainMurmur3(key)); got != want {
			t.Fatalf("Hash(%x) = %d, plain Murmur3 says %d", key, got, want)
		}
		if len(tail) == 0 {
			return
		}
		which := rapid.IntRange(0, len(tail)-1).Draw(t, "which")
		tail[which] |= 0x80
		key = string(blocks) + string(tail)
		// The eighth byte is the highest of its word: there is nothing above it to turn over.
		if same := Hash(key) == Token(plainMurmur3(key)); same != (which == 7) {
			t.Fatalf("Hash(%x) equals plain Murmur3: %v, though byte %d of its tail is above 0x7f", key, same, which)
		}
	})
}

// keyOf inverts Murmur3: it returns the 16 bytes that hash to x + y, where x and y are the
// two finalized halves.
func keyOf(x, y uint64) string {
	const a1, b1 = 0x87c37b91114253d5, 0x4cf5ad432745937f
	inverse := func(odd uint64) uint64 { // of a multiplication modulo 2^64, by Newton's method
		v := odd
		for range 5 {
			v *= 2 - odd*v
		}
		return v
	}
	unmix := func(k uint64) uint64 {
		k ^= k >> 33
		k *= inverse(0xc4ceb9fe1a85ec53)
		k ^= k >> 33
		k *= inverse(0xff51afd7ed558ccd)
		return k ^ k>>33
	}
	a, b := unmix(x), unmix(y)
	b -= a
	a -= b
	a, b = a^16, b^16
	b = bits.RotateLeft64((b-0x38495ab5)*inverse(5)-a, -31)
	a = bits.RotateLeft64((a-0x52dce729)*inverse(5), -27)
	first := bits.RotateLeft64(a*inverse(b1), -31) * inverse(a1)
	second := bits.RotateLeft64(b*inverse(a1), -33) * inverse(b1)
	key := binary.LittleEndian.AppendUint64(nil, first)
	return string(binary.LittleEndian.AppendUint64(key, second))
}

// No key is known to hash to the minimum by chance, so one is constructed.
func TestOnlyTheEmptyKeyHasTheMinimumToken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Uint64().Draw(t, "half")
		want := rapid.Custom(func(t *rapid.T) Token { return Token(rapid.Int64().Draw(t, "token")) }).Draw(t, "token")
		if got := Hash(keyOf(x, uint64(want)-x)); got != want && want != MinToken {
			t.Fatalf("the key made for token %d has token %d", want, got)
		}
		minimum := uint64(1) << 63
		key := keyOf(x, minimum-x)
		if got := plainMurmur3(key); got != minimum {
			t.Fatalf("the key made for the minimum hashes to %d", int64(got))
		}
		if got := Hash(key); got != MaxToken {
			t.Fatalf("Hash of a key that hashes to the minimum = %d, want the maximum", got)
		}
	})
}

func TestHashAllocatesNothing(t *testing.T) {
	key := strings.Repeat("k", 1001)
	if n := testing.AllocsPerRun(100, func() { Hash(key) }); n != 0 {
		t.Errorf("Hash allocates %v times a call", n)
	}
}
