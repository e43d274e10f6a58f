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
	of   func(Row) string // "" where the row does not have it
}

// columns are all; a table shows those that one of its rows has.
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

// markdown is the table with the columns that it needs.
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

// name is what a row is about; a base is bold, since the ratios are to it.
func (r Row) name() string {
	if r.Base {
		return "**" + r.What + "**"
	}
	return r.What
}

// String is the median with the quartiles; "" for none.
func (c *Cuts) String() string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s (%s to %s)", measured(c[1]), measured(c[0]), measured(c[2]))
}

// units are how a goal names its figure.
var units = map[string]string{
	"ms": "ms", "ratio": "ratio", "instructions": "million instructions", "requests": "requests", "memory": "MB",
	"size": "MB", "starts": "programs",
}

// goalsOf are a row's goals, the missed ones bold.
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

// number is measured, and a whole number without decimals: it may have been counted.
func number(figure float64) string {
	if figure == math.Trunc(figure) {
		return grouped(figure)
	}
	return measured(figure)
}

// measured is a figure with as many digits as it is worth.
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

// grouped is a whole number with commas: 10,000.
func grouped(figure float64) string {
	digits := strconv.FormatFloat(figure, 'f', 0, 64)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
