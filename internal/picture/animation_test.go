// Tests of animations: at every moment, what is seen is the frame of that moment.

package picture

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// player shows an animation as a browser does, as far as an animation needs it.
type player struct {
	whole time.Duration
	times map[string][]keyframe // by class
	texts []shownText
}

type keyframe struct {
	percent float64
	visible bool
}

type shownText struct {
	column, line int
	text         string
	classes      []string
	hidden       bool // where nothing moves
}

var (
	animations = regexp.MustCompile(`animation: (t\d+) ([\d.]+)s step-end infinite`)
	keyframes  = regexp.MustCompile(`@keyframes (t\d+) \{(.*) \}\n`)
	oneFrame   = regexp.MustCompile(`([\d.]+)% \{ visibility: (\w+) \}`)
)

// play reads an animation.
func play(t interface{ Fatalf(string, ...any) }, svg string) *player {
	p := &player{times: make(map[string][]keyframe)}
	for _, m := range keyframes.FindAllStringSubmatch(svg, -1) {
		for _, f := range oneFrame.FindAllStringSubmatch(m[2], -1) {
			percent, _ := strconv.ParseFloat(f[1], 64)
			p.times[m[1]] = append(p.times[m[1]], keyframe{percent, f[2] == "visible"})
		}
	}
	for _, m := range animations.FindAllStringSubmatch(svg, -1) {
		seconds, _ := strconv.ParseFloat(m[2], 64)
		p.whole = time.Duration(seconds * float64(time.Second))
	}
	inText := false
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return p
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if inText = tok.Name.Local == "text"; inText {
				p.texts = append(p.texts, textOf(tok))
			}
		case xml.CharData:
			if inText {
				p.texts[len(p.texts)-1].text += string(tok)
			}
		case xml.EndElement:
			inText = false
		}
	}
}

func textOf(tok xml.StartElement) (s shownText) {
	for _, a := range tok.Attr {
		n, _ := strconv.ParseFloat(a.Value, 64)
		switch a.Name.Local {
		case "x":
			s.column = int((n-margin)/cellWidth + 0.5)
		case "y":
			s.line = (int(n) - 14 - margin) / cellHeight
		case "class":
			s.classes = strings.Fields(a.Value)
		case "visibility":
			s.hidden = a.Value == "hidden"
		}
	}
	return s
}

// at returns what is seen at a moment; below 0, where nothing moves.
func (p *player) at(when time.Duration, w, h int) string {
	lines := make([][]string, h)
	for y := range lines {
		lines[y] = strings.Split(strings.Repeat(" ", w), "")
	}
	for _, s := range p.texts {
		visible := !s.hidden
		for _, class := range s.classes {
			for _, f := range p.times[class] {
				if when >= 0 && f.percent <= 100*when.Seconds()/p.whole.Seconds()+0.0005 {
					visible = f.visible
				}
			}
		}
		for i, c := range strings.Split(s.text, "") {
			if visible {
				lines[s.line][s.column+i] = c
			}
		}
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimRight(strings.Join(line, ""), " ") + "\n")
	}
	return b.String()
}

// plain returns a screen without its styles.
func plain(text string, h int) string {
	lines := strings.Split(ansi.Strip(text), "\n")
	var b strings.Builder
	for y := range h {
		line := ""
		if y < len(lines) {
			line = strings.TrimRight(lines[y], " ")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// TestEachFrameIsSeen: at every moment of an animation the frame of that moment is seen, and
// nothing else; where nothing moves, the last one.
func TestEachFrameIsSeen(t *testing.T) {
	const w, h = 8, 3
	piece := rapid.SampledFrom([]string{"a", "b", " ", "  ", "<", "&", "\n", "\x1b[1m", "\x1b[31m", "\x1b[48;5;200m", "\x1b[7m", "\x1b[m"})
	screen := rapid.Custom(func(t *rapid.T) string {
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "text"), "")
		var lines []string
		for line := range strings.SplitSeq(text, "\n") {
			lines = append(lines, ansi.Truncate(line, w, ""))
		}
		return strings.Join(lines[:min(len(lines), h)], "\n")
	})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(screen, 1, 6).Draw(t, "screens")
		var frames []Frame
		for i, text := range texts {
			frames = append(frames, Frame{time.Duration(i) * 100 * time.Millisecond, Of(text, w, h)})
		}
		whole := time.Duration(len(texts)) * 100 * time.Millisecond
		svg := Animate(frames, whole, paper)
		p := play(t, svg)
		if p.whole != whole && p.whole != 0 { // 0: nothing moves
			t.Fatalf("it takes %v, want %v", p.whole, whole)
		}
		p.whole = whole
		for i, text := range texts {
			for _, after := range []time.Duration{0, 99 * time.Millisecond} {
				if got, want := p.at(frames[i].At+after, w, h), plain(text, h); got != want {
					t.Fatalf("frame %d after %v:\n%s\nwant\n%s\nin\n%s", i, after, got, want, svg)
				}
			}
		}
		if got, want := p.at(-1, w, h), plain(texts[len(texts)-1], h); got != want {
			t.Fatalf("where nothing moves:\n%s\nwant\n%s", got, want)
		}
	})
}

// TestWhatStaysIsDrawnOnce: a stretch of text that is seen in many frames is drawn once, and
// one that is always seen has no times.
func TestWhatStaysIsDrawnOnce(t *testing.T) {
	var frames []Frame
	for i := range 50 {
		frames = append(frames, Frame{time.Duration(i) * time.Second, Of(fmt.Sprintf("stays  %d  also", i%2), 20, 1)})
	}
	svg := Animate(frames, 50*time.Second, paper)
	if n := strings.Count(svg, "<text"); n != 4 {
		t.Errorf("%d texts are drawn, want 4:\n%s", n, svg)
	}
	for _, m := range regexp.MustCompile(`<text class="([^"]*)"[^>]*>(\w+)<`).FindAllStringSubmatch(svg, -1) {
		if moves := strings.Contains(m[1], "t"); moves != (m[2] == "0" || m[2] == "1") {
			t.Errorf("%s has the classes %s", m[2], m[1])
		}
	}
	if Animate(nil, time.Second, paper) != "" {
		t.Error("no frames are a picture")
	}
}
