package acr

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are real forms, with the suffix of their cloud.
var hosts = map[string]string{
	"myregistry.azurecr.io":                    Public,
	"a.azurecr.io":                             Public,
	"0123456789.azurecr.io":                    Public,
	"myregistry-d0cvc3d2hufhbkcb.azurecr.io":   Public,
	"my-registry-abc.azurecr.io":               Public,
	"myregistry.westeurope.geo.azurecr.io":     Public,
	"myregistry-abc1.eastus2.geo.azurecr.io":   Public,
	"myregistry.azurecr.cn":                    China,
	"myregistry.chinaeast2.geo.azurecr.cn":     China,
	"myregistry.azurecr.us":                    Government,
	"myregistry.usgovvirginia.geo.azurecr.us":  Government,
	"myregistry.azurecr.de":                    Germany,
	strings.Repeat("a", 50) + ".azurecr.io":    Public,
	strings.Repeat("a", 50) + "-x1.azurecr.io": Public,
}

// grammar is everything that may match without a file of the user's.
var grammar = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+\.geo)?\.azurecr\.(io|cn|us|de)$`)

func TestHosts(t *testing.T) {
	for host, suffix := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/team/app"} {
			name, err := registry.Parse(asked)
			if err != nil {
				t.Fatal(err)
			}
			r, ok := Parse(name)
			if label, _, _ := strings.Cut(host, "."); !ok || r.Host != host || r.Name != label || r.Suffix != suffix {
				t.Errorf("%s: %+v, %v, want the suffix %s", asked, r, ok, suffix)
			}
		}
	}
}

// TestLookAlikes: no look-alike matches. A name with "evil" in front is someone else's registry, as the
// grammar says.
func TestLookAlikes(t *testing.T) {
	alike := []string{
		"azurecr.io", "io", ".azurecr.io", "westeurope.geo.azurecr.io.evil.test",
		"myregistry.data.azurecr.io", "myregistry.westeurope.data.azurecr.io", "myregistry.westeurope.azurecr.io",
		"myregistry.geo.azurecr.io",
		"myregistry.west-europe.geo.azurecr.io", "x.myregistry.westeurope.geo.azurecr.io", "-myregistry.azurecr.io",
		"myregistry-.azurecr.io",
		"my--registry.azurecr.io", "my_registry.azurecr.io", "myregistry.azurecr.com", "myregistry.azurecr.io.cn",
		"myregistry.azurecr.co",
		"myregistry.xazurecr.io", "myregistryazurecr.io", "myregistry.azurecr-io.evil.test", "myregistry.azurecr.net",
		"mcr.microsoft.com",
		strings.Repeat("a", 51) + ".azurecr.io", "evil-" + strings.Repeat("a", 50) + "-x1.azurecr.io", "127.0.0.1",
		"[::1]",
	}
	for host := range hosts {
		alike = append(alike, host+".evil.test", "x."+host, host+".", host+":8443", host+":80", "http://"+host,
			"ftp://"+host, "evil.test/"+host,
			strings.Replace(host, "azurecr", "azurecr.x", 1), strings.Replace(host, "azurecr", "azure-cr", 1),
			host+"x", strings.Replace(host, ".geo", ".geo.geo", 1)+"x")
		if i := strings.LastIndexByte(host, '.'); i > 0 {
			alike = append(alike, host[:i]+"x"+host[i:], host[:i]+".evil"+host[i:])
		}
	}
	for _, asked := range alike {
		if name, err := registry.Parse(asked); err == nil && Match(name) {
			t.Errorf("%s is taken for Azure's", asked)
		}
	}
}

// TestBelow: another suffix is compared by whole labels.
func TestBelow(t *testing.T) {
	const suffix, host = "azurecr.sovcloud-azure.de", "myregistry.azurecr.sovcloud-azure.de"
	for asked, want := range map[string]bool{
		host: true, "https://" + host + "/v2/": true, "myregistry.westeurope.geo." + suffix: true,
		suffix: false, host + ".evil.test": false, "x." + host: false,
		"myregistry.evilazurecr.sovcloud-azure.de":  false,
		"myregistry.azurecr.evil-sovcloud-azure.de": false, "http://" + host: false, host + ":8443": false,
		"myregistry.azurecr.io": false,
	} {
		name, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := Below(name, suffix); ok != want || ok && (r.Suffix != suffix || r.Host != name.Host) {
			t.Errorf("%s: %+v, %v", asked, r, ok)
		}
		if Match(name) != (asked == "myregistry.azurecr.io") {
			t.Errorf("%s is taken for one of Microsoft's own clouds", asked)
		}
	}
}

// FuzzHosts: every match is in the grammar, and does not match with a suffix, or with a label in front.
func FuzzHosts(f *testing.F) {
	for host := range hosts {
		f.Add(host)
		f.Add("https://" + host + ":443/x")
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil || !Match(name) {
			return
		}
		if !grammar.MatchString(name.Host) {
			t.Errorf("%q matches", asked)
		}
		for _, other := range []string{name.Host + ".evil.test", "evil.x.y.z." + name.Host, "http://" + name.Host,
			name.Host + ":8443"} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
