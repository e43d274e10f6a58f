package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// column is one figure of a table.
type column struct {
	head string
	of   func(Row) string // the cell, or "" if the row lacks the figure
}

// columns returns all columns; a table has those for which at least one row has a figure.
func columns() []column {
	alone := func(of func(Row) *float64) func(Row) string {
		return func(r Row) string {
			if figure := of(r); figure != nil {
				return number(*figure)
			}
			return ""
		}
	}
	return []column{
		{"ms", func(r Row) string { return r.MS.String() }},
		{"ratio", func(r Row) string { return r.Ratio.String() }},
		{"million instructions", alone(func(r Row) *float64 { return r.Instructions })},
		{"requests", alone(func(r Row) *float64 { return r.Requests })},
		{"memory, MB", alone(func(r Row) *float64 { return r.Memory })},
		{"size, MB", alone(func(r Row) *float64 { return r.Size })},
		{"programs started", alone(func(r Row) *float64 { return r.Starts })},
		{"goal", goalsOf},
	}
}

// markdown returns the table as Markdown.
func (t Table) markdown() string {
	var shown []column
	for _, c := range columns() {
		for _, r := range t.Rows {
			if c.of(r) != "" {
				shown = append(shown, c)
				break
			}
		}
	}
	var out strings.Builder
	out.WriteString("| |")
	for _, c := range shown {
		out.WriteString(" " + c.head + " |")
	}
	out.WriteString("\n|---|")
	for _, c := range shown {
		out.WriteString(map[bool]string{true: "---|", false: "--:|"}[c.head == "goal"])
	}
	out.WriteString("\n")
	for _, r := range t.Rows {
		out.WriteString("| " + r.name() + " |")
		for _, c := range shown {
			out.WriteString(" " + c.of(r) + " |")
		}
		out.WriteString("\n")
	}
	return out.String()
}

// name returns the name of a row; a base is bold, since the ratios refer to it.
func (r Row) name() string {
	if r.Base {
		return "**" + r.What + "**"
	}
	return r.What
}

// String returns the median with the quartiles, or "" for nil.
func (c *Cuts) String() string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s (%s to %s)", measured(c[1]), measured(c[0]), measured(c[2]))
}

// units are the figures' names in goals.
var units = map[string]string{
	"ms": "ms", "ratio": "ratio", "instructions": "million instructions", "requests": "requests", "memory": "MB",
	"size": "MB", "starts": "programs",
}

// goalsOf returns a row's goals; missed ones are bold.
func goalsOf(r Row) string {
	var goals []string
	for _, g := range r.Goals {
		text := fmt.Sprintf("%s ≤ %v", units[g.Of], g.Most)
		if g.Gate {
			text = "gate: " + text
		}
		if slices.Contains(r.missed(), g) {
			text = "**missed: " + text + "**"
		}
		goals = append(goals, text)
	}
	return strings.Join(goals, "; ")
}

// number formats a figure; a whole number has no decimals, since it may have been counted.
func number(figure float64) string {
	if figure == math.Trunc(figure) {
		return grouped(figure)
	}
	return measured(figure)
}

// measured formats a figure with its significant digits.
func measured(figure float64) string {
	switch size := math.Abs(figure); {
	case size >= 1000:
		return grouped(figure)
	case size >= 100:
		return strconv.FormatFloat(figure, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(figure, 'f', 1, 64)
	}
	return strconv.FormatFloat(figure, 'f', 2, 64)
}

// grouped formats a whole number with commas: 10,000.
func grouped(figure float64) string {
	digits := strconv.FormatFloat(figure, 'f', 0, 64)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
