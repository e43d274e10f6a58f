package conformance

import (
	"encoding/json"
	"strings"
	"time"
)

// eraseFraming checks P31.
func eraseFraming(s *session, v *verdict) {
	for _, q := range []string{"", "\n", " \t \r\n"} {
		a := s.erase(q)
		strict := a.code == 1 && a.out == noServerURL+"\n"
		v.want(strict || s.isNote(a), "%s", a)
	}
	for _, q := range frames(s.foreign()) {
		a := s.erase(q)
		v.want(a.out == "" && (a.code == 0 || s.profile == Minting), "%s", a)
	}
	a := s.erase(s.foreign() + "\nsecond.example")
	v.want(a.refuses() || s.isNote(a), "%s", a)
	if s.profile != Storing {
		return
	}
	url := s.host("erase")
	for _, q := range frames(url) {
		if a := s.store(url, "u", "s"); a.code != 0 {
			v.failf("%s", a)
			return
		}
		a := s.erase(q)
		v.want(a.code == 0 && a.out == "", "%s", a)
		a = s.get(url)
		v.want(a.isNotFound(), "after erase %q: %s", q, a)
	}
}

// eraseAbsent checks P32.
func eraseAbsent(s *session, v *verdict) {
	for _, q := range []string{s.foreign(), "https://" + s.foreign() + "/v1/", "http://" + s.foreign()} {
		a := s.erase(q)
		v.want(a.code == 0 && a.out == "", "%s", a)
	}
	if s.profile != Storing {
		return
	}
	url := s.host("twice")
	s.store(url, "u", "s")
	for range 2 {
		a := s.erase(url)
		v.want(a.code == 0 && a.out == "", "%s", a)
	}
}

// mintingErase checks P33.
func mintingErase(s *session, v *verdict) {
	for _, q := range []string{s.foreign(), "a\nb", "", "user@" + s.foreign()} {
		a := s.erase(q)
		v.want(a.code == 0 && a.out == "", "%s", a)
		v.want(strings.Count(a.err, "\n") == 1, "standard error is not exactly one line: %s", a)
	}
	own, ok := s.needErasable(v)
	if !ok {
		return
	}
	a := s.erase(own.host)
	v.want(a.code == 0 && a.out+a.err == "", "%s", a)
	a = s.list()
	v.want(!strings.Contains(a.out, bareHost(own.host)), "after erase, list contains it: %s", a.redacted())
	a = s.get(own.host)
	v.want(a.answers(), "after erase: %s", a.redacted())
}

// listLeavesInput checks P34.
func listLeavesInput(s *session, v *verdict) {
	read, write, ok := pipe(v)
	if !ok {
		return
	}
	defer read.Close()
	defer write.Close()
	open := s.run(request{args: []string{"list"}, file: read})
	v.want(!open.late && open.took < endsWithin/2, "standard input does not end: %s", open.redacted())
	unused := s.run(request{args: []string{"list"}, stdin: "unused"})
	nothing := s.run(request{args: []string{"list"}})
	for _, a := range []answer{open, unused} {
		v.want(a.out == nothing.out && a.code == nothing.code, "the answer depends on standard input: %s", a.redacted())
	}
}

// listForm checks P35.
func listForm(s *session, v *verdict) {
	if s.profile == Storing {
		for _, what := range []string{"zz", "aa", "mm"} {
			s.store(s.host(what), "u<"+what+">", "s")
		}
	}
	a := s.list()
	if a.code != 0 {
		v.failf("%s", a)
		return
	}
	_, err := listed(a.out)
	v.want(err == nil, "%v", err)
}

// listOffline checks P36.
func listOffline(s *session, v *verdict) {
	a := s.list(deadProxies...)
	v.want(a.code == 0, "without a network: %s", a)
	if own := s.own; own != nil && s.profile == Storing {
		users, _ := looseList(a.out)
		v.want(users[own.host] == own.user, "the list does not contain %s", own.host)
		if a := s.list("PATH=" + s.empty); a.code == 0 {
			users, _ := looseList(a.out)
			v.want(users[own.host] == own.user, "without the programs that it needs, it answers %s", a.redacted())
		}
	}
	longer := s.listTakesLonger()
	v.want(longer < 100*time.Millisecond, "it takes %s longer than version", longer.Round(time.Millisecond))
}

// listTakesLonger returns how much longer `list` takes than `version`. It compares their
// shortest runs, which are the least disturbed by other processes. On a busy machine it
// can take several runs until one of each is not disturbed; a clear result needs no more.
func (s *session) listTakesLonger() time.Duration {
	version, list := time.Hour, time.Hour
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		version = min(version, s.run(request{args: []string{"version"}}).took)
		if list = min(list, s.list().took); list-version < 50*time.Millisecond {
			break
		}
	}
	return list - version
}

// listUsers checks P37.
func listUsers(s *session, v *verdict) {
	a := s.list()
	list, _, err := members(strings.TrimSpace(a.out))
	v.want(err == nil, "%v", err)
	seen := map[string]bool{}
	for _, m := range list {
		v.want(!seen[m.key], "the key %q appears twice", m.key)
		seen[m.key] = true
	}
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	v.want(!strings.Contains(a.out, own.secret), "the list contains the secret of %s", own.host)
	if s.profile == Storing {
		url := s.host("users")
		s.store(url, "first", "CANARY-1")
		s.store(url, "second", "CANARY-2")
		a := s.list()
		v.want(strings.Count(a.out, quoted(url)) == 1 && strings.Contains(a.out, quoted(url)+`:"second"`),
			"after logins of two users at one registry: %s", a.redacted())
		v.want(!strings.Contains(a.out, "CANARY"), "the list contains a secret")
	}
}

// looseList reads a list without checking its form.
func looseList(out string) (map[string]string, error) {
	users := map[string]string{}
	err := json.Unmarshal([]byte(out), &users)
	return users, err
}
