package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/helpers/internal/gar"
	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/helpers/internal/quay"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is a helper that has registries of its own. Which those are is written
// once, in the light half that its helper imports too.
type Provider struct {
	Short string // as credHelpers has it
	Light func() warm.Provider
	// Cloud: it makes tokens out of a cloud's identity and keeps no logins, and its
	// identity comes before a login.
	Cloud bool
	// Variable is the one that names the registry, "" for none; nil where none can.
	Variable func(registry.Name) string
}

// Providers are all of them. No two have one registry by its name.
func Providers() []Provider {
	return []Provider{
		{Short: "acr", Light: acr.Provider, Cloud: true},
		{Short: "digitalocean", Light: digitalocean.Provider},
		{Short: "dockerhub", Light: dockerhub.Provider},
		{Short: "ecr", Light: ecr.Provider, Cloud: true},
		{Short: "gar", Light: gar.Provider, Cloud: true},
		{Short: "ghcr", Light: ghcr.Provider},
		{Short: "gitlab", Light: gitlab.Provider, Variable: gitlab.Variable},
		{Short: "heroku", Light: heroku.Provider},
		{Short: "icr", Light: icr.Provider, Cloud: true},
		{Short: "quay", Light: quay.Provider},
	}
}

// Called is the provider whose helper has the short name.
func Called(short string) (Provider, bool) {
	for _, p := range Providers() {
		if p.Short == short {
			return p, true
		}
	}
	return Provider{}, false
}
