package main

// diagram is rows of steps, read from left to right.
type diagram struct {
	title, description string
	rows               []row
}

// row is one line of steps. It starts at the left, or branches off from a step of an
// earlier row.
type row struct {
	label string // a heading above the row
	from  *at    // the step from which it branches off, or nil
	edge  string // the condition on that branch
	steps []step
}

// at is a step of an earlier row, both counted from 0.
type at struct{ row, step int }

// step is a box: a title and lines of detail. edge is the text on the arrow to the next.
type step struct {
	title string
	lines []string
	edge  string
	ours  bool // a program or file of this suite
}

const (
	margin  = 16
	padding = 10
	gap     = 34 // between two boxes, for an arrow without text
)

type box struct{ x, y, w, h float64 }

func (d diagram) svg() (string, error) {
	var c canvas
	var drawn [][]box
	y := float64(margin)
	for i, r := range d.rows {
		if r.label != "" {
			if i > 0 {
				y += lineStep
			}
			c.text(margin, y+lineStep-4, "title", r.label)
			y += lineStep * 1.5
		}
		boxes := r.draw(&c, drawn, y)
		drawn = append(drawn, boxes)
		y = boxes[0].y + boxes[0].h + lineStep
	}
	return c.finish(d.title, d.description), nil
}

// draw writes the row's boxes and arrows and returns where the boxes are.
func (r row) draw(c *canvas, earlier [][]box, y float64) (boxes []box) {
	height := r.height()
	middle := y + height/2
	x := float64(margin)
	if r.from != nil {
		parent := earlier[r.from.row][r.from.step]
		line := parent.x + 14
		x = line + length(r.edge)
		c.arrow(line, parent.y+parent.h, line, middle, x, middle)
		c.text(line+8, middle-6, "faint", r.edge)
	}
	for i, s := range r.steps {
		b := box{x, y, s.width(), height}
		s.draw(c, b)
		boxes = append(boxes, b)
		if i < len(r.steps)-1 {
			x += b.w
			c.text(x+8, middle-6, "faint", s.edge)
			next := x + length(s.edge)
			c.arrow(x, middle, next, middle)
			x = next
		}
	}
	return boxes
}

// length returns the length of an arrow with a text above it.
func length(edge string) float64 { return max(gap, textWidth(edge)+24) }

func (r row) height() (h float64) {
	for _, s := range r.steps {
		h = max(h, float64(1+len(s.lines))*lineStep+padding)
	}
	return h
}

func (s step) draw(c *canvas, b box) {
	class := "box"
	if s.ours {
		class = "ours"
	}
	c.box(b.x, b.y, b.w, b.h, class)
	c.text(b.x+padding, b.y+lineStep, "title", s.title)
	for n, line := range s.lines {
		c.text(b.x+padding, b.y+lineStep*float64(n+2), "faint", line)
	}
}

func (s step) width() float64 {
	widest := textWidth(s.title)
	for _, line := range s.lines {
		widest = max(widest, textWidth(line))
	}
	return widest + 2*padding
}
