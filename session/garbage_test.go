// This file gives the readers of sessions what no release has written.

package session_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/session"
)

// keptTexts are all that releases have written, by name.
func keptTexts(t testing.TB) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	for _, k := range kept {
		data, err := os.ReadFile(filepath.Join("testdata", k.name))
		if err != nil {
			t.Fatal(err)
		}
		all[k.name] = data
	}
	return all
}

// oneLine fails unless something was refused in one line of plain text.
func oneLine(t *testing.T, what string, opened bool, err error) {
	t.Helper()
	if err == nil || opened || len(err.Error()) > 1000 || strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
		t.Errorf("%s: not refused in one line: opened %v, %.1000q", what, opened, err)
	}
}

// TestMixedUp: parts of one file in another, lines in another order, and files within files
// are refused in one line each.
func TestMixedUp(t *testing.T) {
	all := keptTexts(t)
	second, third := string(all["format2-last.yaml"]), string(all["format3.yaml"])
	head, branches, _ := strings.Cut(third, "branches:\n")
	_, others, _ := strings.Cut(second, "branches:\n")
	tree, err := session.Marshal(tale(t))
	if err != nil {
		t.Fatal(err)
	}
	_, foreign, _ := strings.Cut(string(tree), "branches:\n")
	lines := strings.SplitAfter(third, "\n")
	swapped := func(a, b string) string {
		i, j := -1, -1
		for n, l := range lines {
			if strings.Contains(l, a) {
				i = n
			}
			if strings.Contains(l, b) {
				j = n
			}
		}
		if i < 0 || j < 0 {
			t.Fatalf("no %s, or no %s", a, b)
		}
		other := append([]string(nil), lines...)
		other[i], other[j] = other[j], other[i]
		return strings.Join(other, "")
	}
	for name, text := range map[string]string{
		"branches of an earlier format":  head + "branches:\n" + others,
		"branches of another session":    head + "branches:\n" + foreign,
		"a newer format's number":        strings.Replace(third, "format: 3", "format: 4", 1),
		"an earlier format's number":     strings.Replace(third, "format: 3", "format: 2", 1),
		"the first format's number":      strings.Replace(third, "format: 3", "format: 1", 1),
		"twice":                          third + third,
		"two documents":                  third + "---\n" + third,
		"branches twice":                 head + "branches:\n" + branches + "branches:\n" + branches,
		"two commands in another order":  swapped("put cart milk", "put cart bread"),
		"two answers in another order":   swapped("    1 o ", "    2 o "),
		"an answer among the commands":   swapped("put cart milk", "    2 o "),
		"the engine at the end":          strings.Replace(third, thisEngine+"\n", "", 1) + thisEngine + "\n# changed\n" + thisEngine + "\n",
		"a code":                         string(all["code2.txt"]),
		"a class":                        `{"format":3,"room":"class","cluster":"x"}`,
		"aliases":                        strings.Replace(third, `n: "3"`, `n: &n "3"`, 1) + "more: *n\n",
		"nothing":                        "",
		"a list":                         "- format: 3\n",
		"a byte order mark and no more":  "\ufeff",
		"nulls":                          strings.Replace(third, "current: 2", "current:", 1),
		"a branch without what it holds": head + "branches:\n- \ncurrent: 1\nwhole: 00000000\n",
		"no branch":                      head + "branches: []\ncurrent: 1\nwhole: 00000000\n",
	} {
		h, _, err := session.Unmarshal("s.yaml", []byte(text))
		oneLine(t, name, h != nil, err)
	}
}

// TestBranchesThatDoNotFit: what has checksums that fit and branches that do not is refused,
// or opened without them.
func TestBranchesThatDoNotFit(t *testing.T) {
	text, err := session.Marshal(tale(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range [][2]string{
		{"from: 1 2 ", "from: 2 2 "}, {"from: 1 2 ", "from: 3 2 "}, {"from: 1 2 ", "from: 0 2 "}, {"from: 1 2 ", "from: 99 2 "},
		{"from: 1 2 ", "from: 1 999999 "}, {"from: 2 4 ", "from: 2 0 "}, {"from: 0 0 ", "from: 1 0 "}, {"from: 1 2 7 1s", "from: 1 2 7 0s"},
		{"from: 1 2 7 1s", "from: 1 2 999999999 90000h"}, {"  left: 5 ", "  left: 999999 "}, {"  left: 5 ", "  left: 0 "},
		{"  left: 5 34 6s", "  left: 3 19 90s"}, {"  left: 5 25 3.004s", "  left: 4 18 90s"},
		{" 1s ", " 9s "}, {"nodes: 5", "nodes: 1"}, {`n: "3"`, `n: "9"`},
	} {
		if !strings.Contains(string(text), tt[0]) {
			t.Fatalf("no %q in\n%s", tt[0], text)
		}
		h, warning, err := session.Unmarshal("s.yaml", seal(strings.Replace(string(text), tt[0], tt[1], 1)))
		if err != nil {
			oneLine(t, tt[1], h != nil, err)
			continue
		}
		if strings.ContainsAny(warning.Text, "\n\x1b") {
			t.Errorf("%s: %q", tt[1], warning.Text)
		}
		saved, err := session.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		again, warning, err := session.Unmarshal("again.yaml", saved)
		if err != nil || warning.Text != "" {
			t.Fatalf("%s: what opened is saved, and opens with %v, %+v", tt[1], err, warning)
		}
		same(t, h, again)
	}
}

// TestGarbage: a million bytes of anything are refused in one line, and the heap does not
// grow out of proportion for them.
func TestGarbage(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	letters := []byte("format: 3\nengine: 1\ncluster: branches - from |commands0123456789 abcdef\n  ")
	text := make([]byte, 1<<20)
	for i := range text {
		text[i] = letters[random.IntN(len(letters))]
	}
	begun := keptTexts(t)["format3.yaml"]
	for name, data := range map[string][]byte{
		"noise": noise, "letters": text, "a beginning and noise": append(bytes.Clone(begun[:len(begun)/2]), noise...),
		"a beginning and letters": append(bytes.Clone(begun[:len(begun)/2]), text...),
		"deep":                    bytes.Repeat([]byte("["), 1<<20), "dashes": bytes.Repeat([]byte("- "), 1<<19),
		"one line":    append([]byte("format: 3\nengine: "), bytes.Repeat([]byte("1"), 1<<20)...),
		"fields":      append([]byte("format: 3\n"), bytes.Repeat([]byte("a: b\n"), 1<<18)...),
		"deep fields": bytes.Repeat([]byte("{a: "), 1<<18),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h, _, err := session.Unmarshal("s.yaml", data)
		runtime.ReadMemStats(&after)
		oneLine(t, name, h != nil, err)
		if took := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && took > 256<<20 {
			t.Errorf("%s: the heap has grown by %d bytes", name, took)
		}
		h, _, err = session.Decode("ringside2." + string(data))
		oneLine(t, "as a code, "+name, h != nil, err)
	}
}

// spoil changes one thing of a text.
func spoil(random *rand.Rand, text []byte, other []byte) []byte {
	text = bytes.Clone(text)
	at, to := random.IntN(len(text)), random.IntN(len(text))
	switch random.IntN(5) {
	case 0:
		return text[:at]
	case 1:
		text[at] ^= byte(1 + random.IntN(255))
	case 2:
		text[at], text[to] = text[to], text[at]
	case 3:
		return append(text[:min(at, to)], text[max(at, to):]...)
	case 4:
		return append(text[:at], other[random.IntN(len(other)):]...)
	}
	return text
}

// TestSpoiled: what releases have written, spoiled at random, is refused in one line or says
// what it said.
func TestSpoiled(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	all := keptTexts(t)
	for _, k := range kept {
		whole, _ := openKept(t, k.name)
		for range 150 {
			other := all[kept[random.IntN(len(kept))].name]
			text := spoil(random, all[k.name], other)
			open := session.Decode
			if strings.HasSuffix(k.name, ".yaml") {
				open = func(code string) (h *history.History, w session.Warning, err error) {
					return session.Unmarshal("s.yaml", []byte(code))
				}
			}
			h, _, err := open(string(text))
			if err != nil {
				oneLine(t, k.name, h != nil, err)
				continue
			}
			same(t, whole, h)
		}
	}
}

// FuzzUnmarshal reads anything as a file.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range keptTexts(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, _, err := session.Unmarshal("s.yaml", data)
		if err != nil {
			oneLine(t, "a file", h != nil, err)
			return
		}
		if _, err := session.Marshal(h); err != nil {
			t.Errorf("it opens, and can't be saved: %v", err)
		}
	})
}

// FuzzDecode reads anything as a code.
func FuzzDecode(f *testing.F) {
	for _, text := range keptTexts(f) {
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, code string) {
		h, _, err := session.Decode(code)
		if err != nil {
			oneLine(t, "a code", h != nil, err)
		}
	})
}
