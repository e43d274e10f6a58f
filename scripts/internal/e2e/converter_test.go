//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestPodmanFormat: skopeo uses the exported file, and for two repositories of one registry it
// uses the login of each.
func TestPodmanFormat(t *testing.T) {
	w := newWorld(t)
	from := w.loggedIn(t, stage.Password)
	for name, host := range w.hosts() {
		t.Run(name, func(t *testing.T) {
			bare := stage.Bare(t)
			from.Run(t, "", "dockercfg", "export", "--format", "podman", "-o", filepath.Join(bare.Config, "config.json"), host).OK(t)
			w.skopeoPush(t, bare, host).OK(t)
			skopeoPull(t, bare, host, filepath.Join(t.TempDir(), "image")).OK(t)
		})
	}
	two := stage.New(t)
	two.WriteConfig(t, `{"auths":{"`+w.basic+`":{"auth":"d3Jvbmc6d3Jvbmc="},"`+w.basic+`/skopeo":{"auth":"`+loginOf(t, from, w.basic)+`"}}}`)
	repository := stage.Bare(t)
	two.Run(t, "", "dockercfg", "export", "--format", "podman", "--image", w.basic+"/skopeo:1", "-o", filepath.Join(repository.Config, "config.json")).OK(t)
	w.skopeoPush(t, repository, w.basic).OK(t)
	whole := stage.Bare(t)
	two.Run(t, "", "dockercfg", "export", "--format", "podman", "--image", w.basic+"/other:1", "-o", filepath.Join(whole.Config, "config.json")).OK(t)
	skopeoPull(t, whole, w.basic, filepath.Join(t.TempDir(), "image")).Refused(t)
}

// loginOf returns a registry's login in base64, as dockercfg exports it.
func loginOf(t *testing.T, s *stage.Stage, host string) string {
	t.Helper()
	_, rest, _ := strings.Cut(s.Run(t, "", "dockercfg", "export", "--format", "auth-config-env", "-o", "-", host).OK(t), `"auth":"`)
	auth, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Fatal("there is no login")
	}
	return auth
}

// TestExec: under `dockercfg exec`, each client finds the credentials where it looks for them,
// and no file is left behind.
func TestExec(t *testing.T) {
	w := newWorld(t)
	s := w.loggedIn(t, stage.Password)
	w.cranePush(t, s, w.basic)
	w.cranePush(t, s, w.bearer)
	for _, host := range w.hosts() {
		crane := stage.Path(t, "crane")
		s.Run(t, "", "dockercfg", "exec", host, "--", crane, "digest", host+"/crane:1").OK(t)
		s.Run(t, "", "dockercfg", "exec", host, "--", "skopeo", "inspect", "--tls-verify=false", "docker://"+host+"/crane:1").OK(t)
		s.Run(t, "", "dockercfg", "exec", w.basic, "--", crane, "digest", w.bearer+"/crane:1").Refused(t)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(s.Home), "*", "dockercfg-exec-*")); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// TestMerge: after an export is merged into a config, its logins and the config's other settings
// both work.
func TestMerge(t *testing.T) {
	w := newWorld(t)
	from, into := w.loggedIn(t, stage.Password), stage.Bare(t)
	w.cranePush(t, from, w.basic)
	into.WriteConfig(t, `{"credHelpers":{"`+w.basic+`":"missing","other.example":"missing"},"proxies":{},"auths":{"`+w.bearer+`":{"auth":"d3Jvbmc6d3Jvbmc="}}}`)
	from.Run(t, "", "dockercfg", "export", "--merge", "-o", filepath.Join(into.Config, "config.json")).OK(t)
	if pulled := cranePull(t, into, w.basic); pulled == "" {
		t.Error("nothing was pulled")
	}
	w.cranePush(t, into, w.bearer)
	if text := into.ReadConfig(t); !strings.Contains(text, `"other.example":"missing"`) || !strings.Contains(text, `"proxies":{}`) {
		t.Errorf("what else was in it: %s", text)
	}
}

// TestMergePodman: skopeo uses a merged file, and a file that skopeo would refuse is not written.
func TestMergePodman(t *testing.T) {
	s := stage.New(t)
	s.WriteConfig(t, `{"auths":{"new.example":{"auth":"YWxpY2U6b25l"}}}`)
	path := filepath.Join(s.Temp, "auth.json")
	for sibling, merged := range map[string]bool{`{"auth":"?"}`: true, `{"auth":"dXNlcg=="}`: true, `{}`: true,
		`7`: false, `{"auth":7}`: false, `[]`: false} {
		if err := os.WriteFile(path, []byte(`{"auths":{"old.example":`+sibling+`}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		r := s.Run(t, "", "dockercfg", "export", "--merge", "--format", "podman", "-o", path)
		if (r.Code == 0) != merged {
			t.Errorf("%s: %+v", sibling, r)
		}
		if merged {
			if user := s.Run(t, "", "skopeo", "login", "--get-login", "--authfile", path,
				"new.example").OK(t); user != "alice\n" {
				t.Errorf("%s: skopeo finds %q", sibling, user)
			}
			continue
		}
		s.Run(t, "", "skopeo", "login", "--get-login", "--authfile", path, "old.example").Refused(t)
	}
}

// TestVerify: real registries accept or refuse logins, with both kinds of challenge.
func TestVerify(t *testing.T) {
	w := newWorld(t)
	s := w.loggedIn(t, stage.Password)
	if out := s.Run(t, "", "dockercfg", "verify").OK(t); strings.Count(out, "accepted") != 2 {
		t.Errorf("with the right password: %s", out)
	}
	for _, q := range w.tokens.Take() {
		if q.User != stage.User || !q.OK {
			t.Errorf("the token server saw %+v", q)
		}
	}
	if r := w.loggedIn(t, "s3cr").Run(t, "", "dockercfg", "verify"); r.Code != 1 || strings.Count(r.Out, "refused") != 2 || strings.Contains(r.Out+r.Err, "s3cr") {
		t.Errorf("with a wrong one: %+v", r)
	}
	gone := stage.New(t)
	gone.WriteConfig(t, `{"auths":{"127.0.0.1:1":{"auth":"YTpi"}}}`)
	if r := gone.Run(t, "", "dockercfg", "verify"); r.Code != 1 || !strings.Contains(r.Out, "unreachable") {
		t.Errorf("where nobody listens: %+v", r)
	}
}

// TestConfigure: a docker user's plain-text logins move into docker-credential-file's store, and
// docker, crane and skopeo can still pull.
func TestConfigure(t *testing.T) {
	w := newWorld(t)
	s := stage.New(t)
	// As docker writes it if it finds no store; on a machine with pass it finds one.
	auth := loginOf(t, w.loggedIn(t, stage.Password), w.basic)
	s.WriteConfig(t, `{"auths":{"http://`+w.basic+`":{"auth":"`+auth+`"},"`+w.bearer+`/team":{"auth":"`+auth+`"}},"detachKeys":"ctrl-e"}`)
	s.Run(t, "", "dockercfg", "configure", "--yes", "--move-logins").OK(t)
	noSecret(t, s.ReadConfig(t))
	w.cranePush(t, s, w.basic)
	cranePull(t, s, w.basic)
	docker(t, s, "", "logout", w.basic).OK(t)
	s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
	docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.basic).OK(t)
	noSecret(t, s.ReadConfig(t))

	// skopeo does not read credsStore: it needs registries.conf to name the helper.
	inspect := []string{"inspect", "--tls-verify=false", "docker://" + w.basic + "/crane:1"}
	s.Run(t, "", "skopeo", inspect...).Refused(t)
	s.Run(t, "", "dockercfg", "configure", "--podman", "--yes").OK(t)
	s.Run(t, "", "skopeo", inspect...).OK(t)
	s.Run(t, "", "dockercfg", "configure", "--podman", "--undo").OK(t)
	s.Run(t, "", "skopeo", inspect...).Refused(t)

	// docker has changed the file since. --undo reverts only what configure did: both logouts
	// remain, and the output names the place of the new login.
	docker(t, s, "", "logout", w.bearer).OK(t)
	s.Run(t, "", "dockercfg", "configure", "--undo").Says(t, "docker-credential-file contains the login of "+w.basic).OK(t)
	if after := s.ReadConfig(t); strings.Contains(after, "credsStore") || !strings.Contains(after, "ctrl-e") {
		t.Errorf("after undo it is %s", after)
	}
	for _, host := range w.hosts() {
		s.Run(t, "", "crane", "digest", host+"/crane:1").Refused(t)
	}
	docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.basic).OK(t)
	cranePull(t, s, w.basic)
}

// TestSealed: other implementations decrypt what dockercfg encrypts, and vice versa: the age
// program, and OpenSSL's CFB for jet's format.
func TestSealed(t *testing.T) {
	s := stage.New(t)
	in := func(name string) string { return filepath.Join(s.Temp, name) }
	write(t, in("plain"), "CANARY <&>\n")
	recipient := strings.TrimSpace(s.Run(t, "", "dockercfg", "keygen", "--age", "-o", in("key.txt")).OK(t))
	for _, more := range [][]string{nil, {"--armor"}} {
		s.Run(t, "", "dockercfg", append([]string{"encrypt", "--force", "--recipient", recipient, in("plain"), in("ours.age")}, more...)...).OK(t)
		if out := s.Run(t, "", "age", "--decrypt", "--identity", in("key.txt"), in("ours.age")).OK(t); out != "CANARY <&>\n" {
			t.Errorf("age reads %q", out)
		}
		s.Run(t, "", "age", append(more, "--encrypt", "--recipient", recipient, "--output", in("theirs.age"), in("plain"))...).OK(t)
		if out := s.Run(t, "", "dockercfg", "decrypt", "--identity", in("key.txt"), in("theirs.age"), "-").OK(t); out != "CANARY <&>\n" {
			t.Errorf("what age wrote is %q", out)
		}
	}
	write(t, in("jet.sh"), `set -eu
key=$(base64 -d codeship.aes | od -An -tx1 | tr -d ' \n')
tail -n +2 ours.encrypted | base64 -d >raw
iv=$(head -c 16 raw | od -An -tx1 | tr -d ' \n')
tail -c +17 raw | openssl enc -d -aes-256-cfb -K "$key" -iv "$iv" >stream
test "$(head -c 32 stream)" = "$(tail -c +33 stream | md5sum | cut -c1-32)"
tail -c +33 stream | cmp - plain
{ printf %s "$iv" | perl -pe 's{(..)}{chr hex $1}ge'; { md5sum <plain | cut -c1-32 | tr -d '\n'; cat plain; } | openssl enc -aes-256-cfb -K "$key" -iv "$iv"; } | base64 -w0 | sed '1s/^/codeship:v2\n/' >theirs.encrypted
`)
	s.Run(t, "", "dockercfg", "keygen", "--key-path", in("codeship.aes")).OK(t)
	s.Run(t, "", "dockercfg", "encrypt", "--key-path", in("codeship.aes"), in("plain"), in("ours.encrypted")).OK(t)
	s.Run(t, "", "sh", in("jet.sh")).OK(t)
	if out := s.Run(t, "", "dockercfg", "decrypt", "--key-path", in("codeship.aes"), in("theirs.encrypted"), "-").OK(t); out != "CANARY <&>\n" {
		t.Errorf("what OpenSSL wrote is %q", out)
	}
}
