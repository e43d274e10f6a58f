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

// kind is where an identity comes from.
type kind int

// The kinds, in the order in which they are looked for.
const (
	fromDocument kind = iota // JSON, of a variable or a file
	fromGcloud               // gcloud's own login
	fromMachine              // the metadata service
	fromPod                  // the kubelet's request, where nothing is looked for
	nothing
)

// session is an identity as it was resolved, with all that a token is made from.
type session struct {
	kind
	label string
	rule  userconfig.Rule

	doc     document // of fromDocument
	allowed pins     // where the document may lead
	subject string   // what the document's program gave, from retrieve on

	cli gcloud // of fromGcloud

	host      string // of the metadata service
	endpoint  bool   // a variable names that host
	onMachine bool   // this is one of Google's machines, or a variable says that it is like one
	lacks     string // the command that would make another identity than the machine's

	pod pod // of fromPod

	as      string // the service account whose token it asks for
	asBy    string // what names it; "" for the rule
	through []string

	unread error // a file of gcloud's that cannot be read and may name somebody else
}

// The variables that name a document.
const (
	authJSON = "GOOGLE_AUTH_JSON"
	authFile = "GOOGLE_APPLICATION_CREDENTIALS"
)

// maxDocument bounds a file that is read, in bytes.
const maxDocument = 1 << 20

// identify resolves who would be used, once, and notes each file that decides. One
// identity serves all registries of Google's, and those that a rule gives to this
// helper.
func identify(
	ctx context.Context, in *inputs.Recorder, _ registry.Name, u userconfig.Rule,
) (*session, identity.Identity, error) {
	s, err := begin(in, u)
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
	if names(u) {
		if s.kind == nothing {
			return nil, identity.Identity{}, u.Mistake("impersonate needs an identity to start with, and none is configured: " +
				"run `gcloud auth application-default login`, or add credentials_file")
		}
		s.as, s.through = u.Get(userconfig.Impersonate), strings.Fields(u.Get(userconfig.Delegates))
	}
	return s, s.identity(), nil
}

// identity is the session for the frame.
func (s *session) identity() identity.Identity {
	if s.kind == nothing {
		return identity.Identity{Label: s.label, None: true}
	}
	who := identity.Identity{Label: s.acting(), Username: user, Configured: true}
	switch s.kind {
	case fromDocument:
		who.Keeping = s.doc.keeping()
	case fromGcloud:
		who.Keeping = s.cli.keeping
	case fromMachine:
		who.Keeping = identity.OfMachine(s.endpoint, "Google")
		who.Configured = s.onMachine || names(s.rule)
		who.Ambient = s.as == "" // else somebody named the account
		who.Lacks = s.lacks
	}
	return who
}

// acting is the identity in words, and whom it acts as.
func (s *session) acting() string {
	if s.as == "" {
		return s.label
	}
	return "service account " + plain(s.as) + " by the " + s.label
}

// chain looks at variables first, then at what the user's gcloud left, then at the
// machine
// (https://cloud.google.com/docs/authentication/application-default-credentials).
func chain(in *inputs.Recorder) (*session, error) {
	if text, err := envname.Secret(authJSON); text != "" || err != nil {
		return ofVariable(in, text, err)
	}
	if path := os.Getenv(authFile); path != "" {
		return byVariable(in, path)
	}
	dir, err := gcloudDir()
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return machine(), nil
	}
	return leftBy(in, dir)
}

// leftBy is the identity in gcloud's directory, else the machine's. A file that cannot
// be read is passed over as Google's libraries and gcloud do it, and is told of: it is
// the error where nobody else is found.
func leftBy(in *inputs.Recorder, dir string) (*session, error) {
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
			s.lacks = "gcloud auth login"
		}
	}
	s.unread = cmp.Or(first, s.unread)
	return s, nil
}

// gcloudIsHere tells a machine that has gcloud, or what it writes at its first use.
func gcloudIsHere(dir string) bool {
	if _, err := os.Stat(dir); err == nil {
		return true
	}
	_, err := safeexec.Find(gcloudNames()...)
	return err == nil
}

// parsed is the session of a document, with all that it leads to checked.
func parsed(in *inputs.Recorder, text, where string) (*session, error) {
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
	return &session{kind: fromDocument, label: label + " of " + where, doc: d, allowed: allowed}, nil
}

// ofVariable is the document that a variable holds.
func ofVariable(in *inputs.Recorder, text string, err error) (*session, error) {
	if err != nil {
		return nil, err
	}
	return parsed(in, text, authJSON)
}

// byVariable is the document in a file that a variable names. Its path is not shown:
// the content itself is put there by mistake too often.
func byVariable(in *inputs.Recorder, path string) (*session, error) {
	if strings.HasPrefix(strings.TrimSpace(path), "{") {
		return nil, fault.New(fault.Config, authFile+" contains a credential, and should name a file with one: put the content into "+authJSON)
	}
	text, err := read(in, path)
	if err != nil {
		return nil, fault.New(fault.Config, "reading the file that %s names: %w: fix or unset the variable", authFile, err)
	}
	return parsed(in, text, authFile)
}

// defaultLogin is where a document of gcloud's own lies, in words.
const defaultLogin = "gcloud's application default login"

// defaultFile is the login that `gcloud auth application-default login` leaves; nil
// for none.
func defaultFile(in *inputs.Recorder, dir string) (*session, error) {
	path := filepath.Join(dir, "application_default_credentials.json")
	data, err := in.Read(path, maxDocument, false)
	switch {
	case safefile.Absent(err):
		return nil, nil
	case err != nil:
		return nil, unreadOf(defaultLogin, path, err)
	}
	text, err := safefile.Text(data)
	if err != nil {
		return nil, fault.New(fault.Config, "reading %s, %s: %w: create a new one with "+
			"`gcloud auth application-default login`", defaultLogin, fault.Printable(path, 150), err)
	}
	return parsed(in, text, defaultLogin)
}

// read gives a small file as text, or the reason why there is none, without its path.
func read(in *inputs.Recorder, path string) (string, error) {
	data, err := in.Read(path, maxDocument, false)
	if err != nil {
		return "", errors.New(safefile.Problem(err))
	}
	return safefile.Text(data)
}

// plain is a name fit to be shown.
func plain(name string) string {
	if name == "" || fault.Printable(name, 120) != name {
		return "(an unprintable name)"
	}
	return name
}
