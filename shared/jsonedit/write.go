package jsonedit

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Bytes returns the document with its changes.
func (d *Document) Bytes() ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(d.data) + 1024)
	out.Write(d.data[:d.root.Start])
	if err := d.value(&out, d.root, d.changes, ""); err != nil {
		return nil, err
	}
	out.Write(d.data[d.root.End:])
	return out.Bytes(), nil
}

// value writes v with the change c. indent is that of the line on which v begins.
func (d *Document) value(out *bytes.Buffer, v strictjson.Value, c *change, indent string) error {
	switch {
	case c == nil:
		out.Write(d.data[v.Start:v.End])
		return nil
	case c.raw != nil:
		return d.writeValue(out, c.raw, indent)
	case v.Kind != strictjson.Object:
		return d.writeObject(out, c, indent) // it was null, or missing
	}
	return d.object(out, v, c, indent)
}

// object writes the remaining members with the text before them, then the new ones.
func (d *Document) object(out *bytes.Buffer, v strictjson.Value, c *change, indent string) error {
	style := d.styleOf(v, indent)
	out.WriteByte('{')
	count, end, known := 0, v.Start+1, map[string]bool{}
	for i, m := range v.Members {
		known[m.Name] = true
		before := d.data[end:m.Start]
		end = m.Value.End
		if change := c.members[m.Name]; change != nil && change.deleted {
			continue
		}
		switch {
		case count == 0:
			before = d.data[v.Start+1 : v.Members[0].Start]
		case i == 0:
			before = nil
		}
		count++
		out.Write(before)
		out.Write(d.data[m.Start:m.Value.Start])
		if err := d.value(out, m.Value, c.members[m.Name], style.indent); err != nil {
			return err
		}
	}
	for _, name := range c.order {
		change := c.members[name]
		if known[name] || change.deleted || change.raw == nil && len(change.order) == 0 {
			continue
		}
		style.open(out, count)
		count++
		key, err := json.Marshal(name)
		if err != nil {
			return err
		}
		out.Write(key)
		out.WriteString(style.colon)
		if err := d.value(out, strictjson.Value{}, change, style.indent); err != nil {
			return err
		}
	}
	switch {
	case count == 0:
	case len(v.Members) > 0:
		out.Write(d.data[end : v.End-1])
	case style.lines:
		out.WriteString("\n" + indent)
	}
	out.WriteByte('}')
	return nil
}

// writeObject writes a new object.
func (d *Document) writeObject(out *bytes.Buffer, c *change, indent string) error {
	empty := strictjson.Value{Kind: strictjson.Object, Start: -1, End: -1}
	return d.object(out, empty, c, indent)
}

// writeValue writes a new value in the document's style.
func (d *Document) writeValue(out *bytes.Buffer, raw []byte, indent string) error {
	if d.unit == "" {
		return json.Compact(out, raw)
	}
	return json.Indent(out, raw, indent, d.unit)
}

// style is the layout of an object's members.
type style struct {
	lines                  bool
	indent, colon, between string
}

// open writes the text before a new member.
func (s style) open(out *bytes.Buffer, count int) {
	switch {
	case s.lines && count == 0:
		out.WriteString("\n" + s.indent)
	case s.lines:
		out.WriteString(",\n" + s.indent)
	case count > 0:
		out.WriteString(s.between)
	}
}

// styleOf returns the style of the object itself or, if it is empty, of the document.
func (d *Document) styleOf(v strictjson.Value, indent string) style {
	if len(v.Members) == 0 {
		s := style{lines: d.unit != "", indent: indent + d.unit, colon: ": ", between: ", "}
		if !s.lines {
			s.colon, s.between = d.compact()
		}
		return s
	}
	first := v.Members[0]
	before := string(d.data[v.Start+1 : first.Start])
	s := style{colon: colonOf(d.data, first), between: ", "}
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		s.lines, s.indent = true, before[i+1:]
	} else {
		s.indent = indent
	}
	if len(v.Members) > 1 {
		s.between = string(d.data[first.Value.End:v.Members[1].Start])
	} else if s.colon == ":" {
		s.between = ","
	}
	return s
}

// compact returns the style of a document on one line.
func (d *Document) compact() (colon, between string) {
	if len(d.root.Members) == 0 || colonOf(d.data, d.root.Members[0]) == ":" {
		return ":", ","
	}
	return ": ", ", "
}

// colonOf returns the text between a member's key and its value.
func colonOf(data []byte, m strictjson.Member) string {
	between := data[m.Start:m.Value.Start]
	return string(between[bytes.LastIndexByte(between, '"')+1:])
}

// unitOf returns the document's indentation: that of the root's first member, a tab if
// there is none, or "" if the document is on one line.
func unitOf(data []byte, root strictjson.Value) string {
	if len(root.Members) == 0 {
		return "\t"
	}
	before := string(data[root.Start+1 : root.Members[0].Start])
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		return before[i+1:]
	}
	return ""
}
