// Package ignorefile checks whether .gitignore or .dockerignore files surely cover a file.
//
// The programs are not asked: a work tree may name programs that git would start. Errors
// go one way only: a file may be ignored though the functions return false.
package ignorefile

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxFile = 1 << 20 // bytes

// Git reports whether the .gitignore files of dir, and of the directories between it and
// the file, surely cover a file. name is relative to dir, with slashes.
func Git(dir, name string) bool {
	if !within(name) {
		return false
	}
	// The nearest .gitignore that says something decides.
	for at := path.Dir(name); ; at = path.Dir(at) {
		rest := name
		if at != "." {
			rest = strings.TrimPrefix(name, at+"/")
		}
		switch read(filepath.Join(dir, filepath.FromSlash(at), ".gitignore"), gitLine, rest) {
		case covered:
			return true
		case unsure:
			return false
		}
		if at == "." {
			return false
		}
	}
}

// Docker reports whether the .dockerignore file of dir, the root of a build's context,
// surely covers a file. name is relative to dir, with slashes.
func Docker(dir, name string) bool {
	return within(name) && read(filepath.Join(dir, ".dockerignore"), dockerLine, name) == covered
}

func within(name string) bool {
	return name == path.Clean(name) && filepath.IsLocal(filepath.FromSlash(name))
}

type verdict int

const (
	silent  verdict = iota // no pattern covers the file
	covered                // the last pattern that matters covers it
	unsure                 // a later line could include it again, or the file is unreadable
)

// rule is a line of an ignore file.
type rule struct {
	pattern  string
	include  bool // a line with !
	anywhere bool // the pattern is for a last element, in any directory
	dirs     bool // it is for directories only
}

// read returns what an ignore file says of a file. The last line that matches decides.
func read(file string, parse func(string) rule, name string) verdict {
	info, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return silent
	}
	if err != nil || !info.Mode().IsRegular() { // git does not follow a link
		return unsure
	}
	data, err := safefile.ReadNamed(file, maxFile, false)
	if err != nil {
		return unsure
	}
	result := silent
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\ufeff")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		switch r := parse(strings.TrimSuffix(line, "\n")); {
		case r.include && r.couldMatch(name):
			result = unsure
		case !r.include && r.matches(name):
			result = covered
		}
	}
	return result
}

// gitLine parses a line as gitignore(5) says. Leading blanks belong to the pattern.
func gitLine(line string) rule {
	pattern, include := strings.CutPrefix(strings.TrimRight(strings.TrimSuffix(line, "\r"), " "), "!")
	pattern, dirs := strings.CutSuffix(pattern, "/")
	return rule{strings.TrimPrefix(pattern, "/"), include, !strings.Contains(pattern, "/"), dirs}
}

// dockerLine parses a line as docker does: each pattern begins at the root of the context.
func dockerLine(line string) rule {
	pattern, include := strings.CutPrefix(strings.TrimSpace(line), "!")
	if pattern = strings.TrimSpace(pattern); pattern != "" {
		pattern = strings.TrimPrefix(path.Clean(pattern), "/")
	}
	return rule{pattern: pattern, include: include}
}

// matches reports whether a pattern surely matches a file or a directory that contains it.
// Patterns with ** or a class do not count: git, docker and package path differ in them.
func (r rule) matches(name string) bool {
	if strings.Contains(r.pattern, "**") || strings.Contains(unescaped(r.pattern), "[") ||
		strings.Contains(r.pattern, "?") && !plain(name) { // git counts bytes
		return false
	}
	if r.dirs {
		name = path.Dir(name)
	}
	for ; name != "." && name != ""; name = path.Dir(name) {
		candidate := name
		if r.anywhere {
			candidate = path.Base(name)
		}
		if ok, err := path.Match(r.pattern, candidate); ok && err == nil && r.pattern != "" {
			return true
		}
	}
	return false
}

// couldMatch reports whether a pattern could match a file or a directory that contains it,
// also where git ignores case. Only the last element of the pattern is compared.
func (r rule) couldMatch(name string) bool {
	last := path.Base(r.pattern)
	if !plain(r.pattern+name) || strings.ContainsAny(r.pattern, `[\?`) ||
		strings.Contains(r.pattern, "**") || strings.Contains(r.pattern, "..") || last == "." {
		return true
	}
	for element := range strings.SplitSeq(name, "/") {
		if ok, err := path.Match(strings.ToLower(last), strings.ToLower(element)); ok || err != nil {
			return true
		}
	}
	return false
}

// unescaped returns a pattern without the characters that a backslash makes ordinary.
func unescaped(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '\\' {
			i++
			continue
		}
		b.WriteByte(pattern[i])
	}
	return b.String()
}

// plain reports whether a text is printable ASCII.
func plain(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
