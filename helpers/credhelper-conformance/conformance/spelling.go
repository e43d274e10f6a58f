package conformance

import (
	"fmt"
	"strings"
)

// spellings checks P43.
func spellings(s *session, v *verdict) {
	own, ok := s.needOwn(v)
	if !ok {
		return
	}
	host := bareHost(own.host)
	if isHub(host) {
		for _, q := range hubNames() {
			a := s.get(q)
			v.want(a.answersAs(own), "%s", a.redacted())
		}
		return
	}
	for _, q := range same(host) {
		a := s.get(q)
		r, _ := looseReply(a.out)
		v.want(a.answers() && r.Username == own.user, "%s", a.redacted())
	}
	for _, q := range others(host) {
		a := s.get(q)
		v.want(a.code == 1 && a.isNotFound(), "%s", a.redacted())
	}
	if s.profile == Storing {
		storedSpellings(s, v)
		hubSpellings(s, v)
	}
}

// same returns spellings of one registry.
func same(host string) []string {
	name, port, _ := strings.Cut(host, ":")
	hosts := []string{host, "https://" + host}
	switch port {
	case "":
		hosts = append(hosts, host+":443", "https://"+host+":443")
	case "443":
		hosts = append(hosts, name, "https://"+name)
	}
	var list []string
	for _, h := range hosts {
		for _, end := range []string{"", "/", "/v1", "/v1/", "/v2", "/v2/"} {
			list = append(list, h+end)
		}
	}
	return append(list, host+"/team/app", strings.ToUpper(host), "https://"+strings.ToUpper(host)+"/v2/")
}

// others returns well-formed server URLs that are not that registry's.
func others(host string) []string {
	name, port, _ := strings.Cut(host, ":")
	other := "8443"
	if port == other {
		other = "8444"
	}
	list := []string{name + ":" + other, "nerdctl-experimental://" + host, "ftp://" + host}
	if port == "" || port == "443" {
		list = append(list, name+".", "nerdctl-experimental://"+name+":443/host/"+name+":443")
	}
	if name != "localhost" && !strings.HasPrefix(name, "127.") {
		list = append(list, "http://"+host)
	}
	return list
}

// storedSpellings checks that the exact key takes precedence, and that a repository's login
// is not its registry's.
func storedSpellings(s *session, v *verdict) {
	upper, lower := "Upper-"+s.serial+"."+domain, "https://upper-"+s.serial+"."+domain
	repo, plain := s.host("repo")+"/team/app", "http://"+s.host("plain")
	odd := []string{s.host("port") + ":8443", "nerdctl-experimental://" + s.host("odd"), s.host("dot") + "."}
	for i, url := range append([]string{upper, lower, repo, plain}, odd...) {
		if a := s.store(url, fmt.Sprintf("u%d", i), "s"); a.code != 0 {
			v.failf("%s", a)
			continue
		}
		a := s.get(url)
		v.want(a.answersAs(login{user: fmt.Sprintf("u%d", i), secret: "s"}), "the exact key: %s", a)
	}
	for _, q := range []string{s.host("repo"), "https://" + s.host("plain"), s.host("port"), s.host("odd"),
		s.host("dot"), s.host("repo") + "/team/other"} {
		a := s.get(q)
		v.want(a.isNotFound(), "%s", a)
	}
	a := s.get(strings.ToUpper(upper))
	v.want(a.answers(), "%s", a)
	s.erase(s.host("repo") + "/team/other")
	a = s.get(repo)
	v.want(a.answers(), "after erase of another repository: %s", a)
	erasedSpelling(s, v)
}

// erasedSpelling checks that erase removes the entry that get would use.
func erasedSpelling(s *session, v *verdict) {
	url := s.host("spelt")
	if a := s.store(url, "u", "s"); a.code != 0 {
		return
	}
	s.erase(url + "/team/app")
	a := s.get(url)
	v.want(a.answers(), "after erase of a repository without an entry: %s", a)
	s.erase("https://" + url + "/")
	a = s.get(url)
	v.want(a.isNotFound(), "after erase of another spelling: %s", a)
}

const hubKey = "https://index.docker.io/v1/"

// hubNames returns the spellings of Docker Hub:
// https://github.com/docker/cli/blob/v28.3.0/cli/config/credentials/file_store.go
func hubNames() []string {
	return []string{
		hubKey, "https://index.docker.io/v1", "docker.io", "index.docker.io", "registry-1.docker.io",
		"registry.hub.docker.com",
		"index.docker.io/library/nginx",
	}
}

func isHub(host string) bool {
	for _, name := range hubNames() {
		if bareHost(name) == host {
			return true
		}
	}
	return false
}

// sameHost reports whether two server URLs may name one registry.
func sameHost(one, other string) bool {
	one, other = plainHost(one), plainHost(other)
	return one == other || isHub(one) && isHub(other)
}

func plainHost(url string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(bareHost(url)), ":443"), ".")
}

// hubSpellings stores a login under Docker Hub's key, unless the store may contain one.
func hubSpellings(s *session, v *verdict) {
	users, err := looseList(s.list().out)
	for url := range users {
		if isHub(bareHost(url)) {
			v.skipf("the spellings of Docker Hub were not checked: the store contains a login for it")
			return
		}
	}
	for _, q := range hubNames() {
		if a := s.get(q); !a.isNotFound() || err != nil {
			v.skipf("the spellings of Docker Hub were not checked: the store may contain a login for it")
			return
		}
	}
	l := login{user: "conformance", secret: "hub-" + s.serial}
	defer s.erase(hubKey)
	if a := s.store(hubKey, l.user, l.secret); a.code != 0 {
		v.failf("%s", a)
		return
	}
	for _, q := range hubNames() {
		a := s.get(q)
		v.want(a.answersAs(l), "%s", a)
	}
	a := s.get("index.docker.io.evil.example")
	v.want(a.isNotFound(), "%s", a)
}
