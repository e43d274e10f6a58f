package conformance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// surroundings checks P38.
func surroundings(s *session, v *verdict) {
	locked := filepath.Join(s.dir, "locked")
	if err := os.Mkdir(locked, 0o500); err != nil {
		v.skipf("no directory could be created: %v", err)
		return
	}
	nothing := []string{"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "DISPLAY",
		"WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "TERM"}
	for _, home := range []string{"HOME", "HOME=" + locked, "HOME=/nonexistent"} {
		env := append([]string{home, strings.Replace(home, "HOME", "USERPROFILE", 1), bare()[0]}, nothing...)
		a := s.get(s.foreign(), env...)
		v.want(a.code == 1 && a.isNotFound(), "%s", a)
		a = s.run(request{args: []string{"version"}, env: env})
		v.want(a.code == 0, "%s", a)
		a = s.list(env...)
		_, err := looseList(a.out)
		v.want(a.code == 0 && err == nil || a.refuses(), "%s", a)
	}
}

// workingDirectory checks P39. It runs after all other items, so that it finds every file
// that was written relative to the working directory.
func workingDirectory(s *session, v *verdict) {
	s.get(s.foreign(), "HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
	s.list("HOME=", "XDG_CONFIG_HOME=config", "XDG_CACHE_HOME=cache", "XDG_DATA_HOME=data")
	if own := s.own; own != nil {
		s.get(own.host, "XDG_CACHE_HOME=cache")
	}
	files, err := os.ReadDir(s.empty)
	v.want(err == nil, "%v", err)
	for _, f := range files {
		v.failf("it has created %s in the working directory", f.Name())
	}
}

// parallel checks P40.
func parallel(s *session, v *verdict) {
	if s.cloud != nil {
		cloudParallel(s, v)
		return
	}
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	for _, a := range together(200, func() answer { return s.get(own.host) }) {
		v.want(a.answers(), "%s", a.redacted())
	}
}

// together calls run n times at the same time, and returns the answers.
func together(n int, run func() answer) []answer {
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = run() })
	}
	all.Wait()
	return answers
}

// deadlines checks P41.
func deadlines(s *session, v *verdict) {
	read, write, ok := pipe(v)
	if !ok {
		return
	}
	defer read.Close()
	defer write.Close()
	_, _ = write.WriteString(s.foreign() + "\n")
	v.both(func(v *verdict) {
		a := s.run(request{args: []string{"get"}, file: read})
		v.want(!a.late && a.took < endsWithin/2, "standard input does not end: %s", a)
		v.want(a.late || a.refuses(), "standard input does not end: %s", a)
	}, s.withCloud(hangs))
}

// lookAlikes checks P42.
func lookAlikes(s *session, v *verdict) {
	if s.cloud != nil {
		cloudLookAlikes(s, v)
		return
	}
	if own, ok := s.needOwn(v); ok {
		for _, q := range alike(bareHost(own.host)) {
			a := s.get(q)
			v.want(a.isNotFound() && a.code == 1, "%s", a.redacted())
		}
	}
}

// alike returns server URLs that only look like a registry's.
func alike(host string) []string {
	name, _, _ := strings.Cut(host, ":")
	list := []string{
		name + ".evil.example", name + "-evil.example", "evil.example/" + host, "evil.example:443/" + host,
		"x.y.z." + name, "evil" + domainOf(name),
		name + "x", host + ".", name + ".evil.example/" + host,
	}
	if first, _, _ := strings.Cut(name, "."); len(first) < 40 {
		list = append(list, strings.Replace(name, ".", "-", 1)+".example")
	}
	if front, found := strings.CutSuffix(name, domainOf(name)); found && front != "" {
		list = append(list, front+"evil"+domainOf(name))
	}
	return list
}

// domainOf guesses the domain that the owner of a host has registered: the last two labels,
// or three if the last is a country code and the second to last has at most three letters.
func domainOf(host string) string {
	labels := strings.Split(host, ".")
	n := 2
	if len(labels) > 2 && len(labels[len(labels)-1]) == 2 && len(labels[len(labels)-2]) <= 3 {
		n = 3
	}
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}

// bareHost returns the host[:port] of a server URL.
func bareHost(host string) string {
	if _, rest, found := strings.Cut(host, "://"); found {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	return host
}

// noSecrets checks P45, with all runs.
func noSecrets(s *session, v *verdict) {
	switch {
	case s.cloud != nil:
		modes(s, v)
	case s.profile == Caching:
		v.skipf("%s", s.noCloud)
	case s.own == nil:
		v.skipf("%s", s.noOwn)
	}
	secrets := append(slices.Clone(s.secrets), "CANARY")
	for _, a := range s.all() {
		for _, secret := range secrets {
			v.want(!strings.Contains(a.err, secret), "standard error of %s contains a secret", a.asked)
		}
	}
}

// directory skips P44: to check it could leave files that can no longer be erased.
func directory(_ *session, v *verdict) {
	v.skipf("this program does not know the directory of the store, and could not erase an entry outside it")
}
