package offline

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are real forms, each with the audience of its cloud's Resource Manager.
var hosts = map[string]string{
	"myregistry.azurecr.io":                    "https://management.azure.com",
	"a.azurecr.io":                             "https://management.azure.com",
	"0123456789.azurecr.io":                    "https://management.azure.com",
	"myregistry-d0cvc3d2hufhbkcb.azurecr.io":   "https://management.azure.com",
	"my-registry-abc.azurecr.io":               "https://management.azure.com",
	"myregistry.westeurope.geo.azurecr.io":     "https://management.azure.com",
	"myregistry-abc1.eastus2.geo.azurecr.io":   "https://management.azure.com",
	"myregistry.azurecr.cn":                    "https://management.chinacloudapi.cn",
	"myregistry.chinaeast2.geo.azurecr.cn":     "https://management.chinacloudapi.cn",
	"myregistry.azurecr.us":                    "https://management.usgovcloudapi.net",
	"myregistry.usgovvirginia.geo.azurecr.us":  "https://management.usgovcloudapi.net",
	"myregistry.azurecr.de":                    "https://management.microsoftazure.de",
	strings.Repeat("a", 50) + ".azurecr.io":    "https://management.azure.com",
	strings.Repeat("a", 50) + "-x1.azurecr.io": "https://management.azure.com",
}

// grammar is all that may match without a file of the user's.
var grammar = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+\.geo)?\.azurecr\.(io|cn|us|de)$`)

func TestHosts(t *testing.T) {
	for host, management := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443", "HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/team/app"} {
			name, err := registry.Parse(asked)
			if err != nil {
				t.Fatal(err)
			}
			r, ok := Parse(name)
			if label, _, _ := strings.Cut(host, "."); !ok || r.Host != host || r.Name != label || r.Management != management {
				t.Errorf("%s: %+v, %v, want the audience %s", asked, r, ok, management)
			}
		}
	}
}

// TestLookAlikes: nothing that only looks like a registry of Azure's is one. What
// has "evil" before it is somebody's registry, as the grammar says.
func TestLookAlikes(t *testing.T) {
	alike := []string{
		"azurecr.io", "io", ".azurecr.io", "westeurope.geo.azurecr.io.evil.test",
		"myregistry.data.azurecr.io", "myregistry.westeurope.data.azurecr.io", "myregistry.westeurope.azurecr.io", "myregistry.geo.azurecr.io",
		"myregistry.west-europe.geo.azurecr.io", "x.myregistry.westeurope.geo.azurecr.io", "-myregistry.azurecr.io", "myregistry-.azurecr.io",
		"my--registry.azurecr.io", "my_registry.azurecr.io", "myregistry.azurecr.com", "myregistry.azurecr.io.cn", "myregistry.azurecr.co",
		"myregistry.xazurecr.io", "myregistryazurecr.io", "myregistry.azurecr-io.evil.test", "myregistry.azurecr.net", "mcr.microsoft.com",
		strings.Repeat("a", 51) + ".azurecr.io", "evil-" + strings.Repeat("a", 50) + "-x1.azurecr.io", "127.0.0.1", "[::1]",
	}
	for host := range hosts {
		alike = append(alike, host+".evil.test", "x."+host, host+".", host+":8443", host+":80", "http://"+host, "ftp://"+host, "evil.test/"+host,
			strings.Replace(host, "azurecr", "azurecr.x", 1), strings.Replace(host, "azurecr", "azure-cr", 1), host+"x", strings.Replace(host, ".geo", ".geo.geo", 1)+"x")
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

// TestFurtherSuffix: a suffix out of the user's file is compared by labels, and
// brings its own authority.
func TestFurtherSuffix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "environment.json")
	write := func(suffix string) {
		text := `{"name":"Own","containerRegistryDNSSuffix":"` + suffix + `","activeDirectoryEndpoint":"https://login.sovcloud-identity.de/","resourceManagerEndpoint":"https://management.sovcloud-azure.de/"}`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parse := func(asked string) (Registry, bool) {
		name, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		return Parse(name)
	}
	const own = "myregistry.azurecr.sovcloud-azure.de"
	write("azurecr.sovcloud-azure.de")
	if _, ok := parse(own); ok {
		t.Error("it matches without the variable")
	}
	t.Setenv("AZURE_ENVIRONMENT_FILEPATH", path)
	r, ok := parse(own)
	if !ok || r.Authority != "https://login.sovcloud-identity.de/" || r.Management != "https://management.sovcloud-azure.de" {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, asked := range []string{"azurecr.sovcloud-azure.de", own + ".evil.test", "x." + own, "myregistry.evilazurecr.sovcloud-azure.de", "myregistry.azurecr.evil-sovcloud-azure.de"} {
		if _, ok := parse(asked); ok {
			t.Errorf("%s matches", asked)
		}
	}
	for suffix, host := range map[string]string{"de": "evil.de", ".de": "evil.de", "": "myregistry", "a..de": "x.de"} {
		write(suffix)
		if _, ok := parse(host); ok {
			t.Errorf("%s matches by the suffix %q", host, suffix)
		}
	}
	if _, ok := parse("myregistry.azurecr.io"); !ok {
		t.Error("Microsoft's own suffix is gone")
	}
}

// FuzzHosts: whatever matches is of the grammar, and no longer matches with
// something behind it, or with a label before it.
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
		for _, other := range []string{name.Host + ".evil.test", "evil.x.y.z." + name.Host, "http://" + name.Host, name.Host + ":8443"} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
