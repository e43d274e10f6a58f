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
)

// named is a file that the identity in effect is made of, with what names it. The
// SDK passes over some that it cannot read, and for the others its errors have no
// types: so they are looked at again where something has failed.
type named struct {
	path, by string
	handed   string // by which the SDK read it, where it was handed the open file
	check    func([]byte) (problem string)
	fix      string
}

// Problems that have a cure of their own.
const (
	missing    = "does not exist"
	directory  = "is a directory"
	unreadable = "belongs to another user, or its mode keeps this user from reading it"
)

// maxLook bounds what is read of such a file, in bytes.
const maxLook = 8 << 20

// problem says what is wrong with the file; "" for nothing.
func (n named) problem() string {
	info, err := os.Stat(n.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missing
	case errors.Is(err, fs.ErrPermission):
		return "is in a directory that this user may not read"
	case err != nil:
		return "cannot be read"
	case info.IsDir():
		return directory
	case !info.Mode().IsRegular():
		return "" // it may be read once
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

// told is the error that the file is, or nil.
func (n named) told(code fault.Code) error {
	if n.path == "" {
		return nil
	}
	if problem := n.problem(); problem != "" {
		return fault.New(code, "%s %s: %s", n.words(), problem, n.cure(problem))
	}
	return nil
}

// cure is the next thing to do. Of a file that is there, its owner and its kind come
// first.
func (n named) cure(problem string) string {
	path := fault.Printable(n.path, 150)
	switch problem {
	case directory:
		return "remove it with `rmdir " + path + "` (docker creates it where a mounted file is missing)"
	case unreadable:
		return "give it to this user (`chown`), or its mode (`chmod 600 " + path + "`)"
	}
	return n.fix
}

func (n named) words() string {
	if n.by == "" {
		return "the file " + fault.Printable(n.path, 150)
	}
	return n.by + " names the file " + fault.Printable(n.path, 150) + ", which"
}

// profiles are the SDK's two files. An absent one is no problem, and none of its
// own name.
func (s session) profiles() []named {
	all := []named{
		{path: or(s.env.SharedCredentialsFile, config.DefaultSharedCredentialsFilename()),
			by: firstSet("AWS_SHARED_CREDENTIALS_FILE")},
		{path: or(s.env.SharedConfigFile, config.DefaultSharedConfigFilename()), by: firstSet("AWS_CONFIG_FILE")},
	}
	var there []named
	for _, n := range all {
		if _, err := os.Lstat(n.path); err == nil || !errors.Is(err, fs.ErrNotExist) {
			n.check, n.fix, n.handed = encoding, "save it as plain UTF-8", s.handed[n.path]
			there = append(there, n)
		}
	}
	return there
}

// encoding says what keeps the SDK from reading a text, which is UTF-8 to it: of
// others it takes no section, or all but the first.
func encoding(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return "begins with a byte order mark, which hides its first profile"
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}),
		bytes.IndexByte(data, 0) >= 0:
		return "is in UTF-16, in which no profile is found"
	case !utf8.Valid(data):
		return "is not in UTF-8"
	}
	return ""
}

// passedOver says of each profile file that was not read that another identity is used.
func (s session) passedOver(ctx context.Context) {
	for _, n := range s.profiles() {
		if problem := n.problem(); problem != "" {
			protocol.Warn(ctx, "%s %s: it was passed over, and the %s is used: %s",
				n.words(), problem, s.label, n.cure(problem))
		}
	}
}

// ofProfiles is the file that would have held an identity, where there is none.
func (s session) ofProfiles() error {
	for _, n := range s.profiles() {
		if err := n.told(fault.Config); err != nil {
			return err
		}
	}
	return nil
}

// ofProofs is a file that the chain reads for its credentials and that is damaged.
func (s session) ofProofs() error {
	bundle := named{path: s.env.CustomCABundle, by: "AWS_CA_BUNDLE", check: certificates,
		fix: "name a file of certificates in PEM, or unset it"}
	if bundle.path == "" {
		bundle.path, bundle.by = s.shared.CustomCABundle, "ca_bundle in ~/.aws/config"
	}
	all := []named{bundle}
	const fix = "check how the token gets there"
	if s.kind == webIdentity {
		all = append(all, named{path: s.env.WebIdentityTokenFilePath, by: "AWS_WEB_IDENTITY_TOKEN_FILE", check: notEmpty,
			fix: fix})
	}
	if s.kind == containerService {
		const by = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
		all = append(all, named{path: os.Getenv(by), by: by, check: notEmpty, fix: fix})
	}
	for p := &s.shared; p != nil; p = p.Source {
		all = append(all, named{path: p.WebIdentityTokenFile, by: "web_identity_token_file in ~/.aws/config",
			check: notEmpty, fix: fix})
	}
	for _, n := range all {
		if err := n.told(fault.Config); err != nil {
			return err
		}
	}
	return nil
}

func notEmpty(data []byte) string {
	if len(bytes.TrimSpace(data)) == 0 {
		return "is empty"
	}
	return ""
}

func certificates(data []byte) string {
	if !x509.NewCertPool().AppendCertsFromPEM(data) {
		return "holds no certificate"
	}
	return ""
}

// document is the check of a login that Amazon's tools keep.
func document(data []byte) string {
	var any map[string]json.RawMessage
	if err := json.Unmarshal(data, &any); err != nil {
		return fmt.Sprintf("is damaged (no JSON of %d bytes)", len(data))
	}
	return ""
}
