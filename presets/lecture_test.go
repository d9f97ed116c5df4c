// A test that the coverage table of the lecture is whole, and that all it names exists.

package presets

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// slides are the headings of the lecture's slides, and how many slides each has, in their order.
var slides = []struct {
	heading string
	n       int
}{
	{"Amazon Dynamo", 1},
	{"Announcement", 1},
	{"Learning objectives", 1},
	{"Replication", 7},
	{"Write acks", 1},
	{"Write acks: WhatsApp example", 1},
	{"Dynamo writes", 3},
	{"Dynamo reads", 5},
	{"When R + W > RF", 1},
	{"Tradeoff: Tuning R and W", 1},
	{"Getting conflicting versions", 7},
	{"Timestamps (logical clock)", 1},
}

// headings lists the headings as the table has them, one for each slide.
func headings() (all []string) {
	for _, s := range slides {
		for i := range s.n {
			h := s.heading
			if s.n > 1 {
				h += fmt.Sprintf(" (%d of %d)", i+1, s.n)
			}
			all = append(all, h)
		}
	}
	return all
}

var (
	lessonCell = regexp.MustCompile("^`([^`]+)`: (.+)$")
	paneName   = regexp.MustCompile(`\*\*([a-z]+)\*\*`)
	pictureOf  = regexp.MustCompile(`\]\(([^)]+)\)`)
	lineName   = regexp.MustCompile("line `([a-z]+)`")
)

// TestLectureIsCovered reads docs/LECTURE.md: every slide has its rows, in their order; each row
// but those of the title and the dates names a lesson and its steps, and the panes that these bring
// into view, or pictures.
func TestLectureIsCovered(t *testing.T) {
	text, err := os.ReadFile("../docs/LECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	all, at := headings(), 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		number, err := strconv.Atoi(cells[0])
		if err != nil || len(cells) != 5 {
			continue
		}
		if number != at && number != at+1 || number > len(all) || cells[1] != all[number-1] {
			t.Fatalf("slide %d, %s: not the row after slide %d", number, cells[1], at)
		}
		at = number
		if number <= 2 {
			continue // the title and the dates
		}
		for _, wrong := range coverage(t, cells[3], cells[4]) {
			t.Errorf("slide %d, %s: %s", number, cells[2], wrong)
		}
	}
	if at != len(all) {
		t.Errorf("the table ends with slide %d of %d", at, len(all))
	}
}

// coverage returns what is wrong with a lesson and its steps, and with what shows them.
func coverage(t *testing.T, lesson, shows string) (wrong []string) {
	t.Helper()
	cell := lessonCell.FindStringSubmatch(lesson)
	if cell == nil {
		return []string{"no lesson in " + lesson}
	}
	if !slices.Contains(Lessons(), cell[1]) {
		return []string{"there is no lesson " + cell[1]}
	}
	p := loaded(t, cell[1])
	var seen []string // the panes of the steps
	for title := range strings.SplitSeq(cell[2], "*, *") {
		title = strings.Trim(title, "*")
		i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.Title == title })
		if i < 0 {
			wrong = append(wrong, cell[1]+" has no step "+title)
			continue
		}
		seen = append(seen, string(p.Steps[i].Show.Pane))
	}
	shown := 0
	for _, pane := range paneName.FindAllStringSubmatch(shows, -1) {
		if shown++; !slices.Contains(seen, pane[1]) {
			wrong = append(wrong, "no step of it brings pane "+pane[1]+" into view")
		}
	}
	for _, picture := range pictureOf.FindAllStringSubmatch(shows, -1) {
		shown++
		if _, err := os.Stat(filepath.Join("../docs", picture[1])); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	for _, line := range lineName.FindAllStringSubmatch(shows, -1) {
		if shown++; !slices.ContainsFunc(p.Steps, func(s Step) bool { return strings.Contains(s.Say+s.explained(), "`:"+line[1]+"`") }) {
			wrong = append(wrong, "no step of it names the line "+line[1])
		}
	}
	if shown == 0 {
		wrong = append(wrong, "nothing shows it")
	}
	return wrong
}

// explained is what is said after the answer.
func (s *Step) explained() string {
	if s.Ask == nil {
		return ""
	}
	return s.Ask.Why
}
