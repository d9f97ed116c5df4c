// Tests of handouts: every lesson in both formats, and hostile texts.

package handout

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"ringside/internal/steady"
	"ringside/presets"
)

// hostile is a lesson whose texts look like markup.
const hostile = `format: 1
title: "<script>alert(1)</script>"
objective: "a # b * c"
minutes: 3
cluster: {like: lecture-ring-1}
steps:
  - title: "one two"
    say: |
      <img src=x onerror=alert(1)> [link](javascript:alert(1))

      ` + "```" + `
      not closed
    show: {pane: nodes, key: "` + "```" + `"}
    cover: [walk, nodes, operation, log]
    ask:
      kind: choice
      text: "<b>which</b>?"
      answer: 2
      choices: ["</li><script>", "the & right one"]
      why: "because <i>so</i>"
`

func lesson(t *testing.T, name string) *presets.Preset {
	t.Helper()
	p, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEveryLesson makes both documents of every lesson: each question has a picture, without what
// is covered; the answers are there if asked for, as a key; and the page is complete.
func TestEveryLesson(t *testing.T) {
	for _, name := range steady.First(presets.Lessons(), 1) {
		t.Run(name, func(t *testing.T) {
			p := lesson(t, name)
			for _, answers := range []bool{true, false} {
				d, err := New(p, answers, false)
				if err != nil {
					t.Fatal(err)
				}
				page := d.HTML()
				questions, screens := 0, 0
				for i, s := range d.Steps {
					if s.Question != "" || p.Steps[i].Show.Pane != "" && (questions == 0 || answers) {
						screens++ // without the answers there is no screen after them
					}
					if s.Question != "" {
						questions++
						if s.Screen.Text == "" || s.Screen.H > height-2 {
							t.Errorf("step %d asks beside a screen of %d rows", s.Number, s.Screen.H)
						}
						if strings.Contains(page, ": "+within(say(s.Why))) != answers {
							t.Errorf("step %d, answers %t: the why", s.Number, answers)
						}
					}
				}
				text := d.Markdown()
				if strings.Contains(text, "covered until") {
					t.Errorf("answers %t: a covered pane is on paper", answers)
				}
				if n := strings.Count(text, "```text"); n != screens {
					t.Errorf("answers %t: %d screens in the Markdown, want %d", answers, n, screens)
				}
				if n := strings.Count(page, "<svg "); n != screens {
					t.Errorf("answers %t: %d screens in the page, want %d", answers, n, screens)
				}
				if strings.Contains(text, "# Answers") != (answers && questions > 0) {
					t.Errorf("answers %t: the heading", answers)
				}
				if strings.ContainsAny(text+page, "\x1b\a") {
					t.Errorf("answers %t: control characters", answers)
				}
			}
		})
	}
}

// TestHostile: no part of a lesson's texts becomes a tag, a script or the end of a fence.
func TestHostile(t *testing.T) {
	p, err := presets.Parse("hostile.yaml", []byte(hostile))
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(p, true, false)
	if err != nil {
		t.Fatal(err)
	}
	page := d.HTML()
	for _, bad := range []string{"<script", "<img", "<b>", "<i>", "javascript:", "\x1b", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if err := wellFormed(page); err != nil {
		t.Errorf("the page is no tree of tags: %v", err)
	}
	text := d.Markdown()
	if strings.Contains(text, "\n# <script") || strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("the Markdown:\n%s", text)
	}
}

// wellFormed parses a page as XML, which ours is apart from two tags that are not closed.
func wellFormed(page string) error {
	r := xml.NewDecoder(strings.NewReader(page))
	r.Strict, r.AutoClose, r.Entity = false, []string{"meta", "br"}, xml.HTMLEntity
	for {
		if _, err := r.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// TestNoLesson: only a lesson has a handout.
func TestNoLesson(t *testing.T) {
	for _, name := range []string{"two-dcs", "stale-read"} {
		if _, err := New(lesson(t, name), true, false); err == nil || !strings.Contains(err.Error(), "made of a walkthrough") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAnswersAreApart: a step that answers an earlier question, on a pane or in its text, begins a
// page of its own, so that it does not stand beside that question; others flow.
func TestAnswersAreApart(t *testing.T) {
	apart, steps := 0, 0
	for _, name := range presets.Lessons() {
		p := lesson(t, name)
		d, err := New(p, false, false)
		if err != nil {
			t.Fatal(err)
		}
		l, err := presets.NewWalkthroughRun(p)
		page := 1
		for i := range d.Steps {
			s := &d.Steps[i]
			if steps++; s.Apart {
				apart, page = apart+1, s.Number
			}
			for _, told := range l.Tells() {
				if told >= page && !s.Apart || told == s.Number {
					t.Errorf("%s: step %d answers step %d on its page", name, s.Number, told)
				}
			}
			if l.Open() {
				_, err = l.Reveal()
			}
			if err == nil && !l.Finished() {
				err = l.Next()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := strings.Count(d.HTML(), `<section class="apart">`); n > 0 != (page > 1) {
			t.Errorf("%s: %d sections begin a page", name, n)
		}
	}
	if apart < 10 || 4*apart > steps {
		t.Errorf("%d of %d steps begin a page", apart, steps)
	}
	t.Logf("%d of %d steps begin a page", apart, steps)
}

// TestAnswerBesideItsQuestion: the second step has in view what the first one asks.
func TestAnswerBesideItsQuestion(t *testing.T) {
	const file = `format: 1
title: walk
cluster: {like: lecture-ring-1}
steps:
  - title: one
    say: A question.
    show: {pane: walk, key: row-1}
    ask: {kind: nodes, text: "who?", answer: replicas(row-1), why: so}
    hint: none
  - title: two
    say: Look.
    show: {pane: walk, key: row-1}
`
	p, err := presets.Parse("walk.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(p, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if d.Steps[0].Apart || !d.Steps[1].Apart {
		t.Errorf("step 1 begins a page: %t, step 2: %t", d.Steps[0].Apart, d.Steps[1].Apart)
	}
}
