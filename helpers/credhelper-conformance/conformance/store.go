package conformance

import (
	"fmt"
	"strings"
	"sync"
)

// storeFraming checks P24.
func storeFraming(s *session, v *verdict) {
	for i, text := range []string{
		`{"ServerURL":"%s","Username":"u","Secret":"<1>"}`,
		"{\"ServerURL\":\"%s\",\"Username\":\"u\",\"Secret\":\"<2>\"}\n",
		`{"ServerURL":"%s","Username":"u","Secret":"\u003c3\u003e"}`,
		"{\n\t\"ServerURL\": \"%s\",\r\n\t\"Username\": \"u\",\n\t\"Secret\": \"<4>\"\n}\n",
		`{"Secret":"<5>","Extra":[1,{"a":null}],"Username":"u","ServerURL":"%s"}`,
	} {
		url := s.host(fmt.Sprintf("framing%d", i+1))
		if a := s.storeText(url, fmt.Sprintf(text, url)); a.code != 0 {
			v.failf("%s", a)
			continue
		}
		a := s.get(url)
		v.want(a.answersAs(login{user: "u", secret: fmt.Sprintf("<%d>", i+1)}), "%s", a)
	}
}

// storeTexts checks P25.
func storeTexts(s *session, v *verdict) {
	url := s.host("texts")
	for text, want := range map[string]string{
		`{"Username":"u","Secret":"s"}`:                  noServerURL,
		`{"ServerURL":"","Username":"u","Secret":"s"}`:   noServerURL,
		`{"ServerURL":null,"Username":"u","Secret":"s"}`: noServerURL,
		`{"Secret":"s"}`: noServerURL,
		`{"ServerURL":` + quoted(url) + `,"Secret":"s"}`: noUsername,
	} {
		a := s.storeText(url, text)
		v.want(a.code == 1 && a.out == want+"\n", "%s", a)
	}
	if s.profile == Storing {
		a := s.store(s.host("nosecret"), "u", "")
		v.want(a.code == 0, "an empty secret: %s", a)
	}
}

// notALogin checks P26.
func notALogin(s *session, v *verdict) {
	url := s.host("nologin")
	login := `{"ServerURL":` + quoted(url) + `,"Username":"u","Secret":"CANARY"}`
	a := s.storeText("", "")
	v.want(a.code == 1 && a.out == "EOF\n", "empty: %s", a)
	s.storeRefused(v, url, "CANARY is not JSON", "["+login+"]", "[]", "null", `"CANARY"`, "\ufeff"+login, "{",
		strings.TrimSuffix(login, "}"))
}

// storeRefused checks that store answers each login with an error that does not repeat it.
func (s *session) storeRefused(v *verdict, url string, texts ...string) {
	for _, text := range texts {
		a := s.storeText(url, text)
		v.want(a.refuses(), "%s", a)
		v.want(!strings.Contains(a.out+a.err, "CANARY"), "it repeats the input: %s", a)
	}
}

// values checks P27.
func values(s *session, v *verdict) {
	url := s.host("values")
	text := func(url, user, secret string) string {
		return `{"ServerURL":"` + url + `","Username":"` + user + `","Secret":"` + secret + `"}`
	}
	s.storeRefused(v, url,
		text(url, "u", `CANARY\u0000x`), text(url, "u", "CANARY\xff"), text(url, "u", `CANARY\ud800`),
		text(url, `u\nv`, "CANARY"), text(url, `u\u0000`, "CANARY"), text(url, `u\u007f`, "CANARY"),
		text(url, "u\xff", "CANARY"))
	// If the helper stores one of these, it can hardly be erased: stop at the first.
	for _, odd := range []string{"user@" + url, url + "?q", url + " x", url + "\xff", url + `\u0000`,
		url + `\nevil.example`} {
		if a := s.storeText("", text(odd, "u", "CANARY")); !a.refuses() {
			v.failf("%s", a)
			break
		}
	}
	if s.profile == Storing {
		roundTrips(s, v)
	}
}

// roundTrips checks that get returns a secret as it was stored.
func roundTrips(s *session, v *verdict) {
	for i, secret := range []string{
		"{\n  \"type\": \"service_account\",\n  \"private_key\": \"a\\nb\"\n}\n", " \t leading and trailing \t ",
		"\"<>&'\\\u2028\u2029\U0001F600é",
		strings.Repeat("0123456789abcdef", 1<<10), "a:b:c", "\r\n",
	} {
		l := login{host: s.host(fmt.Sprintf("values%d", i)), user: "u", secret: secret}
		if a := s.store(l.host, l.user, l.secret); a.code != 0 {
			v.failf("%s", a)
			continue
		}
		a := s.get(l.host)
		v.want(a.answersAs(l), "the secret %.40q of %d bytes: %s", secret, len(secret), a)
	}
}

// overwrite checks P28.
func overwrite(s *session, v *verdict) {
	url := s.host("overwrite")
	for _, user := range []string{"first", "second"} {
		if a := s.store(url, user, "of-"+user); a.code != 0 {
			v.failf("%s", a)
		}
	}
	a := s.get(url)
	v.want(a.answersAs(login{user: "second", secret: "of-second"}), "after a second store: %s", a)
	answers := make([]answer, 20)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = s.store(url, "u", fmt.Sprintf("secret-%d", i)) })
	}
	all.Wait()
	for _, a := range answers {
		v.want(a.code == 0, "one of twenty at the same time: %s", a)
	}
	a = s.get(url)
	r, _ := looseReply(a.out)
	v.want(a.code == 0 && r.Username == "u" && strings.HasPrefix(r.Secret, "secret-"),
		"after twenty at the same time: %s", a)
	users, _ := listed(s.list().out)
	v.want(users[url] == "u", "list contains the user name %q", users[url])
}

// literalKeys checks P29.
func literalKeys(s *session, v *verdict) {
	for _, url := range []string{"https://" + s.host("literal") + "/v1/", s.host("Literal2"),
		s.host("literal3") + ":5000", s.host("literal4") + "/team/app"} {
		if a := s.store(url, "u", "s"); a.code != 0 {
			v.failf("%s", a)
			continue
		}
		a := s.list()
		users, _ := looseList(a.out)
		v.want(users[url] == "u", "list does not contain %s: %s", url, a.redacted())
		a = s.get(url)
		v.want(a.answersAs(login{user: "u", secret: "s"}), "%s", a)
	}
}

// mintingStore checks P30.
func mintingStore(s *session, v *verdict) {
	a := s.store(s.foreign(), "u", "CANARY")
	v.want(a.refuses(), "for a foreign registry: %s", a)
	own, ok := s.needErasable(v)
	if !ok {
		return
	}
	before := s.get(own.host)
	a = s.store(own.host, "u", "CANARY") // erased at the end of the run, in case it is stored
	v.want(a.code == 0 && a.out == "", "%s", a)
	v.want(strings.Count(a.err, "\n") == 1, "standard error does not say in one line that nothing was stored: %s", a)
	v.want(!strings.Contains(a.err, "CANARY"), "standard error contains the secret")
	after := s.get(own.host)
	r, _ := looseReply(after.out)
	v.want(after.answers() && r.Secret != "CANARY", "the login was stored: %s", after.redacted())
	was, _ := looseReply(before.out)
	v.want(r.Username == was.Username, "the user name changed from %q to %q", was.Username, r.Username)
}

// strictLogin checks P53.
func strictLogin(s *session, v *verdict) {
	s.storeRefused(v, s.host("strict"), badLogins(s.host("strict"))...)
}

// badLogins returns logins with one fault each.
func badLogins(url string) []string {
	u := quoted(url)
	return []string{
		`{"ServerURL":` + u + `,"Username":"u","Secret":"CANARY"}x`,
		`{"ServerURL":` + u + `,"Username":"u","Secret":"CANARY"}{}`,
		`{"ServerURL":` + u + `,"Username":"u","Secret":"CANARY","Secret":"t"}`,
		`{"ServerURL":` + u + `,"Username":"u","Secret":"CANARY","secret":"t"}`,
		`{"serverurl":` + u + `,"ServerURL":` + u + `,"Username":"u","Secret":"CANARY"}`,
		`{"serverURL":` + u + `,"username":"u","secret":"CANARY"}`,
		`{"ServerURL":` + u + `,"Username":"u","Secret":7}`,
		`{"ServerURL":` + u + `,"Username":["u"],"Secret":"CANARY"}`,
		`{"ServerURL":{},"Username":"u","Secret":"CANARY"}`,
		"{\"ServerURL\":" + u + ",\"Username\":\"u\",\"Secret\":\"CANARY\nline\"}",
		"{\"ServerURL\":" + u + ",\"Username\":\"u\",\"Secret\":\"CANARY\xff\"}",
		`{"ServerURL":` + u + `,"Username":"u","Secret":"CANARY",}`,
	}
}
