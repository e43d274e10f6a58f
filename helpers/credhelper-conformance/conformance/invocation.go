package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// usage checks P1.
func usage(s *session, v *verdict) {
	first := s.run(request{})
	if _, ok := usageName(first.out); !ok {
		v.failf("%s", first)
		return
	}
	for _, args := range [][]string{nil, {"get", "extra"}, {"list", "list", "list"}} {
		a := s.run(request{args: args, stdin: s.foreign()})
		v.want(a.code == 1 && a.out == first.out, "with %q: %s", args, a)
		v.want(a.err == first.out, "with %q: standard error differs from standard output: %s", args, a)
	}
	other := filepath.Join(s.dir, "docker-credential-other-name")
	if err := os.Symlink(s.program, other); err != nil {
		v.skipf("no symbolic link could be created: %v", err)
		return
	}
	a := s.run(request{path: other})
	v.want(a.out == first.out, "started as %s: %s", filepath.Base(other), a)
}

// flags checks P2.
func flags(s *session, v *verdict) {
	version := s.run(request{args: []string{"version"}})
	for _, flag := range []string{"--version", "-v"} {
		a := s.run(request{args: []string{flag}})
		v.want(a.code == 0 && a.out == version.out, "%s", a)
	}
	for _, flag := range []string{"--help", "-h"} {
		a := s.run(request{args: []string{flag}})
		_, ok := usageName(a.out)
		v.want(a.code == 0 && ok, "%s", a)
	}
}

// actions checks P3.
func actions(s *session, v *verdict) {
	for _, verb := range []string{"GET", "Get", "LIST", "no-such-verb"} {
		a := s.run(request{args: []string{verb}, stdin: s.foreign()})
		v.want(a.code == 1 && a.out == s.name+": unknown action: "+verb+"\n", "%s", a)
	}
	for _, verb := range []string{"gét", "\x1b[31mget", strings.Repeat("a", 65)} {
		a := s.run(request{args: []string{verb}, stdin: s.foreign()})
		v.want(a.code == 1 && strings.HasPrefix(a.out, s.name+": unknown action: "), "%s", a)
		v.want(!strings.Contains(a.out+a.err, verb), "it repeats %q", verb)
	}
}

// bare returns an environment with PATH alone, and SystemRoot for Windows.
func bare() []string {
	path := "PATH=/usr/local/bin:/usr/bin:/bin"
	if runtime.GOOS == "windows" {
		path = "PATH=" + os.Getenv("PATH")
	}
	return []string{path, "SystemRoot=" + os.Getenv("SystemRoot")}
}

// version checks P4.
func version(s *session, v *verdict) {
	read, write, ok := pipe(v)
	if !ok {
		return
	}
	defer read.Close()
	defer write.Close()
	a := s.run(request{args: []string{"version"}, file: read, env: bare(), only: true})
	form := regexp.MustCompile(`^` + regexp.QuoteMeta(s.name) + ` \([^()\s]+\) \S[^\n]*\n$`)
	v.want(a.code == 0 && form.MatchString(a.out), "%s", a)
}

// exitCodes checks P5, with all runs.
func exitCodes(s *session, v *verdict) {
	for _, a := range s.all() {
		if a.signal == "" && !a.late && a.code > 1 {
			v.failf("%s", a.redacted())
		}
	}
}

// standardOutput checks P6.
func standardOutput(s *session, v *verdict) {
	for _, q := range []request{
		{args: []string{"get"}, stdin: s.foreign()}, {args: []string{"get"}}, {args: []string{"get"}, stdin: "a\nb"},
		{args: []string{"no-such-verb"}}, {args: []string{"store"}, stdin: "["}, {args: []string{"list"}},
	} {
		a := s.run(q)
		v.want(strings.TrimSpace(a.out) != "", "%s", a.redacted())
	}
	if s.own != nil {
		a := s.get(s.own.host)
		v.want(strings.Contains(a.out, "{"), "%s", a.redacted())
	}
}

// standardError checks P7.
func standardError(s *session, v *verdict) {
	for _, q := range []request{
		{args: []string{"get"}, stdin: "a.example\nb.example"}, {args: []string{"get"}, stdin: "a.example/\x00"},
		{args: []string{"get"}, stdin: "user:pw@a.example"}, {args: []string{"store"}, stdin: "no JSON"},
	} {
		if a := s.run(q); a.code != 0 && !a.isNotFound() { // other items check that it fails
			v.want(a.out == a.err, "%s", a)
		}
	}
	a := s.get(s.foreign())
	v.want(a.err == "", "%s", a)
}

// quiet checks P8.
func quiet(s *session, v *verdict) {
	a := s.erase(s.foreign())
	v.want(a.out == "" || a.code != 0, "%s", a)
	if s.profile != Storing {
		return
	}
	url := s.host("quiet")
	if a := s.store(url, "u", "s"); a.code != 0 || a.out != "" {
		v.failf("%s", a)
	}
	if a := s.erase(url); a.code != 0 || a.out != "" {
		v.failf("%s", a)
	}
}

// crashes checks P54, with all runs.
func crashes(s *session, v *verdict) {
	marks := []string{"panic: ", "goroutine 1 [", "fatal error: ", "Traceback (most recent call last)",
		"Segmentation fault"}
	for _, a := range s.all() {
		text := a.out + a.err
		if a.signal != "" && a.verb != signalled || slices.ContainsFunc(marks,
			func(m string) bool { return strings.Contains(text, m) }) {
			v.failf("%s", a.redacted())
		}
	}
	if s.profile == Caching {
		damaged(s, v)
		expired(s, v)
	}
}

// whole checks P50, with all runs.
func whole(s *session, v *verdict) {
	for _, a := range s.all() {
		if fault := partial(a); fault != "" && a.signal == "" && !a.late {
			v.failf("%s: %s", fault, a.redacted())
		}
	}
}

// partial returns what is wrong with the answer of a get, or "".
func partial(a answer) string {
	if a.verb != "get" || a.out == "" {
		return ""
	}
	switch _, _, err := members(a.out); {
	case a.code == 0 && err != nil:
		return fmt.Sprintf("exit code 0 without a credential (%v)", err)
	case a.code != 0 && strings.Contains(a.out, `{"ServerURL"`):
		return "an error with a credential"
	case a.code != 0 && strings.Count(a.out, "\n") > 1:
		return "an error of several lines"
	case a.code != 0 && !strings.HasSuffix(a.out, "\n"):
		return "an error without a final line feed"
	}
	return ""
}
