package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// providers are a get by each helper, IBM's both ways.
func (b *bench) providers(e *endpoint) (subjects []subject, err error) {
	const user = `{"type":"authorized_user","client_id":"c","client_secret":"s3cret","refresh_token":"r"}`
	client := []string{"AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555", "AZURE_CLIENT_ID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "AZURE_CLIENT_SECRET=s3cret"}
	job := []string{"ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/token", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=s3cret"}
	job = job[:len(job):len(job)]
	for _, p := range []struct {
		what, helper, host, user string
		env                      []string
		static, signs            bool
	}{
		{"Google, service account", "gar", "gcr.io", "oauth2accesstoken", nil, false, true},
		{"Azure, service principal", "acr", "myregistry.azurecr.io", "00000000-0000-0000-0000-000000000000", client, false, false},
		{"Google, user", "gar", "eu.gcr.io", "oauth2accesstoken", []string{"GOOGLE_AUTH_JSON=" + user}, false, false},
		{"IBM, exchanged key", "icr", "de.icr.io", "iambearer", []string{"IBMCLOUD_API_KEY=k", "DOCKERCFG_STATIC=swap"}, false, false},
		{"Docker Hub, a job", "dockerhub", "docker.io", "acme", append(job, "DOCKERHUB_OIDC_CONNECTIONID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "DOCKERHUB_USERNAME=acme"), false, false},
		{"Quay, a job", "quay", "quay.io", "team+ci", append(job, "QUAY_ROBOT=team+ci"), false, false},
		{"DigitalOcean", "digitalocean", "registry.digitalocean.com", "do", []string{"DIGITALOCEAN_ACCESS_TOKEN=k"}, false, false},
		{"IBM, key as it stands", "icr", "de.icr.io", "iamapikey", []string{"IBMCLOUD_API_KEY=k"}, true, false},
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
		aim := "1.5, gate 1.7"
		if p.static {
			aim = ""
		}
		subjects = append(subjects, subject{what: p.what, aim: aim, path: b.path("bin", "docker-credential-"+p.helper), args: []string{"get"},
			env: env, stdin: stdin, wants: `"Username":"` + p.user + `"`, static: p.static, signs: p.signs})
	}
	return subjects, nil
}

// vendors are the same gets by others' helpers, where they can be built.
func (b *bench) vendors(ctx context.Context, ours []subject) (subjects []subject) {
	for i, module := range []string{
		"github.com/GoogleCloudPlatform/docker-credential-gcr/v2@v2.2.1",
		"github.com/chrismellard/docker-credential-acr-env@v0.0.0-20230304212654-82a0ddb27589",
	} {
		name := []string{"docker-credential-gcr", "docker-credential-acr-env"}[i]
		if err := b.install(ctx, module); err != nil {
			fmt.Printf("not run: %s\n", strings.TrimSpace(err.Error()))
			continue
		}
		s := ours[i]
		s.what, s.aim, s.path, s.wants = name, "", b.path("vendors", name), `"Secret":"`
		if key := valueOf(s.env, "GOOGLE_AUTH_JSON"); key != "" {
			path, err := b.file("key.json", key)
			if err != nil {
				continue
			}
			s.env = append(s.env, "GOOGLE_APPLICATION_CREDENTIALS="+path)
		}
		subjects = append(subjects, s)
	}
	return subjects
}
