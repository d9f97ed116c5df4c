// The list of kept classes, and notes about the classes that a server resumes.

package cli

import (
	"fmt"
	"reflect"
	"strings"

	"ringside/classroom"
	"ringside/classroom/room"
	"ringside/presets"
)

// listClasses lists the classes that are kept, from which --room chooses.
func (s *serving) listClasses(a *app) error {
	folder, err := s.stateFolder(a.env)
	if err != nil {
		return err
	}
	classes, err := classroom.Classes(folder)
	if err != nil {
		return err
	}
	if len(classes) == 0 {
		_, err = fmt.Fprintf(a.out, "No class is kept in %s.\n", oneLine(folder))
		return written(err)
	}
	rows := [][]string{{"ROOM", "SAVED", "MADE FROM", "PEOPLE", "QUESTIONS"}}
	for _, c := range classes {
		row := []string{oneLine(c.Room), c.At.Local().Format("2006-01-02 15:04"), oneLine(c.Title), fmt.Sprint(c.People), fmt.Sprint(c.Polls)}
		switch {
		case c.Err != nil:
			row[2] = "can't be read"
		case c.Title == "":
			row[2] = "?"
		}
		rows = append(rows, row)
	}
	return a.table(rows)
}

// notes lists what the person who starts the server should know of the rooms that it
// opens.
func (s *serving) notes(server *classroom.Server) []string {
	all := server.Told()
	for _, r := range server.Rooms() {
		if r.Left() {
			all = append(all, s.asLeft(r))
		}
	}
	return all
}

// asLeft says that a room is resumed, and which parts of the command line do not apply
// then.
func (s *serving) asLeft(r *room.Room) string {
	line := "The class is as it was left"
	if len(s.rooms) > 1 {
		line = "The room " + r.Name() + " is as it was left"
	}
	if r.Title() != "" {
		line += " (made from " + oneLine(r.Title()) + ")"
	}
	if reflect.DeepEqual(r.Config(), s.cfg.cluster) {
		return line + "; --fresh begins anew."
	}
	var asked []string
	for _, name := range settingNames() {
		if from := s.cfg.from.of(name); from.kind == byFlag && (name == "preset" || isSetting(name)) {
			asked = append(asked, strings.TrimSpace(from.name+" "+s.asked(name)))
		}
	}
	switch len(asked) {
	case 0:
		return line + ": what is configured now is not used for it; --fresh begins anew with that."
	case 1:
		return line + ": " + asked[0] + " is not used for it; --fresh begins anew with that."
	}
	return line + ": " + strings.Join(asked, ", ") + " are not used for it; --fresh begins anew with them."
}

// asked returns what was given as the preset or as a setting.
func (s *serving) asked(name string) string {
	if name == "preset" {
		return oneLine(s.cfg.preset.Name)
	}
	for _, is := range presets.Settings() {
		if is.Name == name {
			return is.Get(s.cfg.plan)
		}
	}
	return ""
}

func isSetting(name string) bool {
	for _, is := range presets.Settings() {
		if is.Name == name {
			return true
		}
	}
	return false
}
