package oracle

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
)

// auth returns an entry of `auths` with this login.
func auth(user, secret string) string {
	return `{"auth": "` + base64.StdEncoding.EncodeToString([]byte(user+":"+secret)) + `"}`
}

// precedence contains configs for which docker's loader and `dockercfg export` must agree on every
// registry. The store contains a login for each host in stored. docker-credential-vars has a login
// for r.example in every case.
var precedence = []struct {
	name, config, env string
	stored            []string
	want              map[string]string // host → user; "" for none
}{
	{
		// The helper is not docker-credential-vars, which reads this variable itself.
		name: "the variable wins over everything",
		config: `{"credHelpers": {"s.example": "file"}, "credsStore": "file", "auths": {
			"s.example": ` + auth("inline", "i") + `, "t.example": ` + auth("inline", "i") + `}}`,
		env:    `{"auths": {"s.example": ` + auth("env", "e") + `, "t.example": ` + auth("env", "f") + `}}`,
		stored: []string{"s.example", "t.example"},
		want:   map[string]string{"s.example": "env", "t.example": "env"},
	},
	{
		name:   "the variable does not affect other registries",
		config: `{"credHelpers": {"r.example": "vars"}, "credsStore": "file"}`,
		env:    `{"auths": {"other.example": ` + auth("env", "e") + `}}`,
		stored: []string{"s.example", "other.example"},
		want:   map[string]string{"r.example": "vars", "s.example": "file", "other.example": "env"},
	},
	{
		name:   "only the variable",
		config: `{}`,
		env:    `{"auths": {"https://index.docker.io/v1/": ` + auth("env", "e:e") + `, "r.example:5000": ` + auth("env", "f") + `}}`,
		want:   map[string]string{"docker.io": "env", "r.example:5000": "env", "r.example": ""},
	},
	{
		name:   "the exact key wins over the store",
		config: `{"credHelpers": {"r.example": "vars"}, "credsStore": "file"}`,
		stored: []string{"s.example"},
		want:   map[string]string{"r.example": "vars", "s.example": "file"},
	},
	{
		name:   "a login in the store wins over variables, whichever helper runs",
		config: `{"credHelpers": {"r.example": "vars"}, "credsStore": "file"}`,
		stored: []string{"r.example"},
		want:   map[string]string{"r.example": "file"},
	},
	{
		name:   "a key with another port is another registry",
		config: `{"credHelpers": {"r.example": "vars"}, "credsStore": "file"}`,
		stored: []string{"r.example:5000"},
		want:   map[string]string{"r.example": "vars", "r.example:5000": "file"},
	},
	{
		name:   "the store wins over the file",
		config: `{"credsStore": "file", "auths": {"s.example": ` + auth("inline", "i") + `}}`,
		stored: []string{"s.example"},
		want:   map[string]string{"s.example": "file"},
	},
	{
		name:   "the exact key wins over the file",
		config: `{"credHelpers": {"r.example": "vars"}, "auths": {"r.example": ` + auth("inline", "i") + `, "i.example": ` + auth("inline", "i") + `}}`,
		want:   map[string]string{"r.example": "vars", "i.example": "inline"},
	},
	{
		name:   "a store without an entry does not fall through to the file",
		config: `{"credsStore": "file", "auths": {"i.example": ` + auth("inline", "i") + `}}`,
		stored: []string{"s.example"},
		want:   map[string]string{"i.example": "", "s.example": "file"},
	},
	{
		name:   "a helper without a credential does not fall through to the file",
		config: `{"credHelpers": {"i.example": "vars"}, "auths": {"i.example": ` + auth("inline", "i") + `}}`,
		want:   map[string]string{"i.example": ""},
	},
	{
		name:   "an empty helper means the file",
		config: `{"credHelpers": {"i.example": ""}, "credsStore": "file", "auths": {"i.example": ` + auth("inline", "i") + `}}`,
		stored: []string{"i.example"},
		want:   map[string]string{"i.example": "inline"},
	},
	{
		name:   "an empty helper without an entry means no login",
		config: `{"credHelpers": {"s.example": ""}, "credsStore": "file"}`,
		stored: []string{"s.example", "t.example"},
		want:   map[string]string{"s.example": "", "t.example": "file"},
	},
	{
		name:   "a placeholder means the store",
		config: `{"credsStore": "file", "auths": {"s.example": {}, "t.example": {}}}`,
		stored: []string{"s.example"},
		want:   map[string]string{"s.example": "file", "t.example": ""},
	},
	{
		name: "forms of an entry",
		config: `{"auths": {
			"a.example": ` + auth("inline", "with:colons:") + `,
			"b.example": {"username": "inline", "password": "p"},
			"c.example": {"auth": "` + base64.StdEncoding.EncodeToString([]byte("inline:padded\x00\x00")) + `"},
			"d.example": {"username": "other", "password": "q", "auth": "` + base64.StdEncoding.EncodeToString([]byte("inline:wins")) + `"},
			"e.example": {"email": "e@example", "auth": "` + base64.StdEncoding.EncodeToString([]byte("inline:x")) + `"},
			"f.example": {"auth": "aW5s\naW5lOng="}}, "HttpHeaders": {"A": "b"}, "psFormat": "x"}`,
		want: map[string]string{"a.example": "inline", "b.example": "inline", "c.example": "inline", "d.example": "inline",
			"e.example": "inline", "f.example": "inline", "g.example": ""},
	},
	{
		name: "spellings of a key",
		config: `{"auths": {
			"https://a.example": ` + auth("inline", "1") + `,
			"https://b.example/v1/": ` + auth("inline", "2") + `,
			"c.example/": ` + auth("inline", "3") + `,
			"https://d.example:5000/v2/": ` + auth("inline", "4") + `,
			"https://index.docker.io/v1/": ` + auth("inline", "5") + `}}`,
		want: map[string]string{"a.example": "inline", "b.example": "inline", "c.example": "inline",
			"d.example:5000": "inline", "d.example": "", "docker.io": "inline"},
	},
	{
		name:   "Docker Hub by its key",
		config: `{"credHelpers": {"https://index.docker.io/v1/": "file"}, "auths": {"https://index.docker.io/v1/": ` + auth("inline", "i") + `}}`,
		stored: []string{"https://index.docker.io/v1/"},
		want:   map[string]string{"docker.io": "file", "https://index.docker.io/v1/": "file"},
	},
	{name: "an empty file", config: ``, want: map[string]string{"r.example": "", "docker.io": ""}},
}

func TestPrecedence(t *testing.T) {
	for _, c := range precedence {
		t.Run(c.name, func(t *testing.T) {
			isolate(t)
			for _, key := range c.stored {
				logIn(t, key, "file", "secret of "+key)
			}
			set(t, "DOCKER_R__EXAMPLE_USR", "vars")
			set(t, "DOCKER_R__EXAMPLE_PSW", "v")
			if c.env != "" {
				set(t, "DOCKER_AUTH_CONFIG", c.env)
			}
			dir := writeConfig(t, c.config)
			whole, _ := exported(t, dir)
			for host, user := range c.want {
				docker := dockerGet(t, dir, host)
				if docker.user != user {
					t.Errorf("%s: docker's loader gives user %q, this table says %q", host, docker.user, user)
				}
				ours, stderr := exported(t, dir, host)
				if got := ours[key(host)]; got != docker {
					t.Errorf("%s: export %s gives %+v, docker's loader %+v\n%s", host, host, got, docker, stderr)
				}
				if got := whole[key(host)]; got != docker {
					t.Errorf("%s: export gives %+v, docker's loader %+v", host, got, docker)
				}
			}
			for host := range whole {
				if _, known := c.want[host]; !known && host != hubKey {
					t.Errorf("%s: exported, but not in this table", host)
				}
			}
		})
	}
}

const hubKey = "https://index.docker.io/v1/"

func key(host string) string {
	if host == "docker.io" {
		return hubKey
	}
	return host
}

// exported returns the logins that docker's loader reads from the output of `dockercfg export`. Exit
// code 1 means that there is no credential.
func exported(t *testing.T, dir string, hosts ...string) (pairs map[string]pair, stderr string) {
	t.Helper()
	args := append([]string{"export", "--config", dir, "-o", "-"}, hosts...)
	stdout, stderr, code := run(t, filepath.Join(programs, "dockercfg"), args...)
	if code != 0 {
		if code != 1 || stdout != "" || !strings.Contains(stderr, "there is no credential") {
			t.Errorf("dockercfg %v: exit code %d: %s", args, code, stderr)
		}
		return nil, stderr
	}
	file, err := config.LoadFromReader(strings.NewReader(stdout))
	if err != nil {
		t.Fatalf("docker's loader refuses the exported file: %v", err)
	}
	pairs = map[string]pair{}
	for key, got := range file.AuthConfigs {
		pairs[key] = pair{got.Username, got.Password, got.IdentityToken}
	}
	return pairs, stderr
}
