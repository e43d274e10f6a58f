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

// renewal stands before the SDK's client that renews an SSO login. The SDK refuses a
// login that it has renewed and cannot write, as where ~/.aws is mounted read-only.
// The one that was renewed cannot be renewed again, so it is held here.
type renewal struct {
	client ssocreds.CreateTokenAPIClient
	path   string // of the file that it belongs into
	fresh  *ssooidc.CreateTokenOutput
	handed string // a path that the SDK reads the login from instead
}

// options are set while the SDK makes its provider.
func (r *renewal) options(o *ssocreds.SSOTokenProviderOptions) {
	r.client, r.path, o.Client = o.Client, o.CachedTokenFilepath, r
	if r.handed != "" {
		o.CachedTokenFilepath = r.handed
	}
}

// CreateToken is called by the SDK's provider.
func (r *renewal) CreateToken(
	ctx context.Context, in *ssooidc.CreateTokenInput, options ...func(*ssooidc.Options),
) (*ssooidc.CreateTokenOutput, error) {
	out, err := r.client.CreateToken(ctx, in, options...)
	if err == nil {
		r.fresh = out
	}
	return out, err
}

// unwritten tells that a login was renewed, and that its file is what failed.
func (r *renewal) unwritten(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return r.fresh != nil && r.handed == "" && (errors.As(err, &path) || errors.As(err, &link))
}

// hand gives the renewed login to the SDK by a pipe: a file of it would be a secret
// that is left somewhere.
func (r *renewal) hand() error {
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

// again retrieves with the renewed login in place of its file.
func (s *session) again(ctx context.Context, failed error) (aws.Credentials, error) {
	if err := s.login.hand(); err != nil {
		return aws.Credentials{}, failed
	}
	if err := s.load(ctx, nil); err != nil {
		return aws.Credentials{}, err
	}
	got, err := s.cfg.Credentials.Retrieve(ctx)
	if err == nil {
		s.held.keys = got
		protocol.Warn(ctx, "the renewed SSO login cannot be written into %s and is used once: make the file and its "+
			"directory writable", fault.Printable(s.login.path, 150))
	}
	return got, err
}

// loginFile is the file of a profile's login, and the command that makes it; "" for
// a profile without one.
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

// ofLoginFile explains the login of the chain by its file: it is not there, it cannot
// be read, or it has expired and cannot be renewed.
func (s session) ofLoginFile() error {
	for p := &s.shared; p != nil; p = p.Source {
		path, command := loginFile(p)
		if path == "" {
			continue
		}
		command += s.profileFlag()
		switch problem := (named{path: path, check: document}).problem(); problem {
		case "":
			return fault.New(fault.LoginExpired, "the login of the %s has expired: %s", s.label, command)
		case missing:
			return fault.New(fault.LoginExpired, "the %s has no login yet: %s", s.label, command)
		default:
			return fault.New(fault.LoginExpired, "the login of the %s cannot be used, since the file %s %s: %s", s.label,
				fault.Printable(path, 150), problem, command)
		}
	}
	return nil
}
