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

// Provider is a helper that has its own registries. The registries are defined once, in the
// light half that the helper imports too.
type Provider struct {
	Short string // its name in credHelpers
	Light func() warm.Provider
	// Cloud is set if the helper gets tokens for a cloud identity and stores no logins. The
	// identity then overrides a login.
	Cloud bool
	// Variable returns the variable that names the registry, or ""; it is nil if no variable
	// can name one.
	Variable func(registry.Name) string
}

// Providers returns all providers. No two of them have the same registry by its name.
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

// Called returns the provider whose helper has the short name.
func Called(short string) (Provider, bool) {
	for _, p := range Providers() {
		if p.Short == short {
			return p, true
		}
	}
	return Provider{}, false
}
