// The names of embedded YAML files.

package strictyaml

import (
	"io/fs"
	"strings"
)

// Names returns the names, without the extension, of the .yaml files that are embedded in
// a package: first, which must be one of them, and then the others in order. It returns
// nil if the files can't be listed, which can't happen with embedded ones.
func Names(files fs.ReadDirFS, first string) []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	names := []string{first}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok && name != first {
			names = append(names, name)
		}
	}
	return names
}
