// Picture makes the README's pictures from real runs. For that of the screen it
// builds the program, drives it in a pseudo-terminal as a person would, and writes
// what is to be seen; that of the lanes, and the one that moves, are exports.
//
//	go run ./cmd/pictures            writes docs/demo.svg, docs/screen.svg and docs/lanes.svg
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"ringside/internal/screen"
	"ringside/internal/whole"
)

// scene is what the picture shows: a write while one replica is down.
var scene = []struct {
	typed string
	shows string // waited for before the next is typed
}{
	{"", "Ring"},
	{"kcart:42\r", "cart:42"},
	{"w\r", "after the answer"}, // of the third replica
	{":crash n3\r", "crashed: memory gone"},
	{"wmilk\r", "connection refused"},
}

func main() {
	err := errors.Join(
		keep("docs/demo.svg", func() ([]byte, error) { return demo(context.Background()) }),
		draw("docs/screen.svg"),
		keep("docs/lanes.svg", lanesSVG),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func keep(path string, make func() ([]byte, error)) error {
	svg, err := make()
	if err != nil {
		return err
	}
	return whole.Write(path, svg, 0o644)
}

func draw(path string) error {
	dir, err := os.MkdirTemp("", "ringside-picture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := screen.Build(dir)
	if err != nil {
		return err
	}
	s, err := screen.Start(120, 36, nil, program)
	if err != nil {
		return err
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, step := range scene {
		if err := s.Type(step.typed); err != nil {
			return err
		}
		if err := s.Shows(ctx, step.shows); err != nil {
			return err
		}
	}
	var svg bytes.Buffer
	if err := s.SVG(&svg); err != nil {
		return err
	}
	return whole.Write(path, svg.Bytes(), 0o644)
}
