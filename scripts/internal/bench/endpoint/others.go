package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// runner is the host that issues a CI job's tokens.
const runner = "run.example"

// others adds Docker Hub, Quay and DigitalOcean, and the runner whose tokens the first two
// exchange.
func others(cloud *fakecloud.Cloud) {
	answer := func(host string, body func(*http.Request) string) {
		cloud.Handle(host, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, body(r))
		})
	}
	answer(runner, func(r *http.Request) string { return `{"value":"` + token(r.URL.Query().Get("audience")) + `"}` })
	answer("identity.docker.com", func(*http.Request) string { return `{"access_token":"` + token("hub") + `","expires_in":3600}` })
	answer("quay.io", func(*http.Request) string { return `{"token":"` + token("quay") + `"}` })
	answer("api.digitalocean.com", func(*http.Request) string {
		pair := base64.StdEncoding.EncodeToString([]byte("do:s3cret"))
		return `{"auths":{"registry.digitalocean.com":{"auth":"` + pair + `"}}}`
	})
}

// token returns a JSON Web Token that is valid for an hour, for an audience.
func token(audience string) string {
	claims := fmt.Sprintf(`{"iss":"https://run.example","sub":"job","aud":%q,"exp":%d}`, audience, time.Now().Add(time.Hour).Unix())
	return strings.Join([]string{"e30", base64.RawURLEncoding.EncodeToString([]byte(claims)), "c2ln"}, ".")
}
