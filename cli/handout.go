// The handout command: a lesson as a document, in Markdown or HTML.

package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/internal/whole"
	"ringside/presets"
	"ringside/tui/handout"
)

func newHandoutCommand(a *app) *cobra.Command {
	var h handingOut
	cmd := &cobra.Command{
		Use:   "handout NAME|FILE",
		Short: "Write a lesson as a document, with its screens",
		Long: "Make a document of a lesson: its text, the panes at each step that are not covered, and its questions.\n" +
			"The answers stand at the end as a key, or are left out. The name of the file says what it is: Markdown with the\n" +
			"screens as text, or one page of HTML with the screens as pictures, which needs nothing else.",
		Example: "ringside handout token-ring -o ring.html\n" +
			"ringside handout mine.yaml --no-answers -o mine.md",
		Annotations:       map[string]string{unconfigured: "a lesson brings its cluster with it"},
		Args:              oneLesson,
		ValidArgsFunction: completeLessons(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return interruptible(cmd.Context(), "handout", nothingWritten, func(ctx context.Context) error { return h.run(ctx, a, args[0]) })
		},
	}
	cmd.Flags().StringVarP(&h.out, "output", "o", "-", "the `FILE` to write, "+strings.Join(documentEndings(), " or ")+", in place of what it holds; - is Markdown on the standard output")
	cmd.Flags().BoolVar(&h.noAnswers, "no-answers", false, "leave the answers out")
	return cmd
}

func documentEndings() []string { return []string{".md", ".html"} }

func oneLesson(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return fmt.Errorf("handout needs the name or the file of one lesson (got %s)", count.Of(len(args), "lesson"))
}

// handingOut is one run of the command.
type handingOut struct {
	out       string
	noAnswers bool
}

func (h *handingOut) run(ctx context.Context, a *app, name string) error {
	ending := strings.ToLower(filepath.Ext(h.out))
	if h.out != "-" && !slices.Contains(documentEndings(), ending) {
		return fmt.Errorf("--output: the name %s does not say what to write%s",
			strictyaml.Quote(h.out), nearest.List("endings", documentEndings()))
	}
	if h.out != "-" {
		if err := outputFile("--output", h.out, name); err != nil {
			return err
		}
	}
	p, err := presets.LoadWalkthrough(name)
	if err != nil {
		return err
	}
	d, err := handout.New(p.Pausing(func() bool { return ctx.Err() == nil }), !h.noAnswers, false)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	if h.out == "-" {
		_, err := fmt.Fprint(a.out, d.Markdown())
		return written(err)
	}
	text := d.Markdown()
	if ending == ".html" {
		text = d.HTML()
	}
	return unwritten("--output", whole.Write(h.out, []byte(text), 0o644))
}
