package conformance

import (
	"runtime"
	"strings"
)

// framing checks P9.
func framing(s *session, v *verdict) {
	s.refused(v, s.foreign()+"\nsecond.example", "\u00a0"+s.foreign(), "\u2003"+s.foreign()+"\n")
	for _, q := range frames(s.foreign()) {
		a := s.get(q)
		v.want(a.isNotFound(), "%s", a)
	}
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	for _, q := range frames(own.host) {
		a := s.get(q)
		v.want(a.answersAs(own), "%s", a.redacted())
	}
	s.refused(v, own.host+"\nsecond.example", "\u00a0"+own.host)
}

// frames returns the forms in which clients send one server URL.
func frames(host string) []string {
	return []string{host, host + "\n", host + "\r\n", "  " + host + " \t\n", host + " \r\n"}
}

// refused checks that get answers each question with an error that does not repeat it.
func (s *session) refused(v *verdict, questions ...string) {
	for _, q := range questions {
		a := s.get(q)
		v.want(a.refuses(), "%s", a.redacted())
		if len(q) > 8 {
			v.want(!strings.Contains(a.out+a.err, strings.TrimSpace(q)), "it repeats the question: %s", a.redacted())
		}
	}
}

// emptyQuestion checks P10.
func emptyQuestion(s *session, v *verdict) {
	for _, q := range []string{"", "\n", "\r\n", " \t \r\n\n"} {
		a := s.get(q)
		v.want(a.code == 1 && a.out == noServerURL+"\n", "%s", a)
	}
	if runtime.GOOS == "windows" {
		v.skipf("standard input cannot be closed on this system")
		return
	}
	a := s.shell("get", `exec "$0" get <&-`)
	v.want(a.code == 1 && a.out == noServerURL+"\n", "standard input is closed: %s", a)
}

// shell runs a shell script, for what only a shell can express; $0 is the program, $1 a
// question.
func (s *session) shell(verb, script string, env ...string) answer {
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	a := s.run(request{path: "/bin/sh", args: []string{"-c", script, s.program, question}, env: env, secret: true})
	a.asked = verb + " with " + strings.TrimPrefix(script, "exec ")
	return a
}

// lengths checks P11.
func lengths(s *session, v *verdict) {
	path := func(n int) string { return s.foreign() + "/" + strings.Repeat("a", n-len(s.foreign())-1) }
	a := s.get(path(4096))
	v.want(a.isNotFound(), "4096 bytes: %s", a)
	s.refused(v, path(4097), path(5000), path(70000))
	a = s.erase(path(5000))
	v.want(a.refuses() || s.isNote(a), "erase, 5000 bytes: %s", a)
	login := func(size int) string {
		text := `{"ServerURL":` + quoted(s.host("long")) + `,"Username":"u","Secret":"s"}`
		return text + strings.Repeat(" ", size-len(text))
	}
	a = s.storeText(s.host("long"), login(64<<10+1))
	v.want(a.refuses(), "store, 65537 bytes: %s", a)
	if s.profile == Storing {
		a = s.storeText(s.host("long"), login(64<<10))
		v.want(a.code == 0, "store, 65536 bytes: %s", a)
	}
}

// isNote reports whether the answer is that of a minting helper to an erase whose input it
// cannot use: one line on standard error, and success.
func (s *session) isNote(a answer) bool {
	return s.profile != Storing && a.code == 0 && a.out == "" && strings.Count(a.err, "\n") == 1
}

// form checks P12.
func form(s *session, v *verdict) {
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	a := s.get(own.host)
	v.want(a.out == reply{own.host, own.user, own.secret}.line(), "%s", a.redacted())
	if s.profile != Storing {
		return
	}
	l := login{host: s.host("escapes"), user: "a<b>&c",
		secret: "l1\nl2\r\n\"q\"\\<>&\u2028\u2029 \U0001F600\t\x01"}
	if a := s.store(l.host, l.user, l.secret); a.code != 0 {
		v.failf("%s", a)
		return
	}
	a = s.get(l.host)
	v.want(a.out == reply{l.host, l.user, l.secret}.line(), "%s", a)
}

// serverURL checks P13.
func serverURL(s *session, v *verdict) {
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	for _, q := range []string{own.host, " " + own.host + "\r\n", "https://" + bareHost(own.host),
		bareHost(own.host) + "/team/app"} {
		a := s.get(q)
		r, _ := looseReply(a.out)
		if a.answers() { // other items check that it does
			v.want(r.ServerURL == strings.TrimSpace(q), "ServerURL is %q: %s", r.ServerURL, a.redacted())
		}
	}
}

// alone checks P14.
func alone(s *session, v *verdict) {
	s.checkReply(v, func(a answer) {
		start := strings.IndexByte(a.out, '{')
		v.want(start == 0, "there is text before the object: %s", a.redacted())
		if _, rest, err := members(a.out[max(start, 0):]); err == nil {
			v.want(rest == "\n", "after the object there is %.40q", rest)
		}
	})
}

// keys checks P15.
func keys(s *session, v *verdict) {
	s.checkReply(v, func(a answer) {
		start := max(strings.IndexByte(a.out, '{'), 0)
		list, _, err := members(a.out[start:])
		v.want(err == nil, "%v: %s", err, a.redacted())
		for _, m := range list {
			known := m.key == "ServerURL" || m.key == "Username" || m.key == "Secret"
			v.want(known, "the credential has a key %q", m.key)
		}
	})
}

// checkReply checks the answer for a registry that the program has a credential for.
func (s *session) checkReply(v *verdict, check func(answer)) {
	if own, ok := s.needOwn(v); ok {
		a := s.get(own.host)
		if a.code != 0 {
			v.failf("%s", a)
			return
		}
		check(a)
	}
}

// notEmpty checks P16.
func notEmpty(s *session, v *verdict) {
	s.checkReply(v, func(a answer) {
		r, _ := looseReply(a.out)
		v.want(r.Username != "" && r.Secret != "", "the user name or the secret is empty")
	})
	if s.profile != Storing {
		return
	}
	url := s.host("empty")
	if a := s.store(url, "u", ""); a.code == 0 {
		a = s.get(url)
		v.want(a.isNotFound() && a.code == 1, "after an empty secret was stored: %s", a)
	}
}

// emptyObject checks P17.
func emptyObject(s *session, v *verdict) {
	for _, q := range []string{s.foreign(), s.foreign() + "/team/app", ""} {
		a := s.get(q)
		r, isObject := looseReply(a.out)
		v.want(a.code != 0 || !isObject || r.Secret != "", "%s", a)
		v.want(a.code != 0 || strings.TrimSpace(a.out) != "", "an empty answer with exit code 0: %s", a)
	}
}

// identityToken checks P18.
func identityToken(s *session, v *verdict) {
	if s.profile == Storing {
		url := s.host("token")
		if a := s.store(url, "<token>", "t"); a.code != 0 {
			v.failf("%s", a)
			return
		}
		a := s.get(url)
		r, _ := looseReply(a.out)
		v.want(r.Username == "<token>" && r.Secret == "t", "%s", a)
		return
	}
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	like := strings.EqualFold(strings.Trim(own.user, "<> "), "token") && strings.ContainsAny(own.user, "<>")
	v.want(!like || own.user == "<token>", "the user name is %q", own.user)
	if like && own.user == "<token>" {
		v.skipf("the user name is <token>: this program cannot check whether the registry also accepts a password")
	}
}

// absent checks P19.
func absent(s *session, v *verdict) {
	for _, q := range []string{s.foreign(), s.host("other"), "registry." + s.foreign()} {
		a := s.get(q)
		v.want(a.isNotFound(), "%s", a)
	}
}

// exactNotFound checks P20.
func exactNotFound(s *session, v *verdict) {
	a := s.get(s.foreign())
	v.want(a.out == notFound+"\n", "standard output is %.120q", a.out)
	v.want(a.code == 1, "the exit code is %d", a.code)
}

// notOurs checks P21.
func notOurs(s *session, v *verdict) {
	f := s.foreign()
	for _, q := range []string{
		f + ":8443", f + ":443", f + "/path", "https://" + f, "https://" + f + "/v1/", "http://" + f, "ftp://" + f,
		f + ".",
		"nerdctl-experimental://" + f + ":443/host/" + f + ":443", "xn--bcher-kva." + domain, "192.0.2.7", "0x7f.1",
		"[2001:db8::1]:5000", strings.ToUpper(f),
	} {
		a := s.get(q)
		v.want(a.code == 1 && a.isNotFound(), "%s", a)
	}
}

// neverPrompts checks P23.
func neverPrompts(s *session, v *verdict) {
	t, err := openTerminal()
	if err != nil {
		v.skipf("no terminal could be opened: %v", err)
		return
	}
	defer t.close()
	hint, a, err := s.typed(t, s.foreign()+"\n")
	if err != nil {
		v.skipf("the program could not be started on a terminal: %v", err)
		return
	}
	v.want(strings.TrimSpace(hint) != "", "it prints no hint to standard error while it waits")
	v.want(!a.late, "it does not answer at the end of the typed line")
	v.want(a.late || strings.Contains(a.out, notFound), "%s", a)
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	second, err := openTerminal()
	if err != nil {
		v.skipf("no second terminal could be opened: %v", err)
		return
	}
	defer second.close()
	if shown := s.besideTerminal(second, question); shown != "" {
		v.failf("it writes %.80q to /dev/tty, although no stream is a terminal", shown)
	}
}
