package oracle

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// writer generates random configs. docker's loader defines what they mean.
type writer struct {
	*rand.Rand
	ambiguous bool // keys that affect logins may be repeated, or have another case
}

func (w writer) oneOf(texts ...string) string { return texts[w.IntN(len(texts))] }

// document returns a config with members in random order, including members that do not affect logins.
func (w writer) document() []byte {
	members := []string{}
	for _, m := range []string{
		w.key("credsStore") + w.oneOf(`"pass"`, `"file"`, `""`, `null`, `"kept\u002ehere"`),
		w.key("credHelpers") + w.object(func() string { return w.oneOf(`"ecr"`, `""`, `null`) }),
		w.key("auths") + w.object(w.entry),
	} {
		if w.IntN(4) > 0 {
			members = append(members, m)
		}
		if w.ambiguous && w.IntN(3) == 0 {
			members = append(members, strings.Replace(m, "creds", "CREDS", w.IntN(2)))
		}
	}
	for range w.IntN(4) {
		m := w.noise()
		members = append(members, m)
		if w.IntN(3) == 0 {
			members = append(members, m)
		}
	}
	w.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return []byte("{" + strings.Join(members, w.oneOf(",", " ,\n\t")) + "}" + w.oneOf("", "\n", " \r\n"))
}

func (w writer) key(name string) string {
	if w.ambiguous && w.IntN(3) == 0 {
		name = w.oneOf(strings.ToUpper(name), strings.ToLower(name), strings.Replace(name, "s", "\u017f", 1))
	}
	if w.IntN(8) == 0 {
		name = fmt.Sprintf(`\u%04x`, name[0]) + name[1:]
	}
	return `"` + name + `":` + w.oneOf("", " ")
}

func (w writer) object(value func() string) string {
	if w.IntN(8) == 0 {
		return "null"
	}
	var members []string
	for i, host := range []string{"a.example", "b.example:5000", "https://index.docker.io/v1/", "c.example/team"} {
		if w.IntN(2) == 0 {
			members = append(members, fmt.Sprintf("%q: %s", host, value()))
		}
		if w.ambiguous && w.IntN(6) == 0 {
			members = append(members, fmt.Sprintf("%q: %s", host[:len(host)-i%2], value()))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// entry returns an entry of auths in one of its forms.
func (w writer) entry() string {
	auth := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	return w.oneOf(`{}`, `null`, `{"auth": ""}`, `{"auth": "`+auth("u:p:q")+`"}`,
		`{"auth": "`+auth("u:\x00p\x00\x00")+`", "email": 5}`,
		`{"username": "u", "password": "p", "serveraddress": "x"}`,
		`{"identitytoken": "t", "auth": "`+auth("00000000-0000-0000-0000-000000000000:")+`"}`,
		`{"auth": "`+auth("user:pass")[:4]+`\n`+auth("user:pass")[4:]+`", "email": {"a": null}, "other": [1]}`)
}

// noise returns a member that does not affect logins, in one of the forms that docker accepts.
func (w writer) noise() string {
	return w.oneOf(
		`"detachKeys": "ctrl-p"`, `"psFormat": "\ud800 \ud800\u0041 \udc00"`, `"imagesFormat": "`+"\xff\xc3"+`"`,
		`"HttpHeaders": {"A": "b", "A": "c"}`,
		`"plugins": {"p": {"x": "y", "x": "z"}, "p": {}}`, `"x`+"\xff"+`": 1`,
		`"unknown": [{"a": 1, "a": 2}, -1e5, true, "é"]`,
		`"deep": `+strings.Repeat("[", 300)+strings.Repeat("]", 300),
		`"deep": `+strings.Repeat(`{"a":`, 300)+`1`+strings.Repeat("}", 300),
		`"proxies": {"default": {"httpProxy": "x"}}`, `"CurrentContext": "c"`, `"features": null`, `"aliases": {"": ""}`,
		`"nested": {"credsStore": "other", "credsStore": 5, "auths": []}`)
}

// asDocker reads a config with docker's own loader.
func asDocker(text []byte) (*configfile.ConfigFile, error) {
	return config.LoadFromReader(bytes.NewReader(text))
}

// asOurs writes a config and reads it with both functions of package dockerconfig.
func asOurs(t *testing.T, text []byte) (stores dockerconfig.Stores, errStores error, whole dockerconfig.Config,
	errWhole error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "config.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	stores, errStores = dockerconfig.LoadStores(dir)
	whole, errWhole = dockerconfig.Load(path)
	return stores, errStores, whole, errWhole
}

// sameStore checks that the store is the one that docker's loader uses, and that logins which docker
// recorded are found.
func sameStore(t *testing.T, text []byte, docker *configfile.ConfigFile, ours dockerconfig.Stores) {
	t.Helper()
	if ours.Store != docker.CredentialsStore {
		t.Errorf("%q: the store is %q, docker's loader says %q", text, ours.Store, docker.CredentialsStore)
	}
	for key, login := range docker.AuthConfigs {
		name, err := registry.Parse(key)
		if err != nil || strings.HasSuffix(key, "/team") {
			continue // docker uses a repository's key for its whole registry
		}
		if empty := login.Username+login.Password+login.IdentityToken == ""; empty && !ours.Noted(name) {
			t.Errorf("%q: docker recorded a login to %s, but it is not found", text, key)
		}
	}
}

// sameLogins checks everything else that affects logins.
func sameLogins(t *testing.T, text []byte, docker *configfile.ConfigFile, ours dockerconfig.Config) {
	t.Helper()
	helpers := map[string]string{}
	for _, b := range ours.CredHelpers {
		helpers[b.Key] = b.Helper
	}
	if ours.CredsStore != docker.CredentialsStore || len(helpers)+len(docker.CredentialHelpers) > 0 &&
		!maps.Equal(helpers, docker.CredentialHelpers) {
		t.Errorf("%q: %q, %q, docker's loader says %q, %q", text, ours.CredsStore, helpers, docker.CredentialsStore,
			docker.CredentialHelpers)
	}
	got, want := map[string]pair{}, map[string]pair{}
	for _, e := range ours.Auths {
		p := pair{user: e.Username, secret: e.Secret.Reveal()}
		if e.Username == credential.TokenUser {
			p = pair{token: e.Secret.Reveal()}
		}
		if e.Problem != nil {
			t.Errorf("%q: %s: %v", text, e.Key, e.Problem)
		}
		got[e.Key] = p
	}
	for key, login := range docker.AuthConfigs {
		p := pair{login.Username, login.Password, login.IdentityToken}
		if p.token != "" {
			p.user, p.secret = "", "" // an identity token takes precedence over them
		}
		want[key] = p
	}
	if !maps.Equal(got, want) {
		t.Errorf("%q: logins %+v, docker's loader says %+v", text, got, want)
	}
}

// TestStoresAsDocker: a config that docker's loader accepts is accepted, with the same store, helpers
// and logins. If keys that affect logins are ambiguous, the store is still the same, but Load may
// refuse the config.
func TestStoresAsDocker(t *testing.T) {
	accepted := 0
	for seed := range uint64(3000) {
		w := writer{rand.New(rand.NewPCG(seed, 1)), seed%2 == 1}
		text := w.document()
		docker, err := asDocker(text)
		if err != nil {
			continue
		}
		accepted++
		stores, errStores, whole, errWhole := asOurs(t, text)
		if errStores != nil || stores.More != nil {
			t.Fatalf("%q: docker accepts it, but it is refused: %v, %v", text, errStores, stores.More)
		}
		sameStore(t, text, docker, stores)
		switch {
		case errWhole == nil:
			if !w.ambiguous {
				sameLogins(t, text, docker, whole)
			}
		case !w.ambiguous:
			t.Errorf("%q: docker accepts it, but it is refused: %v", text, errWhole)
		}
	}
	if accepted < 2500 {
		t.Errorf("docker's loader accepts only %d of 3000: too few for a useful test", accepted)
	}
}

// TestDamagedAsDocker: a damaged config is an error, or is read as docker reads it. It never counts as
// a config without a store.
func TestDamagedAsDocker(t *testing.T) {
	for seed := range uint64(3000) {
		w := writer{rand.New(rand.NewPCG(seed, 2)), true}
		text := w.document()
		switch at := w.IntN(len(text)); w.IntN(3) {
		case 0:
			text = text[:at]
		case 1:
			text[at] = byte(w.Uint32())
		case 2:
			text = append(text[:at:at], append([]byte(w.oneOf(",", "}", `"`, "{}", "\xef\xbb\xbf", "//")), text[at:]...)...)
		}
		stores, err, _, _ := asOurs(t, text)
		docker, errDocker := asDocker(text)
		switch {
		case errDocker == nil && err != nil:
			t.Errorf("%q: docker accepts it, but it is refused: %v", text, err)
		case errDocker == nil:
			sameStore(t, text, docker, stores)
		case err == nil && stores.Store == "" && bytes.Contains(bytes.ToLower(text), []byte(`"credsstore":"`)) &&
			!otherValue(text):
			t.Errorf("%q: docker refuses it (%v), but it is read as a config without a store", text, errDocker)
		}
	}
}

// otherValue reports whether a text is valid JSON. docker then refuses the value of some member, and
// it is correct that the config has no store.
func otherValue(text []byte) bool {
	return json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))).Decode(new(any)) == nil
}

// TestFurtherDocument: docker reads only the first document of a file, and its next login removes the
// rest. dockerconfig reads the first document too, and reports that there is more.
func TestFurtherDocument(t *testing.T) {
	for _, more := range []string{`{}`, "\n{\"credsStore\":\"other\"}", " x", "]", "null"} {
		text := []byte(`{"credsStore":"pass"}` + more)
		docker, err := asDocker(text)
		if err != nil {
			t.Fatal(err)
		}
		stores, errStores, _, errWhole := asOurs(t, text)
		if errStores != nil || stores.More == nil || errWhole == nil {
			t.Errorf("%q: %v, %v, %v", text, errStores, stores.More, errWhole)
		}
		sameStore(t, text, docker, stores)
	}
}
