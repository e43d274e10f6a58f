package main

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// The font is monospaced, so that a box's size can be computed from its text.
const (
	fontSize  = 13
	charWidth = 7.9 // width of the widest common monospace font at this size
	lineStep  = 18
)

// style has the colours for light and dark pages. A browser applies the media query to
// an SVG in an <img>, too.
const style = `
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; }
.title { font-weight: 600; }
.faint { fill: #59636e; }
.page { fill: #ffffff; }
.box { fill: #f6f8fa; stroke: #818b98; }
.ours { fill: #ddf4ff; stroke: #0969da; }
.arrow { fill: none; stroke: #59636e; stroke-width: 1.5; }
.head { fill: #59636e; }
.prompt { fill: #0969da; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .faint { fill: #9198a1; }
  .page { fill: #0d1117; }
  .box { fill: #151b23; stroke: #656c76; }
  .ours { fill: #0c2d6b; stroke: #4493f8; }
  .arrow { stroke: #9198a1; }
  .head { fill: #9198a1; }
  .prompt { fill: #4493f8; }
}
`

// canvas collects the elements of one picture.
type canvas struct {
	strings.Builder
	width, height float64
}

// text writes a line of text whose left end is at x, on the base line y.
func (c *canvas) text(x, y float64, class, s string) {
	fmt.Fprintf(c, `<text x="%g" y="%g" class="%s" xml:space="preserve">%s</text>`+"\n", x, y, class, escape(s))
	c.reach(x+textWidth(s), y+lineStep/2)
}

// box writes a rectangle.
func (c *canvas) box(x, y, w, h float64, class string) {
	fmt.Fprintf(c, `<rect x="%g" y="%g" width="%g" height="%g" rx="6" class="%s"/>`+"\n", x, y, w, h, class)
	c.reach(x+w, y+h)
}

// arrow writes a line through the points, with an arrowhead at its end.
func (c *canvas) arrow(points ...float64) {
	var path strings.Builder
	for i := 0; i < len(points); i += 2 {
		fmt.Fprintf(&path, " %g,%g", points[i], points[i+1])
	}
	fmt.Fprintf(c, `<polyline points="%s" class="arrow" marker-end="url(#head)"/>`+"\n", path.String()[1:])
}

func (c *canvas) reach(x, y float64) { c.width, c.height = max(c.width, x), max(c.height, y) }

// finish returns the picture with a title and a description for screen readers.
func (c *canvas) finish(title, description string) string {
	w, h := c.width+margin, c.height+margin
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" `+
		`role="img" aria-labelledby="title desc">
<title id="title">%s</title>
<desc id="desc">%s</desc>
<style>%s</style>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">`+
		`<path d="M0,0 L10,5 L0,10 z" class="head"/></marker></defs>
<rect width="100%%" height="100%%" class="page"/>
%s</svg>
`, w, h, w, h, escape(title), escape(description), style, c.String())
}

func textWidth(s string) float64 { return float64(len([]rune(s))) * charWidth }

func escape(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s)) // a strings.Builder never fails
	return out.String()
}
