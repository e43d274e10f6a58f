package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	otherID = "1b5a4b4e-7a3e-4c55-9a51-0c8d7d1f2a3b"
	toml    = ".config/dockercfg/config.toml"

	ofAcme   = "[[registry]]\nmatch = \"docker.io\"\nusername = \"acme\"\n"
	ofUmbra  = "[[registry]]\nmatch = \"docker.io\"\nusername = \"umbra\"\n"
	ofToken  = ofAcme + "credentials_file = \"~/token\"\n"
	ofMirror = "[[registry]]\nhelper = \"dockerhub\"\nhosts = [\"mirror.corp.example\"]\nusername = \"bot\"\n" +
		"credentials_file = \"~/token\"\n"
)

// TestAgreement: with the cache, a get returns a credential of the same identity as without it.
func TestAgreement(t *testing.T) {
	helpertest.Agreement{
		Program: program, Registries: []string{
			own, "https://index.docker.io/v1/", "dhi.io", "docker.io/library/nginx", "mirror.corp.example",
		}, Start: telling,
		Variables: map[string][]string{
			connectionVariable: {connectionID, connectionID, otherID, " " + strings.ToUpper(otherID) + " ", "none",
				"-"}, lifeVariable: {"-", "600", "3601"},
			"DOCKERHUB_USERNAME": {"acme", "umbra", "-"}, "DOCKER_HUB_USERNAME": {"-", "third"},
			"DOCKER_USERNAME": {"-", "-", "gen"},
			"DOCKER_REGISTRY": {"-", "quay.io", "docker.io", "dhi.io"},
			"DOCKERHUB_TOKEN": {"-", "-", "-", "s1"}, "DOCKER_HUB_PASSWORD": {"-", "-", "-", "s2"},
			"DOCKER_PASSWORD": {"-", "-", "-", "s3"},
			"ACTIONS_ID_TOKEN_REQUEST_URL": {
				"https://" + runner + "/a", "https://" + runner + "/b?x=1", "http://" + runner + "/a", "-",
			},
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN": {"job-1", "job-1", "job-2", "refused", "-"},
			"DOCKERCFG_CONFIG":               {"-", "-", "~/other.toml", "other.toml"},
			"XDG_CONFIG_HOME":                {"-", "-", "~/xdg"},
		},
		Files: map[string][]string{
			toml: {"-", ofAcme, ofUmbra, ofToken, ofMirror, ofUmbra + "max_age = \"2m\"\n",
				ofAcme + "on_failure = \"anonymous\"\n", "[[registry"},
			"other.toml":                {ofUmbra, ofToken},
			"xdg/dockercfg/config.toml": {ofToken, ofAcme},
			"token":                     {"one\n", "two\n", "", "-"},
		},
		Rows: rows(),
	}.Test(t)
}

// rows are known cases.
func rows() []helpertest.Row {
	before := []string{
		connectionVariable + "=" + connectionID, "DOCKERHUB_USERNAME=acme",
		"ACTIONS_ID_TOKEN_REQUEST_URL=https://" + runner + "/a", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-1",
	}
	var rows []helpertest.Row
	variable := func(name string, after ...string) {
		rows = append(rows, helpertest.Row{Name: name, Before: helpertest.State{Env: before},
			After: helpertest.State{Env: after}})
	}
	file := func(name, was, is, path string, more ...string) {
		rows = append(rows, helpertest.Row{
			Name: name, Before: helpertest.State{
				Env: before, Files: map[string]string{toml: ofToken, "token": "one", path: was},
			},
			After: helpertest.State{Env: more, Files: map[string]string{path: is}},
		})
	}
	variable("another job's runner", "ACTIONS_ID_TOKEN_REQUEST_URL=https://"+runner+"/b")
	variable("another job's secret", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-2")
	variable("a job without permission", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
	variable("another connection", connectionVariable+"="+otherID)
	variable("no connection", connectionVariable)
	variable("another life", lifeVariable+"=600")
	variable("a wrong life", lifeVariable+"=5m")
	variable("another organization", "DOCKERHUB_USERNAME=umbra")
	for name, after := range map[string][]string{
		"DOCKER_HUB_USERNAME": {"DOCKER_HUB_USERNAME=umbra", "DOCKER_HUB_PASSWORD=s2"},
		"DOCKER_USERNAME":     {"DOCKER_USERNAME=umbra", "DOCKER_PASSWORD=s3", "DOCKER_REGISTRY=quay.io"},
	} {
		for _, change := range after {
			rows = append(rows, helpertest.Row{
				Name: "organization in " + name + ", then " + change,
				Before: helpertest.State{Env: append(before[:len(before):len(before)], "DOCKERHUB_USERNAME",
					name+"=acme")},
				After: helpertest.State{Env: []string{change}},
			})
		}
	}
	variable("a pair instead", "DOCKERHUB_TOKEN=s1")
	file("a rule's organization", ofAcme, ofUmbra, toml)
	file("a rule arrives", "-", ofUmbra, toml)
	file("a rule goes", ofUmbra, "-", toml)
	file("a rule with a mistake", ofAcme, ofAcme+"colour = \"red\"\n", toml)
	file("a rule's file", "one", "two", "token")
	file("a rule names a file", ofAcme, ofToken, toml)
	file("another config.toml", ofAcme, ofUmbra, "other.toml", "DOCKERCFG_CONFIG=~/other.toml")
	return rows
}

// telling is a runner and Docker's token service, whose token names the job and the connection.
func telling(t *testing.T, _ string, between func()) []string {
	cloud := helpertest.NewExchange(t, tokenHost, func(w http.ResponseWriter, r *http.Request) {
		between()
		var claims struct{ Sub string }
		payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(r.PostFormValue("subject_token")+"..", ".")[1])
		_ = json.Unmarshal(payload, &claims)
		fmt.Fprintf(w, `{"access_token":"%s;%s;%s","expires_in":3600}`, r.PostFormValue("connection_id"), claims.Sub,
			r.PostFormValue("expires_in"))
	})
	cloud.Handle(runner, func(w http.ResponseWriter, r *http.Request) {
		between()
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if bearer == "refused" {
			faulty.Answer(http.StatusForbidden, faulty.JSON, "{}")(w, r)
			return
		}
		fmt.Fprintf(w, `{"value":%q}`, jwt(fmt.Sprintf(`{"aud":%q,"sub":"%s?%s:%s"}`, audience, r.URL.Path,
			r.URL.Query().Get("x"), bearer)))
	})
	return cloud.Environment()
}

// TestCacheHoldsNoSecret: the cache contains the new token, and nothing that it was made from.
func TestCacheHoldsNoSecret(t *testing.T) {
	w := inJob(t)
	w.File(t, ".config/dockercfg/config.toml", ofAcme+"# CANARY\n")
	w.KeepsOnly(t, w.Run(t, "get", own).Password(t, user), "RUNNER", "e30.")
}
