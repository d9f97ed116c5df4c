// Every file says at its top what is in it.

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestFilesSayWhatIsInThem: every Go file begins with a comment.
func TestFilesSayWhatIsInThem(t *testing.T) {
	found, silent, err := silentFiles(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if found < 500 {
		t.Errorf("only %d Go files were found: the walk misses some", found)
	}
	for _, path := range silent {
		t.Errorf("%s does not begin with a comment that says what is in it", path)
	}
}

// TestSilentFilesAreFound shows that the test above can fail.
func TestSilentFilesAreFound(t *testing.T) {
	found, silent, err := silentFiles(fstest.MapFS{
		"a.go":            {Data: []byte("// Package a does things.\npackage a\n")},
		"a/b.go":          {Data: []byte("package a\n\n// late\n")},
		"a/c.go":          {Data: []byte("//go:build linux\n\npackage a\n")},
		"a/d.go":          {Data: []byte("//\npackage a\n")},
		"a/e.go":          {Data: []byte("//go:build linux\n\n// The Linux part.\n\npackage a\n")},
		"testdata/f.go":   {Data: []byte("package f\n")},
		".hidden/g.go":    {Data: []byte("package g\n")},
		"a/not_go.golden": {Data: []byte("package h\n")},
	})
	if want := []string{"a/b.go", "a/c.go", "a/d.go"}; err != nil || found != 5 || !slices.Equal(silent, want) {
		t.Errorf("%d files, silent %q, %v; want 5 files, silent %q", found, silent, err, want)
	}
}

// TestThisFileIsNoPackageComment: what is said of one file does not stand directly above
// its package clause, where go doc would print it as said of the package.
func TestThisFileIsNoPackageComment(t *testing.T) {
	const bad, good = "// This file does.\n// More.\npackage a\n", "// This file does.\n\npackage a\n"
	if !ofPackage.MatchString(bad) || ofPackage.MatchString(good) {
		t.Error("a comment of one file is not told from that of a package")
	}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		source, err := os.ReadFile(path)
		if ofPackage.Match(source) {
			t.Errorf("%s says of the package what is true of the file: leave a line empty above package", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ofPackage is a comment about one file as the comment of its package.
var ofPackage = regexp.MustCompile(`\A// This file[^\n]*\n(//[^\n]*\n)*package `)

// silentFiles returns how many Go files there are, and those that do not begin with a
// comment. Build constraints may precede it. Hidden folders and testdata are left out.
func silentFiles(root fs.FS) (found int, silent []string, err error) {
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		source, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		if found++; !opens(string(source)) {
			silent = append(silent, path)
		}
		return nil
	})
	return found, silent, err
}

// opens reports whether a file begins with a comment that has words.
func opens(source string) bool {
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//go:") {
			continue
		}
		words, comment := strings.CutPrefix(line, "//")
		return comment && strings.TrimSpace(words) != "" || strings.HasPrefix(line, "/*")
	}
	return false
}
