package gar

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are real forms.
var hosts = []string{
	"gcr.io", "us.gcr.io", "eu.gcr.io", "asia.gcr.io", "marketplace.gcr.io", "staging-k8s.gcr.io", "k8s.gcr.io",
	"mirror.gcr.io",
	"us-docker.pkg.dev", "europe-docker.pkg.dev", "asia-docker.pkg.dev", "europe-west1-docker.pkg.dev",
	"us-central1-docker.pkg.dev",
	"northamerica-northeast2-docker.pkg.dev", "africa-south1-docker.pkg.dev", "me-central2-docker.pkg.dev",
	"docker.us-east1.rep.pkg.dev", "docker.us.rep.pkg.dev", "docker.europe-west3.rep.pkg.dev",
}

// grammar is the same as a regular expression, which the warm path cannot use.
var grammar = regexp.MustCompile(`^(([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)?gcr\.io|[a-z][a-z0-9]*(-[a-z0-9]+)*-docker\.pkg\.dev|docker\.[a-z0-9]([a-z0-9-]*[a-z0-9])?\.rep\.pkg\.dev)$`)

func match(t *testing.T, asked string) bool {
	t.Helper()
	name, err := registry.Parse(asked)
	return err == nil && Match(name)
}

func TestHosts(t *testing.T) {
	for _, host := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/project/image"} {
			if !match(t, asked) {
				t.Errorf("%s is not taken for Google's", asked)
			}
		}
	}
}

// TestLookAlikes: no look-alike of Google's registries matches.
func TestLookAlikes(t *testing.T) {
	alike := []string{
		"a.b.gcr.io", "-.gcr.io", "-a.gcr.io", "a-.gcr.io", "a_b.gcr.io", "evil-gcr.io", "evilgcr.io", "gcr.io.com",
		"gcr", "io", ".gcr.io", "xn--a.b.gcr.io",
		"pkg.dev", "docker.pkg.dev", "-docker.pkg.dev", "us-npm.pkg.dev", "us-docker-.pkg.dev", "us--docker.pkg.dev",
		"1us-docker.pkg.dev", "a.us-docker.pkg.dev",
		"us-docker.x.pkg.dev", "us_docker.pkg.dev", "usdocker.pkg.dev", "us-docker.pkg.dev.evil.test", "evil-pkg.dev",
		"us-dockerx.pkg.dev", "us-docker.evilpkg.dev",
		"docker.rep.pkg.dev", "docker.a.b.rep.pkg.dev", "npm.us.rep.pkg.dev", "docker.-a.rep.pkg.dev",
		"docker.us.rep.pkg.dev.evil.test", "evil-docker.us.rep.pkg.dev", "x.docker.us.rep.pkg.dev",
		"docker.us.xrep.pkg.dev", "docker.us.rep.pkg.devx", "google.com", "appengine.google.com", "l.google.com",
		"registry.google.com", "storage.googleapis.com",
		"127.0.0.1", "[::1]", "localhost",
	}
	for _, host := range hosts {
		alike = append(alike, host+".evil.test", host+".", host+":8443", host+":80", "http://"+host, "ftp://"+host,
			"evil.test/"+host, "x.y."+host, host+"x",
			strings.TrimSuffix(host, ".dev")+".devx", strings.Replace(host, "gcr", "gcrx", 1)+"x")
	}
	for _, asked := range alike {
		if match(t, asked) {
			t.Errorf("%s is taken for Google's", asked)
		}
	}
}

// FuzzHosts: every match is in the grammar, and does not match with a suffix.
func FuzzHosts(f *testing.F) {
	for _, host := range hosts {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil {
			return
		}
		usable := name.Registry() != "" && (name.Port == "" || name.Port == "443")
		if Match(name) != (usable && grammar.MatchString(name.Host)) {
			t.Errorf("%q: Match says %v", asked, Match(name))
		}
		if !Match(name) {
			return
		}
		for _, other := range []string{name.Host + ".evil.test", "evil." + name.Host + ".evil", "x.y." + name.Host} {
			if match(t, other) {
				t.Errorf("%q matches", other)
			}
		}
		if evil := "evil-" + name.Host; match(t, evil) && !grammar.MatchString(evil) {
			t.Errorf("%q matches", evil)
		}
	})
}
