// Tests of work on the side: only the newest question counts.

package page

import (
	"context"
	"errors"
	"testing"
)

// answers returns work that says something.
func answers(text string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, nil }
}

func TestStudyTakesTheNewestAnswer(t *testing.T) {
	var s query[int, string]
	first := s.ask(1, answers("one"))
	if again := s.ask(1, answers("one again")); first == nil || again != nil {
		t.Fatal("a question that is being worked on is asked once")
	}
	second := s.ask(2, answers("two"))
	late := first().(Message)
	if err := late.(answerMsg[string]).err; !errors.Is(err, context.Canceled) {
		t.Errorf("the work on the question before ends with %v", err)
	}
	if s.take(late) || s.has(1) {
		t.Error("the answer to the question before counts")
	}
	if !s.take(second().(Message)) || !s.has(2) || s.answer != "two" {
		t.Errorf("the newest answer is %q", s.answer)
	}
}

func TestStudyThatWasStoppedIsAskedAgain(t *testing.T) {
	var s query[int, string]
	first := s.ask(1, answers("one"))
	s.stop()
	again := s.ask(1, answers("again"))
	if again == nil {
		t.Fatal("what was stopped is not asked again")
	}
	s.take(first().(Message))
	if s.has(1) {
		t.Error("work that was stopped has an answer")
	}
	if s.take(again().(Message)); s.answer != "again" {
		t.Errorf("the answer is %q", s.answer)
	}
	other := query[int, string]{}
	if other.take(answerMsg[string]{of: &job{}}) {
		t.Error("a query takes the answer of another one")
	}
}

// TestOneStudyAtATime: work that waits for other work gives up when it is stopped.
func TestOneStudyAtATime(t *testing.T) {
	slots <- struct{}{}
	defer func() { <-slots }()
	var s query[int, string]
	work := s.ask(1, answers("one"))
	s.stop()
	if msg := work().(answerMsg[string]); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("it did not give up: %v", msg)
	}
}
