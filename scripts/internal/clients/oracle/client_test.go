package oracle

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/docker/docker-credential-helpers/client"
	"github.com/docker/docker-credential-helpers/credentials"
)

// helpers are the programs under test, each with a function that provides it with a credential. The
// names of the variables are written out, so that the test does not use the code under test.
var helpers = []struct {
	name    string
	provide func(t *testing.T, user, secret string) (kept string) // for host
}{
	{"docker-credential-file", func(t *testing.T, user, secret string) string {
		logIn(t, host, user, secret)
		return secret
	}},
	// One final newline in a variable is not part of the secret.
	{"docker-credential-vars", func(t *testing.T, user, secret string) string {
		set(t, "DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_USR", user)
		set(t, "DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_PSW", secret)
		return strings.TrimSuffix(secret, "\n")
	}},
}

const host = "my-registry.example:5000"

// awkward are secrets that a careless program would change.
var awkward = map[string]string{
	"plain":            "s3cret",
	"colons":           ":a:b:",
	"newlines":         "-----BEGIN\nline\r\n-----END\n",
	"quotes":           `"quoted" 'single' \back\slash \u0041`,
	"markup":           `<a href="x">&amp;</a>`,
	"separators":       "a\u2028b\u2029c",
	"other scripts":    "pässwörd 密碼 🔑",
	"space at the end": " \t secret \t ",
	"control bytes":    "\x01\x1b[31m\x7f",
	"16 KiB":           strings.Repeat("0123456789abcde\n", 1<<10),
}

func TestRoundTrip(t *testing.T) {
	for _, h := range helpers {
		for what, secret := range awkward {
			t.Run(h.name+"/"+what, func(t *testing.T) {
				isolate(t)
				want := h.provide(t, "alice", secret)
				got, err := client.Get(client.NewShellProgramFunc(h.name), host)
				if err != nil {
					t.Fatal(err)
				}
				if got.Username != "alice" || got.Secret != want {
					t.Errorf("got user %q and secret %q, want alice and %q", got.Username, got.Secret, want)
				}
			})
		}
	}
}

// TestAnswer compares bytes, since upstream's client adds a missing ServerURL and ignores what follows
// the object.
func TestAnswer(t *testing.T) {
	spellings := []string{host, "https://" + host, "https://" + host + "/v2/", "My-Registry.Example:5000", host + "/team/app"}
	for _, h := range helpers {
		for _, asked := range spellings {
			t.Run(h.name+"/"+strings.ReplaceAll(asked, "/", "_"), func(t *testing.T) {
				isolate(t)
				h.provide(t, "alice", `<&>"`)
				get := client.NewShellProgramFunc(h.name)(credentials.ActionGet)
				get.Input(strings.NewReader(asked + "\n"))
				got, err := get.Output()
				if err != nil {
					t.Fatalf("%v: %s", err, got)
				}
				var want bytes.Buffer
				answer := credentials.Credentials{ServerURL: asked, Username: "alice", Secret: `<&>"`}
				if err := json.NewEncoder(&want).Encode(answer); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want.Bytes()) {
					t.Errorf("answered %q, upstream writes %q", got, want.Bytes())
				}
			})
		}
	}
}

func TestNotFound(t *testing.T) {
	for _, h := range helpers {
		t.Run(h.name, func(t *testing.T) {
			isolate(t)
			h.provide(t, "alice", "s3cret")
			for _, other := range []string{"other.example", "registry.example:5000", "my-registry.example", "x" + host, "https://index.docker.io/v1/"} {
				got, err := client.Get(client.NewShellProgramFunc(h.name), other)
				if !credentials.IsErrCredentialsNotFound(err) {
					t.Errorf("%s: got %v, %v, want upstream's not-found", other, got, err)
				}
			}
		})
	}
}

// TestFixedTexts: the errors for an invalid request have the texts by which clients recognize them.
func TestFixedTexts(t *testing.T) {
	for _, h := range helpers {
		for _, c := range []struct {
			verb, request string
			is            func(string) bool
		}{
			{credentials.ActionGet, "", credentials.IsCredentialsMissingServerURLMessage},
			{credentials.ActionGet, " \n", credentials.IsCredentialsMissingServerURLMessage},
			{credentials.ActionErase, "\n", credentials.IsCredentialsMissingServerURLMessage},
			{credentials.ActionStore, `{"Username":"u","Secret":"s"}`, credentials.IsCredentialsMissingServerURLMessage},
			{credentials.ActionStore, `{"ServerURL":"h.example","Secret":"s"}`, credentials.IsCredentialsMissingUsernameMessage},
		} {
			t.Run(h.name+"/"+c.verb+" "+c.request, func(t *testing.T) {
				isolate(t)
				run := client.NewShellProgramFunc(h.name)(c.verb)
				run.Input(strings.NewReader(c.request))
				out, err := run.Output()
				if err == nil || !c.is(string(out)) {
					t.Errorf("answered %q, %v, which upstream does not recognize", out, err)
				}
			})
		}
	}
}

// TestStoreEraseList stores two logins, replaces one and erases it, and lists them after each change.
func TestStoreEraseList(t *testing.T) {
	isolate(t)
	program := client.NewShellProgramFunc("docker-credential-file")
	listed := func(want map[string]string) {
		t.Helper()
		got, err := client.List(program)
		if err != nil || got == nil || !maps.Equal(got, want) {
			t.Errorf("list: got %v, %v, want %v", got, err, want)
		}
	}
	const hub = "https://index.docker.io/v1/"
	listed(map[string]string{})
	logIn(t, hub, "alice", "one")
	logIn(t, host, "bob", "two")
	listed(map[string]string{hub: "alice", host: "bob"})
	logIn(t, host, "carol", "three")
	listed(map[string]string{hub: "alice", host: "carol"})
	if err := client.Erase(program, host); err != nil {
		t.Errorf("erase: %v", err)
	}
	if _, err := client.Get(program, host); !credentials.IsErrCredentialsNotFound(err) {
		t.Errorf("get after erase: %v, want not-found", err)
	}
	listed(map[string]string{hub: "alice"})
}

// TestEraseMissing: erasing a login that does not exist succeeds. Otherwise, a logout with podman,
// oras or helm would fail.
func TestEraseMissing(t *testing.T) {
	for _, h := range helpers {
		isolate(t)
		h.provide(t, "alice", "s3cret")
		if err := client.Erase(client.NewShellProgramFunc(h.name), "other.example"); err != nil {
			t.Errorf("%s: %v", h.name, err)
		}
		if got, err := client.Get(client.NewShellProgramFunc(h.name), host); err != nil || got.Secret != "s3cret" {
			t.Errorf("%s: the other login is missing: %v", h.name, err)
		}
	}
}

// TestLoginVars: variables are listed. An explicit login takes precedence over them until logout. A
// login that would never be used is refused, since otherwise `docker login` would report success.
func TestLoginVars(t *testing.T) {
	isolate(t)
	program := client.NewShellProgramFunc("docker-credential-vars")
	set(t, "DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_USR", "alice")
	set(t, "DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_PSW", "s3cret")
	got, err := client.List(program)
	if want := map[string]string{host: "alice"}; err != nil || !maps.Equal(got, want) {
		t.Errorf("list: got %v, %v, want %v", got, err, want)
	}
	answers := func(user string) {
		t.Helper()
		if c, err := client.Get(program, host); err != nil || c.Username != user {
			t.Errorf("got %+v, %v, want user %s", c, err, user)
		}
	}
	answers("alice")
	if err := client.Store(program, &credentials.Credentials{ServerURL: host, Username: "bob", Secret: "x"}); err != nil {
		t.Error(err)
	}
	answers("bob")
	if err := client.Erase(program, host); err != nil {
		t.Error(err)
	}
	answers("alice")
	if err := client.Store(program, &credentials.Credentials{ServerURL: "foreign.example", Username: "bob", Secret: "x"}); err == nil {
		t.Error("a login that would never be used was accepted")
	}
}
