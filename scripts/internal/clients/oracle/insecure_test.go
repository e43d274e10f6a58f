package oracle

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/registry"
)

// TestInsecureRegistries: verify uses plain HTTP for the registries for which Docker Engine does, and
// for no others. All requests go to a proxy that accepts plain HTTP only, so no registry has TLS here
// and no name is resolved. The addresses of names are not compared, because there verify is stricter
// on purpose: for docker, a name is insecure if one of its addresses is in a listed network or on this
// machine, for verify if all of them are (verify.TestInsecureNameElsewhere).
func TestInsecureRegistries(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, _, _ := r.BasicAuth(); r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusServiceUnavailable)
		} else if user != "alice" {
			w.Header().Set("WWW-Authenticate", `Basic realm="r"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer proxy.Close()
	hosts := []string{"10.1.2.3", "10.1.2.3:5000", "10.2.0.1:5000", "[fd00::1]:5000", "a.example", "a.example:5000",
		"b.example:443", "c.example"}
	for _, entries := range [][]string{
		nil, {"10.1.0.0/16"}, {"10.1.2.3/16"}, {"10.1.2.3"}, {"10.1.2.3:5000"}, {"fd00::/8"}, {"0.0.0.0/0"},
		{"a.example"}, {"a.example:5000", "c.example"}, {"http://a.example:5000"}, {"HTTPS://b.example:443"},
		{"b.example"}, {"A.example"}, {"10.2.0.1:5000", "::/0"},
	} {
		t.Run(strings.Join(entries, " "), func(t *testing.T) {
			home := isolate(t)
			set(t, "HTTP_PROXY", proxy.URL)
			set(t, "HTTPS_PROXY", proxy.URL)
			engine, err := registry.NewService(registry.ServiceOptions{InsecureRegistries: entries})
			if err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(map[string][]string{"insecure-registries": entries})
			if err != nil {
				t.Fatal(err)
			}
			place := filepath.Join(home, ".config", "docker")
			if err := os.MkdirAll(place, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(place, "daemon.json"), data, 0o600); err != nil {
				t.Fatal(err)
			}
			got := verdicts(t, hosts)
			for _, host := range hosts {
				endpoints, err := engine.LookupPullEndpoints(host)
				if err != nil {
					t.Fatal(err)
				}
				want := "unreachable"
				for _, endpoint := range endpoints {
					if endpoint.URL.Scheme == "http" {
						want = "accepted"
					}
				}
				if got[host] != want {
					t.Errorf("%s is %s, with docker's engine it would be %s", host, got[host], want)
				}
			}
		})
	}
}

// verdicts returns the status that verify reports for alice's login to each registry.
func verdicts(t *testing.T, hosts []string) map[string]string {
	t.Helper()
	auths := map[string]map[string]string{}
	for _, host := range hosts {
		auths[host] = map[string]string{"auth": "YWxpY2U6cA=="}
	}
	config, err := json.Marshal(map[string]any{"auths": auths})
	if err != nil {
		t.Fatal(err)
	}
	out, log, _ := run(t, filepath.Join(programs, "dockercfg"), "verify", "--json", "--config",
		writeConfig(t, string(config)))
	var answer struct {
		Registries []struct{ Host, Status string }
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v: %s%s", err, out, log)
	}
	status := map[string]string{}
	for _, r := range answer.Registries {
		status[r.Host] = r.Status
	}
	return status
}
