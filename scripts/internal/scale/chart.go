package main

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"
)

// The chart: two panels of horizontal bars, on logarithmic axes.
const (
	width, left, right = 860, 230, 70
	row, bar           = 46, 15
)

// series is one kind of bar.
type series struct {
	name, colour string
	value        func(Design, Cluster) float64
}

func perDay(life time.Duration) func(Design, Cluster) float64 {
	return func(d Design, c Cluster) float64 { return d.Day(c, life) }
}

// drawing returns the chart as SVG.
func drawing(c Cluster) string {
	var out strings.Builder
	daily := []series{
		{"12-hour tokens", "#1f6feb", perDay(12 * time.Hour)},
		{"1-hour tokens", "#d1661f", perDay(time.Hour)},
	}
	first := []series{{"requests in a second", "#57606a", func(d Design, c Cluster) float64 { return d.AtStart(c) }}}
	height := 130 + 2*row*len(designs()) + 110
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" `, width, height)
	out.WriteString(`font-family="sans-serif" font-size="13">` + "\n")
	fmt.Fprintf(&out, `<title>Token requests of %s nodes</title>`+"\n", number(float64(c.Nodes)))
	fmt.Fprintf(&out, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", width, height)
	y := panel(&out, c, 20, fmt.Sprintf("Token requests in a day: %s nodes, %d pulls each", number(float64(c.Nodes)),
		c.Pulls), daily, nil)
	panel(&out, c, y+30, fmt.Sprintf("Token requests in a second, while all nodes start within %s", c.Start), first,
		limits())
	out.WriteString("</svg>\n")
	return out.String()
}

// panel draws one panel and returns the y coordinate below it.
func panel(out *strings.Builder, c Cluster, y int, title string, all []series, lines []Limit) int {
	most := 1.0
	for _, d := range designs() {
		for _, s := range all {
			most = max(most, s.value(d, c))
		}
	}
	for _, l := range lines {
		most = max(most, l.PerSecond)
	}
	scale := float64(width-left-right) / math.Log10(most+1)
	text(out, 10, y, "start", "#1f2328", title, true)
	x := left
	for _, s := range all {
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="11" height="11" fill="%s"/>`+"\n", x, y+10, s.colour)
		text(out, x+16, y+20, "start", "#1f2328", s.name, false)
		x += 140
	}
	top := y + 32
	for i, d := range designs() {
		at := top + i*row
		text(out, left-10, at+row/2, "end", "#1f2328", d.Short, false)
		for j, s := range all {
			value := s.value(d, c)
			high := at + (row-bar*len(all))/2 + j*bar
			long := math.Log10(value+1) * scale
			fmt.Fprintf(out, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", left, high, max(long, 1),
				bar-2, s.colour)
			text(out, left+int(long)+6, high+bar-4, "start", "#57606a", number(value), false)
		}
	}
	bottom := top + len(designs())*row
	for i, l := range lines {
		at := left + int(math.Log10(l.PerSecond+1)*scale)
		fmt.Fprintf(out, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#cf222e" stroke-dasharray="4 3"/>`+"\n", at, top,
			at, bottom+6+16*i)
		text(out, at-4, bottom+16+16*i, "end", "#cf222e", l.Name+": "+number(l.PerSecond), false)
	}
	return bottom + 20*len(lines)
}

func text(out *strings.Builder, x, y int, anchor, colour, words string, bold bool) {
	weight := ""
	if bold {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="%s" fill="%s"%s>%s</text>`+"\n", x, y, anchor, colour, weight,
		html.EscapeString(words))
}
