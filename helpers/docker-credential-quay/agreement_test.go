package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	corp = "quay.corp.example"
	toml = ".config/dockercfg/config.toml"

	ofCI     = "[[registry]]\nmatch = \"quay.io\"\nusername = \"team+ci\"\n"
	ofCD     = "[[registry]]\nmatch = \"quay.io\"\nusername = \"team+cd\"\n"
	ofToken  = ofCI + "credentials_file = \"~/secret\"\n"
	ofCorp   = "[[registry]]\nhelper = \"quay\"\nhosts = [\"" + corp + "\"]\nusername = \"team+corp\"\n"
	ofNobody = "[[registry]]\nhelper = \"quay\"\nhosts = [\"" + corp + "\"]\n"
)

// claims are a CI system's claims for two jobs, for one in another environment, for another audience, and
// for an expired token.
func claims() map[string]string {
	of := func(subject, environment, audience string) string {
		return jwt(fmt.Sprintf(`{"iss":"https://ci.example","sub":%q,"environment":%q,"aud":[%q,%q]}`, subject,
			environment, audience, corp))
	}
	return map[string]string{
		"job 1": of("job:1", "test", own), "job 2": of("job:2", "test", own), "live": of("job:1", "live", own),
		"acme":  of("job:1", "test", "acme"),
		"ended": jwt(`{"iss":"https://ci.example","sub":"job:1","aud":"quay.io","exp":1700000000}`),
	}
}

// config is a robot's Docker Configuration.
func config(pair string) string {
	return `{"auths":{"quay.io":{"auth":"` + base64.StdEncoding.EncodeToString([]byte(pair)) + `"}}}`
}

// TestAgreement: with the cache, a get returns a credential of the same identity as without it.
func TestAgreement(t *testing.T) {
	c := claims()
	helpertest.Agreement{
		Program: program, Registries: []string{own, "https://quay.io/", "quay.io/team/app", corp}, Start: telling,
		Variables: map[string][]string{
			robotVariable: {user, user, "team+cd", "ci", "-"}, audienceVariable: {"-", "-", own, "acme"},
			jobFile:      {"~/token", "~/token", "~/other", "token", "-"},
			jobVariable:  {"-", c["job 1"], c["live"], "spoilt"},
			userVariable: {"-", "-", "-", "ann"}, passwordVariable: {"-", "-", "-", "s1"},
			tokenVariable: {"-", "-", "-", "s2"}, configVariable: {"-", "~/auth.json"},
			"ACTIONS_ID_TOKEN_REQUEST_URL": {
				"https://" + runner + "/a", "https://" + runner + "/b", "http://" + runner + "/a", "-",
			},
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN": {"job-1", "job-2", "refused", "-"},
			"DOCKERCFG_CONFIG":               {"-", "-", "~/other.toml", "other.toml"},
			"XDG_CONFIG_HOME":                {"-", "-", "~/xdg"},
		},
		Files: map[string][]string{
			toml: {ofCorp, "-", ofCI, ofCD, ofToken, ofNobody, ofCorp + "max_age = \"2m\"\n",
				ofCD + "on_failure = \"anonymous\"\n", "[[registry"},
			"other.toml":                {ofCD, ofToken, ofCorp},
			"xdg/dockercfg/config.toml": {ofToken, ofCI},
			"token": {c["job 1"], c["job 1"] + "\n", c["job 2"], c["live"], c["acme"], c["ended"],
				"spoilt", "", "-"},
			"other":     {c["job 2"], c["live"], "-"},
			"secret":    {"one\n", "two\n", config("team+ci:three"), "-"},
			"auth.json": {config("team+file:one"), config("team+file:two"), "{", "-"},
		},
		Rows: rows(),
	}.Test(t)
}

// rows are known cases.
func rows() []helpertest.Row {
	c := claims()
	state := func(files map[string]string, env ...string) helpertest.State {
		return helpertest.State{Env: env, Files: files}
	}
	byFile := state(map[string]string{"token": c["job 1"]}, robotVariable+"="+user, jobFile+"=~/token")
	byVariable := state(nil, robotVariable+"="+user, jobVariable+"="+c["job 1"])
	byRunner := state(nil, robotVariable+"="+user, "ACTIONS_ID_TOKEN_REQUEST_URL=https://"+runner+"/a",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-1")
	byRule := state(map[string]string{"token": c["job 1"], toml: ofCI}, jobFile+"=~/token")
	byRule.Files["secret"] = "one"
	one := func(name, text string) map[string]string { return map[string]string{name: text} }
	return []helpertest.Row{
		{Name: "another job's file", Before: byFile, After: state(one("token", c["job 2"]))},
		{Name: "another environment's file", Before: byFile, After: state(one("token", c["live"]))},
		{Name: "a file for another audience", Before: byFile, After: state(one("token", c["acme"]))},
		{Name: "an expired file", Before: byFile, After: state(one("token", c["ended"]))},
		{Name: "no file", Before: byFile, After: state(one("token", "-"))},
		{Name: "an empty file", Before: byFile, After: state(one("token", ""))},
		{Name: "another path", Before: byFile, After: state(one("other", c["job 2"]), jobFile+"=~/other")},
		{Name: "a relative path", Before: byFile, After: state(nil, jobFile+"=token")},
		{Name: "another robot by variable", Before: byFile, After: state(nil, robotVariable+"=team+cd")},
		{Name: "no robot", Before: byFile, After: state(nil, robotVariable)},
		{Name: "another audience", Before: byFile, After: state(nil, audienceVariable+"=acme")},
		{Name: "another robot by rule", Before: byRule, After: state(one(toml, ofCD))},
		{Name: "a rule arrives", Before: byFile, After: state(one(toml, ofCD))},
		{Name: "a rule goes", Before: byRule, After: state(one(toml, "-"))},
		{Name: "a rule names a file", Before: byRule, After: state(one(toml, ofToken))},
		{Name: "another config.toml", Before: byRule,
			After: state(one("other.toml", ofCD), "DOCKERCFG_CONFIG=~/other.toml")},
		{Name: "another subject in the variable", Before: byVariable, After: state(nil, jobVariable+"="+c["job 2"])},
		{Name: "another environment in the variable", Before: byVariable, After: state(nil, jobVariable+"="+c["live"])},
		{Name: "a file beside the variable", Before: byVariable,
			After: state(one("token", c["job 2"]), jobFile+"=~/token")},
		{Name: "another job's runner", Before: byRunner,
			After: state(nil, "ACTIONS_ID_TOKEN_REQUEST_URL=https://"+runner+"/b")},
		{Name: "another job's secret", Before: byRunner, After: state(nil, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-2")},
		{Name: "a job without permission", Before: byRunner, After: state(nil, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")},
		{Name: "a user instead", Before: byRunner, After: state(nil, userVariable+"=ann", passwordVariable+"=s1")},
		{Name: "a Docker Configuration instead", Before: byRunner,
			After: state(one("auth.json", config("team+file:one")), configVariable+"=~/auth.json", robotVariable)},
		{
			Name:   "another Docker Configuration",
			Before: state(one("auth.json", config("team+file:one")), configVariable+"=~/auth.json"),
			After:  state(one("auth.json", config("team+file:two"))),
		},
	}
}

// telling is a runner and every Quay, whose token names the robot, the host and the job.
func telling(t *testing.T, _ string, between func()) []string {
	quay := func(w http.ResponseWriter, r *http.Request) {
		between()
		who, proof, _ := r.BasicAuth()
		payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(proof+"..", ".")[1])
		fmt.Fprintf(w, `{"token":%q}`, base64.RawURLEncoding.EncodeToString([]byte(who+" at "+r.Host+" by "+
			string(payload))))
	}
	cloud := helpertest.NewExchange(t, own, quay)
	cloud.Handle(corp, quay)
	cloud.Handle(runner, func(w http.ResponseWriter, r *http.Request) {
		between()
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if bearer == "refused" {
			faulty.Answer(http.StatusForbidden, faulty.JSON, "{}")(w, r)
			return
		}
		fmt.Fprintf(w, `{"value":%q}`, jwt(fmt.Sprintf(`{"sub":"%s:%s","aud":%q}`, r.URL.Path, bearer,
			r.URL.Query().Get("audience"))))
	})
	return cloud.Environment()
}

// TestCacheHoldsNoSecret: the cache contains the new token, and nothing that it was made from.
func TestCacheHoldsNoSecret(t *testing.T) {
	const minted = "minted-token"
	answer := faulty.Answer(200, faulty.JSON, `{"token":"`+minted+`"}`)
	w := inJob(t)
	w.Handle(own, answer)
	w.File(t, toml, ofCI+"# CANARY\n")
	w.KeepsOnly(t, w.Run(t, "get", own).Password(t, user), "RUNNER", "e30.")
	w = newWorld(t, robotVariable+"="+user)
	w.Handle(own, answer)
	w.Env = append(w.Env, jobFile+"="+w.File(t, "token", claims()["job 1"]))
	w.KeepsOnly(t, w.Run(t, "get", own).Password(t, user), "e30.", "job:1")
	w = newWorld(t, robotVariable+"="+user, jobVariable+"="+claims()["job 1"])
	w.Handle(own, answer)
	w.KeepsOnly(t, w.Run(t, "get", own).Password(t, user), "e30.", "job:1")
}
