// Package bazel reads and writes what Bazel says to its credential helper: one request on
// standard input, one response on standard output
// (https://github.com/EngFlow/credential-helper-spec/blob/main/spec.md).
//
//	{"uri":"https://ghcr.io/v2/team/app/blobs/sha256:…"}
//	{"headers":{"Authorization":["Bearer …"]},"expires":"2030-01-01T00:00:00Z"}
//
// A URI that is not a registry's has no headers. That is not an error, though the
// specification would prefer one: Bazel fails a download where its helper fails, and a
// helper without a scope is asked about every download.
package bazel

import (
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// maxRequest bounds a request, in bytes.
const maxRequest = 64 << 10

// Request is a URI of a registry.
type Request struct {
	Host       string // host[:port], as Docker's config has it; "" where the URI is not a registry's
	Repository string // "" where the URI names none
}

// Read reads a request. Its errors quote nothing of it.
func Read(in io.Reader) (Request, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxRequest+1))
	if err != nil {
		return Request{}, err
	}
	var request struct {
		URI *string `json:"uri"`
	}
	switch {
	case len(data) > maxRequest:
		return Request{}, errors.New("it is larger than 64 KiB")
	case json.Unmarshal(data, &request) != nil:
		return Request{}, errors.New("it is not a JSON object")
	case request.URI == nil:
		return Request{}, errors.New("it has no uri")
	}
	return of(*request.URI), nil
}

// of takes a URI apart. Only what goes over TLS to the API of a registry is one, below /v2/
// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints).
func of(uri string) Request {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return Request{}
	}
	path, ok := strings.CutPrefix(u.Path, "/v2/")
	name, err := registry.Parse(strings.TrimSuffix(u.Host, ":443"))
	if !ok || err != nil || name.Registry() == "" {
		return Request{}
	}
	return Request{Host: name.Key(), Repository: repository(path)}
}

// repository is the path before the last word of the API.
func repository(path string) string {
	end := 0
	for _, word := range []string{"/manifests/", "/blobs/", "/tags/", "/referrers/"} {
		end = max(end, strings.LastIndex(path, word))
	}
	// A name has no character that means something in a scope.
	if strings.Trim(path[:end], "abcdefghijklmnopqrstuvwxyz0123456789._-/") != "" {
		return ""
	}
	return path[:end]
}

// None is the response where there is no credential.
func None() []byte { return []byte("{\"headers\":{}}\n") }

// Response is the one with an Authorization header. Without an end Bazel asks again after
// half an hour.
func Response(header string, expires time.Time) ([]byte, error) {
	response := struct {
		Headers map[string][]string `json:"headers"`
		Expires string              `json:"expires,omitempty"`
	}{Headers: map[string][]string{"Authorization": {header}}}
	if !expires.IsZero() {
		response.Expires = expires.UTC().Format(time.RFC3339)
	}
	data, err := json.Marshal(response)
	return append(data, '\n'), err
}
