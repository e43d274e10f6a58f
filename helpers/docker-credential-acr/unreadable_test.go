//go:build unix

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// spoiled are unreadable states of az's file.
var spoiled = map[string]struct{ text, says string }{
	"of another user": {"closed", "this user may not read it: run `sudo chown -R $USER "},
	"a directory":     {"/", "it is a directory, which `docker run -v` creates if the file is missing: run `rmdir "},
	"in UTF-16":       {"\xff\xfe{\x00", "it is written in UTF-16"},
	"cut short":       {`{"subscriptions":[`, "it is not valid JSON: remove it, and run `az login`"},
	"empty":           {"", "it is not valid JSON"},
}

func spoil(t *testing.T, w *world, what string) {
	t.Helper()
	path := filepath.Join(w.Home, ".azure", "azureProfile.json")
	if text := spoiled[what].text; text == "/" {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
	} else {
		w.File(t, ".azure/azureProfile.json", text)
	}
	w.AsUser(t)
	if what == "of another user" {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
	}
}

// TestUnreadable: the error names a file of az's that cannot be read, and does not say that no one is
// logged in. A machine's identity is used nevertheless, with a warning.
func TestUnreadable(t *testing.T) {
	for what, s := range spoiled {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			spoil(t, w, what)
			w.Fails(t, "config", s.says)
			w.Fails(t, "config", "azureProfile.json")
			w.Fails(t, "config", s.says, "AZURE_TOKEN_CREDENTIALS=AzureCLICredential")
			w.Anonymous(t, "registry.example")
			w.Handle("127.0.0.1", func(out http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Metadata") == "" {
					out.WriteHeader(http.StatusBadRequest)
					return
				}
				out.Header().Set("Content-Type", "application/json")
				_, _ = out.Write([]byte(`{"access_token":"CANARY-MACHINE"}`))
			})
			a := w.Run(t, "get", own, metadataVariable+"="+w.URL())
			if a.Code != 0 || strings.Count(a.Err, "\n") != 1 ||
				!strings.Contains(a.Err, "managed identity of this machine is used: reading the login of az, ") {
				t.Errorf("%+v", a)
			}
			if a := w.Run(t, "get", own, client...); a.Code != 0 || a.Err != "" {
				t.Errorf("beside a client: %+v", a)
			}
		})
	}
}

// TestProofFiles: the error explains what is wrong with a file that proves a client.
func TestProofFiles(t *testing.T) {
	for variable, names := range map[string]string{
		"AZURE_CLIENT_CERTIFICATE_PATH": "AZURE_CLIENT_CERTIFICATE_PATH",
		"AZURE_FEDERATED_TOKEN_FILE":    "AZURE_FEDERATED_TOKEN_FILE",
	} {
		helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
			return newWorld(t, client[0], client[1], variable+"="+path).World
		}, names)
	}
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		w := newWorld(t)
		w.File(t, ".config/dockercfg/config.toml",
			"[[registry]]\nmatch = \"*.azurecr.io\"\ntenant = \""+tenantID+"\"\nclient_id = \""+clientID+
				"\"\ncredentials_file = \""+path+"\"\n")
		return w.World
	}, "credentials_file")
}
