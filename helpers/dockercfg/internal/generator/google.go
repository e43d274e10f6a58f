package generator

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// googleProvider is gcr.io and Artifact Registry, with the variables of CodeShip's
// generator image. The image has required GOOGLE_LOCATION since 2025; here it adds a
// registry to the four that do not need it.
func googleProvider() provider {
	return provider{
		name:    "google",
		secrets: func([]string) bool { return anySet("GOOGLE_AUTH_JSON", "GOOGLE_APPLICATION_CREDENTIALS") },
		missing: func() []string { return nil },
		bindings: func([]string) ([]dockerconfig.Binding,
			error) {
			return googleBindings(os.Getenv("GOOGLE_LOCATION"))
		},
		env:      func() []string { return nil },
		warnings: googleWarnings,
		alike:    true,
	}
}

func googleBindings(location string) (bound []dockerconfig.Binding, err error) {
	hosts := []string{"gcr.io", "us.gcr.io", "eu.gcr.io", "asia.gcr.io"}
	if location = strings.TrimSpace(location); location != "" {
		if !isRegion(location) {
			return nil, fault.New(fault.Config, "GOOGLE_LOCATION is not a valid location: expected a name such as "+
				"europe-west1, or eu")
		}
		hosts = append(hosts, location+"-docker.pkg.dev")
	}
	for _, host := range hosts {
		bound = append(bound, dockerconfig.Binding{Key: host, Helper: "gar"})
	}
	return bound, nil
}

// googleWarnings reports variables that disagree. The key contains the e-mail address, so
// its variable is only compared.
func googleWarnings() []string {
	if !anySet("GOOGLE_AUTH_JSON", "GOOGLE_APPLICATION_CREDENTIALS") {
		return []string{machineAlone("GOOGLE_AUTH_JSON")}
	}
	email := os.Getenv("GOOGLE_AUTH_EMAIL")
	var key struct {
		Email string `json:"client_email"`
	}
	text := os.Getenv("GOOGLE_AUTH_JSON")
	if email == "" || json.Unmarshal([]byte(text), &key) != nil || key.Email == "" || key.Email == email {
		return nil
	}
	return []string{"GOOGLE_AUTH_EMAIL is not the account in GOOGLE_AUTH_JSON, which is used: " +
		fault.Printable(key.Email, 100)}
}
