package protocol

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/docker/docker-credential-helpers/credentials"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/printable"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// reply is one complete answer: the text for each stream, and the exit code.
type reply struct {
	out, err string
	code     int
}

// source is a function of Helper that returns a credential.
type source = func(context.Context, registry.Name) (credential.Credential, error)

// program is one run of a helper.
type program struct {
	name   string
	helper Helper
	in     io.Reader
	limit  error // why the time limit is invalid, or nil
	// waiting is called before the request is read, with the error if it does not arrive
	// (nil for the standard one). The function that it returns is called when the request
	// has arrived.
	waiting func(late error) func()
}

const verbs = "<store|get|erase|list|version>"

// answer does what args request. It never panics and writes nothing.
func (p program) answer(ctx context.Context, args []string) (r reply) {
	defer func() {
		if recover() != nil { // the panic's value may contain a secret, so it is not shown
			r = p.failed(fault.New(fault.Internal, "this is a bug in %s: please report how it was called", p.name))
		}
	}()
	var notes []note
	ctx = context.WithValue(ctx, notesKey{}, &notes)
	r = p.dispatch(ctx, args)
	for _, n := range notes {
		if r.code == 0 || !n.plain && r.out == notFound {
			r.err += p.name + ": " + fault.Printable(n.text, 400) + "\n"
		}
	}
	return r
}

func (p program) dispatch(ctx context.Context, args []string) reply {
	if p.limit != nil && len(args) == 1 && (args[0] == "get" || args[0] == "store" || args[0] == "answer") {
		return p.failed(p.limit)
	}
	usage := "Usage: " + p.name + " " + verbs + "\n"
	if len(args) == 0 {
		return p.bare(ctx, usage)
	}
	if node, ok := kubeletArgs(args); ok {
		return p.kubelet(ctx, node)
	}
	if len(args) != 1 {
		return reply{usage, usage, 1}
	}
	switch args[0] {
	case "get":
		return p.get(ctx)
	case "store":
		return p.store(ctx)
	case "erase":
		return p.erase(ctx)
	case "list":
		return p.list(ctx)
	case "explain":
		return p.explain(ctx)
	case "answer":
		return p.both(ctx)
	case "registries":
		if p.helper.Registries != nil {
			return p.registries(ctx)
		}
	case "version", "--version", "-v":
		return reply{out: p.name + " (" + credentialsPackage + ") " + Version() + "\n"}
	case "help", "--help", "-h":
		return reply{out: usage, err: p.help()}
	}
	line := p.name + ": unknown action: " + shownVerb(args[0]) + "\n"
	return reply{line, line + usage, 1}
}

// help returns the help text. It goes to standard error: standard output is reserved for
// the protocol.
func (p program) help() string {
	return p.name + " " + p.helper.About + `.

  get      print the login of the registry that is named on standard input
  store    save the login that "docker login" sends
  erase    delete the saved login or the cached token of a registry
  list     print the registries and user names that get would answer
  version  print the version
  explain  print where the login of a registry comes from, without its secret
  kubelet  answer the kubelet, as its credential provider

Docker and other clients start it; at a terminal, type a registry and press return.
Manual: man ` + p.name + `, also in packaging/man of the source code
`
}

// shownVerb returns verb for an error message, if it is a plain word.
func shownVerb(verb string) string {
	if len(verb) > 64 || strings.ContainsFunc(verb, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "(not a plain word)"
	}
	return verb
}

// notFound is the answer that clients compare.
var notFound = credentials.NewErrCredentialsNotFound().Error() + "\n"

// failed returns the answer for an error. Clients show either standard output or standard
// error, so both get the line. A plain "not found" leaves standard error empty.
func (p program) failed(err error) reply {
	var text fixed
	switch {
	case errors.Is(err, fault.ErrNotFound):
		return reply{out: notFound, code: 1}
	case errors.As(err, &text):
		return reply{string(text) + "\n", string(text) + "\n", 1}
	}
	line := p.name + ": " + fault.Line(err) + "\n"
	return reply{line, line, 1}
}

func (p program) get(ctx context.Context) reply {
	name, c, err := p.ask(ctx, p.helper.Get)
	if err != nil {
		return p.failed(err)
	}
	return p.encoded(credentials.Credentials{ServerURL: name.Asked, Username: c.Username, Secret: c.Secret.Reveal()})
}

// ask reads a name and returns its credential, which is complete, or an error.
func (p program) ask(ctx context.Context, get source) (registry.Name, credential.Credential, error) {
	name, err := p.readName()
	if err != nil {
		return name, credential.Credential{}, err
	}
	c, err := get(ctx, name)
	slog.Debug("get", "asked", name.Asked, "registry", name.Registry(), "credential", c, "error", err)
	return name, c, p.helper.whole(c, err)
}

// whole returns err, or the reason why the credential cannot be answered.
func (h Helper) whole(c credential.Credential, err error) error {
	if err != nil {
		return err
	}
	if c.Username == "" || c.Secret == "" {
		// Clients interpret two empty fields as "log in anonymously", or crash.
		if h.Keeps == Logins {
			return fault.ErrNotFound
		}
		return fault.New(fault.Internal, "the source of this credential returned no user name or no secret")
	}
	return writable(c)
}

// writable returns an error if JSON or a client would change the credential.
func writable(c credential.Credential) error {
	user, secret := c.Username, c.Secret.Reveal()
	switch {
	case !utf8.ValidString(user) || !utf8.ValidString(secret):
		return fault.New(fault.Config, "the %s: user name or secret is not valid UTF-8", c.Source)
	case strings.ContainsFunc(user, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fault.New(fault.Config, "the %s: the user name contains a control character", c.Source)
	case strings.IndexByte(secret, 0) >= 0:
		return fault.New(fault.Config, "the %s: the secret contains a NUL byte", c.Source)
	}
	return nil
}

// encoded returns a successful answer with one JSON object, escaped as
// docker-credential-helpers does.
func (p program) encoded(v any) reply {
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(v); err != nil {
		return p.failed(fault.New(fault.Internal, "the answer cannot be written as JSON"))
	}
	return reply{out: out.String()}
}

// printed is encoded for answers that people look at too: keys and user names may come
// from other people.
func (p program) printed(v any) reply {
	r := p.encoded(v)
	if r.code == 0 {
		r.out = string(printable.JSON([]byte(r.out)))
	}
	return r
}

func (p program) store(ctx context.Context) reply {
	name, c, err := p.readLogin()
	if err != nil {
		return p.failed(err)
	}
	if p.helper.Store == nil {
		return p.failed(fault.New(fault.Input, "this helper does not store logins"))
	}
	process.Prepare(ctx)
	if err := p.helper.Store(ctx, name, c); err != nil {
		return p.failed(err)
	}
	return reply{}
}

// erase succeeds if there is nothing to erase. Otherwise podman, oras and helm would fail
// a logout.
func (p program) erase(ctx context.Context) reply {
	name, err := p.readName()
	if err == nil && p.helper.Erase != nil {
		process.Prepare(ctx)
		err = p.helper.Erase(ctx, name)
		if p.helper.Keeps != Tokens && errors.Is(err, fault.ErrNotFound) {
			err = nil
		}
	}
	switch {
	case err == nil:
		return reply{}
	case p.helper.Keeps == Tokens:
		return reply{err: p.failed(err).err}
	}
	return p.failed(err)
}

// list never reads standard input: docker sends "unused", other clients leave it open.
func (p program) list(ctx context.Context) reply {
	kept := map[string]string{}
	if p.helper.List != nil {
		listed, err := p.helper.List(ctx)
		if err != nil {
			return p.failed(err)
		}
		for key, user := range listed {
			kept[key] = user
		}
	}
	return p.printed(kept) // encoding/json sorts the keys
}
