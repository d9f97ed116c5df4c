// Opening a lesson or a challenge.

package lesson

import (
	"fmt"

	"ringside/presets"
	"ringside/tui/class"
)

// OpenedMsg: a lesson or a challenge has been opened, or could not be.
type OpenedMsg struct {
	Lesson       *presets.WalkthroughRun
	ChallengeRun *presets.ChallengeRun
	At           int // the step at which it is taken up; 0: it begins
	Err          error
}

// Title is that of what was opened.
func (msg OpenedMsg) Title() string {
	if msg.ChallengeRun != nil {
		return msg.ChallengeRun.Preset().Title
	}
	return msg.Lesson.Preset().Title
}

// Open opens a lesson where it was left, if it was, or a challenge.
func Open(p *presets.Preset, progressStore class.ProgressStore, anew bool) (msg OpenedMsg) {
	switch p.Kind() {
	case presets.KindChallenge:
		msg.ChallengeRun, msg.Err = presets.NewChallengeRun(p)
		return msg
	case presets.KindWalkthrough:
	default:
		msg.Err = fmt.Errorf("%s is a cluster, not a lesson", p.Name)
		return msg
	}
	if progressStore != nil && !anew {
		if was, ok := progressStore.Of(p.Name); ok && was.Step > 1 && was.Step < len(p.Steps) {
			msg.At = was.Step
			msg.Lesson, msg.Err = presets.Resume(p, was)
			return msg
		}
	}
	msg.Lesson, msg.Err = presets.NewWalkthroughRun(p)
	return msg
}

// OpenNamed opens the one of a name.
func OpenNamed(name string, progressStore class.ProgressStore, anew bool) OpenedMsg {
	p, err := presets.LoadLesson(name)
	if err != nil {
		return OpenedMsg{Err: err}
	}
	return Open(p, progressStore, anew)
}
