package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// The chart: panels of horizontal bars on linear axes that begin at 0.
const (
	chartWidth, chartLeft, chartRight = 900, 400, 90
	chartRow, chartBar                = 19, 11
)

// panel is a part of the chart: one figure of one table.
type panel struct {
	table, of, title string
}

// panels returns the chart's panels. A run without a panel's table omits the panel.
func panels() []panel {
	return []panel{
		{"ecr-kept", "ratio", "A cached token of Amazon ECR: time, to an empty Go program"},
		{"clouds-kept", "ratio", "A cached token of other clouds: time, to an empty Go program"},
		{"ecr-made-slow", "ms", "A token of Amazon ECR to be made, 50 ms a hop: milliseconds"},
		{"pulls-crane", "ratio", "20 pulls by crane: time, to a static file"},
		{"pulls-docker", "ratio", "20 pulls by Docker's engine: time, to a static file"},
		{"parallel-one", "requests", "200 gets of one registry at once: requests for a token"},
	}
}

// chartStyle has colours for light and dark pages, and needs no particular font.
const chartStyle = `
.page { fill: #ffffff } .text { fill: #1f2328 } .value { fill: #59636e } .axis { stroke: #59636e }
.ours { fill: #0969da } .peer { fill: #bc4c00 } .control { fill: #8c959f } .floor { fill: #8c959f }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } .text { fill: #f0f6fc } .value { fill: #9198a1 } .axis { stroke: #9198a1 }
.ours { fill: #4493f8 } .peer { fill: #f0883e } .control { fill: #656c76 } .floor { fill: #656c76 }
}
`

// chart returns docs/performance.svg.
func (r Run) chart() []byte {
	var body strings.Builder
	var about []string
	y := 30
	legend(&body, y)
	y += 30
	for _, p := range panels() {
		for _, t := range r.Tables {
			if t.ID == p.table {
				y = p.draw(&body, t, y)
				own, others := or(t.span(ours, p.of)), or(t.span(peers, p.of))
				about = append(about, fmt.Sprintf("%s: ours %s, others' %s.", p.title, own, others))
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" `, chartWidth, y)
	out.WriteString(`aria-labelledby="title about" font-family="sans-serif" font-size="12">` + "\n")
	out.WriteString(`<title id="title">Times of a get and of 20 pulls, ours and others'</title>` + "\n")
	fmt.Fprintf(&out, `<desc id="about">Horizontal bars; shorter is better. %s</desc>`+"\n",
		html.EscapeString(strings.Join(about, " ")))
	fmt.Fprintf(&out, "<style>%s</style>\n", chartStyle)
	fmt.Fprintf(&out, `<rect class="page" width="%d" height="%d"/>`+"\n", chartWidth, y)
	out.WriteString(body.String() + "</svg>\n")
	return []byte(out.String())
}

// or returns the figure, or a word for one that was not measured.
func or(figure string) string {
	if figure == "" {
		return "not measured"
	}
	return figure
}

// legend draws the meaning of the colours.
func legend(out *strings.Builder, y int) {
	x := 16
	for _, l := range []struct{ class, words string }{
		{ours, "this suite"}, {peers, "others' helpers"}, {control, "the base, and the base again: the width of noise"},
	} {
		rect(out, l.class, x, y-chartBar+1, chartBar)
		words(out, "text", x+17, y, "start", l.words, "")
		x += 40 + 7*len(l.words)
	}
	words(out, "value", chartWidth-16, y, "end", "bar: median; line: quartiles", "")
}

// draw adds a panel and returns the y coordinate below it.
func (p panel) draw(out *strings.Builder, t Table, y int) int {
	words(out, "text", 16, y, "start", p.title, ` font-weight="bold"`)
	most := 1.0
	for _, r := range t.Rows {
		if high, ok := p.high(r); ok {
			most = max(most, high)
		}
	}
	scale := float64(chartWidth-chartLeft-chartRight) / most
	y += 10
	top := y
	for _, r := range t.Rows {
		if is, ok := p.figure(r); ok {
			p.bar(out, r, is, scale, y)
			y += chartRow
		}
	}
	if p.of == "ratio" {
		at := chartLeft + scale
		fmt.Fprintf(out, `<line class="axis" x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke-dasharray="2 3"/>`+"\n",
			at, top, at, y)
	}
	return y + 26
}

// figure returns the row's figure; a ratio's base has the ratio 1.
func (p panel) figure(r Row) (float64, bool) {
	if p.of == "ratio" && r.Base {
		return 1, true
	}
	return r.figure(p.of)
}

// cuts returns the row's quartiles, or nil if the figure has none.
func (p panel) cuts(r Row) *Cuts { return map[string]*Cuts{"ratio": r.Ratio, "ms": r.MS}[p.of] }

// high returns the largest value of a row, which determines the scale.
func (p panel) high(r Row) (float64, bool) {
	is, ok := p.figure(r)
	if c := p.cuts(r); c != nil {
		is = math.Max(is, c[2])
	}
	return is, ok
}

// shown formats a figure: requests are counted, everything else is measured.
func (p panel) shown(is float64) string {
	if p.of == "requests" {
		return number(is)
	}
	return measured(is)
}

// bar draws one row.
func (p panel) bar(out *strings.Builder, r Row, is, scale float64, y int) {
	words(out, "text", chartLeft-10, y+chartBar+1, "end", r.What, "")
	long := is * scale
	rect(out, r.Who, chartLeft, y+2, max(long, 1))
	if c := p.cuts(r); c != nil {
		fmt.Fprintf(out, `<line class="axis" x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke-width="2"/>`+"\n",
			chartLeft+c[0]*scale, y+7, chartLeft+c[2]*scale, y+7)
		long = max(long, c[2]*scale)
	}
	words(out, "value", chartLeft+int(long)+7, y+chartBar+1, "start", p.shown(is), "")
}

func rect(out *strings.Builder, class string, x, y int, long float64) {
	fmt.Fprintf(out, `<rect class="%s" x="%d" y="%d" width="%.1f" height="%d"/>`+"\n", class, x, y, long, chartBar)
}

func words(out *strings.Builder, class string, x, y int, anchor, text, more string) {
	fmt.Fprintf(out, `<text class="%s" x="%d" y="%d" text-anchor="%s"%s>%s</text>`+"\n",
		class, x, y, anchor, more, html.EscapeString(text))
}
