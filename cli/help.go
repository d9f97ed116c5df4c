// What --help prints, as wide as the terminal: a command's own flags, and those of the
// cluster once, with the program's.

package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/internal/timespan"
	"ringside/tui/draw"
)

// A help is as wide as the terminal within these bounds, and pipedHelp wide without one.
const leastHelp, mostHelp, pipedHelp = 40, 100, 80

// helper writes the help of a command in lines of at most width cells, if no word is
// longer.
type helper struct {
	out   io.Writer
	width int
	bold  bool // headings
}

// help prints what a command does and takes.
func (a *app) help(cmd *cobra.Command, _ []string) {
	h := helper{out: a.out, width: pipedHelp}
	if a.columns > 0 {
		h.width = min(max(a.columns, leastHelp), mostHelp)
		h.bold = a.env.get("TERM") != "dumb"
	}
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	h.text(long)
	h.heading("usage")
	h.lines([]string{usage(cmd)})
	if cmd.Example != "" {
		h.heading("examples")
		h.lines(strings.Split(cmd.Example, "\n"))
	}
	h.pairs("commands", subcommands(cmd))
	cmd.InheritedFlags() // adds them to cmd.Flags
	shared := cmd.Root().PersistentFlags()
	h.pairs("flags", flagRows(cmd.Flags(), func(f *pflag.Flag) bool { return shared.Lookup(f.Name) != f }))
	switch {
	case !cmd.HasParent():
		h.pairs("flags of the cluster and the screen", flagRows(shared, func(*pflag.Flag) bool { return true }))
	case needsConfig(cmd):
		fmt.Fprintln(h.out)
		h.text("`" + cmd.Root().Name() + " --help` lists the flags of the cluster and the screen.")
	}
}

// usage is how a command is called.
func usage(cmd *cobra.Command) string {
	line := strings.NewReplacer(" [flags]", "", " [--flags]", "").Replace(cmd.UseLine())
	if cmd.HasAvailableSubCommands() {
		line += " [command]"
	}
	return line + " [flags]"
}

// subcommands are a command's commands, and what they are for.
func subcommands(cmd *cobra.Command) (rows [][]string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			rows = append(rows, []string{c.Name(), c.Short})
		}
	}
	return rows
}

// flagRows are flags, and what they are for.
func flagRows(flags *pflag.FlagSet, shown func(*pflag.Flag) bool) (rows [][]string) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || !shown(f) {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		value, says := pflag.UnquoteUsage(f)
		if strings.Contains(f.Usage, "`") && value == strings.ToUpper(value) {
			name += " " + value
		}
		if def := shownDefault(f); def != "" {
			says += " (" + def + ")"
		}
		rows = append(rows, []string{name, says})
	})
	return rows
}

// shownDefault is what a flag has if it is not given, as it is typed; "" if that is nothing:
// no text, zero, no list, or a number below zero, which stands for none.
func shownDefault(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return ""
	case "duration":
		if d, err := time.ParseDuration(f.DefValue); err == nil && d == 0 {
			return ""
		} else if err == nil {
			return timespan.Text(d)
		}
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return strings.Join(list.GetSlice(), ",")
	}
	if f.DefValue == "0" || f.Value.Type() == "int" && strings.HasPrefix(f.DefValue, "-") {
		return ""
	}
	return f.DefValue
}

// heading begins a part.
func (h *helper) heading(what string) {
	what = strings.ToUpper(what)
	if h.bold {
		what = ansi.Style{}.Bold().Styled(what)
	}
	fmt.Fprint(h.out, "\n", what, "\n")
}

// text writes paragraphs. Those that are laid out, by indents or columns or as a file's
// lines, keep their lines.
func (h *helper) text(s string) {
	for i, paragraph := range strings.Split(s, "\n\n") {
		if i > 0 {
			fmt.Fprintln(h.out)
		}
		lines := strings.Split(paragraph, "\n")
		if strings.Contains(paragraph, "  ") || slices.ContainsFunc(lines[:len(lines)-1], short) {
			h.lines(lines)
			continue
		}
		for _, line := range draw.WrapWords(strings.Join(lines, " "), h.width) {
			fmt.Fprintln(h.out, line)
		}
	}
}

// short reports whether a line ends before a line of prose would.
func short(line string) bool { return ansi.StringWidth(line) < 60 }

// lines writes lines two columns in, and what is too long for one deeper below it.
func (h *helper) lines(lines []string) {
	for _, line := range lines {
		for _, part := range draw.Hanging("  "+line, h.width) {
			fmt.Fprintln(h.out, part)
		}
	}
}

// pairs writes names, and what they are for beside them.
func (h *helper) pairs(heading string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	h.heading(heading)
	var table strings.Builder
	_ = writeFitted(&table, rows, h.width-2)
	for line := range strings.Lines(table.String()) {
		fmt.Fprint(h.out, "  ", line)
	}
}
