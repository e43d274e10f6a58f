package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
)

// Keys is the tables of docs/config-toml.md: each key, and which helper takes it.
func Keys() string {
	return keys("Which registries a rule is for", reference.Selecting()) + "\n" +
		keys("What the rule sets", reference.Settings()) + "\n### Which helper takes which key\n\n" + matrix()
}

func keys(title string, list []reference.Key) string {
	var rows [][]string
	for _, key := range list {
		for i, use := range key.Uses {
			name, kind := "`"+key.Name+"`", key.Type
			if i > 0 {
				name, kind = "", ""
			}
			rows = append(rows, []string{name, kind, takenBy(use.Readers), "`" + use.Example + "`", use.Meaning})
		}
	}
	return "### " + title + "\n\n" + Table([]string{"key", "type", "helpers", "example", "meaning"}, rows)
}

// takenBy is readers of a key: all helpers that have rules are "all".
func takenBy(readers string) string {
	if _, all := without(readers, strings.Join(Ruled(), " ")); all {
		return "all"
	}
	return readBy(readers)
}

// Ruled lists the helpers for which rules set something.
func Ruled() (names []string) {
	for _, key := range reference.Settings() {
		for _, use := range key.Uses {
			names = append(names, strings.Fields(use.Readers)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Takes reports whether a helper takes a key.
func Takes(helper string, key reference.Key) bool {
	return slices.ContainsFunc(key.Uses, func(u reference.Use) bool { return Reads(u.Readers, helper) })
}

func matrix() string {
	head := []string{"key"}
	for _, name := range Ruled() {
		head = append(head, "`"+name+"`")
	}
	var rows [][]string
	for _, key := range reference.Settings() {
		row := []string{"`" + key.Name + "`"}
		for _, name := range Ruled() {
			cell := ""
			if Takes(name, key) {
				cell = "yes"
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return Table(head, rows)
}

// keysOf is the table of one helper's keys.
func keysOf(name string) string {
	var rows [][]string
	for _, key := range reference.Settings() {
		for _, use := range key.Uses {
			if Reads(use.Readers, name) {
				rows = append(rows, []string{fmt.Sprintf("`%s = %s`", key.Name, use.Example), use.Meaning})
			}
		}
	}
	return Table([]string{"in a rule", "meaning"}, rows)
}
