// The lessons and challenges, which the program has packed: as they are they would be its largest part.

package presets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
)

// packedCourse has the files of lessons/ and challenges/ by their paths, in JSON. A test holds it
// against the files, and writes it: go test ./presets -run TestCourseIsPacked -rewrite.
//
//go:embed course.json.gz
var packedCourse []byte

// lessonTexts returns those files, unpacked once. Read only.
var lessonTexts = sync.OnceValue(func() (files map[string]string) {
	packed, err := gzip.NewReader(bytes.NewReader(packedCourse))
	if err == nil {
		err = json.NewDecoder(packed).Decode(&files)
	}
	if err != nil {
		panic(err) // the program was built from a damaged file
	}
	return files
})

// readBuiltIn returns an embedded file.
func readBuiltIn(file string) ([]byte, error) {
	if path.Dir(file) != "." {
		if text, there := lessonTexts()[file]; there {
			return []byte(text), nil
		}
	}
	return embedded.ReadFile(file)
}

// files lists the embedded files of a folder, in order; "." has the clusters.
func files(folder string) (paths []string) {
	if folder == "." {
		entries, err := embedded.ReadDir(folder)
		if err != nil {
			panic(err) // there always is one
		}
		for _, e := range entries {
			paths = append(paths, e.Name())
		}
		return paths
	}
	for file := range lessonTexts() { // any order: they are sorted below
		if strings.HasPrefix(file, folder+"/") {
			paths = append(paths, file)
		}
	}
	slices.Sort(paths)
	return paths
}
