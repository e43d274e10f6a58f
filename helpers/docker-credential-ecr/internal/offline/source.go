package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Kind is what a chain of identities begins with.
type Kind int

// The kinds, in the order in which the SDK looks for them.
const (
	Keys Kind = iota
	WebIdentity
	Profile
	Container
	Instance
	Nothing
)

// Identity is what would be used for a registry. Everything but Kind and ID is
// only set where it is not what the SDK would take by itself.
type Identity struct {
	Kind     Kind
	Profile  string // named for this account, or the one in effect
	Named    bool   // Profile is named for this account alone
	Suffix   string // of the variables that hold the keys: "_123456789012"
	Role     string // ARN to assume with all this
	Session  string // name of that role's session
	External string // id that the role's owner asks for
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

// Find decides which identity would be used, in this order: the user's rule,
// variables for the registry's account, the generator's role, then the SDK's own
// chain.
func Find(r Registry, u rule.Rule) (Identity, error) {
	id, err := byRule(r, u)
	if err == nil && id.ID == "" {
		id, err = forAccount(r)
	}
	if err == nil && id.ID == "" {
		id, err = chain()
	}
	if err == nil && id.Role == "" && !u.Found {
		err = id.generatorRole(r)
	}
	if id.Role != "" {
		id.ID += "role " + id.Role + " " + id.Session + " " + id.External + "\n"
		id.Words = "role " + id.Role + " by " + id.Words
		id.Ambient = false // somebody named the role
	}
	id.Scope = scope()
	return id, err
}

// forAccount reads AWS_PROFILE_<account> and its like, as docker-credential-env
// has them.
func forAccount(r Registry) (Identity, error) {
	suffix := "_" + r.Account
	if r.Public || !anySet("AWS_PROFILE"+suffix, "AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix, "AWS_SESSION_TOKEN"+suffix, "AWS_ROLE_ARN"+suffix) {
		return Identity{}, nil
	}
	var id Identity
	var err error
	switch profile := os.Getenv("AWS_PROFILE" + suffix); {
	case anySet("AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix, "AWS_SESSION_TOKEN"+suffix):
		if profile != "" {
			return id, errors.New("AWS_PROFILE" + suffix + " and AWS_ACCESS_KEY_ID" + suffix + " are both set: unset one")
		}
		id, err = keys(suffix)
	case profile != "":
		id, err = ofProfile(profile, "AWS_PROFILE"+suffix)
		id.Named = true
	default:
		id, err = chain()
	}
	id.Role, id.Session = os.Getenv("AWS_ROLE_ARN"+suffix), "docker-credential-ecr"
	if id.Role != "" && err == nil {
		err = checkRole(id.Role, r, "AWS_ROLE_ARN"+suffix)
	}
	return id, err
}

// generatorRole is AWS_STS_ROLE, a role's name, in AWS_STS_ACCOUNT.
func (id *Identity) generatorRole(r Registry) error {
	role, account := os.Getenv("AWS_STS_ROLE"), os.Getenv("AWS_STS_ACCOUNT")
	switch {
	case role == "" && account == "":
		return nil
	case role == "":
		return errors.New("AWS_STS_ROLE is not set, AWS_STS_ACCOUNT is: set both")
	case account == "":
		return errors.New("AWS_STS_ACCOUNT is not set, AWS_STS_ROLE is: set both")
	case !isAccount(account):
		return errors.New("AWS_STS_ACCOUNT is no account: it is twelve digits")
	case ascii.HasPrefix(role, "arn:"):
		return errors.New("AWS_STS_ROLE is a role's name, not its ARN: leave all before the name out")
	}
	id.Role = "arn:" + r.Partition + ":iam::" + account + ":role/" + role
	id.Session = "aws_docker_creds"
	return nil
}

// checkRole refuses a role of another partition, which no token could be for.
func checkRole(arn string, r Registry, where string) error {
	prefix, rest, _ := ascii.Cut(arn, ':')
	partition, _, more := ascii.Cut(rest, ':')
	if prefix != "arn" || !more {
		return errors.New(where + " is no role's ARN: it has the form arn:aws:iam::123456789012:role/name")
	}
	if partition != r.Partition {
		return errors.New(where + " is of the partition " + partition + ", the registry of " + r.Partition + ": name a role of that partition")
	}
	return nil
}

// chain is the SDK's: keys, web identity, profile, container, instance.
func chain() (Identity, error) {
	if anySet("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY") {
		return keys("")
	}
	if file := os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE"); file != "" {
		return webIdentity(file, os.Getenv("AWS_ROLE_ARN"), os.Getenv("AWS_ROLE_SESSION_NAME"))
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if profile := os.Getenv(name); profile != "" {
			return ofProfile(profile, name)
		}
	}
	if id, err := ofProfile("default", ""); err != nil || id.Configured {
		return id, err
	}
	return ofMachine(), nil
}

// keys are a pair of variables. Their secret stays out of the source: with the
// same id it is the same identity.
func keys(suffix string) (Identity, error) {
	id, secret := os.Getenv("AWS_ACCESS_KEY_ID"+suffix), os.Getenv("AWS_SECRET_ACCESS_KEY"+suffix)
	if suffix == "" && id == "" {
		id = os.Getenv("AWS_ACCESS_KEY")
	}
	if suffix == "" && secret == "" {
		secret = os.Getenv("AWS_SECRET_KEY")
	}
	switch {
	case id == "":
		return Identity{}, errors.New("AWS_ACCESS_KEY_ID" + suffix + " is not set, its secret is: set both")
	case secret == "":
		return Identity{}, errors.New("AWS_SECRET_ACCESS_KEY" + suffix + " is not set, AWS_ACCESS_KEY_ID" + suffix + " is: set both")
	}
	return Identity{Kind: Keys, Suffix: suffix, Source: tokencache.Source{
		ID: "keys " + tokencache.Digest(id) + "\n", Configured: true,
		Words: "variables AWS_ACCESS_KEY_ID" + suffix + " and AWS_SECRET_ACCESS_KEY" + suffix,
	}}, nil
}

func webIdentity(file, role, session string) (Identity, error) {
	if role == "" {
		return Identity{}, errors.New("AWS_ROLE_ARN is not set, AWS_WEB_IDENTITY_TOKEN_FILE is: set both")
	}
	return Identity{Kind: WebIdentity, Source: tokencache.Source{
		ID: "web identity " + role + " " + session + " " + subject.File(file) + "\n", Configured: true,
		Words: "web identity token for role " + role,
	}}, nil
}

// ofMachine is what the place where this runs offers.
func ofMachine() Identity {
	for _, name := range []string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		if uri := os.Getenv(name); uri != "" {
			who := subject.File(os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))
			return Identity{Kind: Container, Source: tokencache.Source{
				ID: "container " + tokencache.Digest(uri) + " " + who + "\n", Words: "container credentials of " + name, Configured: true,
			}}
		}
	}
	if ascii.Lower(os.Getenv("AWS_EC2_METADATA_DISABLED")) == "true" {
		return Identity{Kind: Nothing, Source: tokencache.Source{ID: "nothing\n", Words: "no identity"}}
	}
	endpoint := os.Getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT")
	machine := instanceID()
	return Identity{Kind: Instance, Source: tokencache.Source{
		ID: "instance " + machine + " " + endpoint + "\n", Words: "the instance's role", Configured: machine != "" || endpoint != "",
		Ambient: true,
	}}
}

// instanceID is what EC2 writes into its machines' firmware; it keeps the roles
// of two instances apart that share a home directory.
func instanceID() string {
	tag, ok := rawfile.Read("/sys/class/dmi/id/board_asset_tag", 4<<10)
	if line, _ := ascii.Line(string(tag)); ok && ascii.HasPrefix(line, "i-") {
		return line
	}
	return ""
}

// scope is every variable that leads a request to another endpoint.
func scope() (set string) {
	for _, name := range []string{
		"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL_ECR_PUBLIC", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
	} {
		if value := os.Getenv(name); value != "" {
			set += name + "=" + value + "\n"
		}
	}
	return set
}

func anySet(names ...string) bool {
	for _, name := range names {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
