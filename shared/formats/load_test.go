package formats

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, text string) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	var all []string
	for _, e := range c.Auths {
		if e.Problem != nil {
			all = append(all, e.Key+" "+e.Problem.Error())
		} else {
			all = append(all, fmt.Sprintf("%s=%s:%s", e.Key, e.Username, e.Secret.Reveal()))
		}
	}
	for _, e := range c.Others {
		if e.Problem != nil {
			all = append(all, "other "+e.Key+" "+e.Problem.Error())
		} else {
			all = append(all, fmt.Sprintf("other %s=%s:%s", e.Key, e.Username, e.Secret.Reveal()))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "; "), err
}

// TestWritten: Load reads every format that Encode writes and that has registries in it.
func TestWritten(t *testing.T) {
	entries := []Entry{
		{Key: "a.example:5000", Username: "yes", Secret: "p: \"w\"\n#"},
		{Key: "https://index.docker.io/v1/", Username: "bob", Secret: "CANARY"},
	}
	for _, f := range All() {
		if f.Single {
			continue
		}
		data, err := f.Encode(entries, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(t, string(data))
		for _, hub := range []string{"index.docker.io=", "docker.io="} {
			if strings.HasPrefix(got[strings.LastIndex(got, "; ")+2:], hub) {
				got = strings.Replace(got, "; "+hub, "; https://index.docker.io/v1/=", 1)
			}
		}
		if err != nil || got != "a.example:5000=yes:p: \"w\"\n#; https://index.docker.io/v1/=bob:CANARY" {
			t.Errorf("%s is read as %q, %v", f.Name, got, err)
		}
	}
}

func TestShapes(t *testing.T) {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	config := `{"auths":{"a.example":{"auth":"` + encoded("u:CANARY") + `"}}}`
	secret := func(data string) string {
		return "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: x}\n" + data
	}
	const argo = "kind: Secret\nmetadata: {labels: {argocd.argoproj.io/secret-type: repo-creds}}\n"
	one := secret("data:\n  .dockerconfigjson: " + encoded(config) + "\n")
	for name, test := range map[string]struct{ text, want, problem string }{
		"a secret": {one, "a.example=u:CANARY", ""},
		"broken base64": {
			secret("data:\n  .dockerconfigjson: |\n    " +
				"" + encoded(config)[:20] + "\n    " + encoded(config)[20:] + "\n"),
			"a.example=u:CANARY", "",
		},
		"text before data": {
			secret("stringData: {.dockerconfigjson: '{\"auths\":{\"b.example\":{\"auth\":\"dTpw\"}}}'}\ndata: " +
				"{.dockerconfigjson: AAAA}\n"),
			"b.example=u:p", "",
		},
		"the older type": {
			"kind: Secret\ntype: kubernetes.io/dockercfg\ndata:\n  .dockercfg: " +
				encoded(`{"b.example":{"auth":"dTpw"}}`),
			"b.example=u:p", "",
		},
		"as JSON": {
			`{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/dockerconfigjson",` +
				`"data":{".dockerconfigjson":"` + encoded(config) + `"}}`,
			"a.example=u:CANARY", "",
		},
		"a list": {
			`{"kind":"List","items":[{"kind":"Pod"},{"kind":"Secret","type":"kubernetes.io/dockerconfigjson",` +
				`"data":{".dockerconfigjson":"` + encoded(config) + `"}}]}`,
			"a.example=u:CANARY", "",
		},
		"a stream": {"kind: Deployment\n---\n" + one + "---\n---\n" + one, "a.example=u:CANARY", ""},
		"two that differ": {one + "---\n" + secret("stringData: {.dockerconfigjson: "+
			"'{\"auths\":{\"a.example\":{\"auth\":\"dTpw\"},\"b.example\":{\"auth\":\"dTpw\"}}}'}"),
			"a.example line 2 and line 9 have different logins for it: choose with --prefer 'line 2'; " +
				"b.example=u:p", ""},
		"no content": {secret("data: {other: AAAA}\n"), "", "line 2: the secret has no .dockerconfigjson"},
		"no base64": {
			secret("data: {.dockerconfigjson: CANARY*}\n"), "",
			"line 2: the secret's .dockerconfigjson is not base64",
		},
		"no JSON": {
			secret("stringData: {.dockerconfigjson: '{CANARY'}\n"), "",
			"the .dockerconfigjson of the secret on line 2, line 1, column 2",
		},
		"Argo CD, Helm": {"kind: Secret\ntype: Opaque\n" +
			"metadata: {labels: {argocd.argoproj.io/secret-type: repo-creds}}\n" +
			`stringData: {type: helm, enableOCI: "true", url: "a.example:5000/", username: u, password: CANARY}` + "\n",
			"a.example:5000=u:CANARY", ""},
		"Argo CD, OCI": {"kind: Secret\nmetadata: {labels: {argocd.argoproj.io/secret-type: repository}}\n" +
			`data: {type: b2Np, url: ` + encoded("oci://a.example/team") + `, username: dQ==, password: ` +
			encoded("CANARY") + "}\n", "a.example/team=u:CANARY", ""},
		"Argo CD, empty": {"kind: Secret\nmetadata: {labels: {argocd.argoproj.io/secret-type: repo-creds}}\n" +
			`stringData: {type: oci, url: "oci://a.example/"}` + "\n", "",
			"line 1: the credentials of Argo CD have no username or no password"},
		"Argo CD, git": {"kind: Secret\nmetadata: {labels: {argocd.argoproj.io/secret-type: repo-creds}}\n" +
			`stringData: {type: git, url: "https://a.example/", username: u, password: CANARY}` + "\n", "",
			"its format is not known"},
		"Argo CD, Google's key": {argo + `stringData: {type: oci, url: "oci://a.example/", ` +
			`username: _json_key_base64, password: ` + encoded(`{"type":"CANARY"}`) + "}\n",
			"a.example=_json_key_base64:" + encoded(`{"type":"CANARY"}`), ""},
		"Argo CD, Google's key in data": {argo + `data: {type: b2Np, url: ` + encoded("oci://a.example/") +
			`, username: ` + encoded("_json_key_base64") + `, password: ` + encoded(encoded(`{"a":"CANARY"}`)) + "}\n",
			"a.example=_json_key_base64:" + encoded(`{"a":"CANARY"}`), ""},
		"Argo CD, text as data": {argo + `data: {type: b2Np, url: ` + encoded("oci://a.example/") +
			", username: dQ==, password: CANARY!}\n", "", "line 1: the secret's password is not base64"},
		"Argo CD, encrypted": {argo + `data: {type: b2Np, url: ` + encoded("oci://a.example/") +
			", username: dQ==, password: 'ENC[CANARY]'}\n", "",
			"line 1: the secret's password: it is encrypted with SOPS"},
		"Argo CD, a type that is not base64": {argo + "data: {type: oci, url: CANARY!}\n", "",
			"line 1: the secret's type is not base64"},
		"Argo CD, a switch that is not base64": {argo + "data: {type: aGVsbQ==, enableOCI: CANARY!}\n", "",
			"line 1: the secret's enableOCI is not base64"},
		"Argo CD, git and no base64": {argo + "data: {type: Z2l0, url: CANARY!}\n", "", "its format is not known"},
		"another secret":             {"kind: Secret\ntype: Opaque\ndata: {password: AAAA}\n", "", "its format is not known"},
		"registries.yaml": {"mirrors: {docker.io: {endpoint: [x]}}\nconfigs:\n" +
			"  a.example: {auth: {username: u, password: 1e3}}\n  b.example: {auth: {auth: dTpw}}\n" +
			"  c.example: {tls: {}}\n  d.example: {auth: {identity_token: T}}\n",
			"a.example=u:1e3; b.example=u:p; d.example=<token>:T", ""},
		"every registry": {
			"configs: {\"*\": {auth: {username: u, password: p}}, a.example: {auth: {username: u, password: p}}}\n",
			"a.example=u:p; other *=u:p", "",
		},
		"headers": {
			`{"a.example":"Basic dTpw","b.example":"X-Identity T","c.example":"Bearer CANARY","d.example":"Basic ?"}`,
			"a.example=u:p; b.example=<token>:T; c.example a Bearer token serves one repository and cannot be " +
				"exported; d.example auth is not padded standard base64",
			"",
		},
		"ecs.config": {
			"ECS_CLUSTER=x\nECS_ENGINE_AUTH_TYPE=docker\n" +
				"ECS_ENGINE_AUTH_DATA={\"a.example\":{\"username\":\"u\",\"password\":\"CANARY\",\"email\":\"e\"}}\n",
			"a.example=u:CANARY", "",
		},
		"a pair":        {`{"username":"u","password":"CANARY"}`, "", "no registry"},
		"config.json":   {"\xef\xbb\xbf" + config, "a.example=u:CANARY", ""},
		"auth.json":     {`{"auths":{"quay.io/team/app":{"auth":"dTpw"}}}`, "quay.io/team/app=u:p", ""},
		"broken JSON":   {"{\n\"auths\": CANARY}", "", "line 2, column 10"},
		"twice in JSON": {`{"kind":"Secret","kind":"Secret"}`, "", "appears twice"},
		"prose":         {"CANARY words", "", "its format is not known"},
		"nothing":       {" \n", "", ""},
	} {
		got, err := read(t, test.text)
		if got != test.want || (err != nil) != (test.problem != "") ||
			err != nil && (!strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
