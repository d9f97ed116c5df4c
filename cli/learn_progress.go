// What has been learned, as a table or as JSON: ringside learn --progress.

package cli

import (
	"encoding/json"
	"fmt"
	"slices"

	"ringside/presets"
)

// progressRow is what `ringside learn --progress --json` prints for a lesson or a challenge.
type progressRow struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Step  int    `json:"step"`  // the last one reached, from 1; 0: it was never begun
	Steps int    `json:"steps"` // 0 for a challenge
	Done  bool   `json:"done"`  // the last step is done, or the challenge is solved
	Right int    `json:"right"` // of Asked, in the best go; what was shown is not right
	Asked int    `json:"asked"` // 0: that was never counted
	Stars int    `json:"stars"` // of a challenge

	owes bool // nothing that is asked has been reached
}

// progressRows returns all lessons and challenges with how far one is; then files of one's own.
func (a *app) progressRows() ([]progressRow, error) {
	known := map[string]presets.Progress{}
	if store := a.env.progressStore(); store != nil {
		var err error
		if known, err = store.All(); err != nil {
			return nil, err
		}
	}
	var rows []progressRow
	row := func(name, kind string, lesson *presets.Preset) {
		p := known[name]
		delete(known, name)
		r := progressRow{name, kind, p.Step, 0, p.Done, p.Right, p.Asked, p.Stars, false}
		if lesson != nil {
			r.Steps = len(lesson.Steps)
			r.owes = !p.Done && p.Right == 0 && lesson.Asked(p.Step-1) == 0
		}
		rows = append(rows, r)
	}
	for _, name := range slices.Concat(presets.Lessons(), presets.Challenges()) {
		p, err := presets.Load(name)
		if err != nil {
			return nil, err
		}
		row(name, string(p.Kind()), p)
	}
	own := make([]string, 0, len(known))
	for name := range known {
		own = append(own, name)
	}
	slices.Sort(own)
	for _, name := range own {
		row(name, "file", nil)
	}
	return rows, nil
}

// state says how far one is in a few words.
func (r *progressRow) state() string {
	switch {
	case r.Stars > 0:
		return fmt.Sprintf("%d of 3 stars", r.Stars)
	case r.Done:
		return "done"
	case r.Step == 0:
		return "not started"
	case r.Steps == 0:
		return fmt.Sprintf("step %d", r.Step)
	}
	return fmt.Sprintf("step %d of %d", r.Step, r.Steps)
}

// printProgress prints how far one is in each lesson and challenge.
func (a *app) printProgress(asJSON bool) error {
	rows, err := a.progressRows()
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(a.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return written(e.Encode(rows))
	}
	table := [][]string{{"NAME", "STATE", "RIGHT"}}
	for i := range rows {
		r := &rows[i]
		right := ""
		if r.Asked > 0 && !r.owes {
			right = fmt.Sprintf("%d of %d", r.Right, r.Asked)
		}
		table = append(table, []string{oneLine(r.Name), r.state(), right})
	}
	return a.table(table)
}
