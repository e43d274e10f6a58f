package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// pinnable returns the variables whose present values the timer contains, if they are set: a
// user's scheduler has its own environment.
func pinnable() []string {
	return append(reference.Places(), "DOCKERCFG_KEEPER", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
}

// pinned returns the environment of the timer, and the variables that it must not have, since
// this shell does not have them. A variable that is set here and not written down is in
// neither: the user can give it to the scheduler.
func pinned(env func(string) string) (assignments, without []string) {
	for _, name := range pinnable() {
		value := env(name)
		if value == "" {
			without = append(without, name)
			continue
		}
		if value = lasting(name, value); value != "" {
			assignments = append(assignments, name+"="+value)
		}
	}
	return assignments, without
}

// lasting returns the value of a variable as the timer may contain it, or "". Others can
// read a unit, so it has no proxy with a password, and no credential in place of its file.
// A relative path leads elsewhere from another working directory.
func lasting(name, value string) string {
	switch {
	case name == "PATH":
		return strings.Join(slices.DeleteFunc(filepath.SplitList(value), func(dir string) bool {
			return !filepath.IsAbs(dir)
		}), string(filepath.ListSeparator))
	case strings.EqualFold(name, "HTTPS_PROXY") && strings.Contains(value, "@"):
		return ""
	case name == "DOCKER_CONFIG" && value != "":
		if path, err := filepath.Abs(value); err == nil {
			return path
		}
		return ""
	case slices.Contains(reference.Places(), name) && !filepath.IsAbs(value):
		return ""
	}
	return value
}

// surroundings says which variables of this shell the timer has, and which of those that a
// helper reads it does not have: people take them for granted.
func surroundings(task schedule.Task, environ []string) string {
	var names []string
	for _, assignment := range task.Env {
		name, _, _ := strings.Cut(assignment, "=")
		names = append(names, name)
	}
	text := "the timer has these variables as they are now: " + strings.Join(names, ", ") +
		"; it has no other variable of this shell"
	if left := leftOut(environ, names); len(left) > 0 {
		text += ", so not " + strings.Join(left, ", ") + "; docs/static-file.md says where to set these"
	}
	return text
}

// leftOut returns the variables that are set here and that a helper would read.
func leftOut(environ, kept []string) (names []string) {
	for _, assignment := range environ {
		name, value, _ := strings.Cut(assignment, "=")
		if value != "" && !slices.Contains(kept, name) && matters(name) {
			names = append(names, fault.Printable(name, 100))
		}
	}
	slices.Sort(names)
	return names
}

// matters reports whether a variable is one of the suite's own or a provider's, and read by
// a helper, not only by commands of dockercfg.
func matters(name string) bool {
	if slices.Contains(pinnable(), name) {
		return true
	}
	own := slices.Contains(reference.Own(), name)
	for _, chapter := range reference.Environment() {
		for _, v := range chapter.Variables {
			if (own || !chapter.General) && matches(v.Name, name) && forHelpers(v.Readers) {
				return true
			}
		}
	}
	return false
}

// matches compares a name with one of the reference, where <account> and the like stand for
// what differs.
func matches(pattern, name string) bool {
	begin, rest, open := strings.Cut(pattern, "<")
	if !open {
		return pattern == name
	}
	end := rest[strings.LastIndex(rest, ">")+1:]
	return len(name) > len(begin)+len(end) && strings.HasPrefix(name, begin) && strings.HasSuffix(name, end)
}

func forHelpers(readers string) bool {
	return slices.ContainsFunc(strings.Fields(readers), func(reader string) bool {
		return !slices.Contains(strings.Fields(reference.Commands), reader)
	})
}
