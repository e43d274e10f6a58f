package main

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// providers returns a get by each helper, two for IBM.
func (b *bench) providers(e *endpoint) (subjects []subject, err error) {
	const user = `{"type":"authorized_user","client_id":"c","client_secret":"s3cret","refresh_token":"r"}`
	client := []string{
		"AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555",
		"AZURE_CLIENT_ID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "AZURE_CLIENT_SECRET=s3cret",
	}
	job := []string{"ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/token", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=s3cret"}
	job = job[:len(job):len(job)]
	for _, p := range []struct {
		what, helper, host, user string
		env                      []string
		static, signs            bool
	}{
		{"Google, service account", "gar", googleHost, "oauth2accesstoken", nil, false, true},
		{"Azure, service principal", "acr", azureHost, "00000000-0000-0000-0000-000000000000", client, false, false},
		{"Google, user", "gar", "eu.gcr.io", "oauth2accesstoken", []string{"GOOGLE_AUTH_JSON=" + user}, false, false},
		{"IBM, exchanged key", "icr", "de.icr.io", "iambearer", []string{"IBMCLOUD_API_KEY=k", "DOCKERCFG_STATIC=swap"}, false, false},
		{"Docker Hub, a job", "dockerhub", "docker.io", "acme",
			append(job, "DOCKERHUB_OIDC_CONNECTIONID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "DOCKERHUB_USERNAME=acme"),
			false, false},
		{"Quay, a job", "quay", "quay.io", "team+ci", append(job, "QUAY_ROBOT=team+ci"), false, false},
		{"DigitalOcean", "digitalocean", "registry.digitalocean.com", "do", []string{"DIGITALOCEAN_ACCESS_TOKEN=k"}, false, false},
		{"IBM, the key itself", "icr", "de.icr.io", "iamapikey", []string{"IBMCLOUD_API_KEY=k"}, true, false},
	} {
		stdin, err := b.file("asked-"+p.host, p.host+"\n")
		if err != nil {
			return nil, err
		}
		env, err := b.home("home-" + p.host)
		if err != nil {
			return nil, err
		}
		env = slices.Concat(env, e.env, p.env)
		if p.helper != "gar" {
			env = slices.DeleteFunc(env, func(s string) bool { return strings.HasPrefix(s, "GOOGLE_") })
		}
		goals := warmGoals()
		if p.static { // the answer is in the variables, so nothing is cached
			goals = []Goal{{Of: "ratio", Most: 1.7}, {Of: "requests", Gate: true}}
		}
		subjects = append(subjects, subject{
			what: "ours, " + p.what, goals: goals, path: b.path("bin", "docker-credential-"+p.helper), args: []string{"get"}, env: env,
			stdin: stdin, wants: `"Username":"` + p.user + `"`, static: p.static, signs: p.signs, asks: e,
		})
	}
	return subjects, nil
}

// The registries other than Amazon's for which the vendor has a helper.
const (
	googleHost = "gcr.io"
	azureHost  = "myregistry.azurecr.io"
)

// vendors returns the same gets by the vendors' helpers, if they could be built. Documented
// variables direct them to loopback: the proxy's, and that of the identity's file.
func (b *bench) vendors(ours []subject) (subjects []subject, err error) {
	google, azure := ours[0], ours[1]
	for _, s := range []*subject{&google, &azure} {
		s.who, s.goals, s.wants = peers, nil, `"Secret":"`
	}
	if path := b.peer(googles); path != "" {
		key, err := b.file("key.json", valueOf(google.env, "GOOGLE_AUTH_JSON"))
		if err != nil {
			return nil, err
		}
		store, err := b.file("gcr-login.json", gcrLogin())
		if err != nil {
			return nil, err
		}
		google.path, google.what = path, googles+", service account"
		google.env = append(slices.Clone(google.env), "GOOGLE_APPLICATION_CREDENTIALS="+key)
		login := google
		login.what = googles + ", its own login, not expired"
		login.env = append(slices.Clone(google.env), "DOCKER_CREDENTIAL_GCR_STORE="+store)
		subjects = append(subjects, google, login)
	}
	if path := b.peer(azures); path != "" {
		azure.path, azure.what = path, azures+", service principal"
		subjects = append(subjects, azure)
	}
	return subjects, nil
}

// gcrLogin returns the file that `docker-credential-gcr gcr-login` writes
// (https://pkg.go.dev/github.com/GoogleCloudPlatform/docker-credential-gcr/v2/store).
func gcrLogin() string {
	text, _ := json.Marshal(map[string]any{"gcrCreds": map[string]any{
		"access_token": "t", "refresh_token": "r", "token_expiry": time.Now().Add(12 * time.Hour),
	}})
	return string(text)
}
