// Progress in a lesson or challenge, and resuming a lesson from it.

package presets

// Progress is how far somebody is in a walkthrough or a challenge: what is kept when they
// stop.
type Progress struct {
	Name    string   `json:"name"`    // of the preset
	Step    int      `json:"step"`    // from 1
	Answers []string `json:"answers"` // to the questions of the steps up to it, and reached for what was tried; "": no answer
	Done    bool     `json:"done"`    // the last step is done, or the challenge is solved
	Stars   int      `json:"stars,omitempty"`
	// Right is how many of the Asked questions and goals of the lesson the reader got right in one
	// go, with none of them shown. Asked is 0 if that was not counted yet.
	Right int `json:"right,omitempty"`
	Asked int `json:"asked,omitempty"`
}

// Solved reports whether the reader has done all of it: a challenge is solved, or a lesson is
// at its end and nothing in it had to be shown or was wrong.
func (p Progress) Solved() bool { return p.Done && p.Right == p.Asked }

// Progress returns how far the lesson has come.
func (l *WalkthroughRun) Progress() Progress {
	p := Progress{Name: l.preset.Name, Step: l.at + 1, Done: l.Finished()}
	p.Right, _ = l.Score()
	p.Asked = l.preset.Asked(len(l.preset.Steps))
	for i := range l.at + 1 {
		given := l.legs[i].result.Given
		if l.legs[i].tried.Reached {
			given = reached
		}
		p.Answers = append(p.Answers, given)
	}
	return p
}

// Since adds the earlier progress: what was done stays done, and the most stars and right
// answers stay.
func (p Progress) Since(was Progress) Progress {
	if was.Asked == p.Asked { // else the lesson has changed
		p.Right = max(p.Right, was.Right)
	}
	p.Done = p.Done || was.Done
	p.Stars = max(p.Stars, was.Stars)
	return p
}

// Resume resumes a walkthrough where somebody stopped. If the file has changed since, it
// goes as far as the new file allows, and ignores answers that are no longer valid.
func Resume(p *Preset, to Progress) (*WalkthroughRun, error) {
	l, err := NewWalkthroughRun(p)
	for err == nil {
		given := ""
		if l.at < len(to.Answers) {
			given = to.Answers[l.at]
		}
		last := l.at+1 >= min(to.Step, len(p.Steps))
		if l.Open() && (!last || given != "" || to.Done) {
			if err = l.answerAgain(given); err != nil {
				break
			}
		}
		if last {
			return l, nil
		}
		err = l.Next()
	}
	return nil, err
}

// reached stands among the answers for a goal that the reader has reached.
const reached = "reached"

// answerAgain repeats an earlier answer, or shows what was tried.
func (l *WalkthroughRun) answerAgain(given string) error {
	if l.Trying() != nil {
		_, err := l.Reveal()
		if err == nil && given == reached {
			l.legs[l.at].tried.Reached, l.legs[l.at].tried.Way = true, nil
		}
		return err
	}
	if given != "" {
		if _, err := l.Answer(given); err == nil {
			return nil
		}
	}
	_, err := l.Reveal()
	return err
}
