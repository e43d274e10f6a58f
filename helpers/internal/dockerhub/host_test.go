package dockerhub

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are the names of Docker Hub that clients ask for, and dhi.io.
var hosts = []string{"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com",
	"auth.docker.io", "dhi.io"}

func parsed(t *testing.T, asked string) registry.Name {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		t.Fatalf("%s: %v", asked, err)
	}
	return name
}

func TestHosts(t *testing.T) {
	for _, host := range hosts {
		for _, asked := range []string{host, "https://" + host, "https://" + host + "/", host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v1/", host + "/v2", host + "/library/nginx",
			host + "/v1/access-tokens", host + "/v1"} {
			if !Match(parsed(t, asked)) {
				t.Errorf("%s is not taken for Docker's", asked)
			}
		}
	}
}

// TestLookAlikes: no look-alike of Docker Hub matches.
func TestLookAlikes(t *testing.T) {
	alike := []string{
		"hub.docker.com", "docker.com", "identity.docker.com", "registry.docker.io", "registry-2.docker.io",
		"registry-1-stage.docker.io", "production.cloudflare.docker.com",
		"registry.scout.docker.com", "io", "docker", "dhi", "127.0.0.1", "[::1]", "localhost",
		"https://index.docker.io/v1/access-token", "https://index.docker.io/v1/refresh-token",
		"index.docker.io/v1/access-token/", "docker.io/v1/refresh-token", "registry-1.docker.io:443/v1/refresh-token/",
	}
	for _, host := range hosts {
		last := strings.LastIndexByte(host, '.')
		alike = append(alike, host+".evil.test", "evil"+host, "evil-"+host, "x."+host, "x.y."+host, host+".",
			host+":8443", host+":80", host+":5000", "http://"+host,
			"ftp://"+host, "evil.test/"+host, host+"x", host[:last]+"x"+host[last:], host[:last]+".evil"+host[last:],
			host[:last]+"-"+host[last+1:],
			strings.Replace(host, ".", "_", 1), strings.Replace(host, "d", "b", 1),
			strings.Replace(host, "io", "1o", 1)+".com")
	}
	for _, asked := range alike {
		real := false
		for _, host := range hosts {
			real = real || asked == host // a subdomain of one may be another one
		}
		if name, err := registry.Parse(asked); err == nil && Match(name) && !real {
			t.Errorf("%s is taken for Docker's", asked)
		}
	}
}

// FuzzHosts: every match is one of the names, and does not match with a prefix or suffix.
func FuzzHosts(f *testing.F) {
	for _, host := range hosts {
		f.Add(host)
		f.Add("https://" + host + "/v1/")
		f.Add(host + "/v1/access-token")
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil || !Match(name) {
			return
		}
		real := false
		for _, host := range hosts {
			real = real || name.Host == host
		}
		path := strings.TrimSuffix(name.Path, "/")
		if !real || name.IsHub() && (path == "/v1/access-token" || path == "/v1/refresh-token") {
			t.Errorf("%q matches as %s%s", asked, name.Host, name.Path)
		}
		for _, other := range []string{name.Host + ".evil.test", "evil-" + name.Host, "evil" + name.Host,
			"x.y." + name.Host, name.Host + ":8443", "http://" + name.Host} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
