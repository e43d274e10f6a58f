package doctor

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// TestSecrets checks what is reported about a pull secret of a cluster.
func TestSecrets(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	secret := func(content, annotations string) string {
		return "apiVersion: v1\nkind: Secret\nmetadata: {name: pull, namespace: web, annotations: {" + annotations + "}}\n" +
			"type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: " +
			"" + base64.StdEncoding.EncodeToString([]byte(content)) + "}\n"
	}
	const full = `{"auths":{"ghcr.io":{"auth":"YTpDQU5BUlk="}}}`
	life := func(renew, expires string) string {
		return `dockercfg/renew-after: "` + renew + `", dockercfg/expires: "` + expires + `"`
	}
	for _, test := range []struct {
		what, text, finding string
		known               bool
	}{
		{"fresh", secret(full, life("2026-01-02T13:00:00Z", "2026-01-02T21:00:00Z")),
			"info: the login of the Secret web/pull expires at 2026-01-02T21:00:00Z", true},
		{"just due", secret(full, life("2026-01-02T11:59:00Z", "2026-01-02T20:00:00Z")), "info: the login", true},
		{"late", secret(full, life("2026-01-02T08:00:00Z", "2026-01-02T15:00:00Z")),
			"warning: the login of the Secret web/pull expires at 2026-01-02T15:00:00Z, and should have been renewed after " +
				"2026-01-02T08:00:00Z", true},
		{"expired", secret(full, life("2026-01-02T04:00:00Z", "2026-01-02T12:00:00Z")),
			"error: the login of the Secret web/pull expired at 2026-01-02T12:00:00Z", true},
		{"static", secret(full, ""), "info: the Secret web/pull does not say when its login expires", true},
		{"the placeholder", secret(`{"auths":{}}`, ""), "error: the Secret web/pull contains no login", true},
		{"emptied again", secret("{ }", life("2026-01-02T13:00:00Z", "2026-01-02T21:00:00Z")),
			"error: the Secret web/pull contains no login", true},
		{"the older type", "kind: Secret\ntype: kubernetes.io/dockercfg\nmetadata: {name: old}\ndata: {.dockercfg: " +
			base64.StdEncoding.EncodeToString([]byte(`{"ghcr.io":{"auth":"YTpi"}}`)) + "}\n",
			"info: the Secret old does not say when its login expires", true},
		{"no auths", secret(`{"auths":null}`, ""), "error: the Secret web/pull contains no login", true},
		{"stringData", "kind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: text}\n" +
			"stringData: {.dockerconfigjson: '" + full + "'}\n", "info: the Secret text does not say", true},
		{"stringData before data", strings.Replace(secret(`{"auths":{}}`, ""), "\ndata:",
			"\nstringData: {.dockerconfigjson: '"+full+"'}\ndata:", 1), "info: the Secret web/pull does not say", true},
		{"an empty stringData before data", strings.Replace(secret(full, ""), "\ndata:", "\nstringData: {.dockerconfigjson: "+
			"'{}'}\ndata:", 1), "error: the Secret web/pull contains no login", true},
		{"encrypted by SOPS", "kind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: sops}\n" +
			"data: {.dockerconfigjson: 'ENC[AES256_GCM,data:CANARY]'}\n", "info: the Secret sops does not say", true},
		{"Argo CD in stringData", "kind: Secret\ntype: Opaque\nmetadata: {name: repo, labels: " +
			"{argocd.argoproj.io/secret-type: repo-creds}}\nstringData: {password: CANARY}\n",
			"info: the Secret repo does not say", true},
		{"Argo CD", "kind: Secret\ntype: Opaque\nmetadata: {name: repo, labels: {argocd.argoproj.io/secret-type: " +
			"repo-creds}}\ndata: {password: ''}\n", "error: the Secret repo contains no login", true},
		{"in a list", `{"kind":"List","items":[{"kind":"Secret","type":"kubernetes.io/dockerconfigjson",` +
			`"metadata":{"name":"a"},"data":{".dockerconfigjson":"e30="}}]}`, "error: the Secret a contains", true},
		{"another secret", "kind: Secret\ntype: Opaque\nmetadata: {name: x}\ndata: {password: AAAA}\n", "", false},
		{"a config", full, "", false},
		{"not YAML", "{", "", false},
	} {
		findings, known := Secrets([]byte(test.text), now)
		if known != test.known || known != (len(findings) == 1) {
			t.Errorf("%s: known is %t, %d findings", test.what, known, len(findings))
			continue
		}
		if !known {
			continue
		}
		f := findings[0]
		line := string(f.Level) + ": " + f.What
		printed := !strings.Contains(line, "CANARY")
		if !strings.HasPrefix(line, test.finding) || !printed || (f.Fix == "") != (f.Level == Info) {
			t.Errorf("%s: the finding is %q, and the fix %q", test.what, line, f.Fix)
		}
	}
}
