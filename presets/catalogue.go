// The catalogue of embedded lessons and challenges, in the order in which they build on
// each other.

package presets

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"ringside/internal/nearest"
)

// The folders of the walkthroughs and of the challenges. Their files begin with a number,
// which gives their order.
const (
	lessonsFolder    = "lessons"
	challengesFolder = "challenges"
)

// Lessons returns the names of the embedded walkthroughs, in the order in which
// they build on each other.
func Lessons() []string { return numbered(lessonsFolder) }

// Challenges returns the names of the embedded challenges, the easiest first.
func Challenges() []string { return numbered(challengesFolder) }

// numbered returns the names of the files in a folder, in their order.
func numbered(folder string) (names []string) {
	for _, file := range files(folder) {
		names = append(names, nameOf(file))
	}
	return names
}

// nameOf returns the name of an embedded file: without its folder, its number and its
// ending.
func nameOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".yaml")
	if number, rest, ok := strings.Cut(name, "-"); ok && path.Dir(file) != "." && strings.Trim(number, "0123456789") == "" {
		return rest
	}
	return name
}

// All returns the names of everything that is embedded: clusters, walkthroughs,
// challenges.
func All() []string { return slices.Concat(Names(), Lessons(), Challenges()) }

// fileOf returns the embedded file of a name; "" if there is none.
func fileOf(name string) string {
	for _, folder := range []string{".", lessonsFolder, challengesFolder} {
		for _, file := range files(folder) {
			if nameOf(file) == name {
				return file
			}
		}
	}
	return ""
}

// LoadLesson is Load for lessons and challenges: the error of an unknown name lists
// those.
func LoadLesson(nameOrPath string) (*Preset, error) {
	return loadOf(slices.Concat(Lessons(), Challenges()), nameOrPath)
}

// LoadWalkthrough is Load for lessons: the error of an unknown name lists those.
func LoadWalkthrough(nameOrPath string) (*Preset, error) {
	return loadOf(Lessons(), nameOrPath)
}

func loadOf(names []string, nameOrPath string) (*Preset, error) {
	if fileOf(nameOrPath) == "" && !isPath(nameOrPath) {
		return nil, fmt.Errorf("no lesson %q%s%s",
			nameOrPath, nearest.Hint(nameOrPath, names), nearest.ListOr("known", names, "the path of a .yaml file"))
	}
	return Load(nameOrPath)
}
