package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// asked returns the registry of a host, and whether it is ours by its name or by the environment's
// file.
func asked(t *testing.T, host string) (target, bool) {
	t.Helper()
	name, err := registry.Parse(host)
	if err != nil {
		t.Fatal(err)
	}
	in := &inputs.Recorder{}
	r, err := targetOf(in, name, userconfig.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	return r, acr.Match(name) || environment.Claims(in, name)
}

// TestCloudOfHost: each of Microsoft's clouds has its own Entra and Resource Manager.
func TestCloudOfHost(t *testing.T) {
	home(t)
	for host, want := range map[string]string{
		own: "https://management.azure.com", "myregistry-abc.azurecr.cn": "https://management.chinacloudapi.cn",
		"myregistry.usgovvirginia.geo.azurecr.us": "https://management.usgovcloudapi.net",
		"myregistry.azurecr.de":                   "https://management.microsoftazure.de",
	} {
		if r, ours := asked(t, host); !ours || r.host != host || r.cloud.management != want ||
			r.authority != r.cloud.authority {
			t.Errorf("%s: %+v, %v", host, r, ours)
		}
	}
}

// TestEnvironmentFile: a suffix in the user's file is compared by whole labels, and has its own Entra
// and Resource Manager.
func TestEnvironmentFile(t *testing.T) {
	const sovereign = "myregistry.azurecr.sovcloud-azure.de"
	path := filepath.Join(home(t), "environment.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	suffix := func(text string) string { return `{"name":"Own","containerRegistryDNSSuffix":"` + text + `"` }
	const entra, manager = "https://login.sovcloud-identity.de/", "https://management.sovcloud-azure.de"
	endpoints := `,"activeDirectoryEndpoint":"` + entra + `","resourceManagerEndpoint":"` + manager + `/"}`
	write(suffix("azurecr.sovcloud-azure.de") + endpoints)
	if _, ours := asked(t, sovereign); ours {
		t.Error("it is ours without the variable")
	}
	t.Setenv(acr.EnvironmentFile, path)
	for _, text := range []string{"azurecr.sovcloud-azure.de", ".AzureCR.sovcloud-azure.de"} {
		write(suffix(text) + endpoints)
		r, ours := asked(t, sovereign)
		if !ours || r.authority != entra || r.cloud.management != manager || r.host != sovereign ||
			r.name != "myregistry" {
			t.Errorf("%s: %+v, %v", text, r, ours)
		}
	}
	for _, host := range []string{
		"azurecr.sovcloud-azure.de", sovereign + ".evil.test", "x." + sovereign,
		"myregistry.evilazurecr.sovcloud-azure.de",
	} {
		if _, ours := asked(t, host); ours {
			t.Errorf("%s is ours", host)
		}
	}
	for text, host := range map[string]string{"de": "evil.de", ".de": "evil.de", "": "myregistry", "a..de": "x.de"} {
		write(suffix(text) + "}")
		if _, ours := asked(t, host); ours {
			t.Errorf("%s is ours by the suffix %q", host, text)
		}
	}
	for _, text := range []string{"", "{", "[]", "null", suffix("azurecr.sovcloud-azure.de"),
		`{"containerRegistryDNSSuffix":7}`} {
		write(text)
		if _, ours := asked(t, sovereign); ours {
			t.Errorf("it is ours by %q", text)
		}
	}
	if r, ours := asked(t, own); !ours || r.cloud != public {
		t.Errorf("Microsoft's own suffix: %+v, %v", r, ours)
	}
}

// TestOddEndpoints: for an empty endpoint in the file the public cloud's is used. An endpoint of
// slashes once crashed the program.
func TestOddEndpoints(t *testing.T) {
	const host = "myregistry.azurecr.own.example"
	dir := home(t)
	path := filepath.Join(dir, "environment.json")
	t.Setenv(acr.EnvironmentFile, path)
	for text, want := range map[string]string{
		`,"resourceManagerEndpoint":"/"`: public.management, `,"resourceManagerEndpoint":""`: public.management,
		"":                                 public.management,
		`,"resourceManagerEndpoint":"///"`: public.management, `,"resourceManagerEndpoint":null`: public.management,
		`,"resourceManagerEndpoint":"https://own.example///"`: "https://own.example",
	} {
		if err := os.WriteFile(path, []byte(`{"containerRegistryDNSSuffix":"azurecr.own.example"`+text+`}`),
			0o600); err != nil {
			t.Fatal(err)
		}
		if r, ours := asked(t, host); !ours || r.cloud.management != want || r.authority != public.authority {
			t.Errorf("%s: %+v, %v", text, r, ours)
		}
	}
}

// TestKeptForeign: the cache records that a registry is not ours, while the file is unchanged.
func TestKeptForeign(t *testing.T) {
	w := keyed(t)
	const host = "myregistry.azurecr.own.example"
	describe := func(suffix string) {
		t.Helper()
		w.File(t, "environment.json", stack(suffix, login))
	}
	w.Env = append(w.Env, acr.EnvironmentFile+"="+filepath.Join(w.Home, "environment.json"))
	w.password(t, own) // creates the cache
	describe("azurecr.other.example")
	w.Anonymous(t, host)
	if kept, err := filepath.Glob(filepath.Join(w.Home, ".cache", "dockercfg",
		"*"+tokencache.ForeignSuffix)); err != nil || len(kept) != 1 {
		t.Errorf("it is not kept that the registry is not ours: %q, %v", kept, err)
	}
	w.Anonymous(t, host)
	describe("azurecr.own.example")
	first := w.password(t, host)
	if w.password(t, host) != first {
		t.Error("the token is not kept")
	}
	describe("azurecr.other.example")
	w.Anonymous(t, host)
}
