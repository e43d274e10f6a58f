package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Kind is where an identity comes from.
type Kind int

// The kinds, in the order in which they are looked for. The CLI's login stands
// before the machine's metadata service, since somebody made it, and the service
// is only asked where nothing else is there.
const (
	Nothing     Kind = iota
	Pair             // a user name and password of the registry's own
	Secret           // of a service principal
	Certificate      // of a service principal
	TokenFile        // a federated token that the platform writes anew
	TokenValue       // a federated token in a variable
	Runner           // a federated token that the job's runner gives out
	AppService       // the managed identity of an app
	CLI              // the login of az
	Machine          // the managed identity of this machine
)

// Identity is what would be used for a registry.
type Identity struct {
	Kind               Kind
	Tenant, Client     string
	TenantBy, ClientBy string // name these in words
	File, FileBy       string // of a certificate
	Account            string // of az
	Rule               rule.Rule
	tokencache.Source
}

// Source is Find for the cache and the frame.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	r, err := Of(name, u)
	if err != nil {
		return tokencache.Source{}, err
	}
	id, err := Find(r, u)
	return id.Source, err
}

// Find decides which identity would be used. The registry's own pair comes before
// all of Entra's, unless a rule names one of these: azidentity reads the same two
// variables for a user's login, and would show them to Entra.
func Find(r Registry, u rule.Rule) (Identity, error) {
	if !Names(u) {
		id, err := pair(r)
		if err != nil || id.Kind != Nothing {
			return id, err
		}
	}
	p := principalOf(u)
	id, err := ofEntra(r, p)
	id.Scope, id.Rule = scope(), u
	id.TenantBy, id.ClientBy = p.named[0].words, p.named[1].words
	return id, err
}

func ofEntra(r Registry, p principal) (Identity, error) {
	use, err := chosen(p.rule)
	if err != nil {
		return Identity{}, err
	}
	if err := p.check(); err != nil {
		return Identity{}, err
	}
	if p.rule.Get(rule.CredentialsFile) != "" {
		return p.certificate()
	}
	for _, find := range []func() (Identity, error){
		func() (Identity, error) { return when(use.environment, p.ofVariables) },
		func() (Identity, error) { return when(use.workload, p.federated) },
		func() (Identity, error) { return when(use.managed, p.appService) },
		func() (Identity, error) { return when(use.environment || use.workload, p.incomplete) },
		func() (Identity, error) { return when(use.cli, func() (Identity, error) { return p.cli(r) }) },
		func() (Identity, error) {
			return when(use.managed, func() (Identity, error) { return p.machine(use), nil })
		},
	} {
		if id, err := find(); err != nil || id.Kind != Nothing {
			return id, err
		}
	}
	if use.missing != "" {
		return Identity{}, errors.New(use.missing)
	}
	if Names(p.rule) {
		return Identity{}, mistake(p.rule, "nobody is there that it could be for: run `az login`, or add tenant, client_id and credentials_file")
	}
	return Identity{Source: tokencache.Source{ID: "nothing", Words: "no identity"}}, nil
}

func when(allowed bool, find func() (Identity, error)) (Identity, error) {
	if !allowed {
		return Identity{}, nil
	}
	return find()
}

// scope is every variable that leads a request to another endpoint.
func scope() (set string) {
	for _, name := range []string{"AZURE_AUTHORITY_HOST", "AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_ENVIRONMENT_FILEPATH"} {
		if value := os.Getenv(name); value != "" {
			set += name + "=" + value + "\n"
		}
	}
	return set
}
