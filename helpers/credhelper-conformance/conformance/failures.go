package conformance

import "strings"

// deadProxies are variables that make the requests of most clients fail: nothing listens
// on the proxy's port. NAME alone removes a variable.
var deadProxies = []string{
	"HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9",
	"http_proxy=http://127.0.0.1:9", "ALL_PROXY=http://127.0.0.1:9", "NO_PROXY", "no_proxy",
}

// failures checks P22.
func failures(s *session, v *verdict) {
	for _, q := range malformed(s.foreign()) {
		if a := s.get(q); a.refuses() {
			if fault := s.errorFault(a, "input"); fault != "" {
				v.failf("%s: %s", fault, a)
			}
		}
	}
	for _, text := range append(badLogins(s.host("bad")), "no JSON", "[]") {
		if a := s.storeText(s.host("bad"), text); a.refuses() {
			if fault := s.errorFault(a, "input"); fault != "" {
				v.failf("%s: %s", fault, a)
			}
		}
	}
	if s.cloud != nil {
		endpointFaults(s, v)
		return
	}
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	without := deadProxies
	if s.profile == Storing {
		without = []string{"PATH=" + s.empty}
	}
	if s.profile == Minting {
		if own, ok = s.needErasable(v); !ok {
			return
		}
		s.erase(own.host) // there is no saved login, so this removes only the cached token
	}
	a := s.get(own.host, without...)
	switch {
	case a.answersAs(own) || a.answers() && s.profile == Minting:
		v.skipf("no failure could be caused: it answers without a network and without other programs")
	case a.isNotFound():
		v.failf("it answers \"not found\" to a failure: %s", a)
	default:
		s.isError(v, a)
	}
}

// isError checks that the answer is an error in its complete form.
func (s *session) isError(v *verdict, a answer) {
	v.want(a.code == 1 && !a.isNotFound(), "%s", a.redacted())
	if fault := s.errorFault(a, ""); fault != "" {
		v.failf("%s: %s", fault, a.redacted())
	}
	v.want(a.out == a.err, "the two streams differ: %s", a.redacted())
	for _, secret := range s.secrets {
		v.want(!strings.Contains(a.out+a.err, secret), "the error contains a secret")
	}
}

// malformed returns server URLs with one fault each: wrong bytes, then wrong grammar.
func malformed(host string) []string { return append(badBytes(host), badGrammar(host)...) }

func badBytes(host string) []string {
	return []string{
		host + "\nevil.example", host + "\n\n", host + "\r\n\r\n", "a.b\n.com", host + "\revil.example", host + "\x00",
		host + "/a\x00b",
		host + " evil.example", host + "/a b", "\xff", host + "\xff", "gcr\u2024io", "\u00a0" + host, host + "/é",
		host + "\x7f", host + "\x1b[2J",
	}
}

func badGrammar(host string) []string {
	long := strings.Repeat("a", 63) + "."
	return []string{
		host + "@evil.example", "user:pw@" + host, "https://user:pw@" + host + "/",
		"https://" + host + "@evil.example/", "evil.example?" + host,
		host + "?q", host + "#f", "evil#@" + host, host + `\evil.example`, strings.Replace(host, ".", "%2e", 1),
		host + "%2eevil",
		host + ":", host + ":0", host + ":99999", host + ":65536", host + ":5x", host + "/../x", host + "/./x",
		host + "//x", "a..b",
		strings.Repeat("a", 64) + ".example", long + long + long + long + "a", "[fe80::1%25eth0]", "[fe80::1%eth0]",
		"::1", "2001:db8::1", "https://", "/path",
	}
}

// bytesRefused checks P46.
func bytesRefused(s *session, v *verdict) {
	s.refused(v, badBytes(s.foreign())...)
	if s.own != nil {
		s.refused(v, badBytes(bareHost(s.own.host))...)
	}
	for _, q := range badBytes(s.foreign()) {
		a := s.erase(q)
		v.want(a.refuses() || s.isNote(a), "%s", a)
	}
}

// grammar checks P47.
func grammar(s *session, v *verdict) {
	s.refused(v, badGrammar(s.foreign())...)
	if s.own != nil {
		s.refused(v, badGrammar(bareHost(s.own.host))...)
	}
	for _, q := range []string{s.foreign() + "/one/", "https://" + s.foreign() + ":443/", "192.0.2.7:5000",
		"[2001:db8::1]"} {
		a := s.get(q)
		v.want(a.isNotFound(), "a well-formed server URL: %s", a)
	}
}
