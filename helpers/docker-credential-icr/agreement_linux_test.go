package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestAgreementOfMounts is TestAgreement with the metadata service at its own address and with tokens
// that a platform mounts, in its own network and with its own /run.
func TestAgreementOfMounts(t *testing.T) {
	if !ownNetwork(t, "mount -t tmpfs none /run && mkdir -p /run/secrets && ") {
		return
	}
	c := newAsked(t)
	listener, err := net.Listen("tcp", "169.254.169.254:80")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() { _ = http.Serve(listener, http.HandlerFunc(c.server)) }()
	a := agreement(t, c)
	a.Start = func(t *testing.T, home string, between func()) []string {
		// The paths of computeFiles lead to the scene's home directory.
		for place, dir := range map[string]string{"tokens": "tokens", "codeengine.cloud.ibm.com": "codeengine"} {
			link := filepath.Join("/var/run/secrets", place)
			_ = os.Remove(link)
			if err := os.Symlink(filepath.Join(home, dir), link); err != nil {
				t.Fatal(err)
			}
		}
		return c.start(t, home, between)
	}
	const vault, account, engine = "tokens/vault-token", "tokens/sa-token", "codeengine/compute-resource-token/token"
	a.Variables[profileVariable] = []string{"-", "ci", "Profile-1", "Profile-2", "crn:v1:x"}
	a.Files[vault], a.Files[account], a.Files[engine] = []string{"-", proofs.one, "-"}, []string{"-", proofs.two},
		[]string{"-", proofs.claims}
	a.Files["ibm.env"] = append(a.Files["ibm.env"], "IAM_AUTH_TYPE=vpc\n", "IAM_IAM_PROFILE_ID=Profile-3\n")
	a.Files[config] = append(a.Files[config], rule(`source = "vpc"`), rule(`profile = "Profile-3"`))
	const profile, sdk = profileVariable + "=Profile-1", credentialsVariable + "=~/ibm.env"
	env := func(all ...string) helpertest.State { return helpertest.State{Env: all} }
	file := func(name, text string, all ...string) helpertest.State {
		return helpertest.State{Env: all, Files: map[string]string{name: text}}
	}
	both := func(name, text, other, more string, all ...string) helpertest.State {
		return helpertest.State{Env: all, Files: map[string]string{name: text, other: more}}
	}
	a.Rows = []helpertest.Row{
		{Name: "an earlier token appears", Before: file(account, proofs.two, profile), After: file(vault, proofs.one)},
		{Name: "the first token appears", Before: env(profile), After: file(engine, proofs.one)},
		{Name: "the first token goes", Before: both(vault, proofs.one, account, proofs.two, profile),
			After: file(vault, "-")},
		{Name: "a token's subject", Before: file(account, proofs.one, profile), After: file(account, proofs.two)},
		{Name: "before that of a file", Before: both("ibm.env", "IAM_IAM_PROFILE_ID=Profile-1\n", engine, proofs.two,
			sdk), After: file(vault, proofs.one)},
		{Name: "a profile of the server", Before: env(profile), After: env(profileVariable + "=Profile-2")},
	}
	a.Test(t)
}
