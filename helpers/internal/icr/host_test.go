package icr

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are real names from IBM's documentation.
var hosts = map[string]Registry{
	"icr.io": {}, "us.icr.io": {}, "de.icr.io": {}, "uk.icr.io": {}, "jp.icr.io": {}, "jp2.icr.io": {},
	"au.icr.io": {}, "br.icr.io": {},
	"ca.icr.io": {}, "ca2.icr.io": {}, "es.icr.io": {}, "in.icr.io": {}, "in2.icr.io": {},
	"private.icr.io": {}, "private.us.icr.io": {}, "private.jp2.icr.io": {},
	"cp.icr.io": {Entitled: true}, "private.cp.icr.io": {Entitled: true},
	"registry.bluemix.net": {Legacy: true}, "registry.ng.bluemix.net": {Legacy: true},
	"registry.eu-de.bluemix.net": {Legacy: true},
	"registry.eu-gb.bluemix.net": {Legacy: true}, "registry.au-syd.bluemix.net": {Legacy: true},
}

func TestHosts(t *testing.T) {
	for host, want := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/team/app"} {
			name, err := registry.Parse(asked)
			if err != nil {
				t.Fatal(err)
			}
			if r, ok := Parse(name); !ok || r != want || !Match(name) {
				t.Errorf("%s: %+v, %v, want %+v", asked, r, ok, want)
			}
		}
	}
}

// TestLookAlikes: no look-alike of IBM's registries matches.
func TestLookAlikes(t *testing.T) {
	var alike []string
	for host := range hosts {
		last := strings.LastIndexByte(host, '.')
		alike = append(alike, host+".evil.test", "evil"+host, "evil-"+host, "x."+host, "x.y."+host, host+".",
			host+":8443", host+":80", "http://"+host,
			"ftp://"+host, "evil.test/"+host, host+"x", host[:last]+"x"+host[last:], host[:last]+".evil"+host[last:],
			host[:last]+"-"+host[last+1:],
			"private.private."+host, "private.x."+host, "privat."+host, strings.Replace(host, ".", "_", 1),
			strings.Replace(host, ".", "-", 1),
			strings.Replace(host, "icr", "1cr", 1), strings.Replace(host, "registry", "registry2", 1),
			strings.Replace(host, "bluemix", "b1uemix", 1))
	}
	alike = append(alike, "stg.icr.io", "a.b.icr.io", "de.us.icr.io", "d.icr.io", "d2.icr.io", "22.icr.io",
		"de22.icr.io", "dex.icr.io", "2de.icr.io", "d-.icr.io",
		"io", "icr", "r.io", "icr.io.icr.io", "private.icr.io.evil.test", "private", "privateicr.io",
		"private-us.icr.io",
		"registry.us-south.bluemix.net", "registry.stage1.bluemix.net", "registry.ng.bluemix.com", "bluemix.net",
		"ng.bluemix.net", "private.registry.ng.bluemix.net",
		"registry.icr.io", "registry.de.icr.io", "registry.ng", "registry", "registry.private.icr.io",
		"api.ng.bluemix.net", "127.0.0.1", "[::1]", "iam.cloud.ibm.com")
	for _, asked := range alike {
		_, real := hosts[asked] // unchanged by the replacement
		if name, err := registry.Parse(asked); err == nil && Match(name) && !real {
			t.Errorf("%s is taken for IBM's", asked)
		}
	}
}

// FuzzHosts: every match ends in one of IBM's domains, and does not match with a prefix or suffix.
func FuzzHosts(f *testing.F) {
	helpertest.FuzzHosts(f, Match, func(host string) bool {
		domain := host == "icr.io" || strings.HasSuffix(host, ".icr.io") || strings.HasSuffix(host, ".bluemix.net")
		return domain && strings.Count(host, ".") <= 3 && len(host) <= len("registry.au-syd.bluemix.net")
	}, slices.Collect(maps.Keys(hosts))...)
}
