// Package bazel implements the protocol between Bazel and its credential helper: one
// request on standard input, one response on standard output
// (https://github.com/EngFlow/credential-helper-spec/blob/main/spec.md).
//
//	{"uri":"https://ghcr.io/v2/team/app/blobs/sha256:…"}
//	{"headers":{"Authorization":["Bearer …"]},"expires":"2030-01-01T00:00:00Z"}
//
// For a URI that does not belong to a registry, the response has no headers. The
// specification would prefer an error, but Bazel fails a download if its helper fails, and
// it asks a helper without a scope about every download.
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

// Request is a request for a URI of a registry.
type Request struct {
	Host       string // host[:port], as in Docker's config; "" if the URI does not belong to a registry
	Repository string // "" if the URI names none
}

// Read reads a request. Its errors do not quote the request.
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

// of parses a URI. It belongs to a registry if it uses TLS and its path is below /v2/
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

// repository returns the path before the last word of the API.
func repository(path string) string {
	end := 0
	for _, word := range []string{"/manifests/", "/blobs/", "/tags/", "/referrers/"} {
		end = max(end, strings.LastIndex(path, word))
	}
	// A name has no character with a meaning in a scope.
	if strings.Trim(path[:end], "abcdefghijklmnopqrstuvwxyz0123456789._-/") != "" {
		return ""
	}
	return path[:end]
}

// None returns the response without a credential.
func None() []byte { return []byte("{\"headers\":{}}\n") }

// Response returns the response with an Authorization header. If expires is zero, Bazel
// asks again after half an hour.
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
