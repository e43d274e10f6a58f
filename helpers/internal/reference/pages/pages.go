// Package pages writes the tables of helpers/internal/reference as Markdown, and as
// sections of manual pages. Tests compare the files with it and write them with -update;
// no program links it.
package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
)

// generated begins every page that is written as a whole.
const generated = "<!-- Generated from helpers/internal/reference: change it there, then run\n" +
	"     go test ./helpers -run TestReference -update -->\n\n"

// Reads reports whether readers include a program, by its short name, or a command of
// dockercfg ("cache-clear").
func Reads(readers, name string) bool {
	_, helper := reference.Examples()[name]
	command := name == "dockercfg" || name == "version" || slices.Contains(strings.Fields(reference.Commands), name)
	for _, reader := range strings.Fields(readers) {
		if reader == name || helper && reader == reference.Helpers || command && reader == "dockercfg" {
			return true
		}
	}
	return false
}

// readBy is readers as a cell of a table: groups by their names, then single programs.
func readBy(readers string) string {
	var cell []string
	for _, group := range reference.Groups() {
		if rest, ok := without(readers, group.Members); ok {
			readers = rest
			cell = append(cell, group.Words)
		}
	}
	for _, name := range strings.Fields(readers) {
		if name == "version" || slices.Contains(strings.Fields(reference.Commands), name) {
			name = "dockercfg " + strings.ReplaceAll(name, "cache-clear", "cache clear")
		}
		cell = append(cell, "`"+name+"`")
	}
	return strings.Join(cell, ", ")
}

// without removes a group of readers; ok says that all of it was there.
func without(readers, group string) (rest string, ok bool) {
	all, members := strings.Fields(readers), strings.Fields(group)
	for _, member := range members {
		if !slices.Contains(all, member) {
			return readers, false
		}
	}
	return strings.Join(slices.DeleteFunc(all, func(r string) bool { return slices.Contains(members, r) }), " "), true
}

// Table is a Markdown table; a cell's "|" is escaped.
func Table(head []string, rows [][]string) string {
	var out strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(&out, "| %s |\n", strings.Join(cells, " | "))
	}
	line(head)
	out.WriteString("|" + strings.Repeat("---|", len(head)) + "\n")
	for _, row := range rows {
		line(row)
	}
	return out.String()
}

// Fill puts text between the marks of a page that is written by hand elsewhere:
//
//	<!-- begin NAME --> ... <!-- end NAME -->
func Fill(page, name, text string) (string, error) {
	begin, end := "<!-- begin "+name+": generated -->\n", "<!-- end "+name+" -->"
	before, rest, begins := strings.Cut(page, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return page, fmt.Errorf("the page has no part %s: write %q and %q", name, begin, end)
	}
	return before + begin + text + end + after, nil
}
