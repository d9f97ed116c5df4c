// That the packed lessons and challenges are those in the folders; and how they are packed.

package presets

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// TestCourseIsPacked: the program has the lessons and challenges as they are in their folders.
func TestCourseIsPacked(t *testing.T) {
	all := make(map[string]string)
	for _, folder := range []string{lessonsFolder, challengesFolder} {
		paths, err := filepath.Glob(folder + "/*.yaml")
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(paths), err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.ToSlash(p)] = string(text)
		}
	}
	if maps.Equal(all, lessonTexts()) {
		return
	}
	if f := flag.Lookup("rewrite"); f == nil || f.Value.String() != "true" {
		t.Fatal("a lesson or a challenge is another one than the program has; go test ./presets -run TestCourseIsPacked -rewrite packs them")
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		err = json.NewEncoder(w).Encode(all)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = os.WriteFile("course.json.gz", b.Bytes(), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}
