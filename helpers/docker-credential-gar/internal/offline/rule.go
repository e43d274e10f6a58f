package offline

import (
	"errors"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// The sources that a rule may name.
const (
	ofGcloud  = "gcloud"
	ofMachine = "metadata"
	ofDefault = "application_default"
)

// Find decides which identity would be used: the one that the user's rule names,
// else the first of the chain. A registry on a host that only a rule gives to this
// helper takes the same tokens as every other one.
func Find(u rule.Rule) (Identity, error) {
	if err := check(u); err != nil {
		return Identity{}, err
	}
	id, err := named(u)
	if err != nil || !Names(u) {
		return id, err
	}
	if id.Kind == Nothing {
		return id, mistake(u, "impersonate needs an identity to begin with, and none is configured: run `gcloud auth application-default login`, or add credentials_file")
	}
	id.Configured = true
	if id.As = u.Get(rule.Impersonate); id.As != "" {
		id.Through = words(u.Get(rule.Delegates))
	}
	return id, nil
}

// Names tells whether a rule says who it is, so that nobody being there is an
// error and not "nothing configured".
func Names(u rule.Rule) bool {
	return u.Get(rule.CredentialsFile)+u.Get(rule.Account)+u.Get(rule.Source)+u.Get(rule.Impersonate) != ""
}

// check holds what the settings say, alone and together.
func check(u rule.Rule) error {
	if err := u.Only("docker-credential-gar", rule.CredentialsFile, rule.Account, rule.Source, rule.Impersonate, rule.Delegates); err != nil {
		return err
	}
	file, account, source, as := u.Get(rule.CredentialsFile), u.Get(rule.Account), u.Get(rule.Source), u.Get(rule.Impersonate)
	switch {
	case source != "" && source != ofGcloud && source != ofMachine && source != ofDefault:
		return mistake(u, "source is none of gcloud, metadata and application_default: name one of them")
	case file != "" && account+source != "":
		return mistake(u, "credentials_file is one identity, account and source are another: keep one")
	case account != "" && source != "" && source != ofGcloud:
		return mistake(u, "account is one of gcloud's, and source names another: take one out")
	case account != "" && !isAccount(account):
		return mistake(u, "account is none of gcloud's: list them with `gcloud auth list`")
	case as != "" && !isEmail(as):
		return mistake(u, "impersonate is no service account: it has the form name@project.iam.gserviceaccount.com")
	case as == "" && u.Get(rule.Delegates) != "":
		return mistake(u, "delegates are for a service account: add impersonate")
	}
	for _, delegate := range words(u.Get(rule.Delegates)) {
		if !isEmail(delegate) {
			return mistake(u, "delegates are service accounts, each of the form name@project.iam.gserviceaccount.com")
		}
	}
	return nil
}

// named is the identity that a rule begins with.
func named(u rule.Rule) (Identity, error) {
	source, account := u.Get(rule.Source), u.Get(rule.Account)
	switch {
	case u.Get(rule.CredentialsFile) != "":
		return keyFile(u)
	case source == ofMachine:
		return metadata(), nil
	case source == "" && account == "":
		return chain()
	}
	dir, err := gcloudDir()
	if err == nil && dir == "" {
		err = errors.New("there is no home directory, which gcloud's logins lie in: set HOME or CLOUDSDK_CONFIG")
	}
	if err != nil {
		return Identity{}, mistake(u, err.Error())
	}
	if source == ofDefault {
		id, found, err := defaultFile(dir)
		if err == nil && !found {
			err = mistake(u, "source is application_default, and there is no such login: gcloud auth application-default login")
		}
		return id, err
	}
	id, found, err := cli(dir, account)
	switch {
	case err != nil:
		return id, mistake(u, err.Error())
	case !found:
		return id, mistake(u, "source is gcloud, and nobody is logged in to it: gcloud auth login")
	}
	return id, nil
}

// keyFile is the document in the file that a rule names.
func keyFile(u rule.Rule) (Identity, error) {
	path := u.Get(rule.CredentialsFile)
	if !absolute(path) {
		return Identity{}, mistake(u, "credentials_file is a relative path, which the working directory decides about: write the whole path")
	}
	text, err := read(path)
	if err != nil {
		return Identity{}, mistake(u, "reading the credentials_file: "+err.Error()+": mend the path or the file's permissions")
	}
	id, err := document(text, "credentials_file")
	if err != nil {
		return id, mistake(u, err.Error())
	}
	id.Where = "credentials_file in line " + strconv.Itoa(u.Line) + " of config.toml"
	return id, nil
}

// Acting is the source as a whole: the identity, and whom it acts as.
func (id Identity) Acting() tokencache.Source {
	whole := id.Source
	if id.As != "" {
		whole.ID += "as " + id.As + "\n"
		for _, delegate := range id.Through {
			whole.ID += "through " + delegate + "\n"
		}
		whole.Words = "service account " + plain(id.As) + " by the " + whole.Words
		whole.Ambient = false // somebody named the account
	}
	return whole
}

func mistake(u rule.Rule, what string) error {
	return errors.New("config.toml, line " + strconv.Itoa(u.Line) + ": " + what)
}

// words takes a list apart that shared/rule keeps as one string.
func words(list string) (all []string) {
	for more := list != ""; more; {
		var word string
		if word, list, more = ascii.Cut(list, ' '); word != "" {
			all = append(all, word)
		}
	}
	return all
}

// isEmail holds the form of a service account's name, which becomes a part of a
// URL's path.
func isEmail(s string) bool {
	name, domain, found := ascii.Cut(s, '@')
	return found && len(s) <= 200 && isDotted(name) && isDotted(domain) && ascii.Index(domain, '.') > 0
}

func isDotted(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; !isAlnum(c) && s[i] != '-' && s[i] != '.' && s[i] != '_' {
			return false
		}
	}
	return s != "" && s[0] != '.' && s[0] != '-'
}

// isAccount holds the forms of accounts that gcloud has: an e-mail address, and a
// principal of a workforce, such as principal://iam.googleapis.com/... It becomes
// an argument of a program, on Windows of a script.
func isAccount(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; !isAlnum(c) && ascii.Index("@._+-:/'", s[i]) < 0 {
			return false
		}
	}
	return len(s) <= 400 && s != "" && s[0] != '-'
}
