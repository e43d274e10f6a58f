package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// kind is the kind of source of an identity.
type kind int

// The kinds, in the order of precedence.
const (
	fromDocument kind = iota // JSON, in a variable or a file
	fromGcloud               // gcloud's own login
	fromMachine              // the metadata service
	fromPod                  // the kubelet's request, which overrides all others
	nothing
)

// session is a resolved identity, with everything that is needed for a token.
type session struct {
	kind
	label string
	rule  userconfig.Rule

	doc     document // for fromDocument
	allowed pins     // the URLs that the document may use
	subject string   // the output of the document's program, set by retrieve

	cli gcloud // for fromGcloud

	host         string // of the metadata service
	endpoint     bool   // a variable names that host
	onMachine    bool   // this is one of Google's machines, or a variable says so
	missingLogin string // the command for an identity that is better than the machine's

	pod pod // for fromPod

	as      string   // the service account to impersonate
	asSetBy string   // the setting that names it; "" for the rule
	through []string // the delegates

	unread error // a file of gcloud's that cannot be read and may contain another identity
}

// The variables that contain or name a document.
const (
	authJSON = "GOOGLE_AUTH_JSON"
	authFile = "GOOGLE_APPLICATION_CREDENTIALS"
)

// maxDocument is the maximum size of a file in bytes.
const maxDocument = 1 << 20

// identify resolves the identity, once, and records each file that decides. The same
// identity serves all of Google's registries, and those that a rule assigns to this
// helper.
func identify(
	ctx context.Context, in *inputs.Recorder, _ registry.Name, u userconfig.Rule,
) (*session, identity.Identity, error) {
	s, err := resolve(in, u)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	s.rule = u
	if s.unread != nil {
		if s.kind == nothing {
			return nil, identity.Identity{}, s.unread
		}
		protocol.Warn(ctx, "the %s is used: %s", s.label, fault.Text(s.unread))
	}
	if selectsIdentity(u) {
		if s.kind == nothing {
			return nil, identity.Identity{}, u.Mistake("impersonate needs another identity, and none is configured: " +
				"run `gcloud auth application-default login`, or add credentials_file")
		}
		s.as, s.through = u.Get(userconfig.Impersonate), strings.Fields(u.Get(userconfig.Delegates))
	}
	return s, s.identity(), nil
}

// identity returns the session in the form that package minting uses.
func (s *session) identity() identity.Identity {
	if s.kind == nothing {
		return identity.Identity{Label: s.label, None: true}
	}
	who := identity.Identity{Label: s.actingLabel(), Username: user, Configured: true}
	switch s.kind {
	case fromDocument:
		who.Keeping = s.doc.keeping()
	case fromGcloud:
		who.Keeping = s.cli.keeping
	case fromMachine:
		who.Keeping = identity.OfMachine(s.endpoint, "Google")
		who.Configured = s.onMachine || selectsIdentity(s.rule)
		who.Ambient = s.as == "" // otherwise someone has configured the account
		who.Lacks = s.missingLogin
	}
	return who
}

// actingLabel returns the label of the identity, with the account that it impersonates.
func (s *session) actingLabel() string {
	if s.as == "" {
		return s.label
	}
	return "service account " + plain(s.as) + " impersonated by the " + s.label
}

// chain returns the first identity of these: in variables, in the files of the user's
// gcloud, of the machine
// (https://cloud.google.com/docs/authentication/application-default-credentials).
func chain(in *inputs.Recorder) (*session, error) {
	if text, err := envname.Secret(authJSON); text != "" || err != nil {
		return sessionFromVariable(in, text, err)
	}
	if path := os.Getenv(authFile); path != "" {
		return sessionFromFile(in, path)
	}
	dir, err := gcloudDir()
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return machine(), nil
	}
	return gcloudSession(in, dir)
}

// gcloudSession returns the identity in gcloud's directory, or the machine's. Like Google's
// libraries and gcloud, it skips a file that cannot be read. The user is warned; if there
// is no other identity, that is the error.
func gcloudSession(in *inputs.Recorder, dir string) (*session, error) {
	s, err := defaultFile(in, dir)
	var unread *identity.Unread
	if !errors.As(err, &unread) && (s != nil || err != nil) {
		return s, err
	}
	first := err
	s, err = gcloudLogin(in, dir, "")
	if errors.As(err, &unread) {
		s, first = nil, cmp.Or(first, err)
	} else if err != nil {
		return nil, err
	}
	if s == nil {
		s = machine()
		if s.kind == fromMachine && !s.onMachine && gcloudIsHere(dir) {
			s.missingLogin = "gcloud auth login"
		}
	}
	s.unread = cmp.Or(first, s.unread)
	return s, nil
}

// gcloudIsHere reports whether gcloud, or the directory that it creates at first use, exists.
func gcloudIsHere(dir string) bool {
	if _, err := os.Stat(dir); err == nil {
		return true
	}
	_, err := safeexec.Find(gcloudNames()...)
	return err == nil
}

// parseSession returns the session of a document after checking everything that it refers to.
func parseSession(in *inputs.Recorder, text, where string) (*session, error) {
	d, err := parse(text, where)
	if err != nil {
		return nil, err
	}
	label, err := d.describe()
	if err != nil {
		return nil, err
	}
	allowed, err := d.check()
	if err != nil {
		return nil, err
	}
	in.Note(d.subjectFile())
	return &session{kind: fromDocument, label: label + " from " + where, doc: d, allowed: allowed}, nil
}

// sessionFromVariable returns the session of the document in a variable.
func sessionFromVariable(in *inputs.Recorder, text string, err error) (*session, error) {
	if err != nil {
		return nil, err
	}
	return parseSession(in, text, authJSON)
}

// sessionFromFile returns the session of the document in the file that a variable names. The
// path is not shown, because people often set the variable to the content by mistake.
func sessionFromFile(in *inputs.Recorder, path string) (*session, error) {
	if strings.HasPrefix(strings.TrimSpace(path), "{") {
		return nil, fault.New(fault.Config, authFile+" contains a credential, but must be the path of a file: "+
			"set "+authJSON+" to the content instead")
	}
	text, err := read(in, path)
	if err != nil {
		return nil, fault.New(fault.Config, "reading the file that %s names: %w: fix or unset the variable",
			authFile, err)
	}
	return parseSession(in, text, authFile)
}

// defaultLogin is the label of gcloud's own document.
const defaultLogin = "gcloud's application default login"

// defaultFile returns the session of the login that `gcloud auth application-default
// login` has saved, or nil.
func defaultFile(in *inputs.Recorder, dir string) (*session, error) {
	path := filepath.Join(dir, "application_default_credentials.json")
	data, err := in.Read(path, maxDocument, false)
	switch {
	case safefile.Absent(err):
		return nil, nil
	case err != nil:
		return nil, unreadError(defaultLogin, path, err)
	}
	text, err := safefile.Text(data)
	if err != nil {
		return nil, fault.New(fault.Config, "reading %s, %s: %w: create the login again with "+
			"`gcloud auth application-default login`", defaultLogin, fault.Printable(path, 150), err)
	}
	return parseSession(in, text, defaultLogin)
}

// read returns a small file as text. Its errors do not contain the path.
func read(in *inputs.Recorder, path string) (string, error) {
	data, err := in.Read(path, maxDocument, false)
	if err != nil {
		return "", errors.New(safefile.Problem(err))
	}
	return safefile.Text(data)
}

// plain returns a name, or a placeholder if it is not printable.
func plain(name string) string {
	if name == "" || fault.Printable(name, 120) != name {
		return "(an unprintable name)"
	}
	return name
}
