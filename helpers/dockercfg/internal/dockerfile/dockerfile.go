// Package dockerfile finds the images that are pulled when a Dockerfile is built: those
// of FROM, COPY --from and RUN --mount=from=.
//
//	text ──► lines (escape, comments, continuation, heredocs) ──► stages ──► Pulls
//
// BuildKit's parser decides what a Dockerfile means, and a test compares this parser with
// it. BuildKit's is not linked, since it needs protobuf and a dozen more modules, and the
// part needed here is small. If BuildKit refuses a file, this parser may accept it. Every
// stage counts, as for the builder that CodeShip ran.
package dockerfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Unknown stands for a part of an image that is not known: the value of a build argument
// that is encrypted or comes from the build's environment.
const Unknown = "\x00"

const maxText = 1 << 20 // bytes

// Args are the build arguments. A value that is not known is Unknown.
type Args struct {
	Values map[string]string
	// Open is set if there are more arguments, whose names are not known.
	Open bool
}

// Pull is an image that is pulled, and the line that names it.
type Pull struct {
	Image string
	Line  int
}

// Pulls returns the images that the stages pull, up to the stage called target, or all of
// them if target is "".
func Pulls(text []byte, args Args, target string) ([]Pull, error) {
	if len(text) > maxText {
		return nil, errors.New("it is larger than 1 MiB")
	}
	lines, escape, err := logical(text)
	if err != nil {
		return nil, err
	}
	r := &reader{escape: escape, args: args, global: map[string]string{}, byName: map[string]int{}, target: target}
	for _, name := range platform {
		r.global[name] = Unknown
	}
	for _, line := range lines {
		if err := r.instruction(line.text, line.number); err != nil {
			return nil, fmt.Errorf("line %d: %w", line.number, err)
		}
	}
	if len(r.stages) == 0 {
		return nil, errors.New("it has no FROM")
	}
	return r.pulls()
}

// platform are the arguments that BuildKit itself sets for the platform.
var platform = []string{
	"BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT",
	"TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE",
}

// reader reads the instructions in turn.
type reader struct {
	escape rune
	args   Args
	global map[string]string // the arguments before the first FROM
	stages []stage
	byName map[string]int // indexes in stages, by names in lower case
	target string
}

// stage is one FROM, with the sources that its instructions copy or mount from.
type stage struct {
	name, base string
	line       int
	from       []source
	onBuild    []source
}

// source is the value of a --from.
type source struct {
	name  string
	index bool // a number means a stage
	line  int
}

func (r *reader) instruction(text string, line int) error {
	command, flags, rest := split(text, r.escape)
	switch strings.ToLower(command) {
	case "arg":
		if len(r.stages) == 0 {
			return r.arg(rest)
		}
	case "from":
		return r.from(rest, line)
	case "onbuild":
		command, flags, _ := split(rest, r.escape)
		if len(r.stages) > 0 {
			last := &r.stages[len(r.stages)-1]
			last.onBuild = append(last.onBuild, sources(command, flags, line)...)
		}
	default:
		if len(r.stages) == 0 {
			return errors.New("it does not begin with FROM or ARG")
		}
		last := &r.stages[len(r.stages)-1]
		last.from = append(last.from, sources(command, flags, line)...)
	}
	return nil
}

// arg declares arguments for the FROM lines.
func (r *reader) arg(rest string) error {
	for _, word := range words(rest, r.escape) {
		name, value, hasDefault := strings.Cut(word, "=")
		given, set := r.args.Values[name]
		switch {
		case set:
			r.global[name] = given
		case r.args.Open:
			r.global[name] = Unknown
		case hasDefault:
			expanded, err := expand(value, r.escape, r.global)
			if err != nil {
				return err
			}
			r.global[name] = expanded
		}
	}
	return nil
}

func (r *reader) from(rest string, line int) error {
	fields := strings.FieldsFunc(rest, func(c rune) bool { return strings.ContainsRune("\t\v\f\r ", c) })
	s := stage{line: line}
	switch {
	case len(fields) == 3 && strings.EqualFold(fields[1], "as"):
		s.name = strings.ToLower(fields[2])
	case len(fields) != 1:
		return errors.New("FROM needs one argument, or three: IMAGE AS NAME")
	}
	var err error
	if s.base, err = expand(fields[0], r.escape, r.global); err != nil {
		return err
	}
	if s.base == "" {
		return errors.New("FROM names no image")
	}
	// The name of an earlier stage is not an image. Its ONBUILD triggers run in this stage.
	if i, known := r.byName[strings.ToLower(s.base)]; known {
		s.base, s.from = "", append(s.from, r.stages[i].onBuild...)
	}
	if s.name != "" {
		r.byName[s.name] = len(r.stages)
	}
	r.stages = append(r.stages, s)
	return nil
}

// pulls resolves the sources, once all stages are known.
func (r *reader) pulls() (all []Pull, err error) {
	for i, s := range r.stages {
		if s.base != "" && s.base != "scratch" {
			all = append(all, Pull{s.base, s.line})
		}
		for _, f := range s.from {
			if image := r.image(f); image != "" {
				all = append(all, Pull{image, f.line})
			}
		}
		if r.target != "" && (strings.EqualFold(s.name, r.target) || strconv.Itoa(i) == r.target) {
			return all, nil
		}
	}
	if r.target != "" {
		return nil, errors.New("it has no stage with the name in the service's target")
	}
	return all, nil
}

// image returns the image that a --from pulls, or "" for a stage or scratch.
func (r *reader) image(f source) string {
	if _, err := strconv.Atoi(f.name); f.name == "scratch" || f.index && err == nil {
		return ""
	}
	if _, known := r.byName[strings.ToLower(f.name)]; known {
		return ""
	}
	// Docker does not expand variables here; a version that does would pull another image.
	if strings.Contains(f.name, "$") {
		return Unknown
	}
	return f.name
}
