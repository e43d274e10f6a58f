package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/crane"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// puller is the client: go-containerregistry as crane, ko and kaniko use it.
type puller struct {
	transport http.RoundTripper
	pushed    map[string]string // host → digest
}

// push pushes a tiny image, which differs for each registry.
func (p puller) push(ctx context.Context, a *account, image string) (digest string, err error) {
	ref, err := name.NewTag(a.host + "/" + image)
	if err != nil {
		return "", err
	}
	made, err := crane.Image(map[string][]byte{"hello": []byte("hello from " + a.host + "\n")})
	if err != nil {
		return "", err
	}
	hash, err := made.Digest()
	if err != nil {
		return "", err
	}
	p.pushed[a.host] = hash.String()
	login := authn.FromConfig(authn.AuthConfig{Username: a.user, Password: a.secret})
	return hash.String(), remote.Write(ref, made, remote.WithContext(ctx), remote.WithTransport(p.transport), remote.WithAuth(login))
}

// pull pulls the whole image with the config.json in dir alone: it uses the keychain with which crane
// reads Docker's config, in an environment without other files and helpers.
func (p puller) pull(ctx context.Context, s *story, dir string, a *account, image string) (digest string, err error) {
	if err := onlyConfig(s, dir); err != nil {
		return "", err
	}
	ref, err := name.NewTag(a.host + "/" + image)
	if err != nil {
		return "", err
	}
	got, err := remote.Image(ref, remote.WithContext(ctx), remote.WithTransport(p.transport),
		remote.WithAuthFromKeychain(authn.DefaultKeychain))
	if err != nil {
		return "", err
	}
	if err := validate.Image(got); err != nil {
		return "", err
	}
	hash, err := got.Digest()
	return hash.String(), err
}

// onlyConfig removes everything from the environment except the config.
func onlyConfig(s *story, dir string) error {
	empty := filepath.Join(s.dir, "empty")
	if err := os.MkdirAll(empty, 0o700); err != nil {
		return err
	}
	os.Clearenv()
	for variable, value := range map[string]string{"PATH": empty, "HOME": empty, "DOCKER_CONFIG": dir} {
		if err := os.Setenv(variable, value); err != nil {
			return err
		}
	}
	return nil
}

// refusal reports whether an error is a registry's refusal for lack of a login.
func refusal(err error) bool {
	var answer *transport.Error
	return errors.As(err, &answer) && answer.StatusCode == http.StatusUnauthorized
}
