package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// renewal wraps the SDK's client that renews an SSO login. The SDK fails if it cannot
// write a renewed login, for example if ~/.aws is mounted read-only. A login can be
// renewed only once, so the new one is kept here.
type renewal struct {
	client ssocreds.CreateTokenAPIClient
	path   string // of the file that it belongs in
	fresh  *ssooidc.CreateTokenOutput
	handed string // path of a pipe from which the SDK reads the login instead
}

// options is called when the SDK creates its provider.
func (r *renewal) options(o *ssocreds.SSOTokenProviderOptions) {
	r.client, r.path, o.Client = o.Client, o.CachedTokenFilepath, r
	if r.handed != "" {
		o.CachedTokenFilepath = r.handed
	}
}

// CreateToken implements the SDK's interface; its SSO provider calls it.
func (r *renewal) CreateToken(
	ctx context.Context, in *ssooidc.CreateTokenInput, options ...func(*ssooidc.Options),
) (*ssooidc.CreateTokenOutput, error) {
	out, err := r.client.CreateToken(ctx, in, options...)
	if err == nil {
		r.fresh = out
	}
	return out, err
}

// writeFailed reports whether a login was renewed but its file could not be written.
func (r *renewal) writeFailed(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return r.fresh != nil && r.handed == "" && (errors.As(err, &path) || errors.As(err, &link))
}

// pipe passes the renewed login to the SDK through a pipe. A temporary file would be a
// secret that may be left behind.
func (r *renewal) pipe() error {
	if runtime.GOOS == "windows" {
		return errors.ErrUnsupported
	}
	data, err := json.Marshal(map[string]string{
		"accessToken": aws.ToString(r.fresh.AccessToken),
		"expiresAt":   time.Now().Add(time.Duration(r.fresh.ExpiresIn) * time.Second).UTC().Format(time.RFC3339),
	})
	if err != nil {
		return err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	r.handed = "/dev/fd/" + strconv.Itoa(int(read.Fd()))
	_, err = write.Write(data)
	return errors.Join(err, write.Close())
}

// retrieveRenewed retrieves the credentials with the renewed login instead of its file.
func (s *session) retrieveRenewed(ctx context.Context, failed error) (aws.Credentials, error) {
	if err := s.login.pipe(); err != nil {
		return aws.Credentials{}, failed
	}
	if err := s.load(ctx, nil); err != nil {
		return aws.Credentials{}, err
	}
	got, err := s.cfg.Credentials.Retrieve(ctx)
	if err == nil {
		s.uncached.keys = got
		protocol.Warn(ctx, "the renewed SSO login cannot be saved in %s, so it is used only once: "+
			"make the file and its directory writable", fault.Printable(s.login.path, 150))
	}
	return got, err
}

// loginFile returns the file of a profile's login and the command that creates it, or
// "" for a profile without a login.
func loginFile(p *config.SharedConfig) (path, command string) {
	switch {
	case p.SSOSession != nil:
		path, _ = ssocreds.StandardCachedTokenFilepath(p.SSOSession.Name)
		return path, "aws sso login"
	case p.SSOStartURL != "":
		path, _ = ssocreds.StandardCachedTokenFilepath(p.SSOStartURL)
		return path, "aws sso login"
	case p.LoginSession != "":
		path, _ = logincreds.StandardCachedTokenFilepath(p.LoginSession, os.Getenv("AWS_LOGIN_CACHE_DIRECTORY"))
		return path, "aws login"
	}
	return "", ""
}

// explainLoginFile explains a failed login by its file: it does not exist, it cannot be
// read, or the login has expired and cannot be renewed.
func (s session) explainLoginFile() error {
	for p := &s.shared; p != nil; p = p.Source {
		path, command := loginFile(p)
		if path == "" {
			continue
		}
		command += s.profileFlag()
		switch problem := (namedFile{path: path, check: validJSON}).problem(); problem {
		case "":
			return fault.New(fault.LoginExpired, "the login of the %s has expired: run `%s`", s.label, command)
		case missing:
			return fault.New(fault.LoginExpired, "the %s has no login yet: run `%s`", s.label, command)
		default:
			return fault.New(fault.LoginExpired, "the login of the %s cannot be used because the file %s %s: run `%s`",
				s.label, fault.Printable(path, 150), problem, command)
		}
	}
	return nil
}
