package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// namedFile is a file that the identity in effect depends on. The SDK ignores some
// files that it cannot read, and returns untyped errors for the others. So the
// files are checked here after something has failed.
type namedFile struct {
	path, by string // by is the setting that names the file; "" for a default path
	handed   string // the path that the SDK read instead, if it got the open file
	check    func([]byte) (problem string)
	fix      string // what the user should do if check finds a problem
}

// Problems that have a specific fix.
const (
	missing    = "does not exist"
	directory  = "is a directory"
	unreadable = "belongs to another user, or its mode keeps this user from reading it"
)

// maxLook is how many bytes of such a file are read at most.
const maxLook = 8 << 20

// problem returns what is wrong with the file, or "".
func (n namedFile) problem() string {
	info, err := os.Stat(n.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missing
	case errors.Is(err, fs.ErrPermission):
		return "is in a directory that this user cannot read"
	case err != nil:
		return "cannot be read"
	case info.IsDir():
		return directory
	case !info.Mode().IsRegular():
		return "" // a pipe, say, which can be read only once
	case info.Size() > maxLook:
		return "is longer than 8 MiB"
	}
	data, err := os.ReadFile(or(n.handed, n.path))
	switch {
	case errors.Is(err, fs.ErrPermission):
		return unreadable
	case err != nil:
		return "cannot be read"
	}
	return n.check(data)
}

// fault returns the problem of the file as an error, or nil.
func (n namedFile) fault(code fault.Code) error {
	if n.path == "" {
		return nil
	}
	if problem := n.problem(); problem != "" {
		return fault.New(code, "%s %s: %s", n.label(), problem, n.hint(problem))
	}
	return nil
}

// hint returns the next thing to do. The owner and the kind of an existing file
// come first.
func (n namedFile) hint(problem string) string {
	path := fault.Printable(shellword.Path(n.path), 150)
	switch problem {
	case directory:
		return "remove it with `rmdir " + path + "` (docker creates a directory if the file to mount is missing)"
	case unreadable:
		return "change its owner (`chown`) or its mode (`chmod 600 " + path + "`)"
	}
	return n.fix
}

func (n namedFile) label() string {
	if n.by == "" {
		return "the file " + fault.Printable(n.path, 150)
	}
	return n.by + " names the file " + fault.Printable(n.path, 150) + ", which"
}

// profiles returns the SDK's two files, as far as they exist: a missing one is not
// a problem.
func (s session) profiles() []namedFile {
	all := []namedFile{
		{path: or(s.env.SharedCredentialsFile, config.DefaultSharedCredentialsFilename()),
			by: firstSet("AWS_SHARED_CREDENTIALS_FILE")},
		{path: or(s.env.SharedConfigFile, config.DefaultSharedConfigFilename()), by: firstSet("AWS_CONFIG_FILE")},
	}
	var there []namedFile
	for _, n := range all {
		if _, err := os.Lstat(n.path); err == nil || !errors.Is(err, fs.ErrNotExist) {
			n.check, n.fix, n.handed = checkEncoding, "save it as plain UTF-8", s.handed[n.path]
			there = append(there, n)
		}
	}
	return there
}

// checkEncoding returns why the SDK cannot read the text, or "". The SDK expects UTF-8. In
// another encoding it finds no section, or it misses the first one.
func checkEncoding(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return "begins with a byte order mark, which hides the first profile"
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}),
		bytes.IndexByte(data, 0) >= 0:
		return "is encoded in UTF-16, so no profile is found"
	case !utf8.Valid(data):
		return "is not valid UTF-8"
	}
	return ""
}

// warnIgnored warns, for each profile file that could not be read, that another
// identity is used.
func (s session) warnIgnored(ctx context.Context) {
	for _, n := range s.profiles() {
		if problem := n.problem(); problem != "" {
			protocol.Warn(ctx, "%s %s, so it was ignored and the %s is used: %s",
				n.label(), problem, s.label, n.hint(problem))
		}
	}
}

// profileFileError returns the problem of a file that could have contained the missing
// identity.
func (s session) profileFileError() error {
	for _, n := range s.profiles() {
		if err := n.fault(fault.Config); err != nil {
			return err
		}
	}
	return nil
}

// proofFileError returns the problem of a damaged file from which the chain gets its
// credentials.
func (s session) proofFileError() error {
	bundle := namedFile{path: s.env.CustomCABundle, by: "AWS_CA_BUNDLE", check: checkCertificates,
		fix: "use a file of PEM certificates, or unset it"}
	if bundle.path == "" {
		bundle.path, bundle.by = s.shared.CustomCABundle, "ca_bundle in ~/.aws/config"
	}
	all := []namedFile{bundle}
	const fix = "check how the token is written"
	if s.kind == webIdentity {
		all = append(all, namedFile{path: s.env.WebIdentityTokenFilePath, by: "AWS_WEB_IDENTITY_TOKEN_FILE",
			check: checkNotEmpty, fix: fix})
	}
	if s.kind == containerService {
		const by = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
		all = append(all, namedFile{path: os.Getenv(by), by: by, check: checkNotEmpty, fix: fix})
	}
	for p := &s.shared; p != nil; p = p.Source {
		all = append(all, namedFile{path: p.WebIdentityTokenFile, by: "web_identity_token_file in ~/.aws/config",
			check: checkNotEmpty, fix: fix})
	}
	for _, n := range all {
		if err := n.fault(fault.Config); err != nil {
			return err
		}
	}
	return nil
}

func checkNotEmpty(data []byte) string {
	if len(bytes.TrimSpace(data)) == 0 {
		return "is empty"
	}
	return ""
}

func checkCertificates(data []byte) string {
	if !x509.NewCertPool().AppendCertsFromPEM(data) {
		return "contains no certificate"
	}
	return ""
}

// validJSON checks a login that Amazon's tools have saved.
func validJSON(data []byte) string {
	var any map[string]json.RawMessage
	if err := json.Unmarshal(data, &any); err != nil {
		return fmt.Sprintf("is damaged (its %d bytes are not valid JSON)", len(data))
	}
	return ""
}
