package protocol

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/docker/docker-credential-helpers/credentials"
	"golang.org/x/term"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

const (
	maxName  = 4 << 10  // bytes of a get or erase request, without the newline
	maxStore = 64 << 10 // bytes of a store request
)

// fixed is an error whose text clients compare. It is printed without name and code.
type fixed string

func (f fixed) Error() string { return string(f) }

var noServerURL = fixed(credentials.NewErrCredentialsMissingServerURL().Error())

// readAll reads at most max bytes of standard input: a pipe to its end, a terminal to the
// end of the line, after a prompt. Main limits the time for it.
func (p program) readAll(what string, max, lineEnd int) ([]byte, error) {
	source := io.LimitReader(p.in, int64(max+lineEnd)+1)
	if f, ok := p.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		hint := p.name + ": reading the request from this terminal: type " + what + " and press return\n"
		_, _ = os.Stderr.WriteString(hint)
		source = &firstLine{source}
	} else if p.waiting != nil {
		defer p.waiting(nil)()
	}
	data, err := io.ReadAll(source)
	if err != nil {
		return nil, fault.New(fault.Input, "reading standard input: %w", err)
	}
	if len(data) > max+lineEnd {
		return nil, fault.New(fault.Input, "the request is longer than %d bytes", max)
	}
	return data, nil
}

// firstLine is a reader that ends at the first newline. A terminal delivers a line as
// soon as it is complete.
type firstLine struct{ io.Reader }

func (l *firstLine) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if err == nil && bytes.IndexByte(p[:n], '\n') >= 0 {
		err = io.EOF
	}
	return n, err
}

// readName reads the request of get, erase and explain: one line. It refuses only what no
// client sends: a second line, or a byte that is not printable ASCII.
func (p program) readName() (registry.Name, error) {
	data, err := p.readAll("a registry's name", maxName, len("\r\n"))
	if err != nil {
		return registry.Name{}, err
	}
	line, ok := strings.CutSuffix(string(data), "\r\n")
	if !ok {
		line = strings.TrimSuffix(line, "\n")
	}
	line = strings.Trim(line, " \t")
	if strings.Trim(line, " \t\r\n") == "" {
		return registry.Name{}, noServerURL
	}
	if strings.ContainsAny(line, "\r\n") {
		return registry.Name{}, fault.New(fault.Input, "the request has more than one line")
	}
	if len(line) > maxName {
		return registry.Name{}, fault.New(fault.Input, "the request is longer than %d bytes", maxName)
	}
	name, err := registry.Parse(line)
	if err != nil {
		return name, fault.New(fault.Input, "%w", err)
	}
	return name, nil
}

// readLogin reads the request of store: one JSON object.
func (p program) readLogin() (registry.Name, credential.Credential, error) {
	none := credential.Credential{}
	data, err := p.readAll("a login as JSON", maxStore, 0)
	if err != nil {
		return registry.Name{}, none, err
	}
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return registry.Name{}, none, fixed(io.EOF.Error())
	}
	fields, err := loginFields(data)
	if err != nil {
		return registry.Name{}, none, fault.New(fault.Input, "the request is not a login: %w", err)
	}
	if fields["ServerURL"] == "" {
		return registry.Name{}, none, noServerURL
	}
	if fields["Username"] == "" {
		return registry.Name{}, none, fixed(credentials.NewErrCredentialsMissingUsername().Error())
	}
	name, err := registry.Parse(fields["ServerURL"])
	if err != nil {
		return name, none, fault.New(fault.Input, "%w", err)
	}
	if strings.ContainsFunc(fields["Username"], func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return name, none, fault.New(fault.Input, "the user name contains a control character")
	}
	if strings.IndexByte(fields["Secret"], 0) >= 0 {
		return name, none, fault.New(fault.Input, "the secret contains a NUL byte")
	}
	return name, credential.Credential{Username: fields["Username"], Secret: credential.Secret(fields["Secret"])}, nil
}

func loginFields(data []byte) (map[string]string, error) {
	object, err := strictjson.Parse(data)
	if err != nil {
		return nil, err
	}
	if object.Kind != strictjson.Object {
		return nil, errors.New("it is not a JSON object")
	}
	names := []string{"ServerURL", "Username", "Secret"}
	if err := strictjson.Known(data, object, names...); err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for _, name := range names {
		value, _ := object.Get(name)
		if value.Kind != strictjson.String && value.Kind != strictjson.Null {
			return nil, strictjson.At(data, value.Start, name+" is not a string")
		}
		if value.Kind == strictjson.String {
			fields[name] = value.Text
		}
	}
	return fields, nil
}
